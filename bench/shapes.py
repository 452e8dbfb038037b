"""Model files with the exact tensors of published models and random weights, for timing.

    python bench/shapes.py 1.5B Q4_K_M FILE.gguf

What such a model says means nothing, but a step of it reads and computes what a step of the real
one does. The file is as long as the real one: 1.1 GB for the 1.5B in Q4_K_M.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from gguf import GGMLQuantizationType as Type
from gguf import GGUFReader

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the shapes are those that the tests plan memory for

from support import model_shapes  # noqa: E402

SHAPES = {"1.5B": model_shapes.R1_1_5B, "7B": model_shapes.R1_7B}
SCALE = np.float16(2e-4)  # of a block; products of 6-bit scales and 4-bit weights then stay small
#: Bytes of a block, and where in it lie the half-precision numbers that scale it.
BLOCKS = {Type.Q4_K: (144, (0, 2)), Type.Q6_K: (210, (208,)), Type.Q8_0: (34, (0,))}
PIECE_BYTES = 2**24  # of random numbers at a time


def write(path: Path, dimensions: model_shapes.Dimensions, quantization: str) -> Path:
    """Write a model with these dimensions; returns ``path``, which appears when it is complete."""
    unfinished = path.with_suffix(".part")
    model_shapes.write(unfinished, dimensions, quantization)
    random = np.random.default_rng(1)
    for tensor in GGUFReader(unfinished, "r+").tensors:
        _fill(tensor.data, tensor.tensor_type, tensor.name, random)
    unfinished.rename(path)
    return path


def _fill(data: npt.NDArray, kind: Type, name: str, random: np.random.Generator) -> None:
    if kind is Type.F32:
        data[:] = 1.0 if "norm" in name else 0.0
    elif kind is Type.F16:
        data[:] = (0.02 * random.standard_normal(data.shape, np.float32)).astype(np.float16)
    else:
        _fill_blocks(data.reshape(-1), kind, random)


def _fill_blocks(raw: npt.NDArray, kind: Type, random: np.random.Generator) -> None:
    size, scales = BLOCKS[kind]
    step = PIECE_BYTES // size * size
    for start in range(0, raw.size, step):
        piece = raw[start : start + step]
        piece[:] = np.frombuffer(random.bytes(piece.size), np.uint8)
        blocks = piece.reshape(-1, size)
        for at in scales:
            blocks[:, at : at + 2] = np.frombuffer(SCALE.tobytes(), np.uint8)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("size", choices=SHAPES)
    parser.add_argument("quantization", choices=model_shapes.FILE_TYPES)
    parser.add_argument("path", type=Path)
    args = parser.parse_args()
    print(write(args.path, SHAPES[args.size], args.quantization))
    return 0


if __name__ == "__main__":
    sys.exit(main())
