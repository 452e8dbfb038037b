"""Reads the header of a GGUF file and refuses what is not a whole, plausible language model.

The file comes from anywhere, and llama.cpp, which is C++, believes much of what it reads: so it
gets no file that was not read here first. ``container`` checks that the file is what the format
says, ``hyperparameters`` and ``vocabulary`` that its values make sense, ``layouts`` that the
weights are those of such a network.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.allocation import ModelShape
from app.errors import ModelError
from app.models import container, hyperparameters, layouts, names, vocabulary
from app.models.container import MAGIC, Container, Kind, Tensor, Value, implausible
from app.models.ggml import FILE_TYPES, WEIGHT_TYPES

__all__ = ["MAGIC", "Header", "read_header"]


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
        """What the memory plan needs; tied embeddings serve as the output as well."""
        return ModelShape(
            embedding=self.embedding,
            feed_forward=self.feed_forward,
            vocab=self.vocab,
            kv_width=self.kv_width,
            context_train=self.context_train,
            layer_bytes=self.layer_bytes,
            output_bytes=self.output_bytes + (self.input_bytes if self.tied else 0),
            input_bytes=self.input_bytes,
            tied=self.tied,
        )


def read_header(path: Path) -> Header:
    """The header of the model at ``path``.

    Raises:
        ModelError: not a GGUF file, of an unknown version or kind, cut off, implausible, or
            unreadable.
    """
    found = container.read(path)
    _check_whole(found.values)
    network = hyperparameters.read(found.values)  # checks the types of all keys first
    vocab = vocabulary.check(found.values)
    layouts.check(network, vocab, found.tensors)
    return _header(network, vocab, found)


def _check_whole(values: Mapping[str, Value]) -> None:
    """The file is a model by itself: llama.cpp would open the others of a split one, unchecked."""
    kind, pieces = values.get("general.type"), values.get("split.count")
    if kind is not None and kind.data != "model":
        raise implausible("general.type")
    if pieces is not None and pieces.data not in (0, 1):
        raise ModelError("models.gguf_split")


def _header(network: hyperparameters.Network, vocab: int, found: Container) -> Header:
    layer_bytes = _layer_bytes(found.tensors, network.layers)
    input_bytes = found.tensors["token_embd.weight"].size
    weights = sum(tensor.size for tensor in found.tensors.values())
    kv_heads = max(network.kv_heads)
    return Header(
        architecture=network.architecture,
        name=names.one_line(_text(found.values, "general.name")),
        quantization=_quantization(found),
        context_train=network.context,
        layers=network.layers,
        embedding=network.embedding,
        feed_forward=max(network.feed_forward),
        heads=max(network.heads),
        kv_heads=kv_heads,
        kv_width=kv_heads * (network.key_width + network.value_width),
        vocab=vocab,
        has_chat_template="tokenizer.chat_template" in found.values,
        layer_bytes=layer_bytes,
        input_bytes=input_bytes,
        output_bytes=weights - sum(layer_bytes) - input_bytes,
        tied="output.weight" not in found.tensors,
        file_bytes=found.size,
    )


def _text(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return str(value.data) if value is not None and value.kind is Kind.TEXT else ""


def _layer_bytes(tensors: Mapping[str, Tensor], layers: int) -> tuple[int, ...]:
    sizes = [0] * layers
    for tensor in tensors.values():
        if (layer := layouts.layer_of(tensor.name)) >= 0:
            sizes[layer] += tensor.size
    return tuple(sizes)


def _quantization(found: Container) -> str:
    """What the file says it is, else the type of its biggest tensor."""
    said = found.values.get("general.file_type")
    if said is not None and isinstance(said.data, int) and said.data in FILE_TYPES:
        return FILE_TYPES[said.data]
    biggest = max(found.tensors.values(), key=lambda tensor: tensor.size)
    return WEIGHT_TYPES[biggest.type][0]
