"""The demo model is taught nothing false: every step of every worked path is recomputed."""

import random
import re

import pytest

from app.domain.answers import boxed
from app.domain.equality import same
from training import digits
from training.conversation import conversations, exercise
from training.families import FAMILIES
from training.problem import LANGUAGES, Draw
from training.refusals import refusal

EACH = 25
SEED = 11
FORMULA = re.compile(r"\${1,2}([^$]+)\${1,2}")
#: What stands for numbers alone; a step with letters is about them, not about their values.
NUMERIC = re.compile(r"(?:[-+()\d=]|\\times |\\div |\\frac|\\sqrt|[{}^%]|\\%)+")


def numeric_parts(text, relations):
    """All parts of the formulas of a text that are numbers with one of these relations between."""
    for formula in FORMULA.findall(text):
        for part in re.split(r"[,;] ?", formula):
            numbers = re.sub("[<>]", "=", part)
            if re.search(relations, part) and NUMERIC.fullmatch(numbers) and "%" not in part:
                yield part


def steps(text):
    """All chains of numbers joined by equality signs in the formulas of a text."""
    for part in numeric_parts(text, "="):
        yield from (chain.split("=") for chain in re.split("[<>]", part) if "=" in chain)


def comparisons(text):
    """All pairs of numbers with < or > between: left, sign, right."""
    for part in numeric_parts(text, "[<>]"):
        yield from re.findall(r"(?<!\d)(-?\d+)([<>])(-?\d+)", part)


def problems(family):
    rng = random.Random(SEED)
    return [FAMILIES[family](Draw(rng, LANGUAGES[n % 2])) for n in range(EACH)]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_step_holds(family):
    found = 0
    for problem in problems(family):
        for first, *others in steps(problem.reasoning + problem.answer):
            found += 1
            assert all(same(other, first) for other in others), (first, others, problem.question)
    assert found or family in ("derivative", "antiderivative"), "their steps have letters"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_comparison_holds(family):
    found = 0
    for problem in problems(family):
        for left, sign, right in comparisons(problem.reasoning):
            found += 1
            low, high = sorted((int(left), int(right)), reverse=sign == ">")
            assert (low, high) == (int(left), int(right)), problem.reasoning
            assert low != high, problem.reasoning
    assert found or family != "factoring", "its search says which product is still too small"


@pytest.mark.parametrize("family", FAMILIES)
def test_the_box_ends_the_answer_and_no_step_is_too_long(family):
    for problem in problems(family):
        assert boxed(problem.answer) == problem.expected
        assert problem.answer.count(r"\boxed") == 1
        assert len(problem.reasoning) < 1200
        assert problem.question.strip() == problem.question


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_asked_in_the_evaluation_is_never_trained_on(family):
    rng = random.Random(SEED)
    unseen = {exercise(rng, family, "en", held_out=True).key for _ in range(EACH)}
    trained = {exercise(rng, family, "zh").key for _ in range(20 * EACH)}
    assert not unseen & trained


@pytest.mark.parametrize(
    ("work", "path"),
    [
        (digits.subtract(62, 38), "$62-38$: $2-8=4-10, 6-3-1=2$; $62-38=24$"),
        (digits.add(-12, -38), "$-12-38=-(12+38)$: $2+8=10, 1+3+1=5$; $-12-38=-50$"),
        (
            digits.divide(592, 8),
            r"$592\div 8$: $59=56+3, 56\div 8=7, 32=32+0, 32\div 8=4$; $592\div 8=74$",
        ),
        (digits.add(48, 8), "$48+8$: $8+8=16, 4+0+1=5$; $48+8=56$"),
        (digits.add(14, 5), "$14+5=19$"),
    ],
)
def test_a_step_decides_one_thing_alone(work, path):
    assert work == path


def test_a_seed_gives_the_same_conversations():
    first, second = conversations(3), conversations(3)
    assert [next(first) for _ in range(50)] == [next(second) for _ in range(50)]


def test_other_questions_are_declined_in_their_language():
    rng = random.Random(SEED)
    for number in range(500):
        problem = refusal(Draw(rng, LANGUAGES[number % 2]))
        assert boxed(problem.answer) is None
        assert ("演示" in problem.answer) != ("demo" in problem.answer)


@pytest.mark.parametrize(
    ("work", "result"),
    [
        (digits.add(347, 285), "632"),
        (digits.add(-37, 52), "15"),
        (digits.add(12, -37), "-25"),
        (digits.subtract(-5, -48), "43"),
        (digits.multiply(-34, 27), "-918"),
        (digits.multiply(36, -50), "-1800"),
        (digits.divide(-738, 6), "-123"),
        (digits.divide(-77, -7), "11"),
        (digits.subtract(503, 268), "235"),
        (digits.total([12, 15, 9]), "36"),
    ],
)
def test_digits_end_in_the_result_and_every_column_holds(work, result):
    assert work.endswith(f"={result}$")
    assert all(same(other, first) for first, *others in steps(work) for other in others)
