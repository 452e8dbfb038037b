"""docs/hardware.md says what the program plans today, and the catalogue what the files need."""

import importlib.util
from pathlib import Path

import pytest
from support.model_shapes import R1_1_5B, R1_7B, Dimensions, shape

from app.domain import allocation
from app.domain.allocation import Plan
from app.domain.memory import Device
from app.models import catalogue

TOOL = Path(__file__).parents[2] / "tools" / "hardware_table.py"


def test_the_page_is_current():
    spec = importlib.util.spec_from_file_location("hardware_table", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run tools/hardware_table.py"
    assert len(tool.COMPUTERS) >= 12


@pytest.mark.parametrize(
    ("model_id", "dimensions", "quantization"),
    [
        ("r1-distill-qwen-1.5b-q4_k_m", R1_1_5B, "Q4_K_M"),
        ("r1-distill-qwen-1.5b-q8_0", R1_1_5B, "Q8_0"),
        ("r1-distill-qwen-7b-q4_k_m", R1_7B, "Q4_K_M"),
    ],
)
def test_the_catalogue_plans_like_the_file_itself(
    model_id: str, dimensions: Dimensions, quantization: str
):
    model = catalogue.load().get(model_id)
    assert model is not None
    assert model.shape is not None
    file = shape(dimensions, quantization)
    for layers in (-1, 0, 12):
        plan = Plan(context=8192, gpu_layers=layers)
        listed, real = allocation.need(model.shape, plan), allocation.need(file, plan)
        assert listed.card == pytest.approx(real.card, rel=0.03)
        assert listed.ram == pytest.approx(real.ram, rel=0.03)


def test_graphics_in_the_processor_do_not_make_a_big_model_quick():
    own = Device("Vulkan0", 12 * 1024**3, shared=True)
    card = Device("CUDA0", 12 * 1024**3)
    known = catalogue.load()
    small = known.recommend(ram_free=12 * 1024**3, devices=[own])
    big = known.recommend(ram_free=12 * 1024**3, devices=[card, own])
    assert small.bytes < 2_000_000_000 < big.bytes
