"""Answers within a grammar, drawn by a model that knows nothing of JSON."""

import json
import os
import random
from typing import Any

import pytest
from pydantic import BaseModel
from support import schemas
from support.desk import Desk

from app.domain import json_grammar, tool_calls
from app.domain.generation import Sampling
from app.domain.tool_calls import Arguments, CallBegun, CallReader, Tool
from app.engine.grammar import Grammar, GrammarError
from app.engine.llama import Model
from app.engine.thought import Cut, Thinking

CASES = int(os.environ.get("LEMMA_CASES", "50"))
PLAIN = Thinking(inside=False, budget=0)


def drawn(seed: int) -> Sampling:
    return Sampling(temperature=1.5, top_p=1.0, seed=seed)


def written(desk: Desk, schema: Any, seed: int, **wanted: Any) -> str:
    options = {"thinking": PLAIN, "max_tokens": 400, "sampling": drawn(seed)} | wanted
    answer = desk.ask("q", grammar=json_grammar.grammar(schema), **options).wait()
    assert answer.reasons == ["stop"]
    return answer.texts[0]


def valid(desk: Desk, kind: type[BaseModel], seed: int) -> BaseModel:
    return kind.model_validate_json(written(desk, kind.model_json_schema(), seed))


@pytest.mark.parametrize("seed", range(20))
def test_answers_are_valid(desk: Desk, seed: int) -> None:
    valid(desk, schemas.model(random.Random(seed)), seed)


@pytest.mark.battery
def test_answers_are_valid_in_every_case(desk: Desk) -> None:
    for seed in range(1000, 1000 + CASES):
        valid(desk, schemas.model(random.Random(seed)), seed)


@pytest.mark.parametrize(
    ("schema", "check"),
    [
        ({"const": 'a "b" \\ ü'}, lambda value: value == 'a "b" \\ ü'),
        ({"type": ["integer", "null"]}, lambda value: value is None or isinstance(value, int)),
        ({"type": "string", "format": "date"}, lambda value: len(value) == len("2000-01-01")),
        (
            {"prefixItems": [{"type": "boolean"}, {"enum": ["x"]}], "items": False},
            lambda value: value[0] in (True, False) and value[1:] == ["x"],
        ),
        (
            {"properties": {"a": {"enum": [1]}}, "required": ["b"], "additionalProperties": {}},
            lambda value: "b" in value and value.get("a", 1) == 1,
        ),
        (
            {"$ref": "#/$defs/tree", "$defs": {"tree": {"properties": {
                "leaf": {"type": "boolean"}, "next": {"$ref": "#/$defs/tree"}}}}},
            lambda value: set(value) <= {"leaf", "next"},
        ),
        ({"enum": [None, [1, {"a": 2}]]}, lambda value: value in (None, [1, {"a": 2}])),
    ],
)  # fmt: skip
def test_what_schemas_can_ask_for(desk: Desk, schema: Any, check: Any) -> None:
    for seed in range(3):
        value = json.loads(written(desk, schema, seed))
        assert check(value), value


def test_the_likeliest_token_within_the_grammar_is_taken_without_chance(desk: Desk) -> None:
    schema = {"type": "string", "minLength": 5, "maxLength": 9}
    greedy = Sampling(temperature=0.0)
    texts = {written(desk, schema, 0, sampling=greedy) for _ in range(2)}
    assert len(texts) == 1


def test_thoughts_are_free_and_the_answer_is_not(desk: Desk) -> None:
    schema = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
    free_of_tags = Sampling(temperature=0.7, top_p=1.0, seed=5)
    thinking = Thinking(inside=True, budget=30)
    text = written(desk, schema, 5, thinking=thinking, sampling=free_of_tags)
    thought, _, answer = text.rpartition("</think>")
    assert len(thought) > 30
    assert isinstance(json.loads(answer)["x"], int)


def test_a_thought_that_the_model_closes_itself_is_followed_by_the_answer(desk: Desk) -> None:
    wild = [seed for seed in range(40) if _closes_itself(desk, seed)]
    assert wild, "no thought ended by itself"


def _closes_itself(desk: Desk, seed: int) -> bool:
    grammar = json_grammar.grammar({"type": "boolean"})
    thinking = Thinking(inside=True, budget=100)
    wild = Sampling(temperature=2.0, top_p=1.0, seed=seed)
    answer = desk.ask("q", grammar=grammar, thinking=thinking, sampling=wild, max_tokens=400)
    text = answer.wait().texts[0]
    assert text.rpartition("</think>")[2].strip() in ("true", "false"), text
    return answer.order[-1].cut is not Cut.BUDGET  # type: ignore[union-attr]


def test_several_answers_each_keep_to_it(desk: Desk) -> None:
    grammar = json_grammar.grammar({"type": "array", "items": {"type": "boolean"}, "maxItems": 9})
    answers = desk.ask("q", grammar=grammar, thinking=PLAIN, sampling=drawn(1), n=4, max_tokens=99)
    assert all(isinstance(json.loads(text), list) for text in answers.wait().texts)


def test_an_answer_cut_by_its_limit_says_so(desk: Desk) -> None:
    grammar = json_grammar.grammar({"type": "string", "minLength": 100})
    assert desk.ask("q", grammar=grammar, thinking=PLAIN, max_tokens=20).wait().reasons == [
        "length"
    ]


def test_a_grammar_that_refers_to_itself_at_once_is_refused(tiny: Model) -> None:
    with pytest.raises(GrammarError):
        Grammar(tiny, json_grammar.grammar({"$ref": "#"}))


def test_a_call_of_a_tool_that_the_model_begins_is_bound(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = Tool("add", "", {"properties": {"a": {"type": "integer"}}, "required": ["a"]})
    spoken = Model.token_bytes
    opening = iter([b"I add. ", b"<tool_", b"call>"])
    monkeypatch.setattr(Model, "token_bytes", lambda m, t: next(opening, None) or spoken(m, t))
    grammar = tool_calls.call_grammar([tool], opened=True, most=1)
    answer = desk.ask("q", thinking=PLAIN, call_grammar=grammar, max_tokens=300).wait()
    assert answer.reasons == ["stop"]
    reader = CallReader()
    text, begun, *arguments = reader.feed(answer.texts[0]) + reader.flush()
    assert (text, begun) == ("I add.", CallBegun("add"))
    called = "".join(piece.text for piece in arguments if isinstance(piece, Arguments))
    assert isinstance(json.loads(called)["a"], int)


def test_a_model_that_opens_its_thoughts_itself_may_begin_with_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.ask("q", max_tokens=1).wait().texts[0]
    token = desk.model.tokenize(first, special=False)[0]
    monkeypatch.setattr(Model, "think_token", property(lambda _: token))
    grammar = json_grammar.grammar({"type": "boolean"})
    wanted = {"grammar": grammar, "max_tokens": 20}
    answer = desk.ask("q", thinking=Thinking(inside=False), **wanted).wait()
    assert answer.texts[0] in (f"{first}true", f"{first}false")
    answer = desk.ask("q", thinking=PLAIN, **wanted).wait()
    assert answer.texts[0] in ("true", "false")
