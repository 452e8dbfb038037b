"""Many generated questions with right and with wrong answers, and the exercises that the demo model
is taught with, against their keys. A table by family is printed with ``-s``.
"""

import os
import random
from collections import Counter

import pytest
from support.questions import exercise

from app.checker.judges import against
from app.domain.verdict import Status
from training.conversation import exercise as taught
from training.conversation import wrapped
from training.families import FAMILIES

CASES = int(os.environ.get("LEMMA_CASES", "50"))
QUESTIONS = 4 * CASES
PER_FAMILY = max(1, CASES // 50)
TOLERATED = 0.003  # of wrong answers called verified, and of right ones called contradicted
LEAST_DECIDED = 0.9


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_generated_questions():
    found: Counter[tuple[str, str, Status]] = Counter()
    slips = []
    for number in range(QUESTIONS):
        one = exercise(number)
        for kind, bad in (("right", Status.CONTRADICTED), ("wrong", Status.VERIFIED)):
            for answer in _sample(number, one.right if kind == "right" else one.wrong):
                verdict = against(one.question, answer)
                found[one.family, kind, verdict.status] += 1
                if verdict.status is bad:
                    slips.append((kind, one.question, answer, verdict))
    _print_table(found)
    total = sum(found.values())
    decided = total - sum(n for key, n in found.items() if key[2] is Status.UNCHECKED)
    assert len(slips) <= TOLERATED * total, slips
    assert decided >= LEAST_DECIDED * total


def _sample(number: int, answers: tuple[str, ...]) -> tuple[str, ...]:
    """All of them in the long run; one of each kind in the short one."""
    return answers if CASES >= 500 else (answers[number % len(answers)],)


def _print_table(found: Counter[tuple[str, str, Status]]) -> None:
    print("\nfamily, kind: verified, contradicted, unchecked")
    for family, kind in sorted({key[:2] for key in found}):
        counts = [found[family, kind, status] for status in Status]
        print(f"{family}, {kind}: {', '.join(map(str, counts))}")


@pytest.mark.battery
@pytest.mark.timeout(1800)
def test_no_key_of_the_demo_models_exercises_is_contradicted():
    decided = 0
    for family in FAMILIES:
        for language in ("en", "zh"):
            for seed in range(PER_FAMILY):
                rng = random.Random(f"{family} {language} {seed}")
                problem = taught(rng, family, language)
                question = wrapped(rng, problem.question, language)
                verdict = against(question, problem.expected)
                assert verdict.status is not Status.CONTRADICTED, (question, problem.expected)
                decided += verdict.status is Status.VERIFIED
    assert decided > len(FAMILIES) * PER_FAMILY
