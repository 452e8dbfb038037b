"""Many cycles, and much honest mathematics, for the cycle detector."""

import itertools
import os
import random

import pytest
from support import cycles

CASES = int(os.environ.get("LEMMA_CASES", "50"))


@pytest.mark.battery
def test_most_cycles_are_caught_within_three_repetitions():
    caught = sum(cycles.is_caught_in_time(random.Random(seed)) for seed in range(CASES * 4))
    print(f"{caught} of {CASES * 4} cycles caught in time")
    assert caught >= 0.95 * CASES * 4


@pytest.mark.battery
def test_honest_mathematics_is_never_taken_for_a_cycle():
    rng = random.Random(11)
    for text in itertools.islice(cycles.honest(rng), CASES * 20):
        assert not cycles.is_found(cycles.pieces(rng, text)), text
