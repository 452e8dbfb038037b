"""Values at a point as real mathematics has them, from expressions as they are written."""

import pytest
from sympy import Integer, Rational, Symbol

from app.checker.deciding import equal
from app.checker.evaluating import UndefinedError, evaluate, holds
from app.checker.reading import expression, relation

X = Symbol("x")


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("x^2+1", 3, "10"),
        (r"\sqrt[3]{x}", -8, "-2"),
        (r"\sqrt{x}", 2, r"\sqrt2"),
        ("|x-5|", 2, "3"),
    ],
)
def test_a_value(text, at, value):
    found = evaluate(expression(text, as_written=True), {X: Integer(at)})
    assert equal(found, expression(value))


@pytest.mark.parametrize(
    ("text", "at"),
    [(r"\frac{x^2}{x}", 0), (r"\sqrt{x}", -1), (r"\ln x", 0), (r"\ln x", -2), (r"x^{-1}", 0)],
)
def test_no_value(text, at):
    with pytest.raises(UndefinedError):
        evaluate(expression(text, as_written=True), {X: Integer(at)})


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("x^2=4", Integer(-2), True),
        ("x^2=4", Integer(3), False),
        ("1<x<3", Rational(5, 2), True),
        (r"\frac{1}{x}\le 1", Integer(0), False),
        ("x^2-x-1=0", expression(r"\frac{1+\sqrt5}{2}"), True),
    ],
)
def test_a_relation_holds_or_not(text, at, expected):
    assert holds(relation(text, as_written=True), {X: at}) is expected
