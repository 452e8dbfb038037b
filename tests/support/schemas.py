"""Random types of answers, as pydantic models; their JSON schemas are what an engine gets."""

import random
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

COLOURS = Enum("COLOURS", {name: name for name in ("red", "grün", 'qu"ote', "back\\slash", "黄")})


def _integer(rng: random.Random) -> Any:
    low = rng.randint(-500, 500)
    return Annotated[int, Field(ge=low, le=low + rng.randint(0, 3000))]


def _number(rng: random.Random) -> Any:
    low = rng.randint(-20, 20)
    bounds = Field(ge=low, le=low + rng.randint(0, 9))
    return rng.choice((float, Annotated[float, bounds], Annotated[float, Field(gt=0, lt=1)]))


def _text(rng: random.Random) -> Any:
    least = rng.randint(0, 4)
    return Annotated[str, Field(min_length=least, max_length=least + rng.randint(0, 12))]


def _choice(rng: random.Random) -> Any:
    return rng.choice((COLOURS, Literal["yes", "no", "\u2028"], Literal[1, 2, 30]))


def _list(rng: random.Random, depth: int) -> Any:
    least = rng.randint(0, 2)
    bounds = Field(min_length=least, max_length=least + rng.randint(0, 3))
    return Annotated[list[kind(rng, depth - 1)], bounds]  # type: ignore[misc]


def kind(rng: random.Random, depth: int) -> Any:
    """A random type whose values are short."""
    simple = [_integer, _number, _text, _choice, lambda _: bool]
    roll = rng.random()
    if depth <= 0 or roll < 0.55:
        return rng.choice(simple)(rng)
    if roll < 0.7:
        return _list(rng, depth)
    if roll < 0.85:
        return kind(rng, depth - 1) | None
    return model(rng, depth - 1)


def model(rng: random.Random, depth: int = 2) -> type[BaseModel]:
    """A random model of one to five fields, some of them optional."""
    fields: dict[str, Any] = {}
    for name in rng.sample(("value", "why", "steps", "größe", "is it so", "n"), rng.randint(1, 5)):
        kept = name if name.isidentifier() else f"field_{len(fields)}"
        fields[kept] = (kind(rng, depth), rng.choice((..., None)))
    return create_model(f"Answer{rng.randint(0, 10**6)}", **fields)
