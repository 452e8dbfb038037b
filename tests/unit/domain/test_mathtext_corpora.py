"""Real problem sets: no prose in a formula, no formula left in the prose."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.blocks import Document, Math, Paragraph
from app.domain.mathtext import formulas, parse, plain
from app.domain.mathtext.dollars import is_prose

DATA = Path(__file__).parents[2] / "data"
SETS = {
    "minerva_math.jsonl": ("problem", "solution"),
    "gaokao_math_cloze.jsonl": ("question", "answer"),
}
FORMULAS = {"minerva_math.jsonl": 2413, "gaokao_math_cloze.jsonl": 621}
_DOLLAR = re.compile(r"(?<!\\)\$")


def texts(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text("utf-8").splitlines():
        record = json.loads(line)
        yield from (record[field] for field in SETS[name])


def prose_of(text: str) -> str:
    """The words of a text without its formulas."""
    return plain(tuple(_without_formulas(parse(text))))


def _without_formulas(document: Document) -> Iterator[Paragraph]:
    for block in document:
        if isinstance(block, Paragraph):
            words = tuple(part for part in block.inlines if not isinstance(part, Math))
            yield replace(block, inlines=words)


@pytest.mark.parametrize("name", SETS)
def test_all_formulas_are_found(name: str):
    assert sum(1 for text in texts(name) for _ in formulas(parse(text))) == FORMULAS[name]


@pytest.mark.parametrize("name", SETS)
def test_no_prose_is_taken_for_a_formula(name: str):
    found = [formula.tex for text in texts(name) for formula in formulas(parse(text))]
    assert [tex for tex in found if is_prose(tex)] == []


@pytest.mark.parametrize("name", SETS)
def test_no_delimiter_is_left_in_the_prose(name: str):
    left = [text for text in texts(name) if re.search(r"\\[()\[\]]|\\boxed", prose_of(text))]
    assert left == []


@pytest.mark.parametrize("name", SETS)
def test_every_dollar_delimits_a_formula(name: str):
    # In these sets money is written \$, so every other dollar is a delimiter.
    for text in texts(name):
        dollars = sum(len(_DOLLAR.findall(formula.source)) for formula in formulas(parse(text)))
        assert dollars == len(_DOLLAR.findall(text))
