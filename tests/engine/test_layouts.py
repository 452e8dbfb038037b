"""The layouts that the header reader knows are those of llama.cpp: it loads files made by them."""

import os
from pathlib import Path
from typing import Any

import llama_cpp as lib
import pytest
from support.gguf_bytes import METADATA, tiny_gguf

from app.errors import ModelError
from app.models import container, hyperparameters, layouts
from app.models.gguf import read_header

VOCAB = 48
#: What some architectures cannot do without, beside the sizes.
EXTRA: dict[str, dict[str, Any]] = {
    "qwen3moe": {"expert_count": 4, "expert_used_count": 2, "expert_feed_forward_length": 64},
    "gemma2": {"attention.sliding_window": 256},
    "gemma3": {"attention.sliding_window": 256},
    "phi3": {"attention.sliding_window": 256, "rope.dimension_count": 8},
    "glm4": {"rope.dimension_count": 4},
    "granite": {"logit_scale": 1.0},
    "llama": {"rope.dimension_count": 8},
    "starcoder2": {"attention.layer_norm_epsilon": 1e-5},
}
BIASED = ("starcoder2",)
WITH_OUTPUT = ("internlm2",)


def described(architecture: str) -> dict[str, Any]:
    values = {key.replace("llama.", f"{architecture}."): value for key, value in METADATA.items()}
    values["general.architecture"] = architecture
    values[f"{architecture}.attention.key_length"] = 8
    values[f"{architecture}.attention.value_length"] = 8
    extra = EXTRA.get(architecture, {})
    return values | {f"{architecture}.{key}": value for key, value in extra.items()}


def shapes(architecture: str, path: Path) -> list[tuple[str, tuple[int, ...]]]:
    """All that must be there, in the shapes that the header reader wants."""
    path.write_bytes(tiny_gguf(metadata=described(architecture), tensors=[]).data)
    values = container.read(path).values
    network = hyperparameters.read(values)
    known = dict(layouts._shapes_outside(network, VOCAB))
    needed = set(layouts._OUTSIDE)
    if architecture in WITH_OUTPUT:
        needed.add("output.weight")
    for layer in range(network.layers):
        inside = layouts._shapes_inside(network, layer)
        known |= {f"blk.{layer}.{name}": shape for name, shape in inside.items()}
        needed |= {f"blk.{layer}.{name}" for name in layouts._needed(architecture, ())}
    if architecture in BIASED:
        needed |= {name.replace(".weight", ".bias") for name in needed} & known.keys()
    return [(name, known[name]) for name in sorted(needed)]


@pytest.mark.parametrize("architecture", sorted(layouts._NEEDED))
def test_llama_cpp_agrees(architecture: str, tmp_path: Path):
    path = tmp_path / "model.gguf"
    tensors = shapes(architecture, path)
    path.write_bytes(tiny_gguf(metadata=described(architecture), tensors=tensors).data)
    assert read_header(path).architecture == architecture
    assert loads(path)


@pytest.mark.parametrize("architecture", sorted(layouts._NEEDED))
def test_both_miss_what_is_missing(architecture: str, tmp_path: Path):
    path = tmp_path / "model.gguf"
    tensors = [pair for pair in shapes(architecture, path) if "ffn_down" not in pair[0]]
    path.write_bytes(tiny_gguf(metadata=described(architecture), tensors=tensors).data)
    with pytest.raises(ModelError):
        read_header(path)
    assert not loads(path)


def loads(path: Path) -> bool:
    params = lib.llama_model_default_params()
    params.n_gpu_layers = 0
    model = lib.llama_model_load_from_file(os.fsencode(path), params)
    if model:
        lib.llama_model_free(model)
    return bool(model)
