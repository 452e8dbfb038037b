"""The questions that an empty conversation offers are such as the demo really solves."""

import os
from pathlib import Path

import openai
import pytest
from support import engines
from support.engines import KEY

from app.checker.judges import against
from app.domain.answers import boxed
from app.domain.equality import same
from app.domain.verdict import Status
from app.i18n import tr_in
from app.ui.start_view import DEMO_EXAMPLES

CASES = int(os.environ.get("LEMMA_CASES", "50"))
#: Answers to each question; they are drawn, so each is another one.
EACH = max(1, CASES // 50)
KEYS = {
    "primary": ("632", "24", "12"),
    "lower": ("5", "120", r"\frac{3}{4}"),
    "upper": ("x=2,x=3", "3x^2-8x", "(x+3)(x+4)"),
}


@pytest.mark.battery
def test_every_example_is_solved_in_both_languages(demo_model: Path):
    with (
        engines.running(demo_model, parallel=1, context=1024) as engine,
        openai.OpenAI(base_url=f"{engine.url}/v1", api_key=KEY, max_retries=0) as client,
    ):
        wrong = []
        for level, keys in DEMO_EXAMPLES.items():
            for key, expected in zip(keys, KEYS[level], strict=True):
                for language in ("en", "zh"):
                    question = tr_in(language, key)
                    for seed in range(EACH):
                        answer = _asked(client, question, seed)
                        if not _right(question, answer, expected):
                            wrong.append((question, answer))
        assert len(wrong) <= 0.1 * 18 * EACH, wrong


def _asked(client: openai.OpenAI, question: str, seed: int) -> str:
    choice = client.chat.completions.create(
        model="any",
        messages=[{"role": "user", "content": question}],
        temperature=0.0 if EACH == 1 else 0.6,
        max_tokens=900,
        seed=seed,
    ).choices[0]
    return choice.message.content or ""


def _right(question: str, answer: str, expected: str) -> bool:
    verified = against(question, answer).status is Status.VERIFIED
    return verified or same(boxed(answer) or "", expected)
