"""The memory plan: where the published models land, and that no plan takes more than is free."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.model_shapes import R1_1_5B, R1_7B, shape

from app.domain import memory
from app.domain.allocation import MIB, ModelShape, Plan, compute_bytes, kv_bytes, need
from app.domain.memory import Choice, Device, Fit

GIB = 1024 * MIB
Q4, Q8, F16 = (shape(R1_1_5B, quantization) for quantization in ("Q4_K_M", "Q8_0", "F16"))
LARGE = shape(R1_7B, "Q4_K_M")


def cards(*free_gib: float) -> list[Device]:
    return [
        Device(f"CUDA{index}", int(free * GIB), description=f"Card {index}")
        for index, free in enumerate(free_gib)
    ]


def chosen(shape: ModelShape, *free_gib: float, ram_gib: float = 12) -> Choice:
    return memory.choose(shape, ram_free=int(ram_gib * GIB), devices=cards(*free_gib))


def keys(choice: Choice) -> list[str]:
    return [reason.key.removeprefix("tutor.plan_") for reason in choice.reasons]


# --- sizes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("context", "kv_type", "mib"),
    [(4096, "f16", 112), (8192, "q8_0", 119), (32768, "f16", 896), (131072, "q8_0", 1904)],
)
def test_kv_cache_as_llama_cpp_allocates_it(context: int, kv_type: str, mib: float):
    assert kv_bytes(Q4, Plan(context=context, kv_type=kv_type)) == mib * MIB


@pytest.mark.parametrize(
    ("plan", "mib"),
    [(Plan(context=4096, parallel=1), 68.5), (Plan(context=16384, parallel=8), 80.5)],
)
def test_compute_buffer_as_llama_cpp_allocates_it(plan: Plan, mib: float):
    assert compute_bytes(Q4, plan) == mib * MIB


def test_logits_decide_the_compute_buffer_when_there_are_many():
    every_token = Plan(context=4096, parallel=512, micro_batch=512)
    assert compute_bytes(Q4, every_token) == pytest.approx(302.75 * MIB, rel=1e-4)


@pytest.mark.parametrize("layers", [-1, 0, 1, 7, 28, 29])
def test_everything_is_counted_once(layers: int):
    plan = Plan(gpu_layers=layers)
    needed = need(Q4, plan)
    weights = sum(Q4.layer_bytes) + Q4.output_bytes + Q4.input_bytes
    buffers = compute_bytes(Q4, plan) * (1 if layers == 0 else 2)
    scores = 4 * Q4.vocab * 8  # for guesses; the four sequences alone would need fewer
    visiting = max(Q4.layer_bytes) if 0 < layers < 29 else 0
    total = weights + kv_bytes(Q4, plan) + buffers + scores + visiting
    assert needed.card + needed.ram == total


def test_the_output_goes_onto_the_card_before_any_layer():
    plan = Plan(gpu_layers=1)
    on_card = need(Q4, plan).card - compute_bytes(Q4, plan) - max(Q4.layer_bytes)
    assert on_card == Q4.output_bytes


def test_tied_embeddings_are_there_once_on_the_processor_and_twice_with_a_card():
    tied = replace(Q4, output_bytes=Q4.input_bytes, tied=True)
    apart = replace(tied, tied=False)
    without, with_card = Plan(), Plan(gpu_layers=-1)
    assert need(apart, without).ram - need(tied, without).ram == Q4.input_bytes
    assert need(apart, with_card) == need(tied, with_card)


# --- where the models land -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "free_gib", "fit", "context", "layers", "split"),
    [
        (Q4, (5.6,), Fit.CARD, 32768, -1, (29,)),
        (Q8, (5.6,), Fit.CARD, 32768, -1, (29,)),
        (F16, (5.6,), Fit.CARD, 32768, -1, (29,)),
        (LARGE, (5.6,), Fit.CARD, 8192, -1, (29,)),
        (Q4, (3.0,), Fit.CARD, 32768, -1, (29,)),
        (Q8, (3.0,), Fit.CARD, 16384, -1, (29,)),
        (F16, (3.0,), Fit.PARTLY, 8192, 19, (19,)),
        (LARGE, (3.0,), Fit.PARTLY, 8192, 12, (12,)),
        (Q4, (3.4,), Fit.CARD, 32768, -1, (29,)),
        (Q8, (3.4,), Fit.CARD, 32768, -1, (29,)),
        (F16, (3.4,), Fit.PARTLY, 8192, 24, (24,)),
        (LARGE, (3.4,), Fit.PARTLY, 8192, 15, (15,)),
        (Q4, (7.2,), Fit.CARD, 32768, -1, (29,)),
        (F16, (7.2,), Fit.CARD, 32768, -1, (29,)),
        (LARGE, (7.2,), Fit.CARD, 32768, -1, (29,)),
        (LARGE, (23.0,), Fit.CARD, 32768, -1, (29,)),
        (Q4, (), Fit.PROCESSOR, 32768, 0, ()),
        (Q8, (), Fit.PROCESSOR, 32768, 0, ()),
        (F16, (), Fit.PROCESSOR, 32768, 0, ()),
        (LARGE, (), Fit.PROCESSOR, 32768, 0, ()),
        (Q4, (0.7,), Fit.PROCESSOR, 32768, 0, ()),
        (Q4, (5.6, 3.4), Fit.CARD, 32768, -1, (29,)),
        (Q4, (1.6, 1.6), Fit.CARD, 16384, -1, (17, 12)),
        (F16, (3.4, 3.4), Fit.CARD, 32768, -1, (20, 9)),
        (LARGE, (5.6, 3.4), Fit.CARD, 32768, -1, (23, 6)),
        (LARGE, (3.4, 3.4), Fit.CARD, 8192, -1, (16, 13)),
        (LARGE, (1.6, 1.6), Fit.PARTLY, 8192, 6, (4, 2)),
    ],
)
def test_where_models_land(
    shape: ModelShape,
    free_gib: tuple[float, ...],
    fit: Fit,
    context: int,
    layers: int,
    split: tuple[int, ...],
):
    choice = chosen(shape, *free_gib)
    plan = choice.plan
    assert (choice.fit, plan.context, plan.gpu_layers, plan.split) == (fit, context, layers, split)
    assert len(plan.cards) == len(plan.split) == len(choice.need.cards)


@pytest.mark.parametrize(
    ("shape", "ram_gib", "fit", "context"),
    [
        (Q4, 2.6, Fit.PROCESSOR, 16384),
        (Q4, 2.25, Fit.PROCESSOR, 4096),
        (Q4, 1.5, Fit.TOO_BIG, 2048),
        (LARGE, 6, Fit.PROCESSOR, 8192),
        (LARGE, 4, Fit.TOO_BIG, 2048),
    ],
)
def test_where_models_land_with_little_memory(
    shape: ModelShape, ram_gib: float, fit: Fit, context: int
):
    choice = chosen(shape, ram_gib=ram_gib)
    assert (choice.fit, choice.plan.context) == (fit, context)


def test_the_roomiest_card_comes_first_and_an_integrated_one_only_alone():
    small, big = cards(3.4, 5.6)
    own = Device("Vulkan0", 8 * GIB, shared=True)
    choice = memory.choose(LARGE, ram_free=12 * GIB, devices=[own, small, big])
    assert choice.plan.cards == ("CUDA1", "CUDA0")
    alone = memory.choose(Q4, ram_free=12 * GIB, devices=[own])
    assert alone.plan.cards == ("Vulkan0",)
    crowded = memory.choose(Q4, ram_free=3 * GIB, devices=[own])
    assert crowded.need.card + crowded.need.ram <= 3 * GIB - memory.RAM_MARGIN_BYTES


def test_a_card_that_does_not_know_its_memory_has_no_more_than_the_computer():
    unknown = Device("Vulkan0", 0, shared=True)
    assert memory.choose(Q4, ram_free=8 * GIB, devices=[unknown]).fit is Fit.CARD
    assert memory.choose(Q4, ram_free=8 * GIB, devices=[Device("CUDA0", 0)]).fit is Fit.PROCESSOR


def test_a_person_may_insist_on_a_context():
    ram = 12 * GIB
    for wanted in (2048, 16384, 65536):
        choice = memory.choose(Q4, ram_free=ram, devices=cards(5.6), context=wanted)
        assert (choice.fit, choice.plan.context) == (Fit.CARD, wanted)
    too_long = memory.choose(Q4, ram_free=ram, devices=cards(3.0), context=131072)
    assert (too_long.fit, too_long.plan.kv_type, too_long.plan.context) == (
        Fit.PARTLY,
        "q8_0",
        131072,
    )


def test_a_short_trained_context_is_not_exceeded():
    short = replace(Q4, context_train=4096)
    assert chosen(short, 8).plan.context == 4096
    assert memory.choose(short, ram_free=8 * GIB, context=9999).plan.context == 4096
    assert chosen(replace(Q4, context_train=512)).plan.context == 2048


# --- never more than is free ---------------------------------------------------------------------

SHAPES = st.builds(
    ModelShape,
    embedding=st.integers(64, 8192),
    feed_forward=st.integers(64, 32768),
    vocab=st.integers(256, 262144),
    kv_width=st.integers(16, 4096),
    context_train=st.sampled_from([512, 4096, 32768, 131072]),
    layer_bytes=st.lists(st.integers(1, 400 * MIB), min_size=1, max_size=80).map(tuple),
    output_bytes=st.integers(0, 900 * MIB),
    input_bytes=st.integers(0, 900 * MIB),
)
DEVICES = st.lists(
    st.tuples(st.integers(0, 24 * GIB), st.booleans()), max_size=4, unique_by=lambda row: row[0]
).map(lambda rows: [Device(f"D{n}", free, shared=own) for n, (free, own) in enumerate(rows)])


@settings(max_examples=400, deadline=None)
@given(shape=SHAPES, devices=DEVICES, ram=st.integers(0, 64 * GIB))
def test_a_plan_never_takes_more_than_is_free(shape: ModelShape, devices: list[Device], ram: int):
    choice = memory.choose(shape, ram_free=ram, devices=devices)
    if choice.fit is Fit.TOO_BIG:
        assert choice.plan.gpu_layers == 0
        return
    assert choice.need == need(shape, choice.plan)
    by_name = {device.name: device for device in devices}
    in_memory = choice.need.ram
    for name, count, size in zip(
        choice.plan.cards, choice.plan.split, choice.need.cards, strict=True
    ):
        assert count > 0
        if by_name[name].shared:
            in_memory += size
        else:
            assert size <= by_name[name].free_bytes - memory.CARD_MARGIN_BYTES
    assert in_memory + choice.plan.saved_bytes <= ram - memory.RAM_MARGIN_BYTES
    assert choice.plan.saved_bytes <= kv_bytes(shape, choice.plan)
    layers = choice.plan.gpu_layers
    assert sum(choice.plan.split) == (shape.layers + 1 if layers < 0 else layers)


@given(free=st.integers(0, 8 * GIB), more=st.integers(0, 4 * GIB))
@settings(max_examples=200, deadline=None)
def test_more_memory_is_never_worse(free: int, more: int):
    def rank(room: int) -> tuple[int, int]:
        plan = memory.choose(LARGE, ram_free=16 * GIB, devices=[Device("D", room)]).plan
        return plan.gpu_layers % 30, plan.context if plan.gpu_layers else 0

    assert rank(free + more) >= rank(free)


# --- why, and what next --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (chosen(Q4, 5.6), ["card", "context"]),
        (chosen(Q4, 2.0), ["card", "context_less"]),
        (chosen(LARGE, 5.35), ["card", "context_less", "packed"]),
        (chosen(LARGE, 3.4), ["partly", "context_less", "packed", "small_steps"]),
        (chosen(Q4), ["no_card", "processor", "context"]),
        (chosen(Q4, 0.6), ["card_full", "processor", "context"]),
        (chosen(Q4, ram_gib=1.5), ["too_big", "context_less"]),
    ],
)
def test_a_plan_says_why(choice: Choice, said: list[str]):
    assert keys(choice) == said


def test_the_reason_has_the_numbers_of_the_card():
    values = chosen(LARGE, 5.6, 3.4).reasons[0].values
    assert values["device"] == "Card 0 + Card 1"
    assert values["free_bytes"] == int(5.6 * GIB) + int(3.4 * GIB)
    assert values["margin_bytes"] == 2 * memory.CARD_MARGIN_BYTES
    assert values["need_bytes"] + values["margin_bytes"] <= values["free_bytes"]


def test_smaller_goes_down_to_the_last_step_and_ends():
    steps = [Plan(context=32768, gpu_layers=-1, cards=("CUDA0",), split=(29,))]
    while (below := memory.smaller(steps[-1])) is not None:
        steps.append(below)
    assert [(s.context, s.gpu_layers, s.kv_type, s.cards) for s in steps] == [
        (32768, -1, "f16", ("CUDA0",)),
        (16384, -1, "f16", ("CUDA0",)),
        (8192, -1, "f16", ("CUDA0",)),
        (8192, -1, "q8_0", ("CUDA0",)),
        (8192, 0, "f16", ()),
        (4096, 0, "f16", ()),
        (2048, 0, "f16", ()),
    ]


# --- what a person insists on --------------------------------------------------------------------


@pytest.mark.parametrize("free_gib", [(), (1.0,), (2.2,), (5.6,), (3.4, 5.6)])
@pytest.mark.parametrize("kv_type", ["f16", "q8_0"])
def test_the_storage_that_somebody_chose_is_kept(free_gib: tuple[float, ...], kv_type: str):
    choice = memory.choose(
        Q4, ram_free=12 * GIB, devices=cards(*free_gib), parallel=2, kv_type=kv_type
    )
    assert (choice.plan.kv_type, choice.plan.parallel) == (kv_type, 2)
    assert ("packed" in keys(choice)) is (kv_type == "q8_0")


def test_eight_bits_make_room_for_a_longer_conversation():
    exact = memory.choose(LARGE, ram_free=12 * GIB, devices=cards(6.6), kv_type="f16")
    packed = memory.choose(LARGE, ram_free=12 * GIB, devices=cards(6.6), kv_type="q8_0")
    assert exact.plan.context < packed.plan.context
    assert kv_bytes(LARGE, replace(Plan(), kv_type="q8_0")) < kv_bytes(LARGE, Plan())
