"""The memory plan: formulas against published figures, and where typical models land."""

from dataclasses import replace

import pytest

from app.domain import memory
from app.domain.memory import MIB, Device, Fit, ModelShape, Plan

GIB = 1024 * MIB

#: The 1.5B in Q4_K_M: sizes as llama.cpp prints them.
SMALL = ModelShape(
    layers=28,
    embedding=1536,
    feed_forward=8960,
    vocab=151936,
    kv_width=512,
    context_train=131072,
    layer_bytes=28 * MIB,
    output_bytes=183 * MIB,
    input_bytes=125 * MIB,
)
LARGE = replace(
    SMALL,
    embedding=3584,
    feed_forward=18944,
    vocab=152064,
    kv_width=1024,
    layer_bytes=134 * MIB,
    output_bytes=427 * MIB,
    input_bytes=293 * MIB,
)


@pytest.mark.parametrize(
    ("context", "kv_type", "mib"),
    [(4096, "f16", 112), (8192, "q8_0", 119), (32768, "f16", 896), (131072, "q8_0", 1904)],
)
def test_kv_cache_as_llama_cpp_allocates_it(context: int, kv_type: str, mib: float):
    assert memory.kv_bytes(SMALL, Plan(context=context, kv_type=kv_type)) == mib * MIB


@pytest.mark.parametrize(
    ("plan", "mib"),
    [(Plan(context=4096, parallel=1), 68.5), (Plan(context=16384, parallel=8), 80.5)],
)
def test_compute_buffer_as_llama_cpp_allocates_it(plan: Plan, mib: float):
    assert memory.compute_bytes(SMALL, plan) == mib * MIB


def test_logits_decide_the_compute_buffer_when_there_are_many():
    every_token = Plan(context=4096, parallel=512, micro_batch=512)
    assert memory.compute_bytes(SMALL, every_token) == pytest.approx(302.75 * MIB, rel=1e-4)


@pytest.mark.parametrize(
    ("shape", "card_gib", "ram_gib", "fit", "context"),
    [
        (SMALL, 5.6, 8, Fit.CARD, 32768),
        (SMALL, 3.0, 8, Fit.CARD, 32768),
        (SMALL, 2.1, 8, Fit.CARD, 8192),
        (SMALL, 1.5, 8, Fit.PARTLY, 8192),
        (SMALL, 0.5, 8, Fit.PROCESSOR, 32768),
        (SMALL, None, 8, Fit.PROCESSOR, 32768),
        (SMALL, None, 2.3, Fit.PROCESSOR, 4096),
        (SMALL, None, 1.5, Fit.TOO_BIG, 2048),
        (LARGE, 24.0, 16, Fit.CARD, 32768),
        (LARGE, 7.2, 16, Fit.CARD, 32768),
        (LARGE, 5.6, 16, Fit.CARD, 8192),
        (LARGE, 4.0, 16, Fit.PARTLY, 8192),
        (LARGE, None, 8, Fit.PROCESSOR, 32768),
        (LARGE, 5.6, 4, Fit.CARD, 8192),
        (LARGE, None, 4, Fit.TOO_BIG, 2048),
    ],
)
def test_where_models_land(
    shape: ModelShape, card_gib: float | None, ram_gib: float, fit: Fit, context: int
):
    devices = [] if card_gib is None else [Device("card", int(card_gib * GIB))]
    ram = int(ram_gib * GIB)
    chosen = memory.plan(shape, ram_free=ram, devices=devices)
    assert (memory.fit(shape, ram_free=ram, devices=devices), chosen.context) == (fit, context)


@pytest.mark.parametrize("shape", [SMALL, LARGE])
@pytest.mark.parametrize("cards", [1, 2])
@pytest.mark.parametrize("quarter_gib", range(1, 60, 3))
def test_a_plan_never_takes_more_than_is_free(shape: ModelShape, cards: int, quarter_gib: int):
    devices = [Device("card", quarter_gib * GIB // 4)] * cards
    ram = 12 * GIB
    needed = memory.need(shape, memory.plan(shape, ram_free=ram, devices=devices), cards=cards)
    assert needed.card <= sum(max(0, d.free_bytes - memory.CARD_MARGIN_BYTES) for d in devices)
    assert needed.ram <= ram - memory.RAM_MARGIN_BYTES


def test_all_weights_are_counted_once():
    weights = 28 * SMALL.layer_bytes + SMALL.output_bytes + SMALL.input_bytes
    for layers in (-1, 0, 7, 28):
        chosen = Plan(gpu_layers=layers)
        needed = memory.need(SMALL, chosen)
        buffers = memory.compute_bytes(SMALL, chosen) * (1 if layers == 0 else 2)
        assert needed.card + needed.ram == weights + memory.kv_bytes(SMALL, chosen) + buffers


def test_a_short_trained_context_is_not_exceeded():
    short = replace(SMALL, context_train=4096)
    devices = [Device("card", 8 * GIB)]
    assert memory.plan(short, ram_free=8 * GIB, devices=devices).context == 4096
    assert memory.plan(replace(SMALL, context_train=512), ram_free=8 * GIB).context == 2048


def test_smaller_goes_down_to_the_last_step_and_ends():
    steps = [Plan(context=32768, gpu_layers=-1)]
    while (below := memory.smaller(steps[-1])) is not None:
        steps.append(below)
    assert [(s.context, s.gpu_layers) for s in steps] == [
        (32768, -1),
        (16384, -1),
        (8192, -1),
        (8192, 0),
        (4096, 0),
        (2048, 0),
    ]
