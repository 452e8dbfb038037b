"""Sparse GGUF files with the exact tensors of published models: gigabytes long, empty on the disk.

The types of the tensors follow llama.cpp's own quantization, so that the weights add up to the byte
to those of the published files.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter, LlamaFileType, quant_shape_to_byte_shape

from app.domain.allocation import ModelShape


@dataclass(frozen=True)
class Dimensions:
    """A Qwen2 model without its weights; the output has weights of its own."""

    embedding: int
    feed_forward: int
    heads: int
    kv_heads: int
    vocab: int
    layers: int = 28
    head_width: int = 128


R1_1_5B = Dimensions(embedding=1536, feed_forward=8960, heads=12, kv_heads=2, vocab=151936)
R1_7B = Dimensions(embedding=3584, feed_forward=18944, heads=28, kv_heads=4, vocab=152064)

CONTEXT_TRAIN = 131072  # tokens
FILE_TYPES = {
    "F32": LlamaFileType.ALL_F32,
    "Q4_K_M": LlamaFileType.MOSTLY_Q4_K_M,
    "Q8_0": LlamaFileType.MOSTLY_Q8_0,
    "F16": LlamaFileType.MOSTLY_F16,
}
#: How a byte-level vocabulary spells a line's end; llama.cpp looks for it.
NEWLINE = "Ċ"
_PLAIN = {"Q4_K_M": Type.Q4_K, "Q8_0": Type.Q8_0, "F16": Type.F16, "F32": Type.F32}


def write(path: Path, dimensions: Dimensions, quantization: str) -> Path:
    """Write the model to ``path``; its weights are a hole in the file."""
    writer = GGUFWriter(path, "qwen2")
    describe_network(writer, dimensions, quantization)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list([f"token{index}" for index in range(dimensions.vocab)])
    writer.add_token_merges(["t o"])
    weights = 0
    for name, shape, kind in tensors(dimensions, quantization):
        raw = quant_shape_to_byte_shape(shape, kind)
        size = prod(raw)
        writer.add_tensor_info(name, raw, np.dtype(np.uint8), size, kind)
        weights += GGUFWriter.ggml_pad(size, writer.data_alignment)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    header = GGUFWriter.ggml_pad(path.stat().st_size, writer.data_alignment)
    os.truncate(path, header + weights)
    return path


def describe_network(writer: GGUFWriter, of: Dimensions, quantization: str) -> None:
    """Write everything about the model but its vocabulary and its tensors."""
    writer.add_name(f"Shape {quantization}")
    writer.add_file_type(FILE_TYPES[quantization])
    writer.add_block_count(of.layers)
    writer.add_context_length(CONTEXT_TRAIN)
    writer.add_embedding_length(of.embedding)
    writer.add_feed_forward_length(of.feed_forward)
    writer.add_head_count(of.heads)
    writer.add_head_count_kv(of.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(10000.0)


def tensors(of: Dimensions, quantization: str) -> Iterator[tuple[str, tuple[int, ...], Type]]:
    """Name, rows and columns, and type of each tensor."""
    plain, fine = _PLAIN[quantization], _fine(quantization)
    yield "token_embd.weight", (of.vocab, of.embedding), plain
    yield "output_norm.weight", (of.embedding,), Type.F32
    yield "output.weight", (of.vocab, of.embedding), fine
    for index in range(of.layers):
        kind = fine if _gets_more_bits(index, of.layers) else plain
        for name, shape, kind_of_this in _layer(of, plain, kind):
            yield f"blk.{index}.{name}", shape, kind_of_this


def _layer(of: Dimensions, plain: Type, fine: Type) -> Iterator[tuple[str, tuple[int, ...], Type]]:
    queries, keys = of.heads * of.head_width, of.kv_heads * of.head_width
    for name, size in ("attn_norm", of.embedding), ("ffn_norm", of.embedding):
        yield f"{name}.weight", (size,), Type.F32
    for name, rows, kind in ("q", queries, plain), ("k", keys, plain), ("v", keys, fine):
        yield f"attn_{name}.weight", (rows, of.embedding), kind
        yield f"attn_{name}.bias", (rows,), Type.F32
    yield "attn_output.weight", (of.embedding, queries), plain
    yield "ffn_gate.weight", (of.feed_forward, of.embedding), plain
    yield "ffn_up.weight", (of.feed_forward, of.embedding), plain
    yield "ffn_down.weight", (of.embedding, of.feed_forward), fine


def _fine(quantization: str) -> Type:
    """What the tensors get that matter most."""
    return Type.Q6_K if quantization == "Q4_K_M" else _PLAIN[quantization]


def _gets_more_bits(layer: int, layers: int) -> bool:
    """``use_more_bits`` of llama-quant.cpp: the first and last eighth, and every third between."""
    eighth = layers // 8
    return layer < eighth or layer >= 7 * layers // 8 or (layer - eighth) % 3 == 2


def shape(dimensions: Dimensions, quantization: str) -> ModelShape:
    """What the memory plan needs, without writing a file."""
    sizes = {name: _bytes(of, kind) for name, of, kind in tensors(dimensions, quantization)}
    layers = [f"blk.{index}." for index in range(dimensions.layers)]
    return ModelShape(
        embedding=dimensions.embedding,
        feed_forward=dimensions.feed_forward,
        vocab=dimensions.vocab,
        kv_width=2 * dimensions.kv_heads * dimensions.head_width,
        context_train=CONTEXT_TRAIN,
        layer_bytes=tuple(
            sum(size for name, size in sizes.items() if name.startswith(layer)) for layer in layers
        ),
        output_bytes=sizes["output.weight"] + sizes["output_norm.weight"],
        input_bytes=sizes["token_embd.weight"],
    )


def _bytes(of: tuple[int, ...], kind: Type) -> int:
    return prod(quant_shape_to_byte_shape(of, kind))
