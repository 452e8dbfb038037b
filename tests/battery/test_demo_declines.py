"""Questions that are none of the demo's kinds: it says so in their language, and ends its turn."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openai
import pytest
from support import engines
from support.engines import KEY

from training.problem import LANGUAGES, Draw, Problem
from training.refusals import refusal

CASES = int(os.environ.get("LEMMA_CASES", "50"))
DECLINED_SHARE = 0.9  # the network in the program declines 94 to 95 of 100
ENDED_SHARE = 0.99


def unseen(count: int) -> list[Problem]:
    """Questions that the training left out, half of them Chinese."""
    rng, questions = random.Random(2026), []
    while len(questions) < count:
        question = refusal(Draw(rng, LANGUAGES[len(questions) % 2]))
        if question.held_out:
            questions.append(question)
    return questions


@pytest.mark.battery
def test_what_the_demo_does_not_know_it_declines_in_the_language_of_the_question(
    demo_model: Path,
):
    with (
        engines.running(demo_model, parallel=4, context=4096) as engine,
        openai.OpenAI(base_url=f"{engine.url}/v1", api_key=KEY, max_retries=0) as client,
        ThreadPoolExecutor(4) as four,
    ):

        def answer(problem: Problem) -> tuple[str, str]:
            choice = client.chat.completions.create(
                model="any",
                messages=[{"role": "user", "content": problem.question}],
                temperature=0.6,
                max_tokens=900,
                seed=1,
            ).choices[0]
            return (choice.message.content or "").strip(), choice.finish_reason

        problems = unseen(CASES)
        answers = list(four.map(answer, problems))
    pairs = zip(problems, answers, strict=True)
    others = [(p.question, text) for p, (text, _) in pairs if text != p.answer]
    ended = sum(reason == "stop" for _, reason in answers)
    assert ended >= ENDED_SHARE * CASES
    assert len(others) <= (1 - DECLINED_SHARE) * CASES, others
