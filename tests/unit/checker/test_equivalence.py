"""Which answers say the same as mathematics, which do not, and that generated ones are told."""

import pytest
from support.answer_pairs import FAMILIES, pairs

from app.checker.equivalence import same

EQUAL = [
    ("1/2", "0.5"),
    (r"\sin 2x", r"2\sin x\cos x"),
    (r"1-\cos^2 3t", r"\sin^2 3t"),  # not tonnes
    (r"\log_2 8", "3"),
    (r"\sqrt{3+2\sqrt2}", r"1+\sqrt2"),
    (r"\frac{\sqrt6+\sqrt2}{4}", r"\cos 15^\circ"),
    (r"\ln|x|", r"\ln x"),
    ("(-1)^n", r"\cos n\pi"),
    (r"\frac{n(n+1)}{2}", r"\binom{n+1}{2}"),
    (r"\int_0^1 x^2 dx", r"\frac13"),
    ("x^2+C", "x^2+c_1"),
    # units
    (r"1.5\text{ m}", "150 cm"),
    ("60 km/h", r"\frac{50}{3} m/s"),
    ("20平方厘米", r"0.002\text{ m}^2"),
    (r"3\sqrt2\text{ cm}", "3√2"),
    (r"5\text{ apples}", "5"),
    # several values
    ("x=1,y=2", "(1,2)"),
    (r"\begin{pmatrix}1\\2\end{pmatrix}", "(1,2)"),
    (r"\begin{cases}x=1\\y=2\end{cases}", "x=1,y=2"),
    (r"x=\pm 2", r"\{2,-2\}"),
    ("3:4:5", "6:8:10"),
    ("A(1,2)", "(1,2)"),
    # regions
    ("x<1 or x>3", r"(-\infty,1)\cup(3,\infty)"),
    ("x<1, x>3", r"(-\infty,1)\cup(3,\infty)"),
    ("1<x<3", "x>1, x<3"),
    (r"x\ge-3,x\ne0", r"[-3,0)\cup(0,+\infty)"),
    (r"x \in \mathbb{R}", r"(-\infty,\infty)"),
    (r"\{x \mid x>2\}", "x>2"),
    # equations
    ("xy=1", r"y=\frac1x"),
    ("y=2x+1", "2x-y+1=0"),
    (r"-x^2+2y<0", r"x^2>2y"),
    ("f(x)=x^2", "x^2"),
    (r"\text{(B)}", "B"),
    ("73,000", "7.3e4"),
]
DIFFERENT = [
    ("2", "2.0000001"),
    ("0.333", "1/3"),
    ("2^{100}", "2^{100}+1"),
    ("|x|", "x"),
    (r"\sqrt{x^2}", "x"),
    ("e", "2.718281828459045"),
    ("1.5 m", "1.5 cm"),
    ("3 m", "3 kg"),
    ("x=2", "x=2,3"),
    ("[1,2)", "[1,2]"),
    ("(1,2)", "(2,1)"),
    ("(1,2)", r"\{1,2\}"),
    ("1+i", "1-i"),
    ("y=2x+1", "2x-y-1=0"),
    ("2x+3y<6", "4x+6y>12"),
    ("[[1,2],[3,4]]", "[[1,2],[3,5]]"),
    ("B", "C"),
    ("5m", "5s"),
    (r"\frac{e^{2x}}{3}", r"\frac{e^{2x}}{2}"),
]
OPEN = [(r"\vec{a}", "a"), ("第一象限", "第二象限"), ("a river", "a lake")]


@pytest.mark.parametrize(("first", "second"), EQUAL)
def test_equal(first, second):
    assert same(first, second) is True
    assert same(second, first) is True


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_different(first, second):
    assert same(first, second) is False
    assert same(second, first) is False


@pytest.mark.parametrize(("first", "second"), OPEN)
def test_open(first, second):
    assert same(first, second) is None


def test_each_family_of_pairs_is_told():
    wrong = [
        (name, first, second)
        for name, first, second, equal in pairs(seed=3, count=3 * len(FAMILIES))
        if (same(first, second) is True) != equal
    ]
    assert not wrong
