"""Calls of tools: read from a stream however it is cut, written back, and bound by a grammar."""

import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import tool_calls
from app.domain.json_grammar import SchemaError
from app.domain.tool_calls import Arguments, Call, CallBegun, CallReader, Tool

ADD = Tool("add", "Adds.", {"properties": {"a": {"type": "integer"}}, "required": ["a"]})

CALLS = st.lists(
    st.builds(
        Call,
        st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
        st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3).map(json.dumps),
    ),
    max_size=3,
)
TEXTS = st.text("a <>/tol_c\n", max_size=20).filter(lambda text: "<tool_call>" not in text)


def read(pieces: Iterable[str]) -> tuple[str, list[Call]]:
    reader = CallReader()
    text, calls = "", []
    for piece in [found for part in pieces for found in reader.feed(part)] + reader.flush():
        match piece:
            case CallBegun(name):
                calls.append(Call(name, ""))
            case Arguments(more):
                calls[-1] = Call(calls[-1].name, calls[-1].arguments + more)
            case str():
                text += piece
    return text, calls


@given(TEXTS, CALLS, st.integers(1, 7))
def test_calls_are_read_however_they_are_cut(text: str, calls: list[Call], size: int):
    whole = text + tool_calls.called(calls)
    said, found = read(whole[at : at + size] for at in range(0, len(whole), size))
    assert found == calls
    assert said == (text.rstrip() if calls else text)


def test_arguments_come_piece_by_piece():
    reader = CallReader()
    begun = reader.feed('So\n<tool_call>\n{"name": "add", "arguments": {"a"')
    assert begun == ["So", CallBegun("add"), Arguments('{"a"')]
    assert reader.feed(": 1}") == [Arguments(": 1")]
    assert reader.feed("}\n</tool_call>") == [Arguments("}")]


def test_a_call_that_breaks_off_keeps_what_there_is():
    text, calls = read(['<tool_call>\n{"name": "add", "arguments": {"a": '])
    assert (text, calls) == ("", [Call("add", '{"a": ')])


def test_the_model_is_told_what_it_may_call():
    told = tool_calls.instructions([ADD])
    row = json.loads(told.split("<tools>\n")[1].split("\n</tools>")[0])
    assert row["function"]["name"] == "add"


def test_a_tool_that_cannot_be_bound_is_refused_by_its_name():
    odd = Tool("odd", "", {"properties": {"a": {"not": {}}}})
    with pytest.raises(SchemaError) as refusal:
        tool_calls.call_grammar([ADD, odd], opened=True)
    assert str(refusal.value).startswith("tools.odd.parameters.properties.a")
