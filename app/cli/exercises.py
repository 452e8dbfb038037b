"""The problems of `lemma eval`: reads them from JSON lines and draws some of them."""

import json
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from app.domain.answers import boxed
from app.domain.scores import Exercise
from app.errors import UsageError

PROBLEM_FIELDS = ("problem", "question")
KEY_FIELDS = ("answer", "solution")
SUBJECT_FIELDS = ("subject", "family")

T = TypeVar("T")


def read_exercises(file: Path) -> list[Exercise]:
    """The problems of a file.

    Raises:
        UsageError: it is no text, holds no problem, or a line lacks something.
        OSError: it cannot be read.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("cli.not_text", file=str(file)) from error
    # Not splitlines(): it would also cut at U+2028, which JSON allows inside strings.
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise UsageError("cli.eval_empty", file=str(file))
    return [_exercise(line, file, number) for number, line in lines]


def _exercise(line: str, file: Path, number: int) -> Exercise:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError("cli.eval_not_json", file=str(file), line=number) from error
    if not isinstance(row, dict):
        raise UsageError("cli.eval_not_json", file=str(file), line=number)
    problem, key = _first(row, PROBLEM_FIELDS), _first(row, KEY_FIELDS)
    if not problem:
        raise UsageError("cli.eval_no_problem", file=str(file), line=number)
    key = boxed(key) or key
    if not key:
        raise UsageError("cli.eval_no_key", file=str(file), line=number)
    subject, language = _first(row, SUBJECT_FIELDS), _first(row, ("language",))
    return Exercise(problem, key, subject, language, _first(row, ("level",)))


def _first(row: dict[str, Any], names: Sequence[str]) -> str:
    """The first of these fields that says something, as text."""
    texts = (_text(row.get(name)) for name in names)
    return next((text for text in texts if text), "")


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    # JSON can escape half a character, which no file and no request could carry.
    return str(value).encode("utf-8", errors="replace").decode("utf-8").strip()


def chosen(items: Sequence[T], limit: int | None, seed: int | None) -> list[T]:
    """One of each of ``limit`` equal stretches, in a random order, so that a part tells too."""
    dice = random.Random(seed or 0)
    count = min(limit or len(items), len(items))
    edges = [len(items) * n // count for n in range(count + 1)]
    picked = [items[dice.randrange(a, b)] for a, b in pairwise(edges)]
    dice.shuffle(picked)
    return picked
