"""Many generated questions with right and with wrong answers, and the exercises that the demo model
is taught with, against their keys. With ``-s`` the shares are printed, in all and by family.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from support.questions import exercise
from support.shares import by_name, share

from app.checker.judges import against
from app.domain.verdict import Status
from training.conversation import exercise as taught
from training.conversation import wrapped
from training.families import FAMILIES

CASES = int(os.environ.get("LEMMA_CASES", "50"))
QUESTIONS = 4 * CASES
PER_FAMILY = max(1, CASES // 50)
TOLERATED = 0.003  # of wrong answers called verified; of right ones called contradicted
LEAST_DECIDED = 0.9
BAD = {"right": Status.CONTRADICTED, "wrong": Status.VERIFIED}


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_generated_questions():
    found: Counter[tuple[str, str, Status]] = Counter()
    slips = []
    for number in range(QUESTIONS):
        one = exercise(number)
        for kind, bad in BAD.items():
            for answer in _sample(number, one.right if kind == "right" else one.wrong):
                verdict = against(one.question, answer)
                found[one.family, kind, verdict.status] += 1
                if verdict.status is bad:
                    slips.append((kind, one.question, answer, verdict))
    print("", *_report(found), *slips, sep="\n")
    for kind, bad in BAD.items():
        answers = _count(found, kind=kind)
        assert _count(found, kind=kind, status=bad) <= TOLERATED * answers, slips
    unchecked = _count(found, status=Status.UNCHECKED)
    assert unchecked <= (1 - LEAST_DECIDED) * sum(found.values())


def _sample(number: int, answers: tuple[str, ...]) -> tuple[str, ...]:
    """All of them in the long run; one of each kind in the short one."""
    return answers if CASES >= 500 else (answers[number % len(answers)],)


def _count(
    found: Counter[tuple[str, str, Status]], kind: str = "", status: Status | None = None
) -> int:
    return sum(n for key, n in found.items() if kind in ("", key[1]) and status in (None, key[2]))


def _report(found: Counter[tuple[str, str, Status]]) -> Iterator[str]:
    rights, wrongs = _count(found, "right"), _count(found, "wrong")
    yield f"{QUESTIONS} questions, {rights} right and {wrongs} wrong answers"
    yield share("right, verified", _count(found, "right", Status.VERIFIED), rights)
    yield share("right, called contradicted", _count(found, "right", BAD["right"]), rights)
    yield share("wrong, contradicted", _count(found, "wrong", Status.CONTRADICTED), wrongs)
    yield share("wrong, called verified", _count(found, "wrong", BAD["wrong"]), wrongs)
    decided: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for (family, _, status), count in found.items():
        totals[family] += count
        decided[family] += count if status is not Status.UNCHECKED else 0
    yield share("decided", decided.total(), totals.total())
    yield from by_name("decided, by family", decided, totals)


@pytest.mark.battery
@pytest.mark.timeout(1800)
def test_no_key_of_the_demo_models_exercises_is_contradicted():
    decided = asked = 0
    for family in FAMILIES:
        for language in ("en", "zh"):
            for seed in range(PER_FAMILY):
                rng = random.Random(f"{family} {language} {seed}")
                problem = taught(rng, family, language)
                question = wrapped(rng, problem.question, language)
                verdict = against(question, problem.expected)
                assert verdict.status is not Status.CONTRADICTED, (question, problem.expected)
                decided += verdict.status is Status.VERIFIED
                asked += 1
    print("", share("keys of the exercises, verified", decided, asked), sep="\n")
    assert decided > len(FAMILIES) * PER_FAMILY
