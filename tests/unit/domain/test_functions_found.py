r"""Which formulas and texts hold functions to draw, and that no text takes long or raises."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.functions import find, find_in_message
from app.domain.functions.evaluate import evaluator

#: A formula, and the values of its curves at x = 2.
FUNCTIONS = [
    ("y=x^2-5x+6", [0]),
    ("f(x) = x^2 - 4x + 3 = (x-1)(x-3)", [-1]),
    (r"f'(x) = 2x-4", [0]),
    (r"y = \frac{1}{x-1}", [1]),
    (r"y=\frac12x", [1]),
    ("y = 1/2 x", [1]),
    (r"y = 2\frac{1}{2}x", [5]),
    (r"y=\sqrt{4-x^2}", [0]),
    (r"y=\sqrt[3]{x^3}", [2]),
    (r"y = |x-5|", [3]),
    (r"y = \left|\frac{x}{4}-1\right|", [0.5]),
    (r"y = \sin^2 x + \cos^{2}x", [1]),
    (r"y = \sin 2x", [math.sin(4)]),
    (r"y=\sin x\cos x", [math.sin(2) * math.cos(2)]),
    (r"y=\sin^{-1}\frac{x}{4}", [math.asin(0.5)]),
    (r"y = \sin 45x^\circ", [1]),
    (r"y = e^{2x}", [math.exp(4)]),
    (r"y = \mathrm{e}^{-x}", [math.exp(-2)]),
    (r"y = x e^x", [2 * math.exp(2)]),
    (r"y = \ln x^2", [math.log(4)]),
    (r"y = \log_2 x", [1]),
    (r"y = \lg(50x)", [2]),
    (r"y = \operatorname{sgn}(x)", [1]),
    (r"y = \lfloor 1.5x \rfloor", [3]),
    (r"y=x^x", [4]),
    (r"y = 2^{x^2}", [16]),
    (r"y = \pi x", [2 * math.pi]),
    (r"\boxed{y = 3x + 1}", [7]),
    (r"$y = 3x$", [6]),
    ("y = x² − 1", [3]),
    ("y = 3·x", [6]),
    ("y = sqrt(x+2)", [2]),
    ("y = √(8x)", [4]),
    (r"s = 5t^2", [20]),
    (r"A = \pi r^2", [4 * math.pi]),
    ("2x+3y=6", [2 / 3]),
    ("x - y = 1", [1]),
    ("x = y", [2]),
    (r"2x+3=7", [7, 7]),
    (r"x^2 = 2^x", [4, 4]),
    ("x^2-5x+6=0", [0]),
    ("0 = x^2-5x+6", [0]),
    (r"\begin{cases} y = x^2 \\ y = x + 2 \end{cases}", [4, 4]),
    (r"\left\{\begin{aligned} x + y &= 5 \\ x - y &= 1 \end{aligned}\right.", [3, 1]),
    (r"\begin{aligned} f(x) &= x^2 - 1 \\ &= (x-1)(x+1) \end{aligned}", [3]),
    (r"f(x)=x^2,\quad g(x)=2x", [4, 4]),
    (r"f(x)=x^2 \text{ and } g(x)=2x+3", [4, 7]),
    (r"y = x^2, x > 5", [math.nan]),
    (r"y = x^2 \quad (0 \le x \le 2)", [4]),
    (r"y = x^2 \quad (0 \le x < 2)", [math.nan]),
    (r"f(x) = x^2,\ x \in [0, 2)", [math.nan]),
    (r"f(x) = x^2, x \in (-\infty, 2]", [4]),
    (r"f(x) = x^2,\ x \in \mathbb{R}", [4]),
    (r"f(x)=\begin{cases} x^2, & x < 1 \\ 2x+1, & x \ge 1 \end{cases}", [5]),
    (r"f(x)=\begin{cases} x^2 & \text{if } x < 1 \\ 7 & \text{otherwise} \end{cases}", [7]),
    (r"f(x)=\left\{\begin{array}{ll} -x, & x\le 0 \\ x, & x>0 \end{array}\right.", [2]),
]

NO_FUNCTIONS = [
    *("", "x", "x = 2", "2 = x", "y = 5", "f(2) = 3", "E = mc^2", "3 + 4 = 7"),
    *("y = ax^2 + bx + c", "y = f(x)", "a^2 + b^2 = c^2", "x^2 + y^2 = 25", "n^2 = 16"),
    *(r"\int x\,dx = \frac{x^2}{2} + C", r"\lim_{x \to 0} f(x) = 3", r"x = \pm 2", "|x - 3| < 2"),
    *(r"\frac{dy}{dx} = 2x", r"x_{1,2} = 3", r"P(A) = 0.5", r"S_n = \sum_{k=1}^n k", "y = x!"),
    *(r"\triangle ABC", r"\vec{a} = (1, 2)", "y =", "= x", "y = x +", "y = (x", "y = x)", "y = ||"),
    *(r"y = \frac{1}", r"y = \unknown{x}", r"y = \sqrt[x]{2}", r"y = \sec^{-1} x", "y = 3 4"),
]


def at_two(plot):
    return [evaluator(curve.expression)(2.0) for curve in plot.curves]


@pytest.mark.parametrize(("tex", "values"), FUNCTIONS)
def test_functions_are_found_and_computed(tex, values):
    plot = find(tex)
    assert plot is not None
    assert at_two(plot) == pytest.approx(values, nan_ok=True)


@pytest.mark.parametrize("tex", NO_FUNCTIONS)
def test_what_is_not_understood_as_one_is_none(tex):
    assert find(tex) is None


def test_a_bare_expression_is_taken_when_asked_for():
    assert find("x^2 - 4") is None
    assert at_two(find("x^2 - 4", bare=True)) == [0]
    assert find("x^2 + a", bare=True) is None
    assert find("2 + 3", bare=True) is None


def test_an_equation_keeps_its_sides_unless_one_is_zero():
    assert find("2x+3=7").equation
    assert not find("x^2-4=0").equation
    assert [curve.tex for curve in find("2x+3=7").curves] == ["2x+3", "7"]


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        ("y = 3*x", r"y = 3\cdot x"),
        ("y = sin(x)", r"y = \sin (x)"),
        (r"\boxed{y = \dfrac{1}{x}}.", r"y = \frac {1}{x}"),
        ("f(x) = ⌊x⌋", r"f(x) = \lfloor x\rfloor"),
    ],
)
def test_the_legend_is_latex_of_what_was_read(tex, shown):
    assert find(tex).curves[0].tex == shown


def test_a_message_offers_its_functions_before_its_equations():
    found = find_in_message(["x^2 = 4", "y = x^2", "y = x + 2", "y = x + 2"])
    assert [curve.tex for curve in found.curves] == ["y = x^2", "y = x + 2"]
    assert not found.equation
    assert find_in_message(["x = 2", "x^2 = 4x"]).equation
    assert find_in_message(["f(x) = 0", "f(x) = x^2"]).curves[0].tex == "f(x) = x^2"


def test_two_forms_of_a_function_are_one_curve():
    found = find_in_message(["y = x^2 - 1", "y = (x-1)(x+1)"])
    assert len(found.curves) == 1


def test_an_identity_is_no_equation_to_solve():
    assert find_in_message(["(x+1)^2 = x^2 + 2x + 1"]) is None
    assert len(find("(x+1)^2 = x^2 + 2x + 1").curves) == 1


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Draw y = x^2 - 3x and find its zeros.", "y = x^2 - 3x"),
        ("画出函数y=x²-2x+1的图像", "y=x^{2}-2x+1"),
        ("What is the vertex of f(x) = (x-2)^2 + 1?", "f(x) = (x-2)^2 + 1"),
        ("Graph y=2sin(x) for me", r"y=2\sin (x)"),
        ("Plot y = 1/x.", "y = 1/x"),
    ],
)
def test_functions_typed_in_words_are_found(words, shown):
    found = find_in_message([], words)
    assert found is not None
    assert found.curves[0].tex.replace(" ", "") == shown.replace(" ", "")


@pytest.mark.parametrize(
    "words", ["", "y = 5", "my = own", "Say y = mx + b", "the year=2x", "f(x) = 0 has no roots"]
)
def test_other_words_are_no_functions(words):
    assert find_in_message([], words) is None


HOSTILE = [
    "y = " + "(" * 500 + "x" + ")" * 500,
    "y = " + "{" * 100 + "x",
    "y = " + "|" * 200 + "x",
    "y = x" + "^x" * 150,
    "y = 9^9^9^9^9^9x",
    "y = x^{999999999999}",
    "y = x^{-1/999999999999}",
    "y = " + "9" * 390 + "x",
    "y = " + r"\frac{" * 60 + "x",
    "y = " + r"\sin" * 90 + "x",
    "y = " + "-" * 380 + "x",
    "y = " + "x+" * 190 + "x",
    "y = " + "x(" * 25 + "x" + ")" * 25,
    "=" * 1400,
    "," * 1400,
    "y=x," * 350,
    r"\begin{cases}" * 90,
    "y = x^2 \x00 \ud800",
    "(" * 700 + "x<1" + ")" * 700,
    r"\text{" * 200,
]

HANGS_S = 5.0  # of the processor; read as it should be, each takes milliseconds


@pytest.mark.parametrize("tex", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_formulas_are_read_quickly_or_not_at_all(tex):
    started = time.process_time()
    plot = find(tex, bare=True)
    find_in_message([tex], tex)
    if plot is not None:
        for curve in plot.curves:
            evaluator(curve.expression)(1.5)
    assert time.process_time() - started < HANGS_S


@given(st.text(alphabet=r"xye=+-*/^(){}[]|\,<.0123 sincoqrtfadl&", max_size=60))
def test_no_text_raises(text):
    plot = find(f"y={text}", bare=True)
    find_in_message([text], text)
    if plot is not None:
        evaluator(plot.curves[0].expression)(0.7)
