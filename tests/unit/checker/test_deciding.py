"""Equality of values: exact, to many digits, at points."""

import pytest

from app.checker.deciding import equal
from app.checker.reading import expression


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (r"\sqrt2\sqrt3", r"\sqrt6", True),
        (r"\sqrt{5+2\sqrt6}-\sqrt2-\sqrt3", "0", True),
        (r"(\frac{1+\sqrt5}{2})^2-\frac{1+\sqrt5}{2}-1", "0", True),
        ("0.333", "1/3", False),
        ("(x+1)^2", "x^2+2x+1", True),
        ("(x+1)^2", "x^2+2x+2", False),
        (r"\sin^2 x+\cos^2 x", "1", True),
        (r"\sqrt{x^2}", "x", False),
        (r"\frac{x^2-1}{x-1}", "x+1", True),
        ("2^{100000}+1", "2^{99999}*2", False),
        ("1+2i", "1-2i", False),
        (r"\infty", "5", False),
        (r"e^{\pi\sqrt{163}}", "262537412640768744", False),  # equal to 30 digits
        (r"\sqrt{1-x^2}", r"\sqrt{(1-x)(1+x)}", True),  # of small numbers alone
        (r"\ln(x-8)", r"\ln(x-8)+1", False),
    ],
)
def test_equality(first, second, expected):
    assert equal(expression(first), expression(second)) is expected
