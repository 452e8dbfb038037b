"""Breaks small valid model files in their structure, in every way that we could think of.

A *structural mutant* is a file in which a reader that follows the format finds other places,
lengths, types or numbers of things than were written, or in which things contradict each other, lie
where they may not, or are missing. So these are never made, for the result is just another model:
another version with the same layout, and another value where nothing else in the file depends on it
(a context length, a frequency, the words of a template, a weight).
"""

import random
import struct
from collections.abc import Callable
from typing import Any

from support.gguf_bases import Base
from support.gguf_bytes import (
    EMBEDDING,
    Field,
    Role,
    Typed,
)

U64 = 1 << 64

#: Numbers of the file on which its layout depends.
_STRUCTURE = frozenset({Role.COUNT, Role.LENGTH, Role.TYPE, Role.DIMENSION, Role.OFFSET})
_SIZES = (
    "block_count",
    "embedding_length",
    "feed_forward_length",
    "attention.head_count",
    "attention.head_count_kv",
    "attention.key_length",
    "attention.value_length",
)
_REQUIRED = (
    "general.architecture",
    "tokenizer.ggml.model",
    "tokenizer.ggml.tokens",
    "block_count",
    "context_length",
    "embedding_length",
    "feed_forward_length",
)
_FOR_PEOPLE = ("general.name", "general.tags")  # no loader minds their types
_NOT_UTF8 = (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\x80", b"\xf8\x88\x80\x80", b"\xe4\xbd")
_BAD_IN_NAMES = (*_NOT_UTF8, b"\0", b"\n", b" ", "\u202e".encode())


class Mutator:
    """Makes mutants of one base, each by one random operation."""

    def __init__(self, base: Base, chance: random.Random) -> None:
        self._base = base
        self._chance = chance
        self._whole = base.write()
        self._keys = [name for name in self._whole.entries if name in base.metadata]
        self._keys_read = [key for key in self._keys if key not in _FOR_PEOPLE]
        self._arrays = [key for key in self._keys_read if isinstance(base.metadata[key], list)]
        self._tensors = [name for name, _ in base.shapes]
        self._operations: list[Callable[[], bytes]] = [
            *[self._other_number] * 6,
            *[self._cut_off] * 2,
            *[self._other_size] * 2,
            *[self._shifted] * 2,
            *(self._magic, self._lengthened, self._bad_text, self._bad_name, self._renamed),
            *(self._entry_twice, self._entry_lost, self._entries_swapped, self._overlap),
            *(self._wrong_kind, self._wrong_kind_of_array, self._nested, self._alignment),
            *(self._too_few_tokens, self._list_of_other_length, self._token_twice, self._bad_id),
            *(self._bad_token_type, self._other_shape, self._tensor_lost, self._strange_tensor),
            *(self._overflow, self._overflow_in_all, self._no_tokenizer),
        ]

    def make(self) -> tuple[str, bytes]:
        """The name of an operation, and what it made."""
        while True:
            operation = self._chance.choice(self._operations)
            data = operation()
            if data != self._whole.data:
                return operation.__name__.strip("_"), data

    # Fields: a number, a text or the length of the file, all else as it was.

    def _field(self, *roles: Role) -> Field:
        return self._chance.choice([field for field in self._whole.fields if field.role in roles])

    def _with(self, field: Field, raw: bytes) -> bytes:
        data = bytearray(self._whole.data)
        data[field.start : field.start + field.size] = raw
        return bytes(data)

    def _number(self, field: Field) -> int:
        raw = self._whole.data[field.start : field.start + field.size]
        return int.from_bytes(raw, "little")

    def _other_number(self) -> bytes:
        field = self._field(*_STRUCTURE)
        return self._with(field, self._unlike(self._number(field), field.size))

    def _unlike(self, value: int, size: int) -> bytes:
        """Another number in as many bytes: near, enormous, negative, wrapping, or any."""
        top = 1 << 8 * size
        near = [0, 1, value + 1, value - 1, value * 2, value // 2, value ^ 1 << self._bit(size)]
        far = [top - 1, top // 2, top // 2 - 1, top - value, self._chance.randrange(top)]
        number = self._chance.choice([n % top for n in near + far if n % top != value])
        return number.to_bytes(size, "little")

    def _bit(self, size: int) -> int:
        return self._chance.randrange(8 * size)

    def _magic(self) -> bytes:
        if self._chance.random() < 0.5:
            return self._with(self._field(Role.MAGIC), self._chance.choice([b"GGML", b"FUGG"]))
        versions = [0, 1, 4, 3 << 24, (1 << 32) - 1, self._chance.randrange(4, 1 << 32)]
        return self._with(
            self._field(Role.VERSION), struct.pack("<I", self._chance.choice(versions))
        )

    def _cut_off(self) -> bytes:
        """Ends at the start of a field or within it."""
        field = self._chance.choice(self._whole.fields)
        return bytes(self._whole.data[: field.start + self._chance.randrange(max(field.size, 1))])

    def _lengthened(self) -> bytes:
        return bytes(self._whole.data) + bytes(self._chance.randrange(64, 4096))

    def _shifted(self) -> bytes:
        """Some bytes more or fewer at the start of a field."""
        data = bytearray(self._whole.data)
        field = self._chance.choice([f for f in self._whole.fields if f.role is not Role.WEIGHTS])
        count = self._chance.randint(1, 16)
        if self._chance.random() < 0.5:
            del data[field.start : field.start + count]
        else:
            data[field.start : field.start] = self._chance.randbytes(count)
        return bytes(data)

    def _bad_text(self) -> bytes:
        """A text that is not UTF-8, its length unchanged."""
        fields = [f for f in self._whole.fields if f.role is Role.TEXT and f.size >= 4]
        return self._spoilt(self._chance.choice(fields), _NOT_UTF8)

    def _bad_name(self) -> bytes:
        return self._spoilt(self._field(Role.KEY, Role.NAME), _BAD_IN_NAMES)

    def _spoilt(self, field: Field, bad: tuple[bytes, ...]) -> bytes:
        raw = bytearray(self._whole.data[field.start : field.start + field.size])
        put = self._chance.choice(bad)
        at = self._chance.randint(0, field.size - len(put))
        raw[at : at + len(put)] = put
        return self._with(field, bytes(raw))

    def _renamed(self) -> bytes:
        """Something that must be there has a slightly different name."""
        required = {*_REQUIRED, *map(self._base.key, _REQUIRED)}
        fields = [
            field
            for field in self._whole.fields
            if field.role is Role.NAME or (field.role is Role.KEY and field.name in required)
        ]
        field = self._chance.choice(fields)
        raw = bytearray(field.name.encode())
        raw[self._chance.randrange(len(raw))] ^= 1 << self._chance.randrange(3)
        return self._with(field, bytes(raw))

    def _other_size(self) -> bytes:
        """A size of the network that its weights do not have."""
        names = {*map(self._base.key, _SIZES)}
        fields = [f for f in self._whole.fields if f.role is Role.VALUE and f.name in names]
        field = self._chance.choice(fields)
        return self._with(field, self._unlike(self._number(field), field.size))

    def _bad_id(self) -> bytes:
        ids = [key for key in self._keys if key.endswith("_token_id")]
        key = self._chance.choice(ids or ["tokenizer.ggml.eos_token_id"])
        count = len(self._base.metadata["tokenizer.ggml.tokens"])
        bad = self._chance.choice([count, count + 1, 1 << 31, (1 << 32) - 1])
        return self._base.with_values({key: bad})

    # Entries: whole key-values and tensors.

    def _entry(self, name: str) -> bytes:
        start, end = self._whole.entries[name]
        return bytes(self._whole.data[start:end])

    def _recounted(self, data: bytearray, *, keys: int = 0, tensors: int = 0) -> bytes:
        """``data`` with so many more key-values and tensors announced, and its padding mended."""
        data[8:24] = struct.pack("<QQ", len(self._tensors) + tensors, len(self._keys) + keys)
        weights = self._whole.fields[-1]
        header = data[: len(data) - len(self._whole.data) + self._end_of_header()]
        header += bytes(-len(header) % self._base.alignment)
        return bytes(header + self._whole.data[weights.start :])

    def _end_of_header(self) -> int:
        return max(end for _, end in self._whole.entries.values())

    def _entry_twice(self) -> bytes:
        names = self._chance.choice([self._keys, self._tensors])
        name = self._chance.choice(names)
        at = self._whole.entries[name][1]
        data = bytearray(self._whole.data)
        data[at:at] = self._entry(name)
        return self._recounted(data, keys=names is self._keys, tensors=names is self._tensors)

    def _entry_lost(self) -> bytes:
        """A tensor's entry, or that of a key that must be there, is missing; weights stay."""
        required = [key for key in self._keys if key.split(".", 1)[1] in _REQUIRED]
        required += [key for key in self._keys if key in _REQUIRED]
        names = self._chance.choice([required, self._tensors])
        start, end = self._whole.entries[self._chance.choice(names)]
        data = bytearray(self._whole.data)
        del data[start:end]
        return self._recounted(data, keys=-(names is required), tensors=-(names is not required))

    def _entries_swapped(self) -> bytes:
        one, other = self._chance.sample(self._tensors, 2)
        (a, b), (c, d) = sorted((self._whole.entries[one], self._whole.entries[other]))
        data = self._whole.data
        return bytes(data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:])

    def _overlap(self) -> bytes:
        """A tensor begins within another one, or leaves a gap."""
        fields = [f for f in self._whole.fields if f.role is Role.OFFSET]
        field = self._chance.choice(fields)
        step = 32 * self._chance.choice([-1, 1, 7, -7])
        number = self._number(self._chance.choice(fields)) + step
        return self._with(field, struct.pack("<Q", number % U64))

    # Parts: written anew, well-formed, with something that does not fit the rest.

    def _wrong_kind(self) -> bytes:
        """A value of another type than the loader asks for."""
        key = self._chance.choice(self._keys_read)
        value = self._base.metadata[key]
        kinds: list[Any] = [
            Typed(0, "B", 1),
            Typed(5, "i", 2),
            Typed(10, "Q", 32),
            Typed(12, "d", 4),
        ]
        kinds += [7, 1.5, True, "2", [1, 2], ["a", "b"]]
        return self._base.with_values(
            {key: self._chance.choice([kind for kind in kinds if type(kind) is not type(value)])}
        )

    def _wrong_kind_of_array(self) -> bytes:
        """Items of another type, as many as there were."""
        key = self._chance.choice(self._arrays)
        old = self._base.metadata[key]
        others: list[list[Any]] = [[1] * len(old), [0.5] * len(old), ["7"] * len(old)]
        return self._base.with_values(
            {key: self._chance.choice([new for new in others if type(new[0]) is not type(old[0])])}
        )

    def _nested(self) -> bytes:
        """An array of arrays, some levels deep."""
        key = self._chance.choice(self._arrays)
        start = self._whole.entries[key][0] + 8 + len(key) + 4
        level = struct.pack("<IQ", 9, 1)
        data = bytearray(self._whole.data)
        data[start:start] = level * self._chance.choice([1, 2, 3, 64, 5000])
        return self._recounted(data)

    def _alignment(self) -> bytes:
        bad = [0, 1, 3, 24, 33, 1 << 31, (1 << 32) - 1, True, "32", Typed(10, "Q", 32)]
        return self._base.with_values({"general.alignment": self._chance.choice(bad)})

    def _no_tokenizer(self) -> bytes:
        kinds = ["none", "no_vocab", "plamo2", "rwkv", "t5", "bert", "", "gpt2\0", "GPT2"]
        return self._base.with_values({"tokenizer.ggml.model": self._chance.choice(kinds)})

    def _too_few_tokens(self) -> bytes:
        """All lists of the vocabulary are shorter or longer than the embeddings."""
        count = len(self._base.metadata["tokenizer.ggml.tokens"])
        wanted = self._chance.choice([0, 1, count - 1, count + 1, 2 * count])
        lists = ("tokens", "token_type", "scores")
        values = {
            key: _resized(self._base.metadata[key], wanted)
            for key in self._keys
            if key.removeprefix("tokenizer.ggml.") in lists
        }
        return self._base.with_values(values)

    def _list_of_other_length(self) -> bytes:
        keys = ["tokens", "token_type", "scores"]
        key = self._chance.choice(
            [k for k in self._keys if k.removeprefix("tokenizer.ggml.") in keys]
        )
        old = self._base.metadata[key]
        wanted = self._chance.choice([n for n in (0, 1, len(old) - 1, len(old) + 1)])
        return self._base.with_values({key: _resized(old, wanted)})

    def _token_twice(self) -> bytes:
        tokens = list(self._base.metadata["tokenizer.ggml.tokens"])
        one, other = self._chance.sample(range(len(tokens)), 2)
        tokens[one] = tokens[other]
        return self._base.with_values({"tokenizer.ggml.tokens": tokens})

    def _bad_token_type(self) -> bytes:
        types = list(self._base.metadata["tokenizer.ggml.token_type"])
        at = self._chance.choice([index for index, kind in enumerate(types) if kind != 6])
        types[at] = self._chance.choice([6, 7, -1, 1 << 30, -(1 << 31)])
        return self._base.with_values({"tokenizer.ggml.token_type": types})

    def _other_shape(self) -> bytes:
        """A tensor that does not fit the network, its data as long as its shape says."""
        shapes = list(self._base.shapes)
        at = self._chance.randrange(len(shapes))
        name, old = shapes[at]
        wider = (old[0] + EMBEDDING, *old[1:])
        others = [
            wider,
            (*old, 2),
            (*old[:-1], old[-1] + EMBEDDING),
            (*old, 1, 1),
            (*reversed(old),),
        ]
        shapes[at] = (name, self._chance.choice([new for new in others if new != old]))
        return bytes(self._base.write(shapes=shapes).data)

    def _tensor_lost(self) -> bytes:
        """One tensor is missing, with its data."""
        shapes = list(self._base.shapes)
        del shapes[self._chance.randrange(len(shapes))]
        return bytes(self._base.write(shapes=shapes).data)

    def _strange_tensor(self) -> bytes:
        names = ["blk.2.attn_norm.weight", "blk.-1.attn_norm.weight", "blk.0.ssm_a", "evil"]
        names += ["blk.00.attn_norm.weight", "blk.0.attn_q.weight.weight", "token_embd.weight "]
        shapes = [*self._base.shapes, (self._chance.choice(names), (EMBEDDING,))]
        return bytes(self._base.write(shapes=shapes).data)

    def _overflow(self) -> bytes:
        """Dimensions whose product wraps to what it was, or to nothing."""
        shapes = dict(self._base.shapes)
        name = self._chance.choice([name for name, shape in shapes.items() if len(shape) == 2])
        start = self._whole.entries[name][0] + 8 + len(name)
        half = 1 << self._chance.choice([31, 32, 33, 48, 60, 61, 62])
        wraps = [(half, U64 // half), (shapes[name][0], U64 - 1), (half + 32, half), (U64 - 32, 1)]
        data = bytearray(self._whole.data)
        data[start + 4 : start + 20] = struct.pack("<QQ", *self._chance.choice(wraps))
        return bytes(data)

    def _overflow_in_all(self) -> bytes:
        """Two more tensors, neither too big by itself, whose sizes wrap in sum."""
        elements = 1 << self._chance.choice([47, 58, 60, 61])
        data = bytearray(self._whole.data)
        at, offset = self._end_of_header(), self._whole.fields[-1].size
        for name in (b"rope_freqs.weight", b"output_norm.bias"):
            data[at:at] = entry = _tensor_entry(name, elements, offset % U64)
            at, offset = at + len(entry), offset + 4 * elements
        return self._recounted(data, tensors=2)


def _tensor_entry(name: bytes, elements: int, offset: int) -> bytes:
    return struct.pack("<Q", len(name)) + name + struct.pack("<IQIQ", 1, elements, 0, offset)


def _resized(items: list[Any], count: int) -> list[Any]:
    more = [f"more{index}" if isinstance(items[0], str) else items[0] for index in range(count)]
    return (items + more)[:count]
