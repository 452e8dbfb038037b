"""Plans for random models on random computers, each checked against what was free."""

import os
import random

import pytest

from app.domain import allocation, memory
from app.domain.allocation import MIB, ModelShape, Plan
from app.domain.memory import Choice, Device, Fit

CASES = int(os.environ.get("LEMMA_CASES", "50")) * 40
GIB = 1024 * MIB


def random_shape(rng: random.Random) -> ModelShape:
    layers = rng.randint(1, 96)
    size = rng.choice([1, 20, 90, 400]) * MIB
    return ModelShape(
        embedding=rng.randrange(256, 8192, 64),
        feed_forward=rng.randrange(512, 32768, 64),
        vocab=rng.randrange(1000, 260_000),
        kv_width=rng.randrange(64, 4096, 64),
        context_train=rng.choice([2048, 4096, 32768, 131072]),
        layer_bytes=tuple(rng.randint(size // 2, size) for _ in range(layers)),
        output_bytes=rng.randrange(900 * MIB),
        input_bytes=rng.randrange(900 * MIB),
        tied=rng.random() < 0.3,
    )


def random_devices(rng: random.Random) -> list[Device]:
    return [
        Device(f"D{number}", rng.choice([0, rng.randrange(26 * GIB)]), shared=rng.random() < 0.3)
        for number in range(rng.choice([0, 1, 1, 2, 4]))
    ]


def check(shape: ModelShape, devices: list[Device], ram: int, choice: Choice) -> None:
    plan, needed = choice.plan, allocation.need(shape, choice.plan)
    assert needed == choice.need
    if choice.fit is Fit.TOO_BIG:
        assert plan.gpu_layers == 0
        return
    by_name = {device.name: device for device in devices}
    for name, size in zip(plan.cards, needed.cards, strict=True):
        if not by_name[name].shared:
            assert size <= by_name[name].free_bytes - memory.CARD_MARGIN_BYTES
    pooled = any(by_name[name].shared for name in plan.cards)
    in_memory = needed.ram + (needed.card if pooled else 0)
    assert in_memory <= ram - memory.RAM_MARGIN_BYTES
    assert sum(plan.split) == (shape.layers + 1 if plan.gpu_layers < 0 else plan.gpu_layers)


def ladder(plan: Plan) -> list[Plan]:
    steps = [plan]
    while (below := memory.smaller(steps[-1])) is not None:
        steps.append(below)
    return steps


@pytest.mark.battery
def test_no_plan_takes_more_than_is_free():
    rng = random.Random(20)
    fits: dict[Fit, int] = dict.fromkeys(Fit, 0)
    for _ in range(CASES):
        shape, devices = random_shape(rng), random_devices(rng)
        ram = rng.randrange(1, 64 * GIB)
        choice = memory.choose(shape, ram_free=ram, devices=devices)
        check(shape, devices, ram, choice)
        fits[choice.fit] += 1
    assert min(fits.values()) > CASES // 100, fits


@pytest.mark.battery
def test_every_way_down_needs_less_and_ends_on_the_processor():
    rng = random.Random(21)
    for _ in range(CASES // 4):
        shape, devices = random_shape(rng), random_devices(rng)
        plan = memory.plan(shape, ram_free=rng.randrange(64 * GIB), devices=devices)
        steps = ladder(plan)
        on_card = [allocation.need(shape, step).card for step in steps]
        assert on_card == sorted(on_card, reverse=True)
        assert len(steps) < 10
        assert steps[-1].gpu_layers == 0
