"""The numbers in a model file that describe the network, read with their types and bounds.

llama.cpp wants each of these keys in exactly one type; a file that has another one is refused here.
Numbers that no other part of the file confirms (a context length, a frequency) are bounded only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from app.models.container import Kind, Value, implausible

MAX_LAYERS = 512  # LLAMA_MAX_LAYERS
MAX_EXPERTS = 512  # LLAMA_MAX_EXPERTS
MAX_WIDTH = 1 << 24
MAX_CONTEXT = 1 << 31

#: Keys, after the architecture's name where they begin with a dot -> their types.
_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"general\.(architecture|name|type)", Kind.TEXT),
    (r"general\.(file_type|quantization_version|alignment)", Kind.U32),
    (r"split\.(no|count)", Kind.U16),
    (r"\.(block_count|context_length|embedding_length|vocab_size)", Kind.U32),
    (r"\.attention\.(key_length|value_length)", Kind.U32),
    (r"\.attention\.layer_norm(_rms)?_epsilon", Kind.F32),
    (r"\.rope\.(dimension_count|scaling\.original_context_length)", Kind.U32),
    (r"\.rope\.(freq_base|scaling\.factor|scaling\.attn_factor)", Kind.F32),
    (r"\.rope\.scaling\.type", Kind.TEXT),
    (r"\.expert(_used|_shared)?_count", Kind.U32),
    (r"\.expert_(shared_)?feed_forward_length", Kind.U32),
    (r"\.(logit_scale|residual_scale|embedding_scale)", Kind.F32),
    (r"tokenizer\.(ggml\.(model|pre)|chat_template(\..*)?)", Kind.TEXT),
    (r"tokenizer\.ggml\.add_\w+", Kind.BOOL),
    (r"tokenizer\.ggml\.\w+_token_id", Kind.U32),
)
_ITEM_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"tokenizer\.ggml\.(tokens|merges)", Kind.TEXT),
    (r"tokenizer\.ggml\.token_type", Kind.I32),
    (r"tokenizer\.ggml\.scores", Kind.F32),
)
_WHOLE = frozenset({Kind.U32, Kind.I32})  # of items; a single number is unsigned


@dataclass(frozen=True)
class Network:
    """The sizes of a network; sequences have one entry for each layer."""

    architecture: str
    context: int  # tokens
    layers: int
    embedding: int
    feed_forward: tuple[int, ...]
    heads: tuple[int, ...]
    kv_heads: tuple[int, ...]
    key_width: int  # of one head
    value_width: int
    rotated: int  # of the key width, by position
    experts: int
    expert_feed_forward: int


def read(values: Mapping[str, Value]) -> Network:
    """The network's sizes.

    Raises:
        ModelError: one is missing, of the wrong type, out of bounds, or contradicts another.
    """
    keys = Keys(values)
    layers = keys.whole("block_count", limit=MAX_LAYERS)
    embedding = keys.whole("embedding_length")
    heads = keys.by_layer("attention.head_count", layers, limit=embedding, default=(0,) * layers)
    kv_heads = keys.by_layer("attention.head_count_kv", layers, limit=embedding, default=heads)
    if any(kv and (all_ < kv or all_ % kv) for all_, kv in zip(heads, kv_heads, strict=True)):
        raise implausible(keys.full("attention.head_count_kv"))
    width = embedding // max(heads) if max(heads) else 0
    experts = keys.whole("expert_count", limit=MAX_EXPERTS, least=0, default=0)
    keys.whole("expert_used_count", limit=experts, least=0, default=0)
    key_width = keys.whole("attention.key_length", least=0, default=width)
    return Network(
        architecture=keys.architecture,
        context=keys.whole("context_length", limit=MAX_CONTEXT),
        layers=layers,
        embedding=embedding,
        feed_forward=keys.by_layer("feed_forward_length", layers, default=(0,) * layers),
        heads=heads,
        kv_heads=kv_heads,
        key_width=key_width,
        value_width=keys.whole("attention.value_length", least=0, default=width),
        rotated=keys.whole(
            "rope.dimension_count", limit=key_width or MAX_WIDTH, least=0, default=key_width
        ),
        experts=experts,
        expert_feed_forward=keys.whole("expert_feed_forward_length", least=0, default=0),
    )


class Keys:
    """Typed access to the key-values of one architecture."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values
        named = values.get("general.architecture")
        if named is None or not re.fullmatch(r"[a-z0-9_.-]{1,40}", str(named.data)):
            raise implausible("general.architecture")
        self.architecture = str(named.data)
        for key, value in values.items():
            if not self._is_typed_well(key, value):
                raise implausible(key)

    def full(self, name: str) -> str:
        return f"{self.architecture}.{name}"

    def whole(
        self, name: str, *, limit: int = MAX_WIDTH, least: int = 1, default: int | None = None
    ) -> int:
        """``<architecture>.<name>``, from ``least`` to ``limit``."""
        return self._bounded(name, self._data(name, default), least, limit)

    def by_layer(
        self,
        name: str,
        layers: int,
        *,
        limit: int = MAX_WIDTH,
        default: tuple[int, ...] | None = None,
    ) -> tuple[int, ...]:
        """``<architecture>.<name>`` for each layer: one number for all, or one for each."""
        data = self._data(name, default)
        if isinstance(data, int):
            data = (data,) * layers
        elif len(data) != layers:
            raise implausible(self.full(name))
        return tuple(self._bounded(name, number, 0, limit) for number in data)

    def _data(self, name: str, default: Any) -> Any:
        value = self._values.get(self.full(name))
        if value is None and default is not None:
            return default
        if value is None or (value.kind is not Kind.U32 and value.items not in _WHOLE):
            raise implausible(self.full(name))
        return value.data

    def _bounded(self, name: str, number: Any, least: int, limit: int) -> int:
        if not isinstance(number, int) or not least <= number <= limit:
            raise implausible(self.full(name))
        return number

    def _is_typed_well(self, key: str, value: Value) -> bool:
        if value.kind is Kind.F32 and not isfinite(value.data):
            return False
        name = key.removeprefix(self.architecture) if key.startswith(self.full("")) else key
        for pattern, kind in _KINDS:
            if re.fullmatch(pattern, name):
                return value.kind is kind
        for pattern, kind in _ITEM_KINDS:
            if re.fullmatch(pattern, name):
                return value.items is kind
        return True
