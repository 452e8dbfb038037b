"""Answers that keep to a schema: OpenAI's own client, the demo model and one that speaks noise."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import openai
import pytest
from pydantic import BaseModel, Field
from support import engines, schemas
from support.engines import KEY, RunningEngine


class Solved(BaseModel):
    """What an exercise came to."""

    kind: Literal["sum", "difference", "product"]
    value: int = Field(ge=0, le=10_000)
    exact: bool


def connected(engine: RunningEngine) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{engine.url}/v1", api_key=KEY, max_retries=0)


@pytest.fixture(scope="module")
def demo(demo_model: Path) -> Iterator[openai.OpenAI]:
    with (
        engines.running(demo_model, parallel=2, context=2048) as engine,
        connected(engine) as client,
    ):
        yield client


@pytest.fixture
def tiny(tiny_engine: RunningEngine) -> Iterator[openai.OpenAI]:
    with connected(tiny_engine) as client:
        yield client


def messages(question: str) -> list[Any]:
    return [{"role": "user", "content": question}]


def parsed(client: openai.OpenAI, kind: type[BaseModel], question: str, **wanted: Any) -> BaseModel:
    options = {"model": "any", "messages": messages(question), "max_tokens": 800} | wanted
    choice = client.chat.completions.parse(response_format=kind, **options).choices[0]
    assert choice.finish_reason == "stop"
    assert choice.message.parsed is not None
    return choice.message.parsed


def test_the_demo_model_thinks_freely_and_answers_in_the_schema(demo: openai.OpenAI) -> None:
    options: dict[str, Any] = {"model": "any", "messages": messages("What is 47 + 85?")}
    choice = demo.chat.completions.parse(response_format=Solved, temperature=0, **options).choices[
        0
    ]
    assert "7+5=12" in choice.message.reasoning_content  # type: ignore[attr-defined]
    assert choice.message.parsed is not None
    assert choice.message.content == (choice.message.content or "").strip()


@pytest.mark.parametrize("seed", range(10))
def test_the_demo_model_keeps_to_any_schema(demo: openai.OpenAI, seed: int) -> None:
    kind = schemas.model(random.Random(100 + seed))
    parsed(demo, kind, f"What is {seed + 13} + 85?", seed=seed, extra_body={"thinking_budget": 60})


@pytest.mark.parametrize("seed", range(10))
def test_a_model_that_speaks_noise_keeps_to_any_schema(tiny: openai.OpenAI, seed: int) -> None:
    kind = schemas.model(random.Random(200 + seed))
    extra = {"thinking_budget": 20}
    parsed(tiny, kind, "?", seed=seed, temperature=1.5, top_p=1.0, extra_body=extra)


def test_a_streamed_answer_keeps_to_it_too(tiny: openai.OpenAI) -> None:
    with tiny.chat.completions.stream(
        model="any", messages=messages("?"), response_format=Solved, max_tokens=500, seed=1,
        extra_body={"thinking_budget": 0},
    ) as stream:  # fmt: skip
        final = stream.get_final_completion()
    assert isinstance(final.choices[0].message.parsed, Solved)


def test_any_json_object(demo: openai.OpenAI) -> None:
    wanted: Any = {"type": "json_object"}
    reply = demo.chat.completions.create(
        model="any", messages=messages("What is 3 + 4?"), temperature=0, max_tokens=400,
        response_format=wanted, extra_body={"thinking_budget": 40},
    )  # fmt: skip
    choice = reply.choices[0]
    if choice.finish_reason == "stop":  # else the text goes on, and that is said
        assert isinstance(json.loads(choice.message.content or ""), dict)
    assert (choice.message.content or "").lstrip().startswith("{")


@pytest.mark.parametrize(
    "schema",
    [{"type": "string", "pattern": "^a+$"}, {"$ref": "#"}, {"type": "array", "maxItems": 10**6}],
)
def test_a_schema_that_cannot_be_kept_is_refused_clearly(
    tiny: openai.OpenAI, schema: dict[str, Any]
) -> None:
    wanted: Any = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    with pytest.raises(openai.BadRequestError) as refusal:
        tiny.chat.completions.create(model="any", messages=messages("?"), response_format=wanted)
    assert (refusal.value.code, refusal.value.param) == ("unsupported_schema", "response_format")
    assert "schema" in str(refusal.value)
