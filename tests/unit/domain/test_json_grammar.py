"""Schemas as grammars: what is kept, and what is refused with its place."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import json_grammar
from app.domain.digit_grammar import decimals, integers
from app.domain.json_grammar import SchemaError


def kept(alternatives: list[str], number: object) -> bool:
    """Whether a number is among these: a grammar of digits differs from a regex in its quotes."""
    as_regex = re.sub(r'"([^"]*)"', lambda m: re.escape(m[1]), "|".join(alternatives))
    return re.fullmatch(as_regex.replace(" ", ""), str(number)) is not None


@given(st.integers(-3000, 3000), st.integers(0, 3000), st.integers(-7000, 7000))
def test_whole_numbers_keep_their_bounds_exactly(low: int, size: int, tried: int):
    assert kept(integers(low, low + size), tried) == (low <= tried <= low + size)


@given(st.integers(-50, 50), st.integers(1, 50), st.decimals(-120, 120, places=3))
def test_decimals_stay_between_bounds_and_reach_all_of_them(low: int, size: int, tried: Decimal):
    if tried % 1:
        shown = str(tried).rstrip("0")
        assert kept(decimals(low, low + size), shown) == (low < tried < low + size)


def test_one_bound_is_enough_and_two_may_leave_nothing():
    assert kept(integers(7, None), 123456)
    assert not kept(integers(7, None), 6)
    assert kept(integers(None, -3), -4000)
    assert kept(decimals(0, 1), "0.5")
    assert integers(5, 4) == decimals(5, 5) == []


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ([], "schema"),
        ({"type": "string", "pattern": "a+"}, "schema: 'pattern'"),
        ({"properties": {"a": {"multipleOf": 3}}}, "schema.properties.a: 'multipleOf'"),
        ({"properties": {"a": {"type": "integer", "minimum": 0.5}}}, "schema.properties.a.minimum"),
        ({"type": "integer", "minimum": 5, "maximum": 4}, "schema: no number"),
        ({"type": "integer", "minimum": 1e400}, "schema.minimum"),
        ({"type": "strange"}, "schema.type: 'strange'"),
        ({"type": []}, "schema.type"),
        ({"type": [["string"]]}, "schema.type"),
        ({"enum": []}, "schema.enum"),
        ({"enum": [float("inf")]}, "schema.enum"),
        ({"const": "\ud800"}, "schema.const"),
        ({"anyOf": {"type": "string"}}, "schema.anyOf"),
        ({"anyOf": [{"not": {}}]}, "schema.anyOf[0]: 'not'"),
        ({"allOf": [{}, {}]}, "schema.allOf"),
        ({"$ref": "https://example.org/schema"}, "schema.$ref"),
        ({"$ref": "#/$defs/Missing"}, "schema.$ref: there is no"),
        ({"$ref": 5}, "schema.$ref"),
        ({"required": ["a"], "additionalProperties": False}, "schema.required"),
        ({"required": [["a"]]}, "schema.required"),
        ({"properties": []}, "schema.properties"),
        ({"type": "array", "maxItems": 10**9}, "schema.maxItems"),
        ({"type": "array", "uniqueItems": True}, "schema: 'uniqueItems'"),
        ({"type": "string", "minLength": "3"}, "schema.minLength"),
        ({"prefixItems": [{}, {}], "minItems": 3}, "schema: the number of items"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(schema: Any, place: str):
    with pytest.raises(SchemaError) as refusal:
        json_grammar.grammar(schema)
    assert str(refusal.value).startswith(place)


def test_a_schema_nested_without_end_is_refused():
    schema: dict[str, Any] = {}
    for _ in range(100):
        schema = {"items": schema}
    with pytest.raises(SchemaError):
        json_grammar.grammar(schema)


def test_remarks_and_extensions_are_no_hindrance():
    remarks = {"title": "T", "description": "D", "default": 3, "x-order": 1, "format": "email"}
    assert "root ::= integer" in json_grammar.grammar({"type": "integer", **remarks})


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
KEYWORDS = st.sampled_from(
    ("type", "properties", "items", "enum", "anyOf", "required", "minItems", "maximum", "$ref")
)


@given(
    st.recursive(
        SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYWORDS, inner), max_leaves=12
    )
)
def test_any_json_is_converted_or_refused(schema: Any):
    try:
        json_grammar.grammar(schema)
    except SchemaError:
        return
