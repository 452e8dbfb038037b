"""Writes tiny GGUF files field by field, so that tests can break each field on purpose."""

import struct
from dataclasses import dataclass, field
from typing import Any

ALIGNMENT = 32
EMBEDDING, FEED_FORWARD, VOCAB, LAYERS = 32, 64, 48, 2
F32 = 0

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
    "tokenizer.ggml.model": "gpt2",
    "tokenizer.ggml.tokens": [f"token{index}" for index in range(VOCAB)],
    "tokenizer.ggml.token_type": [1] * VOCAB,
    "tokenizer.ggml.add_bos_token": True,
    "tokenizer.chat_template": "{{ messages }}",
}


def _layer(index: int) -> list[tuple[str, tuple[int, ...]]]:
    return [
        (f"blk.{index}.attn_norm.weight", (EMBEDDING,)),
        (f"blk.{index}.attn_q.weight", (EMBEDDING, EMBEDDING)),
        (f"blk.{index}.ffn_up.weight", (EMBEDDING, FEED_FORWARD)),
    ]


TENSORS = [
    ("token_embd.weight", (EMBEDDING, VOCAB)),
    *_layer(0),
    *_layer(1),
    ("output_norm.weight", (EMBEDDING,)),
]


@dataclass
class Written:
    """A file's bytes, and where each of its fields starts, with its length."""

    data: bytearray = field(default_factory=bytearray)
    fields: list[tuple[int, int]] = field(default_factory=list)

    def put(self, raw: bytes) -> None:
        self.fields.append((len(self.data), len(raw)))
        self.data += raw

    def number(self, kind: str, value: Any) -> None:
        self.put(struct.pack(f"<{kind}", value))

    def text(self, text: str) -> None:
        raw = text.encode()
        self.number("Q", len(raw))
        self.put(raw)

    def pad(self) -> None:
        self.data += bytes(-len(self.data) % ALIGNMENT)


def _put_value(out: Written, value: Any) -> None:
    kinds = {bool: (7, "B"), int: (4, "I"), float: (6, "f")}
    if isinstance(value, str):
        out.number("I", 8)
        out.text(value)
    elif isinstance(value, list):
        out.number("I", 9)
        _put_items(out, value)
    else:
        code, kind = kinds[type(value)]
        out.number("I", code)
        out.number(kind, value)


def _put_items(out: Written, items: list[Any]) -> None:
    words = items and isinstance(items[0], str)
    out.number("I", 8 if words else 5)
    out.number("Q", len(items))
    for item in items:
        out.text(item) if words else out.number("i", item)


def tiny_gguf(
    *,
    version: int = 3,
    metadata: dict[str, Any] = METADATA,
    tensors: list[tuple[str, tuple[int, ...]]] = TENSORS,
    filler: bytes = b"\0",
) -> Written:
    """A whole, valid model of two layers; its weights repeat ``filler``."""
    out = Written()
    out.put(b"GGUF")
    out.number("I", version)
    out.number("Q", len(tensors))
    out.number("Q", len(metadata))
    for key, value in metadata.items():
        out.text(key)
        _put_value(out, value)
    offset = 0
    for name, dimensions in tensors:
        size = _put_tensor(out, name, dimensions, offset)
        offset += -(-size // ALIGNMENT) * ALIGNMENT
    out.pad()
    out.data += (filler * (offset // len(filler) + 1))[:offset]
    return out


def _put_tensor(out: Written, name: str, dimensions: tuple[int, ...], offset: int) -> int:
    out.text(name)
    out.number("I", len(dimensions))
    size = 4
    for dimension in dimensions:
        out.number("Q", dimension)
        size *= dimension
    out.number("I", F32)
    out.number("Q", offset)
    return size
