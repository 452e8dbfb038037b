"""Budgets of thoughts, and answers that are wanted now, through the server with the demo model."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from support import engines
from support.engines import KEY, RunningEngine

from app.domain.answers import boxed
from app.domain.prompt import CLOSINGS
from app.domain.reasoning import CLOSE_TAG

LONG = "What is 347 + 285?"
LONGER = "Solve the system 3x + 2y = 16 and 5x - y = 5."
BEGUN = 8  # pieces, after which the demo model knows what it was asked


@pytest.fixture(scope="module")
def engine(demo_model: Path) -> Iterator[RunningEngine]:
    with engines.running(demo_model, parallel=4, context=2048) as engine:
        yield engine


@pytest.fixture
def demo(engine: RunningEngine) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{engine.url}/v1", api_key=KEY, max_retries=0) as client:
        yield client


def ask(client: openai.OpenAI, question: str = LONG, **extra: Any) -> Any:
    messages: list[Any] = [{"role": "user", "content": question}]
    return client.chat.completions.create(
        model="any", messages=messages, temperature=0, max_tokens=500, extra_body=extra
    )


def test_pain_09_a_budget_ends_the_thought_and_an_answer_follows(demo: openai.OpenAI) -> None:
    whole = ask(demo).choices[0]
    cut = ask(demo, thinking_budget=16).choices[0]
    assert cut.reasoning_cut == "budget"
    thought, closing = cut.message.reasoning_content.rsplit("\n\n", 1)
    assert whole.message.reasoning_content.startswith(thought)
    assert closing == CLOSINGS["en"]
    assert cut.finish_reason == "stop"
    assert boxed(cut.message.content)


@pytest.mark.parametrize("extra", [{"thinking_budget": 0}, {"reasoning_effort": "none"}])
def test_no_thought_at_all(demo: openai.OpenAI, extra: dict[str, Any]) -> None:
    choice = ask(demo, "What is 3 + 4?", **extra).choices[0]
    assert choice.message.reasoning_content == ""
    assert choice.message.content  # the demo model cannot do much without thinking


@pytest.mark.parametrize("budget", [0, 1, 4, 8])
def test_a_model_that_thinks_on_in_its_answer_does_not_close_its_thought_again(
    demo: openai.OpenAI, budget: int
) -> None:
    content = ask(demo, "What is 47 * 86?", thinking_budget=budget).choices[0].message.content
    assert content.strip()
    assert CLOSE_TAG not in content


def test_an_automatic_budget_leaves_a_good_answer_as_it_is(demo: openai.OpenAI) -> None:
    automatic = ask(demo, thinking_budget="auto").choices[0]
    assert automatic.message.content == ask(demo).choices[0].message.content
    assert not hasattr(automatic, "reasoning_cut")


def test_answer_now(demo: openai.OpenAI, engine: RunningEngine) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx2.Client(base_url=engine.url, headers=headers) as http:

        def hurry(name: str) -> int:
            return http.post("/lemma/answer_now", json={"id": name}).status_code

        assert hurry("chatcmpl-of-nobody") == 404
        messages: list[Any] = [{"role": "user", "content": LONGER}]
        chunks = demo.chat.completions.create(
            model="any", messages=messages, temperature=0, stream=True
        )
        first, *_ = (next(chunks) for _ in range(BEGUN))
        assert hurry(first.id) == 200
        choices = [chunk.choices[0] for chunk in chunks]
        assert choices[-1].reasoning_cut == "answer_now"
        assert choices[-1].finish_reason == "stop"
        assert boxed("".join(choice.delta.content or "" for choice in choices))
        assert hurry(first.id) == 404


def test_answers_beside_a_hurried_one_think_on(demo: openai.OpenAI) -> None:
    calm: list[Any] = []
    asking = threading.Thread(target=lambda: calm.append(ask(demo)))
    asking.start()
    cut = ask(demo, "What is 58 + 67?", thinking_budget=8).choices[0]
    asking.join()
    assert cut.reasoning_cut == "budget"
    assert not hasattr(calm[0].choices[0], "reasoning_cut")
