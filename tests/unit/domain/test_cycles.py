"""The cycle detector: what repeats without end is found soon, honest mathematics never."""

import itertools
import json
import random

import pytest
from support import cycles
from support.engines import ROOT

from app.domain.cycles import CycleDetector

MINERVA = ROOT / "tests" / "data" / "minerva_math.jsonl"


def test_cycles_are_caught_within_three_repetitions():
    caught = sum(cycles.is_caught_in_time(random.Random(seed)) for seed in range(200))
    assert caught >= 190, caught


def test_solutions_are_no_cycles():
    rng = random.Random(1)
    for line in MINERVA.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert not cycles.is_found(cycles.pieces(rng, row["solution"])), row["solution"]


def test_tables_lists_matrices_and_worked_exercises_are_no_cycles():
    rng = random.Random(2)
    for text in itertools.islice(cycles.honest(rng), 300):
        assert not cycles.is_found(cycles.pieces(rng, text)), text


@pytest.mark.parametrize(
    ("unit", "most"),
    [
        ("Wait, let me check again. ", 3),
        ("让我再检查一遍。", 4),
        ("9.11 和 9.8 谁大？先看整数部分，再看小数部分。", 4),
        ("So $(x-2)(x-3) = x^2 - 5x + 6$.\n", 3),
        ("the ", 80),
        ("3", 200),
        ("Step {}: check the sum. ", 5),
        ("第{}步：我们再验证一次结果。", 4),
    ],
)
def test_pain_08_how_many_copies_it_takes(unit: str, most: int):
    copies = (unit.format(number) if "{}" in unit else unit for number in range(1, most + 1))
    assert cycles.is_found(copies)


def test_the_cut_of_the_pieces_does_not_matter():
    text = "We begin. " + "Then we look at $x_1 = 12$ once more. " * 6
    detectors = [CycleDetector(), CycleDetector()]
    for char in text:
        detectors[0].feed(char)
    detectors[1].feed(text)
    assert detectors[0].found
    assert detectors[1].found
    assert detectors[0]._symbols == detectors[1]._symbols


def test_what_follows_a_short_repetition_is_no_cycle():
    assert not cycles.is_found(
        ["No, no, no. ", "We try again. ", "No, no, no. ", "We try a third time. "]
    )
