"""The header reader: what it says about good files, and that it refuses everything else."""

import struct
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.gguf_bytes import METADATA, TENSORS, Typed, tensors, tiny_gguf

from app.errors import ModelError
from app.models.gguf import read_header

LARGE_VOCABULARY = 151_936


def header_of(data: bytes, folder: Path):
    path = folder / "model.gguf"
    path.write_bytes(data)
    return read_header(path)


def refusal(data: bytes, folder: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        header_of(data, folder)
    return caught.value


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in METADATA.items() if name != key}


@pytest.mark.parametrize("version", [2, 3])
def test_a_valid_file(version: int, tmp_path: Path):
    header = header_of(tiny_gguf(version=version).data, tmp_path)
    assert (header.architecture, header.name, header.quantization) == ("llama", "Tiny model", "F32")
    assert (header.layers, header.embedding, header.feed_forward) == (2, 32, 64)
    assert (header.heads, header.kv_heads, header.kv_width) == (4, 2, 32)
    assert (header.vocab, header.context_train, header.has_chat_template) == (48, 512, True)
    assert header.layer_bytes == (4 * 32 * (1 + 32 + 16 + 16 + 32 + 1 + 3 * 64),) * 2
    assert header.input_bytes == 4 * 32 * 48
    assert header.output_bytes == 4 * 32


def test_the_real_model_as_the_reference_reader_sees_it(smollm2: Path):
    from gguf import GGUFReader

    header = read_header(smollm2)
    reference = GGUFReader(smollm2)
    field = reference.fields
    assert header.tensor_bytes == sum(int(tensor.n_bytes) for tensor in reference.tensors)
    assert header.layers == field["llama.block_count"].contents() == len(header.layer_bytes)
    assert header.vocab == len(field["tokenizer.ggml.tokens"].data)
    assert header.quantization == "Q4_1"
    # 22.5 KiB of f16 KV per token, as llama.cpp prints for it
    assert 2 * header.layers * header.kv_width == 22.5 * 1024


def test_tied_embeddings_count_for_the_card_too(tmp_path: Path):
    tied = header_of(tiny_gguf().data, tmp_path)
    assert tied.shape.output_bytes == tied.output_bytes + tied.input_bytes
    own = header_of(tiny_gguf(tensors=[*TENSORS, ("output.weight", (32, 48))]).data, tmp_path)
    assert own.shape.output_bytes == own.output_bytes == 4 * 32 * 49


def test_every_truncation_is_refused(tmp_path: Path):
    """At the start and in the middle of each field, and anywhere in the weights."""
    whole = tiny_gguf()
    places = {field.start + step for field in whole.fields for step in (0, field.size // 2)}
    places |= set(range(whole.fields[-1].start, len(whole.data), 1009)) | {len(whole.data) - 1}
    for place in sorted(places):
        assert refusal(whole.data[:place], tmp_path).key in {
            "models.gguf_not",
            "models.gguf_cut",
            "models.gguf_truncated",
        }, place


def test_a_truncated_file_says_how_much_is_there(tmp_path: Path):
    whole = tiny_gguf().data
    error = refusal(whole[: len(whole) - 10_000], tmp_path)
    assert error.key == "models.gguf_truncated"
    assert error.values == {"have": "73 kB", "need": "83 kB"}


def test_what_follows_the_weights_is_refused(tmp_path: Path):
    whole = tiny_gguf().data
    assert refusal(whole + b"\0", tmp_path).values == {"what": "end of the file"}


@pytest.mark.parametrize(
    "data", [b"", b"GGU", b"<!DOCTYPE html>", b"GGML" + bytes(100), b"\x89PNG" * 50]
)
def test_other_files_are_not_models(data: bytes, tmp_path: Path):
    assert refusal(data, tmp_path).key == "models.gguf_not"


@pytest.mark.parametrize("version", [0, 1, 4, 0x03000000])
def test_other_versions_are_refused(version: int, tmp_path: Path):
    assert refusal(tiny_gguf(version=version).data, tmp_path).key == "models.gguf_version"


@pytest.mark.parametrize(
    "metadata",
    [
        *(without(key) for key in ("general.architecture", "llama.block_count")),
        *(without(key) for key in ("llama.embedding_length", "llama.context_length")),
        METADATA | {"llama.block_count": 3},
        METADATA | {"llama.block_count": 1},
        METADATA | {"llama.block_count": 0},
        METADATA | {"llama.block_count": "2"},
        METADATA | {"llama.embedding_length": 33},
        METADATA | {"llama.attention.head_count": 4_000_000},
        METADATA | {"general.alignment": 0},
        METADATA | {"general.alignment": 48},
        METADATA | {"general.alignment": 1 << 31},
        METADATA | {"general.architecture": "../llama"},
        METADATA | {"general.name": 7},
    ],
)
def test_implausible_metadata_is_refused(metadata: dict[str, Any], tmp_path: Path):
    data = tiny_gguf(metadata=metadata, alignment=32).data
    assert refusal(data, tmp_path).key == "models.gguf_implausible"


@pytest.mark.parametrize(
    "tensors",
    [
        [],
        TENSORS[1:],
        [*TENSORS, TENSORS[0]],
        [*TENSORS, ("x" * 64, (32,))],
        [*TENSORS, ("extra", (0,))],
        [*TENSORS, ("extra", (1, 1, 1, 1, 1))],
        [*TENSORS, ("blk.7.attn_q.weight", (32,))],
        [("token_embd.weight", (32,)), *TENSORS[1:]],
    ],
)
def test_implausible_tensors_are_refused(tensors: list[Any], tmp_path: Path):
    assert refusal(tiny_gguf(tensors=tensors).data, tmp_path).key == "models.gguf_implausible"


@pytest.mark.parametrize("value", [0xFFFF_FFFF_FFFF_FFFF, 1 << 40, 1 << 63])
def test_huge_numbers_never_allocate(value: int, tmp_path: Path):
    """Each 64-bit count, length, dimension and offset in turn says something enormous."""
    whole = tiny_gguf()
    for field in whole.fields:
        if field.size == 8:
            data = bytearray(whole.data)
            struct.pack_into("<Q", data, field.start, value)
            refusal(bytes(data), tmp_path)


def test_a_large_vocabulary_is_read_at_once(tmp_path: Path):
    """As large as that of Qwen2; other programs do not count in the time of the processor."""
    tokens = [f"token{index}" for index in range(LARGE_VOCABULARY)]
    metadata = METADATA | {
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [1] * LARGE_VOCABULARY,
        "tokenizer.ggml.merges": [f"t {token}" for token in tokens],
    }
    path = tmp_path / "large.gguf"
    path.write_bytes(tiny_gguf(metadata=metadata, tensors=tensors(vocab=LARGE_VOCABULARY)).data)
    times: list[float] = []
    for _ in range(3):
        started = time.process_time()
        assert read_header(path).vocab == LARGE_VOCABULARY
        times.append(time.process_time() - started)
    assert min(times) < 0.5


def test_what_is_kept_of_a_header_is_bounded(tmp_path: Path):
    """Each array may be there by itself; all of them together may not."""
    values = Typed(9, "IQ1048576s", (0, 1 << 20, bytes(1 << 20)))
    metadata = {f"general.filler{index}": values for index in range(5)}
    data = tiny_gguf(metadata=metadata | METADATA).data
    assert refusal(data, tmp_path).values == {"what": "general.filler4"}


@given(st.binary(max_size=400))
def test_garbage_after_the_magic_is_refused(tmp_path_factory: pytest.TempPathFactory, tail: bytes):
    folder = tmp_path_factory.getbasetemp()
    refusal(b"GGUF" + tail, folder)


def test_a_path_with_a_zero_is_no_file(tmp_path: Path):
    with pytest.raises(ModelError) as caught:
        read_header(tmp_path / "model\0.gguf")
    assert caught.value.key == "models.unreadable"


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ModelError) as caught:
        read_header(tmp_path / "nowhere.gguf")
    assert caught.value.key == "models.unreadable"
    assert caught.value.values["path"].endswith("nowhere.gguf")


def test_names_from_files_are_cleaned(tmp_path: Path):
    metadata = METADATA | {"general.name": "Evil\x1b[2J\u202ename\n<b>" + "x" * 500}
    name = header_of(tiny_gguf(metadata=metadata).data, tmp_path).name
    assert name.startswith("Evil [2J name <b>x")
    assert name.isprintable()
    assert len(name) <= 120
