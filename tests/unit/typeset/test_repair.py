"""Slips with one sensible reading."""

import pytest

from app.typeset.repair import repaired


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        (r"2\piR^2", r"2\pi R^2"),
        (r"\sinx", r"\sin x"),
        (r"\(x\)", "x"),
        (r"\boxed{x+y", r"\boxed{x+y}"),
        ("x}+{y}", "x+{y}"),
        (r"\{x}+y", r"\{x+y"),
        (r"\frac{a}", r"\frac{a}{}"),
        (r"\begin{equation}\frac{a}\end{equation}", r"\frac{a}{}"),
        ("x &= 1 \\\\ y &= 2", r"\begin{aligned}x &= 1 \\ y &= 2\end{aligned}"),
        (
            r"\begin{equation}\begin{align}a&=b\\c&=d\end{align}\end{equation}",
            r"\begin{aligned}a&=b\\c&=d\end{aligned}",
        ),
        (r"\left( x", "(x"),
        (
            r"\begin{aligned}\left(a&+b\right.\\&\left.+c\right)\end{aligned}",
            r"\begin{aligned}(a&+b\\&+c)\end{aligned}",
        ),
    ],
)
def test_a_slip_is_drawn_as_it_was_meant(drawn, slip, meant):
    assert drawn(slip).shapes == drawn(meant).shapes


def test_only_the_reason_given_is_mended():
    assert repaired(r"\(x", "Undefined control sequence \\(") == "x"
    assert repaired("{x", "Double exponent: use braces to clarify") == "{x"
