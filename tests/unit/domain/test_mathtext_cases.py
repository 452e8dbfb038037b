"""The 25 texts of markdown_math_cases.json, each with the document it must be read as."""

import json
from pathlib import Path

import pytest

from app.domain.blocks import (
    Align,
    Cell,
    Code,
    Document,
    Heading,
    LineBreak,
    Math,
    Quote,
    Table,
    Text,
)
from app.domain.mathtext import parse
from tests.support.documents import bullets, display, math, numbers, para

CASES = Path(__file__).parents[2] / "data" / "markdown_math_cases.json"
FRACTION = r"x = \frac{a}{b}"
ALIGN = "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}"


def left_table(*rows: tuple) -> Table:
    header, *body = [tuple(Cell((value,)) for value in row) for row in rows]
    return Table(header, tuple(body), (Align.LEFT,) * len(header))


EXPECTED: dict[str, Document] = {
    "inline dollar": (para("The root ", math("x_1"), " and ", math("x_2"), " are real."),),
    "paren": (para("The root ", math("x_1", r"\(x_1\)"), " holds."),),
    "bracket own para": (para("So"), display(FRACTION, f"\\[\n{FRACTION}\n\\]"), para("ok")),
    "bracket glued": (
        para("The formula is:"),
        display(FRACTION, f"\\[\n{FRACTION}\n\\]"),
        para("where a is 1."),
    ),
    "dollars glued": (
        para("The formula is:"),
        display(FRACTION, f"$$\n{FRACTION}\n$$"),
        para("where a is 1."),
    ),
    "dollars one line": (para("The formula is:"), display("x=1", "$$x=1$$"), para("fine")),
    "bracket one line": (para("So"), display("x=1", r"\[x=1\]"), para("fine")),
    "in list": (
        numbers(
            (para("First:"), display("x = 1", "$$\n   x = 1\n   $$")),
            (para("Second: ", math("y", r"\(y\)")), display("y=2", "\\[\n   y=2\n   \\]")),
            (para("third"),),
        ),
    ),
    "in list blank": (
        bullets((para("First:"), display("x = 1", "$$\n  x = 1\n  $$")), (para("Second"),)),
    ),
    "underscores": (
        para(
            math("a_1 * b_2 * c_3"),
            " and ",
            math(r"\mathbf{x}_*"),
            " and ",
            Text("em", italic=True),
        ),
    ),
    "money": (para("It costs $5 and then $10 more, or $5-$10."),),
    "code span": (
        para("Use ", Text("$x$", code=True), " or ", Text(r"\(y\)", code=True), " literally."),
    ),
    "fence": (Code("cost = '$x$'  # \\(y\\)", "python"),),
    "env": (display(ALIGN, ALIGN),),
    "table": (
        left_table(
            (Text("a"), Text("b")),
            (math("x|y"), math("z", r"\(z\)")),
            (math(r"\|v\|"), Text("1")),
        ),
    ),
    "cjk": (
        para(
            "其中",
            math("x"),
            "是未知数，",
            math("y", r"\(y\)"),
            "是常数。",
            Text("粗体", bold=True),
            "文字，并且",
            Text("“强调”", bold=True),
            "的",
        ),
    ),
    "boxed": (para("Therefore ", math(r"\boxed{42}"), "."),),
    "bold math": (para(Text("Answer: ", bold=True), math("x=2", bold=True)),),
    "lt": (para(math("a<b"), " and ", math("c>d"), " & ", math(r"x \& y")),),
    "list 2 spaces nested": (
        bullets((para("a"), bullets((para("b"), bullets((para("c ", math("x")),)))))),
    ),
    "para then list": (para("Steps:"), bullets((para("one"),), (para("two"),))),
    "quote": (Quote((display("x=1", "$$x=1$$"), para("text"))),),
    "heading": (Heading(3, (Text("Step 1: "), math("x^2"))),),
    "unfinished": (para(r"so that $x = \frac{1}{2"),),
    "unfinished block": (para("so that"), para("$$", LineBreak(), r"x = \frac{1}{2")),
}


def texts() -> dict[str, str]:
    return {case["name"]: case["text"] for case in json.loads(CASES.read_text("utf-8"))}


def test_every_case_has_an_expected_document():
    assert texts().keys() == EXPECTED.keys()
    assert len(EXPECTED) == 25


@pytest.mark.parametrize("name", EXPECTED)
def test_case(name: str):
    assert parse(texts()[name]) == EXPECTED[name]


def test_unfinished_formulas_stay_hidden_while_the_text_grows():
    unfinished = texts()["unfinished"]
    formula = Math(r"x = \frac{1}{2", r"$x = \frac{1}{2", open=True)
    assert parse(unfinished, final=False) == (para("so that ", formula),)
    block = display(r"x = \frac{1}{2", "$$\nx = \\frac{1}{2", open=True)
    assert parse(texts()["unfinished block"], final=False) == (para("so that"), block)
