"""The memory plan against llama.cpp's own dry run, on files with the shapes of published models."""

import itertools
import platform
import sys
from pathlib import Path

import pytest
from support import model_shapes
from support.dry_run import Buffers, dry_runs
from support.model_shapes import R1_1_5B, R1_7B

from app.domain import allocation
from app.domain.allocation import Plan
from app.models.gguf import read_header

TOLERANCE = 0.03
MODELS = {
    "1.5B Q4_K_M": (R1_1_5B, "Q4_K_M"),
    "1.5B Q8_0": (R1_1_5B, "Q8_0"),
    "1.5B F16": (R1_1_5B, "F16"),
    "7B Q4_K_M": (R1_7B, "Q4_K_M"),
}
PLANS = [
    Plan(context=context, kv_type=kv_type, micro_batch=micro_batch)
    for context, kv_type, micro_batch in itertools.product(
        (2048, 5000, 8192, 32768), ("f16", "q8_0"), (512, 128)
    )
]
#: Bytes of the published files less their headers, which hold the real vocabulary.
PUBLISHED = {"1.5B Q4_K_M": 1117320800 - 5950560, "1.5B Q8_0": 1894532192 - 5950560}

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="the referee reads C++ structures as they lie on Linux and x86-64",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("shapes")
    return {
        name: model_shapes.write(folder / f"{name}.gguf", *model) for name, model in MODELS.items()
    }


def total(buffers: list[Buffers]) -> tuple[int, int, int]:
    rows = [(each.weights, each.cache, each.compute) for each in buffers]
    weights, cache, compute = (sum(column) for column in zip(*rows, strict=True))
    return weights, cache, compute


@pytest.mark.parametrize("name", MODELS)
def test_the_plan_agrees_with_llama_cpp(files: dict[str, Path], name: str):
    shape = read_header(files[name]).shape
    planned_weights = sum(shape.layer_bytes) + shape.output_bytes + shape.input_bytes
    for plan, buffers in zip(PLANS, dry_runs(files[name], PLANS), strict=True):
        weights, cache, compute = total(buffers)
        assert planned_weights == pytest.approx(weights, rel=TOLERANCE)
        assert allocation.kv_bytes(shape, plan) == pytest.approx(cache, rel=TOLERANCE)
        assert allocation.compute_bytes(shape, plan) == pytest.approx(compute, rel=TOLERANCE)


@pytest.mark.parametrize("name", MODELS)
def test_the_header_gives_the_shape(files: dict[str, Path], name: str):
    dimensions, quantization = MODELS[name]
    assert read_header(files[name]).shape == model_shapes.shape(dimensions, quantization)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_shapes_are_those_of_the_published_files(files: dict[str, Path], name: str):
    assert read_header(files[name]).tensor_bytes == PUBLISHED[name]


def test_the_files_are_holes(files: dict[str, Path]):
    for path in files.values():
        assert path.stat().st_size > 1_000_000_000
        assert path.stat().st_blocks * 512 < 10_000_000


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_the_dry_run_allocates_nothing(files: dict[str, Path]):
    before = resident_bytes()  # what the tests before this one left is not its own
    (buffers,) = dry_runs(files["7B Q4_K_M"], [Plan(context=32768)])
    assert sum(total(buffers)) > 6 * 1024**3
    assert resident_bytes() - before < 1024**3
