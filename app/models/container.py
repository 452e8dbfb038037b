"""The container of a GGUF file: its key-values and the places of its tensors, read without trust.

Nothing in the file is believed: every count and length is checked against a bound and against the
bytes that are left before anything is read or kept, texts must be UTF-8, and the tensors must fill
the rest of the file one after the other, without gap, overlap or remainder. Only the header is
read; what is kept of it is bounded by ``MAX_HEADER_BYTES``. What the values mean for a model is not
known here.

Format: GGUF versions 2 and 3, little-endian (ggml, docs/gguf.md): magic, version, number of
tensors, number of key-values; the key-values; name, dimensions, type and offset of each tensor;
padding to the alignment; the tensors' data, each padded.
"""

import errno
import os
import re
import stat
import struct
from array import array
from dataclasses import dataclass
from enum import IntEnum
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import ModelError
from app.i18n import file_size
from app.models.ggml import WEIGHT_TYPES

MAGIC = b"GGUF"
VERSIONS = (2, 3)

# Bounds well above every known model and far below what would hurt.
MAX_HEADER_BYTES = 64 * 1024**2
MAX_KEYS = 4096
MAX_TENSORS = 65_536
MAX_NAME_BYTES = 63  # GGML_MAX_NAME, less the zero at its end
MAX_KEY_BYTES = 1024
MAX_STRING_BYTES = 4 * 1024**2
MAX_ITEM_BYTES = 65_535  # of a text in an array: a token, a merge
MAX_ITEMS = 1024**2  # of one array
MAX_ITEMS_IN_ALL = 4 * 1024**2
MAX_DIMENSIONS = 4  # GGML_MAX_DIMS
MAX_ELEMENTS = 1 << 48
DEFAULT_ALIGNMENT = 32
ALIGNMENTS = frozenset(1 << power for power in range(3, 17))
READ_BYTES = 1024**2  # at a time

_PLAIN = re.compile(r"[!-~]+")  # keys and names of tensors: printable ASCII without spaces
_LENGTH = struct.Struct("<Q")


class Kind(IntEnum):
    """Types of values, by their numbers in the format."""

    U8, I8, U16, I16, U32, I32, F32, BOOL, TEXT, ARRAY, U64, I64, F64 = range(13)


_CODES = dict(zip(Kind, "BbHhIifB  QqdX", strict=False))
_NUMBERS = {kind: struct.Struct("<" + code) for kind, code in _CODES.items() if code != " "}


@dataclass(frozen=True)
class Value:
    """A value of the header; ``data`` of an array is a tuple of bytes or an array of numbers."""

    kind: Kind
    data: Any
    items: Kind | None = None  # of an array


@dataclass(frozen=True)
class Tensor:
    """A block of weights; the first dimension is the one that lies together."""

    name: str
    dimensions: tuple[int, ...]
    type: int  # number of ggml's type
    size: int  # bytes


@dataclass(frozen=True)
class Container:
    """What a GGUF file holds."""

    values: dict[str, Value]
    tensors: dict[str, Tensor]
    size: int  # of the file, bytes


def implausible(what: str) -> ModelError:
    """The error for a part of the file that makes no sense."""
    return ModelError("models.gguf_implausible", what=shown(what))


def shown(name: str) -> str:
    """A name out of a file as it may stand in a sentence: short, printable ASCII."""
    return "".join(c for c in name if " " <= c <= "~")[:MAX_NAME_BYTES] or "?"


def read(path: Path) -> Container:
    """The container at ``path``.

    Raises:
        ModelError: not a GGUF file, of an unknown version, cut off, implausible, or unreadable.
    """
    if "\0" in str(path):  # Python itself would not ask the system
        reason = os.strerror(errno.ENOENT)
        raise ModelError("models.unreadable", path=shown(str(path)), reason=reason)
    try:
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise ModelError("models.gguf_not")
            return _read(_Reader(file, found.st_size))
    except OSError as error:
        raise ModelError("models.unreadable", path=str(path), reason=error.strerror) from error


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _read(reader: "_Reader") -> Container:
    if reader.size < len(MAGIC) or reader.take(len(MAGIC)) != MAGIC:
        raise ModelError("models.gguf_not")
    version = reader.number(Kind.U32)
    if version not in VERSIONS:
        raise ModelError("models.gguf_version", version=version)
    tensor_count = reader.count(MAX_TENSORS, "tensor_count")
    key_count = reader.count(MAX_KEYS, "kv_count")
    values = _key_values(reader, key_count)
    tensors = _tensors(reader, tensor_count, _alignment(values))
    return Container(values, tensors, reader.size)


class _Reader:
    """Reads little-endian values; never past the end, never more than a caller has bounded."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._ahead = b""  # what is read already; ``_at`` is the place in it
        self._at = 0
        self._items_left = MAX_ITEMS_IN_ALL
        self.size = size
        self.position = 0

    def take(self, count: int) -> bytes:
        start = self._reserve(count)  # may set ``_ahead`` anew
        return self._ahead[start : start + count]

    def number(self, kind: Kind) -> Any:
        form = _NUMBERS[kind]
        return form.unpack(self.take(form.size))[0]

    def numbers(self, kind: Kind, count: int) -> "array[Any]":
        return array(_CODES[kind], self.take(count * _NUMBERS[kind].size))

    def count(self, limit: int, what: str) -> int:
        """A 64-bit count or length of at most ``limit``."""
        value: int = self.number(Kind.U64)
        if value > limit:
            raise implausible(what)
        return value

    def items(self, what: str) -> int:
        """The number of items of an array."""
        count = self.count(min(MAX_ITEMS, self._items_left), what)
        self._items_left -= count
        return count

    def text(self, limit: int, what: str) -> str:
        return _utf8(self.take(self.count(limit, what)), what)

    def texts(self, count: int, what: str) -> tuple[bytes, ...]:
        """Texts one after the other; there may be hundreds of thousands."""
        items: list[bytes] = []
        while len(items) < count:
            self._texts_ahead(items, count)
            if len(items) < count:
                items.append(self._item(what))
        for item in items:
            if not item.isascii():
                _utf8(item, what)
        return tuple(items)

    def _texts_ahead(self, items: list[bytes], count: int) -> None:
        """Take the texts that are read already, without a call for each."""
        ahead, at = self._ahead, self._at
        unpack, last = _LENGTH.unpack_from, len(ahead) - _LENGTH.size
        while at <= last and len(items) < count:
            start = at + _LENGTH.size
            end = start + unpack(ahead, at)[0]
            if end > len(ahead) or end - start > MAX_ITEM_BYTES:
                break
            items.append(ahead[start:end])
            at = end
        self._reserve(at - self._at)

    def _item(self, what: str) -> bytes:
        return self.take(self.count(MAX_ITEM_BYTES, what))

    def _reserve(self, count: int) -> int:
        """Step over the next ``count`` bytes; where in ``_ahead`` they lie, all of them."""
        self.position += count
        if self.position > self.size:
            raise ModelError("models.gguf_cut", size=file_size(self.size))
        if self.position > MAX_HEADER_BYTES:
            raise implausible("header")
        if self._at + count > len(self._ahead):
            self._read_on(count)
        start = self._at
        self._at += count
        return start

    def _read_on(self, count: int) -> None:
        parts = [self._ahead[self._at :]]
        missing = count - len(parts[0])
        while missing > 0:
            data = self._file.read(max(missing, READ_BYTES))
            if not data:  # the file has become shorter since we looked
                raise ModelError("models.gguf_cut", size=file_size(self.size))
            parts.append(data)
            missing -= len(data)
        self._ahead, self._at = b"".join(parts), 0


def _utf8(raw: bytes, what: str) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise implausible(what) from error


def _key_values(reader: _Reader, count: int) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for _ in range(count):
        key = _plain(reader, MAX_KEY_BYTES, "key")
        if key in values:
            raise implausible(key)
        values[key] = _value(reader, key)
    return values


def _plain(reader: _Reader, limit: int, what: str) -> str:
    name = reader.text(limit, what)
    if not _PLAIN.fullmatch(name):
        raise implausible(name)
    return name


def _value(reader: _Reader, key: str) -> Value:
    kind = _kind(reader, key)
    if kind is Kind.TEXT:
        return Value(kind, reader.text(MAX_STRING_BYTES, key))
    if kind is Kind.ARRAY:
        return _array_value(reader, key)
    value = reader.number(kind)
    if kind is Kind.BOOL and value > 1:
        raise implausible(key)
    return Value(kind, value)


def _kind(reader: _Reader, key: str) -> Kind:
    try:
        return Kind(reader.number(Kind.U32))
    except ValueError as error:
        raise implausible(key) from error


def _array_value(reader: _Reader, key: str) -> Value:
    items = _kind(reader, key)
    count = reader.items(key)
    if items is Kind.ARRAY:  # arrays of arrays are in the format, but no model has them
        raise implausible(key)
    if items is Kind.TEXT:
        return Value(Kind.ARRAY, reader.texts(count, key), items)
    numbers = reader.numbers(items, count)
    if items is Kind.BOOL and max(numbers, default=0) > 1:
        raise implausible(key)
    return Value(Kind.ARRAY, numbers, items)


def _alignment(values: dict[str, Value]) -> int:
    value = values.get("general.alignment", Value(Kind.U32, DEFAULT_ALIGNMENT))
    if value.kind is not Kind.U32 or value.data not in ALIGNMENTS:
        raise implausible("general.alignment")
    return int(value.data)


def _tensors(reader: _Reader, count: int, alignment: int) -> dict[str, Tensor]:
    """All tensors by name; their data must follow one another and end where the file ends."""
    tensors: dict[str, Tensor] = {}
    data_end = unpadded_end = 0
    for _ in range(count):
        tensor = _tensor(reader)
        offset = reader.number(Kind.U64)
        if tensor.name in tensors or offset != data_end:
            raise implausible(tensor.name)
        tensors[tensor.name] = tensor
        unpadded_end = offset + tensor.size
        data_end = _padded(unpadded_end, alignment)
    start = _padded(reader.position, alignment)
    if reader.size < start + unpadded_end:
        have, need = file_size(reader.size), file_size(start + unpadded_end)
        raise ModelError("models.gguf_truncated", have=have, need=need)
    if reader.size > start + data_end:
        raise implausible("end of the file")
    return tensors


def _tensor(reader: _Reader) -> Tensor:
    name = _plain(reader, MAX_NAME_BYTES, "tensor name")
    dimension_count = reader.number(Kind.U32)
    if not 1 <= dimension_count <= MAX_DIMENSIONS:
        raise implausible(name)
    dimensions = tuple(reader.count(MAX_ELEMENTS, name) for _ in range(dimension_count))
    kind = reader.number(Kind.U32)
    elements = prod(dimensions)
    _, block, block_bytes = WEIGHT_TYPES.get(kind, ("", 0, 0))
    if not 0 < elements <= MAX_ELEMENTS or not block or dimensions[0] % block:
        raise implausible(name)
    return Tensor(name, dimensions, kind, elements // block * block_bytes)


def _padded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment
