"""Units are told from letters, and know what they are worth."""

from fractions import Fraction

import pytest

from app.checker.units import separated


@pytest.mark.parametrize(
    ("text", "bare", "factor", "dimension"),
    [
        (r"1.5\text{ m}", "1.5", 1, (("length", 1),)),
        ("150cm", "150", Fraction(1, 100), (("length", 1),)),
        (r"60 \mathrm{~km} / \mathrm{h}", "60", Fraction(5, 18), (("length", 1), ("time", -1))),
        ("20平方厘米", "20", Fraction(1, 10**4), (("length", 2),)),
        ("3 m^2", "3", 1, (("length", 2),)),
        ("3m²", "3", 1, (("length", 2),)),
        ("2 L", "2", Fraction(1, 1000), (("length", 3),)),
        ("5 square feet", "5", Fraction(381, 1250) ** 2, (("length", 2),)),
        (r"\frac{3}{4}\text{ hours}", r"\frac{3}{4}", 3600, (("time", 1),)),
    ],
)
def test_unit(text, bare, factor, dimension):
    rest, unit = separated(text)
    assert rest == bare
    assert unit is not None
    assert (unit.factor, unit.dimension) == (factor, dimension)


@pytest.mark.parametrize(
    "text", ["x", "2x", "x^2+2t", "3t+2m", r"5\text{ apples}", "5个", "m", "cm", "", "sin", "1/2"]
)
def test_no_unit(text):
    assert separated(text) == (text, None)


def test_one_letter_is_not_sure():
    assert separated("5m")[1].sure is False
    assert separated(r"5\text{m}")[1].sure is True
