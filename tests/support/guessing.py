"""Questions of all kinds whose texts must be the same with guessed tokens and without."""

import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from support.desk import Answers, Desk, opened

from app.domain.generation import Sampling
from app.engine.drafts import Guessing
from app.engine.llama import ContextOptions, Model

CASES = int(os.environ.get("LEMMA_CASES", "50")) * 2 // 5
#: So few cells that llama.cpp sums attention in one way, whatever the rows: above 512 it splits
#: the sum for a single row, which rounds differently.
SIZES = ContextOptions(tokens=256, sequences=2, batch=128, threads=1, outputs=4)
TOKENS = 20
SHARE_AT_LEAST = 0.3  # of the questions, that some guess must have been right in

_WORDS = ("sum", "product", "root", "angle", "side", "square", "number", "prime", "factor", "term")
_GRAMMAR = 'root ::= ("x = " [0-9]{1,3} ", ")+'


@dataclass
class Case:
    """A question; ``wanted`` is what ``Desk.ask`` takes."""

    prompt: str
    wanted: dict[str, Any] = field(default_factory=dict)


def prompts(count: int = CASES) -> Iterator[Case]:
    """Reasoning-like texts: greedy and drawn, some with stop strings or a grammar."""
    for seed in range(count):
        dice = random.Random(seed // 4)  # four questions begin alike, so that tests take less time
        wanted: dict[str, Any] = {"max_tokens": TOKENS}
        if seed % 2:
            wanted["sampling"] = Sampling(temperature=0.8, seed=seed)
        if seed % 5 == 2:
            wanted["stop"] = (dice.choice(_WORDS), "= 4")
        if seed % 10 == 3:
            wanted["grammar"] = _GRAMMAR
        yield Case(_reasoning(dice), wanted)


def _reasoning(dice: random.Random) -> str:
    a, b = dice.randint(2, 9), dice.randint(10, 60)
    word, other = dice.sample(_WORDS, 2)
    fact = f"{a}x + {b} = {b + a * dice.randint(2, 9)}"
    return (
        f"The {word} and the {other}: solve {fact}. We know that {fact}, so we subtract {b}. "
        f"Wait, let me check the {word} again: {fact}, so we subtract {b} and divide by"
    )


def compare(model: Model, cases: Iterable[Case]) -> None:
    """Fail where a text, its end or its length is another one with guesses."""
    right, asked = 0, list(cases)
    with (
        opened(model, SIZES) as plain,
        opened(model, SIZES, guessing=Guessing.ALWAYS) as guessing,
    ):
        for case in asked:
            (one,), (other,) = _ask(plain, case), _ask(guessing, case)
            assert (one.texts, one.reasons) == (other.texts, other.reasons), case
            assert _lengths(one) == _lengths(other), case
            right += any(counts.accepted for counts in other.counts)
    print(f"{len(asked)} questions, guesses were right in {right}")
    assert right >= SHARE_AT_LEAST * len(asked)


def count_alike(model: Model, pairs: Iterable[tuple[Case, Case]]) -> list[bool]:
    """For each pair of questions asked at once, whether their texts are the same with guesses.

    They need not be: two answers lie between each other in the context, in another order with
    guesses, so sums round differently and a close choice may fall otherwise.
    """
    alike = []
    for pair in pairs:
        texts = []
        for mode in (Guessing.OFF, Guessing.ALWAYS):
            with opened(model, SIZES, guessing=mode) as desk:
                texts.append([answers.texts for answers in _ask(desk, *pair)])
        alike.append(texts[0] == texts[1])
    return alike


def _ask(desk: Desk, *cases: Case) -> list[Answers]:
    asked = [desk.ask(case.prompt, **case.wanted) for case in cases]
    return [answers.wait() for answers in asked]


def _lengths(answers: Answers) -> list[int]:
    return [counts.completion_tokens for counts in answers.counts]
