"""Writes tiny GGUF files field by field, so that tests can break each field on purpose.

They are whole models that llama.cpp loads, though they have learnt nothing.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple

ALIGNMENT = 32
EMBEDDING, FEED_FORWARD, VOCAB, LAYERS = 32, 64, 48, 2
#: ggml's types -> elements and bytes of a block.
F32, F16, Q8_0 = 0, 1, 8
BLOCKS = {F32: (1, 4), F16: (1, 2), Q8_0: (32, 34)}

Shapes = Sequence[tuple[str, tuple[int, ...]]]

METADATA: dict[str, Any] = {
    "general.architecture": "llama",
    "general.name": "Tiny model",
    "general.file_type": 0,
    "llama.block_count": LAYERS,
    "llama.context_length": 512,
    "llama.embedding_length": EMBEDDING,
    "llama.feed_forward_length": FEED_FORWARD,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "llama.attention.layer_norm_rms_epsilon": 1e-5,
    "tokenizer.ggml.model": "gpt2",
    "tokenizer.ggml.tokens": [f"token{index}" for index in range(VOCAB)],
    "tokenizer.ggml.token_type": [1] * VOCAB,
    "tokenizer.ggml.merges": ["t o", "to k"],
    "tokenizer.ggml.add_bos_token": True,
    "tokenizer.chat_template": "{{ messages }}",
}


def _layer(index: int, feed_forward: int) -> Shapes:
    wide = {"ffn_gate": (EMBEDDING, feed_forward), "ffn_up": (EMBEDDING, feed_forward)}
    shapes: dict[str, tuple[int, ...]] = {
        "attn_norm": (EMBEDDING,),
        "attn_q": (EMBEDDING, EMBEDDING),
        "attn_k": (EMBEDDING, EMBEDDING // 2),
        "attn_v": (EMBEDDING, EMBEDDING // 2),
        "attn_output": (EMBEDDING, EMBEDDING),
        "ffn_norm": (EMBEDDING,),
        **wide,
        "ffn_down": (feed_forward, EMBEDDING),
    }
    return [(f"blk.{index}.{name}.weight", shape) for name, shape in shapes.items()]


def tensors(
    *, vocab: int = VOCAB, feed_forward: int = FEED_FORWARD
) -> list[tuple[str, tuple[int, ...]]]:
    """All that a network of these sizes must have."""
    return [
        ("token_embd.weight", (EMBEDDING, vocab)),
        *(tensor for index in range(LAYERS) for tensor in _layer(index, feed_forward)),
        ("output_norm.weight", (EMBEDDING,)),
    ]


TENSORS = tensors()


class Typed(NamedTuple):
    """A value with the number of its type in the format; ``code`` is that of ``struct``."""

    kind: int
    code: str
    value: Any


class Role(Enum):
    """What a field of the file is for."""

    MAGIC = auto()
    VERSION = auto()
    COUNT = auto()  # of key-values, tensors, dimensions, or items of an array
    LENGTH = auto()  # of a text
    TYPE = auto()  # of a value, of an array's items, of a tensor
    DIMENSION = auto()
    OFFSET = auto()
    KEY = auto()
    NAME = auto()  # of a tensor
    TEXT = auto()
    VALUE = auto()
    WEIGHTS = auto()


class Field(NamedTuple):
    """A field's place in the file; ``name`` is the key or tensor that it belongs to."""

    start: int
    size: int
    role: Role
    name: str


@dataclass
class Written:
    """A file's bytes and fields; ``entries`` are key-values and tensors, from where to where."""

    data: bytearray = field(default_factory=bytearray)
    fields: list[Field] = field(default_factory=list)
    entries: dict[str, tuple[int, int]] = field(default_factory=dict)
    name: str = ""  # of the entry being written

    def put(self, raw: bytes, role: Role) -> None:
        self.fields.append(Field(len(self.data), len(raw), role, self.name))
        self.data += raw

    def number(self, kind: str, value: Any, role: Role) -> None:
        values = value if isinstance(value, tuple) else (value,)
        self.put(struct.pack(f"<{kind}", *values), role)

    def text(self, text: str | bytes, role: Role) -> None:
        raw = text.encode() if isinstance(text, str) else text
        self.number("Q", len(raw), Role.LENGTH)
        self.put(raw, role)

    def pad(self, alignment: int) -> None:
        self.data += bytes(-len(self.data) % alignment)


def _typed(value: Any) -> Typed:
    kinds = {bool: (7, "B"), int: (4, "I"), float: (6, "f")}
    return value if isinstance(value, Typed) else Typed(*kinds[type(value)], value)


def _put_value(out: Written, value: Any) -> None:
    if isinstance(value, str | bytes):
        out.number("I", 8, Role.TYPE)
        out.text(value, Role.TEXT)
    elif isinstance(value, list):
        out.number("I", 9, Role.TYPE)
        _put_items(out, value)
    else:
        kind, code, number = _typed(value)
        out.number("I", kind, Role.TYPE)
        out.number(code, number, Role.VALUE)


def _put_items(out: Written, items: list[Any]) -> None:
    if items and isinstance(items[0], str | bytes):
        kind, code = 8, ""
    else:
        kind, code = (6, "f") if items and isinstance(items[0], float) else (5, "i")
    out.number("I", kind, Role.TYPE)
    out.number("Q", len(items), Role.COUNT)
    for item in items:
        out.number(code, item, Role.VALUE) if code else out.text(item, Role.TEXT)


def tiny_gguf(
    *,
    version: int = 3,
    metadata: Mapping[str, Any] = METADATA,
    tensors: Shapes = TENSORS,
    matrices: int = F32,
    alignment: int = 0,
    filler: bytes = b"\0",
) -> Written:
    """A whole, valid model of two layers; matrices have the type given, ``filler`` is repeated.

    ``alignment`` is the one that is kept, by default that in the metadata.
    """
    out = Written()
    out.put(b"GGUF", Role.MAGIC)
    out.number("I", version, Role.VERSION)
    out.number("Q", len(tensors), Role.COUNT)
    out.number("Q", len(metadata), Role.COUNT)
    for out.name, value in metadata.items():
        start = len(out.data)
        out.text(out.name, Role.KEY)
        _put_value(out, value)
        out.entries[out.name] = (start, len(out.data))
    alignment = alignment or metadata.get("general.alignment", ALIGNMENT)
    end = _put_tensors(out, tensors, alignment, matrices)
    out.pad(alignment)
    out.put((filler * (end // len(filler) + 1))[:end], Role.WEIGHTS)
    return out


def _put_tensors(out: Written, tensors: Shapes, alignment: int, matrices: int) -> int:
    offset = 0
    for out.name, dimensions in tensors:
        start = len(out.data)
        kind = matrices if len(dimensions) > 1 else F32
        size = _put_tensor(out, dimensions, kind, offset)
        out.entries[out.name] = (start, len(out.data))
        offset += -(-size // alignment) * alignment
    out.name = ""
    return offset


def _put_tensor(out: Written, dimensions: tuple[int, ...], kind: int, offset: int) -> int:
    out.text(out.name, Role.NAME)
    out.number("I", len(dimensions), Role.COUNT)
    elements = 1
    for dimension in dimensions:
        out.number("Q", dimension, Role.DIMENSION)
        elements *= dimension
    out.number("I", kind, Role.TYPE)
    out.number("Q", offset, Role.OFFSET)
    block, size = BLOCKS[kind]
    return elements // block * size
