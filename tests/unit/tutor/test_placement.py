"""Where a model was placed, in words that people of both languages can act on."""

from dataclasses import replace

import pytest
from support.model_shapes import R1_1_5B, R1_7B, shape

from app.domain import memory
from app.domain.allocation import Plan
from app.domain.events import Finished, FinishReason, Timings, Usage
from app.domain.memory import Device
from app.i18n import LANGUAGES, set_language
from app.tutor import placement

GIB = 1024**3
SMALL, LARGE = shape(R1_1_5B, "Q4_K_M"), shape(R1_7B, "Q4_K_M")
ON_CARD = Plan(context=32768, gpu_layers=-1, cards=("CUDA0",), split=(29,))


def choice(of, *free_gib: float, ram_gib: float = 12):
    cards = [Device(f"CUDA{n}", int(free * GIB), 0, "RTX 2060") for n, free in enumerate(free_gib)]
    return memory.choose(of, ram_free=int(ram_gib * GIB), devices=cards)


def test_the_numbers_of_a_card():
    assert placement.explain(choice(SMALL, 5.6)) == (
        "Runs wholly on RTX 2060: it takes about 1.9 GB of the 5.6 GB that are free there, and "
        "768 MB are left to the desktop. A conversation can have 32768 tokens."
    )
    set_language("zh")
    assert placement.explain(choice(SMALL, 5.6)) == (
        "完全在 RTX 2060 上运行：约占用其 5.6 GB 可用显存中的 1.9 GB，另留 768 MB 给桌面。"
        "一次对话最多 32768 个词元。"
    )


def test_what_was_given_up():
    said = placement.explain(choice(LARGE, 3.4))
    for words in ("14 of 28 layers", "8192 tokens in place of 32768", "8 bits", "128 tokens"):
        assert words in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("free_gib", [(), (0.5,), (2.0,), (3.4,), (5.35,), (24.0,), (3.4, 5.6)])
@pytest.mark.parametrize("ram_gib", [1.5, 12])
def test_every_choice_has_its_words(language: str, free_gib: tuple[float, ...], ram_gib: float):
    set_language(language)
    for of in (SMALL, LARGE):
        said = placement.explain(choice(of, *free_gib, ram_gib=ram_gib))
        assert said
        assert "_bytes" not in said
        assert "{" not in said


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (replace(ON_CARD, context=8192), "32768 tokens of context, so it was started again with 8"),
        (replace(ON_CARD, context=8192, kv_type="q8_0"), "8192 tokens of context, stored in 8"),
        (Plan(context=8192), "runs on the processor, with 8192 tokens"),
    ],
)
def test_stepping_down_is_said_with_numbers(plan: Plan, words: str):
    given_up = placement.stepped_down("R1", ON_CARD, plan)
    assert given_up is not None
    assert words in placement.sentence(given_up)


def test_nothing_given_up_is_not_mentioned():
    assert placement.stepped_down("R1", ON_CARD, ON_CARD) is None


def finished(tps: float, tokens: int = 400) -> Finished:
    usage = Usage(prompt_tokens=100, completion_tokens=tokens)
    return Finished(FinishReason.STOP, usage, Timings(decode_tps=tps))


@pytest.mark.parametrize(
    ("plan", "answer", "slow"),
    [
        (ON_CARD, finished(6.0), True),  # over the bus
        (ON_CARD, finished(60.0), False),
        (ON_CARD, finished(6.0, tokens=5), False),  # too short to tell
        (ON_CARD, finished(0.0), False),  # not measured
        (Plan(gpu_layers=12), finished(6.0), False),  # most of it is on the processor anyway
        (Plan(), finished(6.0), False),
    ],
)
def test_a_card_that_reads_from_elsewhere_is_noticed(plan: Plan, answer: Finished, slow: bool):
    found = placement.slow_card("R1", "RTX 2060", SMALL, plan, answer)
    assert (found is not None) is slow
    if found is not None:
        assert "6.0 tokens a second; on RTX 2060 at least 32" in placement.sentence(found)


# --- one line for who is choosing -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "free_gib", "ram_gib", "words"),
    [
        (SMALL, (5.6,), 12, "fits beside everything else, 28 of 28 layers on the graphics card"),
        (LARGE, (3.4,), 12, "14 of 28 layers on the graphics card, the others on the processor"),
        (SMALL, (), 12, "all 28 layers on the processor"),
        (LARGE, (), 2, "more than is free"),
    ],
)
def test_the_outlook_of_a_plan(of, free_gib, ram_gib, words):
    said = placement.outlook(choice(of, *free_gib, ram_gib=ram_gib), of.layers)
    assert said.startswith("Needs ")
    assert words in said


@pytest.mark.parametrize(
    ("of", "free_gib", "ram_gib", "words"),
    [
        (SMALL, (5.6,), 12, "Fits your 6.0 GB card, with a 32k context."),
        (LARGE, (3.4,), 12, "Fits your 6.0 GB card in part: the rest runs on the processor"),
        (LARGE, (3.4, 5.6), 12, "Fits your graphics cards together (12.0 GB)"),
        (SMALL, (), 12, "Runs on the processor of this computer, with a 32k context."),
        (LARGE, (), 2, "Too big for this computer now"),
    ],
)
def test_whether_a_model_suits_this_computer(of, free_gib, ram_gib, words):
    cards = [Device(f"CUDA{n}", int(free * GIB), 6 * GIB) for n, free in enumerate(free_gib)]
    plan = memory.choose(of, ram_free=int(ram_gib * GIB), devices=cards)
    assert words in placement.suits(plan, cards)
    set_language("zh")
    assert placement.suits(plan, cards)
    assert placement.outlook(plan, of.layers)
