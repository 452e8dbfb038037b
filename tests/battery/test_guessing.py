"""Many texts with guessed tokens and without: all are the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import guessing
from support.desk import load

from app.engine.llama import Model


@pytest.fixture(scope="module")
def smol(smollm2: Path) -> Iterator[Model]:
    model = load(smollm2)
    yield model
    model.close()


@pytest.mark.battery
def test_a_text_is_the_same_with_guesses_and_without(smol: Model):
    guessing.compare(smol, guessing.prompts())


@pytest.mark.battery
def test_texts_beside_each_other_are_the_same_but_for_rounding(smol: Model):
    greedy = [case for case in guessing.prompts() if "sampling" not in case.wanted]
    pairs = list(zip(greedy[::4], greedy[2::4], strict=False))
    alike = guessing.count_alike(smol, pairs)
    print(f"{sum(alike)} of {len(alike)} pairs are the same")
    assert sum(alike) >= 0.95 * len(alike) - 1
