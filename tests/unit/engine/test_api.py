"""Requests: what is taken, what is refused, and how."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chat import Role
from app.domain.generation import Sampling
from app.engine import api
from app.engine.api import ApiError, ChatRequest, CompletionRequest, TokenizeRequest
from app.engine.thought import Thinking

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
MESSAGES = [{"role": "user", "content": "hi"}]


def chat(**fields: Any) -> ChatRequest:
    return api.parse(ChatRequest, json.dumps({"messages": MESSAGES, **fields}).encode())


def test_what_is_not_given_has_the_defaults_of_our_models() -> None:
    asked = chat()
    assert asked.sampling() == Sampling()
    assert (asked.token_limit, asked.stops(), asked.n, asked.stream) == (None, (), None, False)
    asked.refuse_unsupported()


def test_sampling_is_taken_over() -> None:
    given = {"temperature": 0, "top_p": 0.5, "top_k": 7, "min_p": 0.1, "repeat_penalty": 1.2}
    assert chat(**given, seed=3).sampling() == Sampling(**given, seed=3)


def test_the_newer_name_of_the_limit_wins() -> None:
    assert chat(max_tokens=5, max_completion_tokens=7).token_limit == 7
    assert chat(max_tokens=5).token_limit == 5


def test_roles_and_parts_of_messages() -> None:
    rows = [
        {"role": "developer", "content": "be kind"},
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
        {"role": "assistant", "content": None},
    ]
    values = [message.value() for message in chat(messages=rows).messages]
    assert [(value.role, value.text) for value in values] == [
        (Role.SYSTEM, "be kind"),
        (Role.USER, "ab"),
        (Role.ASSISTANT, ""),
    ]


def test_unknown_fields_are_ignored() -> None:
    chat(frequency_of_use="daily", user="me", metadata={"a": [1]})


@pytest.mark.parametrize(
    "fields",
    [
        {"messages": "hi"},
        {"messages": []},
        {"messages": [{"role": "king", "content": "hi"}]},
        {"messages": [{"role": "user", "content": 5}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
        {"messages": [["user", "hi"]]},
        {"max_tokens": "12"},
        {"max_tokens": 0},
        {"max_tokens": 1.5},
        {"max_tokens": True},
        {"temperature": "hot"},
        {"temperature": -1},
        {"temperature": 1e400},
        {"temperature": float("nan")},
        {"top_k": 2**40},
        {"n": 0},
        {"stream": "yes"},
        {"stop": 5},
        {"stop": ""},
        {"stop": ["x"] * 17},
        {"stop": "x" * 300},
        {"seed": "lucky"},
        {"stream_options": []},
        {"truncation": "sometimes"},
        {"thinking_budget": -1},
        {"thinking_budget": "some"},
        {"thinking_budget": 1.5},
        {"cycles": "forever"},
        {"top_logprobs": 21, "logprobs": True},
        {"response_format": {"type": "yaml"}},
        {"response_format": {"type": "json_schema"}},
        {"response_format": {"type": "json_schema", "json_schema": {"schema": []}}},
    ],
)
def test_wrong_types_and_values_are_refused_with_their_place(fields: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as refusal:
        chat(**fields)
    assert refusal.value.status == 422
    assert str(refusal.value.param).startswith(next(iter(fields)))
    assert refusal.value.body()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("body", [b"", b"{", b"hello", b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(ApiError) as refusal:
        api.parse(ChatRequest, body)
    assert refusal.value.status == 400


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_any_json_is_taken_or_refused(body: str) -> None:
    with pytest.raises(ApiError) as refusal:
        api.parse(ChatRequest, body.encode())
    assert refusal.value.status in (400, 422)


@pytest.mark.parametrize(
    "fields",
    [
        {"top_logprobs": 3},
        {"response_format": {"type": "json_object"}, "tools": [TOOL]},
    ],
)
def test_what_would_change_the_meaning_is_refused_while_unsupported(fields: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as refusal:
        chat(**fields).refuse_unsupported()
    assert (refusal.value.status, refusal.value.param) == (400, next(iter(fields)))


@pytest.mark.parametrize(
    "fields",
    [
        {"logprobs": False},
        {"response_format": {"type": "text"}},
        {"reasoning_effort": "low"},
    ],
)
def test_hints_may_be_ignored(fields: dict[str, Any]) -> None:
    chat(**fields).refuse_unsupported()


@pytest.mark.parametrize(
    ("fields", "thinks", "thinking"),
    [
        ({}, True, Thinking(inside=True)),
        ({"thinking_budget": 50}, True, Thinking(inside=True, budget=50)),
        ({"thinking_budget": "auto"}, True, Thinking(inside=True, auto=True)),
        ({"thinking_budget": 0}, False, Thinking(inside=True, budget=0)),
        ({"reasoning_effort": "none"}, False, Thinking(inside=True, budget=0)),
        ({"reasoning_effort": "high"}, True, Thinking(inside=True)),
    ],
)
def test_how_an_answer_may_think(fields: dict[str, Any], thinks: bool, thinking: Thinking) -> None:
    asked = chat(**fields)
    assert (asked.thinks, asked.thinking(inside=True)) == (thinks, thinking)


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "g"}}])
def test_a_call_of_a_tool_that_is_not_there_is_refused(choice: Any) -> None:
    tools = [] if choice == "required" else [TOOL]
    with pytest.raises(ApiError) as refusal:
        chat(tools=tools, tool_choice=choice).grammars()
    assert (refusal.value.status, refusal.value.param) == (400, "tool_choice")


def test_tools_their_calls_and_results_are_told_to_the_model() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    rows = [
        {"role": "system", "content": "Be kind."},
        *MESSAGES,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "4"},
    ]
    told, question, called, returned = chat(messages=rows, tools=[TOOL]).conversation()
    assert told.text.startswith("Be kind.")
    assert '"name": "f"' in told.text
    assert question.text == "hi"
    assert called.text == '<tool_call>\n{"name": "f", "arguments": {"a": 1}}\n</tool_call>'
    assert (returned.role, returned.text) == (Role.USER, "<tool_response>\n4\n</tool_response>")
    assert len(chat(tools=[TOOL], tool_choice="none").conversation()) == 1


@pytest.mark.parametrize("field", ["echo", "suffix", "logprobs", "best_of"])
def test_plain_completions_refuse_what_they_lack(field: str) -> None:
    value = {"echo": True, "suffix": "end"}.get(field, 2)
    asked = api.parse(CompletionRequest, json.dumps({"prompt": "a", field: value}).encode())
    with pytest.raises(ApiError):
        asked.refuse_unsupported()


def test_tokenizing_takes_a_text_or_messages() -> None:
    assert api.parse(TokenizeRequest, b'{"content": "a"}').content == "a"
    assert api.parse(TokenizeRequest, json.dumps({"messages": MESSAGES}).encode()).messages
