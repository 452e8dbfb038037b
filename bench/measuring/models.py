"""The models that are measured: a small real one, and one of the 1.5B's exact shape.

The second has random weights: what it says is noise, but its tensors have the sizes and types of
the published file, so it takes the same time and memory. Files that we make lie in the system's
temporary folder and are used again.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

import gguf
import llama_cpp as lib
import numpy as np
import numpy.typing as npt
import platformdirs
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter, quant_shape_to_byte_shape

from measuring.figures import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from support import model_shapes, tiny_r1

SMOLLM2 = Path(platformdirs.user_cache_dir("lemma", False)) / (
    "models/SmolLM2-135M-Instruct.Q4_1.gguf"
)
SHAPE = "1.5B shape"  # the name in the figures
FOLDER = Path(tempfile.gettempdir()) / "lemma-bench"
POOL_BYTES = 8 * 1024**2  # of noise, used again and again
STEP = 0.025  # how large weights are, about 1 / sqrt(width)

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class BenchModel:
    """A model under the name that it has in the figures."""

    name: str
    path: Path


def chosen(args: argparse.Namespace) -> list[BenchModel]:
    """The models that the command line names."""
    wanted = args.model or (["smollm2"] if args.quick else ["smollm2", "shape"])
    return [_model(name) for name in wanted]


def _model(name: str) -> BenchModel:
    if name == "smollm2":
        return BenchModel("SmolLM2-135M", smollm2())
    if name == "shape":
        return BenchModel(SHAPE, shape("Q4_K_M"))
    return BenchModel(Path(name).stem, Path(name))


def smollm2() -> Path:
    """The small real model."""
    if not SMOLLM2.exists():
        sys.exit(f"{SMOLLM2} is missing: `tools/setup.sh test` fetches it")
    return SMOLLM2


def shape(quantization: str) -> Path:
    """Noise with the tensors of DeepSeek-R1-Distill-Qwen-1.5B: F32, F16, Q8_0 or Q4_K_M."""
    path = FOLDER / f"shape-1.5B-{quantization}.gguf"
    return path if path.exists() else _made(path, lambda part: _write_shape(part, quantization))


def quantized(source: Path, quantization: str) -> Path:
    """``source`` converted by llama.cpp to F32, F16, Q8_0 or Q4_K_M."""
    path = FOLDER / f"{source.name.split('.')[0]}-{quantization}.gguf"
    return (
        path if path.exists() else _made(path, lambda part: _quantize(source, part, quantization))
    )


def _made(path: Path, write: Callable[[Path], None]) -> Path:
    """A file that is there as a whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    print(f"making {path}", file=sys.stderr)
    write(part)
    os.replace(part, path)
    return path


def _quantize(source: Path, target: Path, quantization: str) -> None:
    params = lib.llama_model_quantize_default_params()
    params.ftype = int(model_shapes.FILE_TYPES[quantization])
    params.allow_requantize = True  # the file at hand is quantized already
    lib.llama_log_set(_SILENT, None)
    if lib.llama_model_quantize(os.fsencode(source), os.fsencode(target), params):
        sys.exit(f"llama.cpp cannot convert {source}")


_SILENT = lib.llama_log_callback(lambda _level, _text, _data: None)


# --- noise of a given shape ---------------------------------------------------------------------


def _write_shape(path: Path, quantization: str) -> None:
    of = model_shapes.R1_1_5B
    writer = GGUFWriter(path, "qwen2")
    model_shapes.describe_network(writer, of, quantization)
    _describe_vocabulary(writer, of.vocab)
    tensors = [
        (name, quant_shape_to_byte_shape(shape, kind), kind)
        for name, shape, kind in model_shapes.tensors(of, quantization)
    ]
    for name, raw, kind in tensors:
        writer.add_tensor_info(name, raw, np.dtype(np.uint8), prod(raw), kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    alignment = writer.data_alignment
    os.truncate(path, GGUFWriter.ggml_pad(path.stat().st_size, alignment))
    pools = {kind: _pool(kind) for _, _, kind in tensors}
    with open(path, "ab") as file:
        for name, raw, kind in tensors:
            pool = _ones if name.endswith("norm.weight") else pools[kind]
            for chunk in _chunks(pool, prod(raw)):
                file.write(chunk)
            file.write(bytes(-prod(raw) % alignment))


def _describe_vocabulary(writer: GGUFWriter, size: int) -> None:
    """Bytes, the special tokens of the published file, and as many words as it takes."""
    special = tiny_r1.R1_TOKENS
    words = [f"Ġw{index}" for index in range(size - 256 - len(special))]
    kinds = [*special.values(), *[gguf.TokenType.NORMAL] * len(words)]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("deepseek-r1-qwen")
    writer.add_token_list([*tiny_r1.byte_alphabet(), *special, *words])
    writer.add_token_types([gguf.TokenType.NORMAL] * 256 + kinds)
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(256)
    writer.add_eos_token_id(257)
    writer.add_add_bos_token(True)


def _chunks(pool: Bytes, size: int) -> Iterator[memoryview]:
    while size > 0:
        yield memoryview(pool)[:size]
        size -= pool.nbytes


_ones: Bytes = np.ones(65536, np.float32).view(np.uint8)


def _pool(kind: Type) -> Bytes:
    """Noise in blocks of ``kind`` whose weights are about ``STEP`` large, and none out of range."""
    random = np.random.default_rng(5)
    if kind in (Type.F32, Type.F16):
        dtype = np.float32 if kind == Type.F32 else np.float16
        noise = random.normal(scale=STEP, size=POOL_BYTES // np.dtype(dtype).itemsize)
        return noise.astype(dtype).view(np.uint8)
    size = gguf.GGML_QUANT_SIZES[kind][1]
    blocks = random.integers(0, 256, (POOL_BYTES // size, size), np.uint8)
    for offset, scale in _SCALES[kind].items():
        blocks[:, offset : offset + 2] = np.array([scale], np.float16).view(np.uint8)
    return blocks.reshape(-1)


#: Where a block has its scales, and which make random bits weights of the size of ``STEP`` around
#: zero; the layouts stand in ggml-common.h.
_SCALES = {
    Type.Q4_K: {0: STEP / 256, 2: 7.5 * STEP / 256},  # scale and minimum
    Type.Q6_K: {208: STEP / 1332},
    Type.Q8_0: {0: STEP / 74},
}
