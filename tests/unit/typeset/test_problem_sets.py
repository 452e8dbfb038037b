"""Every formula of two public problem sets, as people and models write them (tests/data)."""

import json
from pathlib import Path

import pytest

from app.domain import mathtext
from app.typeset.formula import FormulaError
from app.typeset.setting import set_formula

DATA = Path(__file__).parents[2] / "data"

SETS = [
    ("minerva_math.jsonl", ("problem", "solution"), 1400),
    ("gaokao_math_cloze.jsonl", ("question", "answer"), 380),
]


@pytest.mark.parametrize(("name", "fields", "at_least"), SETS)
def test_every_formula_is_set(engine, name, fields, at_least):
    rows = map(json.loads, (DATA / name).read_text(encoding="utf-8").splitlines())
    texts = [row[field] for row in rows for field in fields]
    formulas = {
        (math.tex, math.display)
        for text in texts
        for math in mathtext.formulas(mathtext.parse(text))
    }
    results = [set_formula(engine, tex, display=display) for tex, display in formulas]
    assert [result for result in results if isinstance(result, FormulaError)] == []
    assert len(results) >= at_least, "formulas were not recognised"
