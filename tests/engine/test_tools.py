"""Calls of tools with OpenAI's own client, by a model that speaks noise."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from support.engines import KEY, RunningEngine

ADD = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "The sum of two numbers.",
        "parameters": {
            "type": "object",
            "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
            "required": ["a", "b"],
            "additionalProperties": False,
        },
    },
}
LOOK_UP = {"type": "function", "function": {"name": "look_up", "parameters": None}}
QUESTION = {"role": "user", "content": "What is 2 + 3?"}


@pytest.fixture
def tiny(tiny_engine: RunningEngine) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{tiny_engine.url}/v1", api_key=KEY, max_retries=0) as client:
        yield client


def ask(client: openai.OpenAI, tools: list[Any], choice: Any, **wanted: Any) -> Any:
    options: dict[str, Any] = {"max_tokens": 400, "temperature": 1.5, "top_p": 1.0, "seed": 3}
    options |= {"extra_body": {"thinking_budget": 0}, "messages": [QUESTION]} | wanted
    return client.chat.completions.create(model="any", tools=tools, tool_choice=choice, **options)


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "add"}}])
@pytest.mark.parametrize("seed", range(5))
def test_a_call_that_has_to_come_comes_and_keeps_to_its_schema(
    tiny: openai.OpenAI, choice: Any, seed: int
) -> None:
    answer = ask(tiny, [ADD], choice, seed=seed).choices[0]
    assert answer.finish_reason == "tool_calls"
    assert answer.message.content is None
    for call in answer.message.tool_calls:
        assert (call.type, call.function.name, bool(call.id)) == ("function", "add", True)
        given = json.loads(call.function.arguments)
        assert {name: type(value) for name, value in given.items()} == {"a": int, "b": int}


def test_a_streamed_call_is_the_same(tiny: openai.OpenAI) -> None:
    named = {"type": "function", "function": {"name": "add"}}
    whole = ask(tiny, [ADD, LOOK_UP], named).choices[0].message.tool_calls
    calls: list[list[str]] = []
    reasons = []
    for chunk in ask(tiny, [ADD, LOOK_UP], named, stream=True):
        reasons.append(chunk.choices[0].finish_reason)
        for part in chunk.choices[0].delta.tool_calls or ():
            if part.id:
                calls.append([part.function.name, ""])
            calls[part.index][1] += part.function.arguments
    assert calls == [[call.function.name, call.function.arguments] for call in whole]
    assert reasons[-1] == "tool_calls"


def test_a_model_may_answer_without_a_call(tiny: openai.OpenAI) -> None:
    answer = ask(tiny, [ADD], "auto", max_tokens=200, temperature=0).choices[0]
    assert answer.finish_reason == "length"
    assert answer.message.content
    assert not answer.message.tool_calls


def test_the_result_of_a_call_can_be_told(tiny: openai.OpenAI) -> None:
    call = ask(tiny, [ADD], "required").choices[0].message
    turns = [
        QUESTION,
        call,
        {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": "5"},
    ]
    before = ask(tiny, [ADD], "auto", max_tokens=5).usage.prompt_tokens
    assert ask(tiny, [ADD], "auto", messages=turns, max_tokens=5).usage.prompt_tokens > before
    assert ask(tiny, [ADD], "none", max_tokens=5).usage.prompt_tokens < before


def test_a_tool_that_cannot_be_bound_is_refused(tiny: openai.OpenAI) -> None:
    odd = {"type": "function", "function": {"name": "odd", "parameters": {"not": {}}}}
    with pytest.raises(openai.BadRequestError) as refusal:
        ask(tiny, [odd], "auto")
    assert "tools.odd" in str(refusal.value)
