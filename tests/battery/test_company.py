"""Answers do not depend on who else is answered: many questions alone, and several at once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk import Desk, load, opened

from app.engine.llama import ContextOptions, Model

CASES = int(os.environ.get("LEMMA_CASES", "50")) * 2 // 5
TOKENS = 16  # of each answer
AT_ONCE = 4
KINDS = (
    "What is {} plus {}?",
    "Which is greater, {} or {}? Say why.",
    "Tell me about the numbers {} and {}.",
    "A box holds {} apples and {} pears. How many pieces of fruit are in it?",
    "Find the greatest common divisor of {} and {}.",
)


@pytest.fixture(scope="module")
def smol(smollm2: Path) -> Iterator[Model]:
    model = load(smollm2)
    yield model
    model.close()


def sizes(sequences: int) -> ContextOptions:
    return ContextOptions(tokens=4096, sequences=sequences, batch=512, threads=1, spare=1)


def prompts() -> list[str]:
    asked = [
        KINDS[number % len(KINDS)].format(17 * number % 89 + 2, 31 * number % 97 + 2)
        for number in range(CASES)
    ]
    return [f"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n" for text in asked]


def say(desk: Desk, prompt: str) -> str:
    return desk.ask(prompt, max_tokens=TOKENS).wait().texts[0]


@pytest.mark.battery
def test_answers_are_the_same_alone_and_in_company(smol: Model):
    with opened(smol, sizes(1)) as desk:
        alone = [say(desk, prompt) for prompt in prompts()]
    with opened(smol, sizes(AT_ONCE)) as desk:
        running = [desk.ask(prompt, max_tokens=TOKENS) for prompt in prompts()]
        together = [answers.wait().texts[0] for answers in running]
    same = sum(ours == theirs for ours, theirs in zip(alone, together, strict=True))
    print(f"{same} of {CASES} answers are the same")
    assert CASES - same <= max(1, CASES // 100)
