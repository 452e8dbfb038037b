"""Which tensors a network has, and their shapes, from its hyper-parameters.

For the architectures in ``_NEEDED`` every tensor is known: none may be missing, unknown, or of
another shape than the hyper-parameters say. Of the others that llama.cpp knows, and of mixtures of
experts, only what all language models have in common is checked: llama.cpp compares shapes too.
"""

import re
from collections.abc import Container, Mapping, Sequence

from app.errors import ModelError
from app.models.container import Tensor, implausible, shown
from app.models.ggml import ARCHITECTURES
from app.models.hyperparameters import Network

F32 = 0  # number of ggml's type

_LAYER = re.compile(r"blk\.(0|[1-9]\d{0,3})\.(.+)")

_ATTENTION = "attn_q attn_k attn_v attn_output"
_APART = ("attn_q", "attn_k", "attn_v")  # any file may have them in one: attn_qkv
_GATED = "ffn_gate ffn_up ffn_down"
_LLAMA = f"attn_norm {_ATTENTION} ffn_norm {_GATED}"
_AFTER = "post_attention_norm post_ffw_norm"
_HEAD_NORMS = "attn_q_norm attn_k_norm"
_EXPERTS = "ffn_gate_inp ffn_gate_exps ffn_up_exps ffn_down_exps"

#: Weights that every layer must have.
_NEEDED = {
    **dict.fromkeys(
        ["llama", "qwen2", "smollm3", "granite", "internlm2", "ernie4_5", "gemma"], _LLAMA
    ),
    **dict.fromkeys(("qwen3", "hunyuan-dense"), f"{_LLAMA} {_HEAD_NORMS}"),
    "qwen3moe": f"attn_norm {_ATTENTION} {_HEAD_NORMS} ffn_norm {_EXPERTS}",
    "gemma2": f"{_LLAMA} {_AFTER}",
    "gemma3": f"{_LLAMA} {_HEAD_NORMS} {_AFTER}",
    "seed_oss": f"attn_norm {_ATTENTION} post_attention_norm {_GATED}",
    "starcoder2": f"attn_norm {_ATTENTION} ffn_norm ffn_up ffn_down",
    "phi3": f"attn_norm {_ATTENTION} ffn_norm ffn_up ffn_down",
    "glm4": f"attn_norm {_ATTENTION} ffn_norm ffn_up ffn_down {_AFTER}",
}
#: Where the gate of the feed-forward network lies in one tensor with its other half.
_GATE_INSIDE = frozenset({"phi3", "glm4"})
_OUTSIDE = {"token_embd.weight", "output_norm.weight"}

#: Of matrices in the type NVFP4, which other layers need not have.
_SCALES = (".scale", ".input_scale")

_Shape = tuple[int, ...]


def check(network: Network, vocab: int, tensors: Mapping[str, Tensor]) -> None:
    """Compare the tensors with what the network must have.

    Raises:
        ModelError: a tensor is missing, unknown or of a wrong shape or type.
    """
    if network.architecture not in ARCHITECTURES:
        raise ModelError("models.gguf_unknown", what=shown(network.architecture))
    embeddings = tensors.get("token_embd.weight")
    if embeddings is None or embeddings.dimensions != (network.embedding, vocab):
        raise implausible("token_embd.weight")
    if {layer for layer, _ in map(_place, tensors)} - {-1} != set(range(network.layers)):
        raise implausible("block_count")
    if _is_known(network):
        _check_all(network, vocab, tensors)


def _is_known(network: Network) -> bool:
    mixture = network.experts > 0
    return network.architecture in _NEEDED and mixture == network.architecture.endswith("moe")


def _place(name: str) -> tuple[int, str]:
    """The layer of a tensor, -1 for none, and its name there."""
    found = _LAYER.fullmatch(name)
    return (int(found[1]), found[2]) if found else (-1, name)


def layer_of(name: str) -> int:
    """The layer of a tensor; -1 if it is in none."""
    return _place(name)[0]


def _check_all(network: Network, vocab: int, tensors: Mapping[str, Tensor]) -> None:
    layers: list[set[str]] = [set() for _ in range(network.layers)]
    outside = _shapes_outside(network, vocab)
    inside = [_shapes_inside(network, layer) for layer in range(network.layers)]
    for tensor in tensors.values():
        layer, name = _place(tensor.name)
        if layer >= 0 and not name.endswith(_SCALES):
            layers[layer].add(name)
        shapes = outside if layer < 0 else inside[layer]
        one_row = len(tensor.dimensions) == 1
        if tensor.dimensions != shapes.get(name) or (one_row and tensor.type != F32):
            raise implausible(tensor.name)
    _check_complete(network, tensors, layers)


def _check_complete(
    network: Network, tensors: Mapping[str, Tensor], layers: Sequence[set[str]]
) -> None:
    """All that is needed is there, and what one layer has beside that all of them have."""
    needed = _needed(network.architecture, layers[0])
    for name in _OUTSIDE - tensors.keys():
        raise implausible(name)
    for index, names in enumerate(layers):
        for name in (needed | layers[0]) ^ names:
            raise implausible(f"blk.{index}.{name}")


def _needed(architecture: str, names: Container[str]) -> set[str]:
    """What a layer must have that has ``names``."""
    parts = set(_NEEDED[architecture].split())
    if "attn_qkv.weight" in names:
        parts.difference_update(_APART)
    return {f"{part}.weight" for part in parts}


def _shapes_outside(network: Network, vocab: int) -> dict[str, _Shape]:
    half_head = (network.rotated // 2,)
    return {
        "token_embd.weight": (network.embedding, vocab),
        "output.weight": (network.embedding, vocab),
        "output.bias": (vocab,),
        "output_norm.weight": (network.embedding,),
        "output_norm.bias": (network.embedding,),
        "rope_freqs.weight": half_head,
        "rope_factors_long.weight": half_head,
        "rope_factors_short.weight": half_head,
    }


def _shapes_inside(network: Network, layer: int) -> dict[str, _Shape]:
    """All tensors that a layer may have."""
    matrices = _attention(network, layer) | _feed_forward(network, layer)
    plain = {name: shape for name, shape in matrices.items() if len(shape) == 2}
    return {
        **{f"{name}.weight": shape for name, shape in matrices.items()},
        **{f"{name}.bias": shape[1:] for name, shape in plain.items()},
        # One for each matrix: there are as many as experts, or one.
        **{
            name + scale: shape[2:] or (1,) for name, shape in matrices.items() for scale in _SCALES
        },
        **_vectors(network),
    }


def _attention(network: Network, layer: int) -> dict[str, _Shape]:
    heads, kv_heads = network.heads[layer], network.kv_heads[layer]
    queries, keys = heads * network.key_width, kv_heads * network.key_width
    values = kv_heads * network.value_width
    return {
        "attn_q": (network.embedding, queries),
        "attn_k": (network.embedding, keys),
        "attn_v": (network.embedding, values),
        "attn_qkv": (network.embedding, queries + keys + values),
        "attn_output": (queries, network.embedding),
    }


def _feed_forward(network: Network, layer: int) -> dict[str, _Shape]:
    wide, embedding = network.feed_forward[layer], network.embedding
    experts, narrow = network.experts, network.expert_feed_forward
    into = 2 * wide if network.architecture in _GATE_INSIDE else wide
    return {
        "ffn_gate": (embedding, wide),
        "ffn_up": (embedding, into),
        "ffn_down": (wide, embedding),
        "ffn_gate_inp": (embedding, experts),
        "ffn_gate_exps": (embedding, narrow, experts),
        "ffn_up_exps": (embedding, narrow, experts),
        "ffn_down_exps": (narrow, embedding, experts),
    }


def _vectors(network: Network) -> dict[str, _Shape]:
    names = ["attn_norm", "ffn_norm", "post_attention_norm", "post_ffw_norm"]
    norms = [f"{name}.{part}" for name in names for part in ("weight", "bias")]
    return {
        **dict.fromkeys(norms, (network.embedding,)),
        "attn_q_norm.weight": (network.key_width,),
        "attn_k_norm.weight": (network.key_width,),
        "rope_freqs.weight": (network.rotated // 2,),
        "attn_rot_embd.weight": (network.rotated // 2,),
    }
