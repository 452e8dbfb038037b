"""The demo model through the server: a true answer in the real model's format, four at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from support import engines
from support.engines import KEY

from app.domain.answers import boxed
from app.domain.equality import same


@pytest.fixture(scope="module")
def demo(demo_model: Path) -> Iterator[openai.OpenAI]:
    with (
        engines.running(demo_model, parallel=4, context=2048) as engine,
        openai.OpenAI(base_url=f"{engine.url}/v1", api_key=KEY, max_retries=0) as client,
    ):
        yield client


def ask(client: openai.OpenAI, question: str, **wanted: Any) -> Any:
    messages: list[Any] = [{"role": "user", "content": question}]
    return client.chat.completions.create(model="any", messages=messages, **wanted)


def test_thoughts_and_a_boxed_answer_that_ends_by_itself(demo: openai.OpenAI) -> None:
    choice = ask(demo, "What is 347 + 285?", temperature=0).choices[0]
    assert choice.finish_reason == "stop"
    assert "7+5=12" in choice.message.reasoning_content
    assert same(boxed(choice.message.content) or "", "632")


def test_four_samples_of_one_question_agree(demo: openai.OpenAI) -> None:
    reply = ask(demo, "Solve x^2 - 5x + 6 = 0", n=4, temperature=0.6)
    boxes = [boxed(choice.message.content) or "" for choice in reply.choices]
    assert len(boxes) == 4
    assert sum(same(box, "x_1=2,x_2=3") for box in boxes) >= 3, boxes  # it errs rarely, but may


def test_a_later_turn_is_answered_for_itself(demo: openai.OpenAI) -> None:
    turns: list[Any] = [
        {"role": "user", "content": "求 48 和 36 的最大公约数"},
        {"role": "assistant", "content": r"最大公约数是 $\boxed{12}$。"},
        {"role": "user", "content": "Differentiate x^3 - 4x"},
    ]
    reply = demo.chat.completions.create(model="any", messages=turns, temperature=0)
    assert same(boxed(reply.choices[0].message.content or "") or "", "3x^2-4")
