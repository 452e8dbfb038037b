"""Files like those that have broken readers of GGUF: each is refused before llama.cpp sees it.

Made anew from what was published about each flaw. The first names in a case are its CVE, advisory
or number in llama.cpp's repository. Not here, for they need no file: prompts that overflow the
tokenizer (CVE-2025-52566), state files (CVE-2026-43629), servers (CVE-2024-42477 to -42479,
CVE-2026-21869).
"""

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.gguf_bases import bases
from support.gguf_bytes import METADATA, TENSORS, Role, Typed, Written, tiny_gguf

from app.errors import ModelError
from app.models.gguf import read_header

WHOLE = tiny_gguf()
TOP = (1 << 64) - 1
TENSOR_COUNT_AT, KEY_COUNT_AT = 8, 16


def put(at: int, form: str, *numbers: int) -> bytes:
    """The valid file with other numbers at one place."""
    data = bytearray(WHOLE.data)
    struct.pack_into(f"<{form}", data, at, *numbers)
    return bytes(data)


def place(name: str, role: Role, which: int = 0) -> int:
    """Where a field of an entry starts."""
    return [f.start for f in WHOLE.fields if f.name == name and f.role is role][which]


def model(**values: Any) -> bytes:
    """The valid file with other metadata; ``__`` stands for a point."""
    changed = {name.replace("__", "."): value for name, value in values.items()}
    return bytes(tiny_gguf(metadata=METADATA | changed, alignment=32).data)


def pieces(**values: Any) -> bytes:
    return bases()[1].with_values({f"tokenizer.ggml.{name}": x for name, x in values.items()})


def tensor(*dimensions: int, offset: int | None = None) -> bytes:
    """The valid file whose first tensor is a matrix of other dimensions."""
    count = struct.pack("<I", len(dimensions))
    start = place("token_embd.weight", Role.COUNT)
    end = place("token_embd.weight", Role.TYPE)
    numbers = struct.pack(f"<{len(dimensions)}Q", *dimensions)
    data = bytearray(WHOLE.data[:start] + count + numbers + WHOLE.data[end:])
    if offset is not None:
        struct.pack_into("<Q", data, start + len(count + numbers) + 4, offset)
    return bytes(data)


def sizes_wrapping(*elements: int) -> bytes:
    """Tensors whose offsets follow one another and whose sizes wrap in sum."""
    out = Written()
    offset = 0
    for index, count in enumerate(elements):
        name = f"blk.0.t{index}.weight".encode()
        out.data += struct.pack("<Q", len(name)) + name
        out.data += struct.pack("<IQIQ", 1, count, 0, offset % (TOP + 1))
        offset += 4 * count
    end = max(end for _, end in WHOLE.entries.values())
    start = min(WHOLE.entries[name][0] for name, _ in TENSORS)
    header = bytearray(WHOLE.data[:start] + out.data)
    struct.pack_into("<Q", header, TENSOR_COUNT_AT, len(elements))
    return bytes(header + WHOLE.data[end:])


TOKENS = METADATA["tokenizer.ggml.tokens"]
NAME_LENGTH = place("general.name", Role.LENGTH, 1)
TOKEN_COUNT = place("tokenizer.ggml.tokens", Role.COUNT)
FIRST_TOKEN = place("tokenizer.ggml.tokens", Role.LENGTH, 1)

FLAWS: dict[str, Callable[[], bytes]] = {
    "CVE-2024-21836 tensor count wraps": lambda: put(TENSOR_COUNT_AT, "Q", TOP // 64 + 2),
    "CVE-2024-21802 too many dimensions": lambda: tensor(1, 1, 1, 1, 0x41414141, 0x42424242),
    "CVE-2024-21825 array of texts wraps": lambda: put(TOKEN_COUNT, "Q", (1 << 60) + 1),
    "CVE-2024-23496 text of all the memory": lambda: put(NAME_LENGTH, "Q", TOP),
    "CVE-2024-23605 key count wraps": lambda: put(KEY_COUNT_AT, "Q", TOP // 48 + 2),
    "CVE-2024-32878 ends within a value": lambda: bytes(WHOLE.data[: NAME_LENGTH + 10]),
    "CVE-2025-49847 token longer than an int": lambda: put(FIRST_TOKEN, "Q", (1 << 31) + 5),
    "CVE-2025-53630 sizes wrap in sum": lambda: sizes_wrapping(1 << 61, 1 << 61, 8),
    "CVE-2026-27940 sizes and overhead wrap": lambda: sizes_wrapping(1 << 61, (1 << 61) - 64),
    "CVE-2026-33298 bytes wrap, elements do not": lambda: tensor(1 << 31, 1 << 31),
    "CVE-2026-33298 three dimensions": lambda: tensor(1 << 21, 1 << 21, 1 << 20),
    "CVE-2026-7482 weights behind the end": lambda: tensor(32, 1 << 20),
    "CVE-2026-7482 offset behind the end": lambda: tensor(32, 48, offset=1 << 40),
    "#6774 weights cut off": lambda: bytes(WHOLE.data[:-4096]),
    "#18674 negative dimension": lambda: tensor(TOP, TOP),
    "#18674 dimensions wrap to the right size": lambda: tensor((1 << 63) + 32, 48),
    "#19856 text of a gigabyte": lambda: put(NAME_LENGTH, "Q", (1 << 30) + 1),
    "#19856 array of a thousand million": lambda: put(TOKEN_COUNT, "Q", (1 << 30) + 1),
    "#26511 PLaMo-2": lambda: pieces(model="plamo2"),
    "#26511 byte minus one": lambda: pieces(
        tokens=["<0x-1>" if t == "<0x00>" else t for t in TEXTS]
    ),
    "#26511 byte token without a byte": lambda: pieces(token_type=[6] * len(TEXTS)),
    "block_count past the arrays": lambda: model(llama__block_count=513),
    "block_count wraps": lambda: model(llama__block_count=(1 << 32) - 1),
    "alignment 2^31": lambda: model(general__alignment=1 << 31),
    "alignment 0": lambda: model(general__alignment=0),
    "heads for too many layers": lambda: model(llama__attention__head_count=[4] * 600),
    "heads for too few layers": lambda: model(llama__attention__head_count=[4]),
    "division by no heads": lambda: model(llama__attention__head_count=0),
    "more experts used than there are": lambda: model(llama__expert_used_count=9),
    "too many experts": lambda: model(llama__expert_count=513),
    "dimension 0": lambda: tensor(32, 0),
    "#25739 a token twice": lambda: model(tokenizer__ggml__tokens=[TOKENS[1], *TOKENS[1:]]),
    "scores end early": lambda: pieces(scores=[0.0] * 5),
    "types end early": lambda: pieces(token_type=[1] * 5),
    "types of another width": lambda: model(tokenizer__ggml__token_type=[0.5] * len(TOKENS)),
    "special token behind the end": lambda: pieces(eos_token_id=1 << 31),
    "byte type of what is no byte": lambda: model(tokenizer__ggml__token_type=[6] * len(TOKENS)),
    "no bytes to fall back to": lambda: pieces(tokens=[f"t{n}" for n in range(len(TEXTS))]),
    "character map of a Unigram tokenizer": lambda: model(tokenizer__ggml__model="t5"),
    "other files are opened": lambda: model(split__count=Typed(2, "H", 2)),
    "epsilon is not a number": lambda: model(llama__attention__layer_norm_rms_epsilon=float("nan")),
}
TEXTS = bases()[1].metadata["tokenizer.ggml.tokens"]


@pytest.mark.parametrize("flaw", FLAWS)
def test_it_is_refused(flaw: str, tmp_path: Path):
    path = tmp_path / "evil.gguf"
    path.write_bytes(FLAWS[flaw]())
    with pytest.raises(ModelError):
        read_header(path)


def test_a_token_that_is_really_so_long_is_not_read(tmp_path: Path):
    """CVE-2025-49847 with all of its two gigabytes, which are a hole in the file."""
    path = tmp_path / "evil.gguf"
    path.write_bytes(put(FIRST_TOKEN, "Q", (1 << 31) + 5))
    os.truncate(path, 3 << 30)
    with pytest.raises(ModelError):
        read_header(path)


def test_control_the_file_they_are_made_of_is_whole(tmp_path: Path):
    for index, data in enumerate([model(), pieces(), tensor(32, 48, offset=0)]):
        path = tmp_path / f"{index}.gguf"
        path.write_bytes(data)
        read_header(path)
