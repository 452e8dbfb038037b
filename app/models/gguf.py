"""Reads the header of a GGUF file and refuses what is not a whole, plausible model.

The file comes from anywhere, so nothing in it is believed: every count and length is checked
against a bound and against the bytes that are left before anything is read or allocated, and the
tensors must lie in the file one after the other as the format says. Only the header is read.

Format: GGUF versions 2 and 3, little-endian (ggml, docs/gguf.md): magic, version, number of
tensors, number of key-values; the key-values; name, dimensions, type and offset of each tensor;
padding to the alignment; the tensors' data, each padded.
"""

import os
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.memory import ModelShape
from app.errors import ModelError
from app.i18n import file_size

MAGIC = b"GGUF"
VERSIONS = (2, 3)

# Bounds well above every known model and far below what would hurt.
MAX_KEYS = 4096
MAX_TENSORS = 65_536
MAX_NAME_BYTES = 64  # GGML_MAX_NAME
MAX_KEY_BYTES = 65_535
MAX_STRING_BYTES = 16 * 1024**2
MAX_ARRAY_ITEMS = 4 * 1024**2
MAX_KEPT_ITEMS = 1024  # longer arrays of numbers are stepped over
MAX_DIMENSIONS = 4  # GGML_MAX_DIMS
MAX_ELEMENTS = 1 << 48
MAX_LAYERS = 1024
MAX_WIDTH = 1 << 24
MAX_CONTEXT = 1 << 31
DEFAULT_ALIGNMENT = 32
ALIGNMENTS = frozenset(1 << power for power in range(3, 17))

# Value types of the format -> struct codes.
_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "B",
    10: "Q",
    11: "q",
    12: "d",
}
_BOOL, _STRING, _ARRAY = 7, 8, 9
_LAYER = re.compile(r"blk\.(\d{1,4})\.")


@dataclass(frozen=True)
class Header:
    """What the header says about a model. Sizes are bytes; 0 where a model has no such thing."""

    architecture: str
    name: str
    quantization: str  # "Q4_K_M"
    context_train: int  # tokens
    layers: int
    embedding: int
    feed_forward: int
    heads: int
    kv_heads: int
    kv_width: int  # elements of K and V together, per token and layer
    vocab: int
    has_chat_template: bool
    layer_bytes: tuple[int, ...]  # weights of each layer
    input_bytes: int  # token embeddings
    output_bytes: int  # weights outside the layers other than the token embeddings
    tied: bool  # the token embeddings are the output weights too
    file_bytes: int

    @property
    def tensor_bytes(self) -> int:
        """All weights together."""
        return sum(self.layer_bytes) + self.input_bytes + self.output_bytes

    @property
    def shape(self) -> ModelShape:
        """What the memory plan needs. Where layers differ, the biggest counts for all.

        Tied embeddings count twice: a card gets a copy of them for its output.
        """
        return ModelShape(
            layers=self.layers,
            embedding=self.embedding,
            feed_forward=self.feed_forward,
            vocab=self.vocab,
            kv_width=self.kv_width,
            context_train=self.context_train,
            layer_bytes=max(self.layer_bytes),
            output_bytes=self.output_bytes + (self.input_bytes if self.tied else 0),
            input_bytes=self.input_bytes,
        )


@dataclass(frozen=True)
class _Array:
    """An array of the header: how many items, and the items themselves if few numbers."""

    count: int
    items: tuple[Any, ...] = ()


@dataclass(frozen=True)
class _Tensor:
    name: str
    dimensions: tuple[int, ...]
    type: int
    size: int


def read_header(path: Path) -> Header:
    """The header of the model at ``path``.

    Raises:
        ModelError: not a GGUF file, of an unknown version, cut off, implausible, or unreadable.
    """
    try:
        with path.open("rb") as file:
            return _read(_Reader(file, path.stat().st_size))
    except OSError as error:
        raise ModelError("models.unreadable", path=str(path), reason=error.strerror) from error


def _read(reader: "_Reader") -> Header:
    if reader.size < len(MAGIC) or reader.take(len(MAGIC)) != MAGIC:
        raise ModelError("models.gguf_not")
    version = reader.number("I")
    if version not in VERSIONS:
        raise ModelError("models.gguf_version", version=version)
    tensor_count = reader.count(MAX_TENSORS, "tensor_count")
    key_count = reader.count(MAX_KEYS, "kv_count")
    values = _key_values(reader, key_count)
    tensors = _tensors(reader, tensor_count, _alignment(values))
    return _header(_Values(values), tensors, reader.size)


class _Reader:
    """Reads little-endian values; never past the end, never more than a caller has bounded."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.size = size
        self.position = 0

    def take(self, count: int) -> bytes:
        self._advance(count)
        return self._file.read(count)

    def skip(self, count: int) -> None:
        self._advance(count)
        self._file.seek(count, os.SEEK_CUR)

    def _advance(self, count: int) -> None:
        self.position += count
        if self.position > self.size:
            raise ModelError("models.gguf_cut", size=file_size(self.size))

    def number(self, kind: str) -> Any:
        return struct.unpack(f"<{kind}", self.take(struct.calcsize(kind)))[0]

    def count(self, limit: int, what: str) -> int:
        """A 64-bit count or length of at most ``limit``."""
        value: int = self.number("Q")
        if value > limit:
            raise _implausible(what)
        return value

    def text(self, limit: int, what: str) -> str:
        return self.take(self.count(limit, what)).decode("utf-8", errors="replace")


def _implausible(what: str) -> ModelError:
    return ModelError("models.gguf_implausible", what=what)


def _key_values(reader: _Reader, count: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for _ in range(count):
        key = reader.text(MAX_KEY_BYTES, "key")
        if not key or key in values:
            raise _implausible(_shown(key))
        values[key] = _value(reader, reader.number("I"), _shown(key))
    return values


def _value(reader: _Reader, kind: int, key: str) -> Any:
    if kind == _STRING:
        return reader.text(MAX_STRING_BYTES, key)
    if kind == _ARRAY:
        return _array(reader, key)
    if kind not in _SCALARS:
        raise _implausible(key)
    value = reader.number(_SCALARS[kind])
    if kind == _BOOL and value > 1:
        raise _implausible(key)
    return value


def _array(reader: _Reader, key: str) -> _Array:
    kind = reader.number("I")
    count = reader.count(MAX_ARRAY_ITEMS, key)
    if kind == _STRING:
        for _ in range(count):
            reader.take(reader.count(MAX_STRING_BYTES, key))
        return _Array(count)
    if kind not in _SCALARS:  # arrays of arrays are in the format, but no model has them
        raise _implausible(key)
    if count > MAX_KEPT_ITEMS:
        reader.skip(count * struct.calcsize(_SCALARS[kind]))
        return _Array(count)
    return _Array(count, tuple(reader.number(_SCALARS[kind]) for _ in range(count)))


def _alignment(values: Mapping[str, Any]) -> int:
    alignment = values.get("general.alignment", DEFAULT_ALIGNMENT)
    if not isinstance(alignment, int) or alignment not in ALIGNMENTS:
        raise _implausible("general.alignment")
    return alignment


def _tensors(reader: _Reader, count: int, alignment: int) -> dict[str, _Tensor]:
    """All tensors by name; their data must follow one another and end within the file."""
    tensors: dict[str, _Tensor] = {}
    data_end = unpadded_end = 0
    for _ in range(count):
        tensor = _tensor(reader)
        offset = reader.number("Q")
        if tensor.name in tensors or offset != data_end:
            raise _implausible(_shown(tensor.name))
        tensors[tensor.name] = tensor
        unpadded_end = offset + tensor.size
        data_end = _padded(unpadded_end, alignment)
    needed = _padded(reader.position, alignment) + unpadded_end
    if reader.size < needed:
        raise ModelError(
            "models.gguf_truncated", have=file_size(reader.size), need=file_size(needed)
        )
    return tensors


def _tensor(reader: _Reader) -> _Tensor:
    name = reader.text(MAX_NAME_BYTES - 1, "tensor name")
    dimension_count = reader.number("I")
    if not name or not 1 <= dimension_count <= MAX_DIMENSIONS:
        raise _implausible(_shown(name))
    dimensions = tuple(reader.count(MAX_ELEMENTS, name) for _ in range(dimension_count))
    kind = reader.number("I")
    elements = prod(dimensions)
    block, block_bytes = _block_sizes().get(kind, (0, 0))
    if not 0 < elements <= MAX_ELEMENTS or not block or dimensions[0] % block:
        raise _implausible(_shown(name))
    return _Tensor(name, dimensions, kind, elements // block * block_bytes)


@cache
def _block_sizes() -> dict[int, tuple[int, int]]:
    """Tensor type -> elements and bytes of one block, from llama.cpp's own package."""
    from gguf.constants import GGML_QUANT_SIZES  # imports numpy: only when a model is looked at

    return {int(kind): sizes for kind, sizes in GGML_QUANT_SIZES.items()}


def _padded(size: int, alignment: int) -> int:
    return -(-size // alignment) * alignment


def _shown(name: str) -> str:
    """A name out of a file as it may stand in a sentence: short, printable ASCII."""
    return "".join(c for c in name if " " <= c <= "~")[:MAX_NAME_BYTES] or "?"


class _Values:
    """Typed access to the key-values of one architecture."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.architecture = self.text("general.architecture")
        if not re.fullmatch(r"[a-z0-9_-]{1,40}", self.architecture):
            raise _implausible("general.architecture")

    def text(self, key: str) -> str:
        value = self._values.get(key, "")
        if not isinstance(value, str):
            raise _implausible(key)
        return value

    def whole(self, name: str, *, limit: int = MAX_WIDTH, default: int | None = None) -> int:
        """``<architecture>.<name>``, from 0 to ``limit``; the greatest if layers differ."""
        key = f"{self.architecture}.{name}"
        value = self._values.get(key, default)
        if isinstance(value, _Array) and value.items:
            value = max(value.items)
        if not isinstance(value, int) or not 0 <= value <= limit:
            raise _implausible(key)
        return value

    def number(self, key: str) -> int | None:
        value = self._values.get(key)
        return value if isinstance(value, int) else None

    def has_text(self, key: str) -> bool:
        return isinstance(self._values.get(key), str)


def _header(values: _Values, tensors: Mapping[str, _Tensor], file_bytes: int) -> Header:
    layers = values.whole("block_count", limit=MAX_LAYERS)
    embedding = values.whole("embedding_length")
    heads = values.whole("attention.head_count", limit=embedding, default=0)
    kv_heads = values.whole("attention.head_count_kv", limit=embedding, default=heads)
    head_width = embedding // heads if heads else 0
    key_width = values.whole("attention.key_length", default=head_width)
    value_width = values.whole("attention.value_length", default=head_width)
    layer_bytes = _layer_bytes(tensors, layers)
    embeddings = _embeddings(tensors, embedding)
    weights = sum(tensor.size for tensor in tensors.values())
    return Header(
        architecture=values.architecture,
        name=_one_line(values.text("general.name")),
        quantization=_quantization(values.number("general.file_type"), tensors),
        context_train=values.whole("context_length", limit=MAX_CONTEXT),
        layers=layers,
        embedding=embedding,
        feed_forward=values.whole("feed_forward_length", default=0),
        heads=heads,
        kv_heads=kv_heads,
        kv_width=kv_heads * (key_width + value_width),
        vocab=embeddings.dimensions[1],
        has_chat_template=values.has_text("tokenizer.chat_template"),
        layer_bytes=layer_bytes,
        input_bytes=embeddings.size,
        output_bytes=weights - sum(layer_bytes) - embeddings.size,
        tied="output.weight" not in tensors,
        file_bytes=file_bytes,
    )


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:120]


def _layer_bytes(tensors: Mapping[str, _Tensor], layers: int) -> tuple[int, ...]:
    """Weights of each layer; every layer from 0 to ``layers`` - 1 must have some, and no other."""
    sizes: dict[int, int] = {}
    for tensor in tensors.values():
        if match := _LAYER.match(tensor.name):
            index = int(match[1])
            sizes[index] = sizes.get(index, 0) + tensor.size
    if not layers or sizes.keys() != set(range(layers)):
        raise _implausible("block_count")
    return tuple(sizes[index] for index in range(layers))


def _embeddings(tensors: Mapping[str, _Tensor], embedding: int) -> _Tensor:
    name = "token_embd.weight"
    tensor = tensors.get(name)
    if tensor is None or len(tensor.dimensions) != 2 or tensor.dimensions[0] != embedding:
        raise _implausible(name)
    return tensor


def _quantization(file_type: int | None, tensors: Mapping[str, _Tensor]) -> str:
    """What the file says it is, else the type of its biggest tensor."""
    from gguf.constants import GGMLQuantizationType, LlamaFileType

    try:
        name: str = LlamaFileType(file_type).name
        return name.removeprefix("MOSTLY_").removeprefix("ALL_")
    except ValueError:
        biggest = max(tensors.values(), key=lambda tensor: tensor.size)
        return str(GGMLQuantizationType(biggest.type).name)
