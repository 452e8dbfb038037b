"""Many pairs of answers, generated and from problem sets: right ones are accepted, wrong not.

With ``-s`` the shares are printed, in all and by family.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from support.answer_pairs import pairs
from support.notations import mistaken, retyped
from support.shares import by_name, share

from app.checker.equivalence import same
from app.domain.answers import boxed

CASES = int(os.environ.get("LEMMA_CASES", "50"))
ACCEPTED_RIGHT = 0.99
ACCEPTED_WRONG = 0.002

DATA = Path(__file__).parents[1] / "data"
SETS = (DATA / "minerva_math.jsonl", DATA / "gaokao_math_cloze.jsonl")


@pytest.mark.battery
def test_generated_pairs():
    _measure(pairs(seed=9, count=CASES * 8))


@pytest.mark.battery
def test_keys_of_problem_sets():
    """Each key against itself typed otherwise, and against itself with a digit changed."""
    keys = [key for file in SETS for key in _keys(file)]
    dice = random.Random(4)
    _measure(_pairs(dice, dice.sample(keys, min(len(keys), CASES * 4))))


def _keys(file: Path) -> Iterator[str]:
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        key = str(row.get("answer") or row.get("solution"))
        yield boxed(key) or key


def _pairs(dice: random.Random, keys: Iterable[str]) -> Iterator[tuple[str, str, str, bool]]:
    for key in keys:
        yield "key", retyped(dice, key), key, True
        wrong = mistaken(dice, key)
        if wrong is not None:
            yield "key", wrong, key, False


def _measure(found: Iterable[tuple[str, str, str, bool]]) -> None:
    totals: Counter[bool] = Counter()
    missed: Counter[str] = Counter()
    families: Counter[str] = Counter()
    slips = []
    for name, first, second, equal in found:
        accepted = same(first, second) is True
        totals[equal] += 1
        families[name] += equal
        missed[name] += equal and not accepted
        if accepted != equal:
            slips.append((name, first, second, "missed" if equal else "accepted"))
    taken = len(slips) - missed.total()
    print("", share("right pairs, accepted", totals[True] - missed.total(), totals[True]), sep="\n")
    print(share("wrong pairs, accepted", taken, totals[False]))
    print(*by_name("right pairs, accepted, by family", families - missed, families), sep="\n")
    print(*slips, sep="\n")
    assert missed.total() <= (1 - ACCEPTED_RIGHT) * totals[True]
    assert taken <= ACCEPTED_WRONG * totals[False]
