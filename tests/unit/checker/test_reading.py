r"""What LaTeX and typed text is read as; what is refused; and that nothing takes long."""

import time
from contextlib import suppress

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import E, Function, I, Integral, Limit, Rational, Symbol, log, oo, pi, sqrt

from app.checker.building import LOG_BASE
from app.checker.reading import Unreadable, expression, matrix, relation

x, y, k, n, t = map(Symbol, "xyknt")

READ = [
    # numbers
    ("12", 12),
    ("1{,}234", 1234),
    ("0.5", Rational(1, 2)),
    (".25", Rational(1, 4)),
    ("１２＋３", 15),
    ("4.5e33", Rational(45) * 10**32),
    ("1.5E-2", Rational(3, 200)),
    (r"0.\overline{3}", Rational(1, 3)),
    (r"0.1\dot{6}", Rational(1, 6)),
    ("½", Rational(1, 2)),
    ("2½", Rational(5, 2)),
    (r"2\frac12", Rational(5, 2)),
    (r"-2\frac{1}{2}", Rational(-5, 2)),
    (r"25\%", Rational(1, 4)),
    ("−3", -3),
    ("2e-1", 2 * E - 1),
    # sums, products, powers
    ("2+3*4", 14),
    ("12÷4", 3),
    ("3·4", 12),
    ("2^10", 1024),
    ("2^{-1}", Rational(1, 2)),
    ("2**3", 8),
    ("2^3^2", 512),
    ("-2^2", -4),
    ("2³", 8),
    ("xy", x * y),
    ("2x(x+1)", 2 * x * (x + 1)),
    ("1/2 x", x / 2),
    (r"\frac1x", 1 / x),
    (r"\dfrac{x+1}{2}", (x + 1) / 2),
    ("2!4!", 48),
    ("5!!", 15),
    # roots, functions, bars
    ("√12", 2 * sqrt(3)),
    ("sqrt(x+1)", sqrt(x + 1)),
    (r"\sqrt[3]{-8}", -2),
    (r"\sin^2 x", sympy.sin(x) ** 2),
    (r"\sin^2 3x", sympy.sin(3 * x) ** 2),
    (r"\sin^0 2x", 1),
    ("sin2x", sympy.sin(2 * x)),
    (r"\sin 2x\cos x", sympy.sin(2 * x) * sympy.cos(x)),
    (r"\tan^{-1} x", sympy.atan(x)),
    (r"\log_2 8", 3),
    ("log_10(1000)", 3),
    (r"\lg 100", 2),
    ("ln(2)", log(2)),
    (r"\log 7", log(7) / log(LOG_BASE)),
    (r"e^{2x}", sympy.exp(2 * x)),
    (r"\mathrm{e}^{i\pi}", -1),
    ("|x-1||x+2|", abs(x - 1) * abs(x + 2)),
    (r"\left|-\frac{1}{2}\right|", Rational(1, 2)),
    (r"\lfloor 2.7 \rfloor", 2),
    (r"30^\circ", pi / 6),
    (r"\sin 30^{\circ}", Rational(1, 2)),
    ("2π/3", 2 * pi / 3),
    ("2i+3", 3 + 2 * I),
    ("f(2)", Function("f")(2)),
    ("x₁+x_2", Symbol("x_1") + Symbol("x_2")),
    # counting
    (r"\binom{5}{2}", 10),
    ("C_5^2", 10),
    ("C(5,2)", 10),
    ("A_{5}^{2}", 20),
    (r"\gcd(12, 18)", 6),
    ("max(3, 7)", 7),
    # operators stay as they are
    (r"\int_0^1 x^2 \, dx", Integral(x**2, (x, 0, 1))),
    (r"\int_{0}^{\pi} \sin^2 x \,\mathrm{d}x", Integral(sympy.sin(x) ** 2, (x, 0, pi))),
    (r"\int \frac{dx}{x^2+1}", Integral(1 / (x**2 + 1), x)),
    (r"\sum_{k=1}^{n} k^2", sympy.Sum(k**2, (k, 1, n))),
    (r"\prod_{i=1}^{5} i", sympy.Product(Symbol("i"), (Symbol("i"), 1, 5))),
    (r"\lim_{x \to 0} \frac{\sin x}{x}", Limit(sympy.sin(x) / x, x, 0, "+-")),
    (r"\lim_{x \to 0^+} x", Limit(x, x, 0, "+")),
    (r"\lim_{x \to -\infty} e^x", Limit(sympy.exp(x), x, -oo)),
    (r"\frac{d}{dx}(x^2+1)", sympy.Derivative(x**2 + 1, x)),
    (r"\frac{d^2}{dx^2} x^3", sympy.Derivative(x**3, (x, 2))),
    (r"\frac{dy}{dx}", Symbol("dy/dx")),
]

REFUSED = [
    *("", "+", "2+", "(1", "1)", "1 2", "x2", "()", r"\frac{1}", r"\sqrt", "^2", "|x", "1/0"),
    *("0^0", "0^{-1}", r"\log_1 2", r"\ln 0", "(-1)!", "__import__('os')", "os.system", "a and b"),
    *("1/2x", r"\sin x/2", "log2(8)", r"\lim_{x\to 0} x+x", r"\sum_{k=1}^n k + k", "(-8)^{1/3}"),
    *(r"\vec{a}", r"\unknown{x}", r"\text{apples}", "中文", "x\x00y", "1,2", "x=1", "1±2"),
    *(r"\int x", r"\int_0 x dx", r"\frac{d}{dx}", "f^{-1}(x)", r"\begin{pmatrix}1\\2\end{pmatrix}"),
    *("9" * 1001, "1e999", "(" * 60 + "1" + ")" * 60, "1+" * 2000 + "1", "abcd", "the"),
]


@pytest.mark.parametrize(("text", "value"), READ)
def test_read(text, value):
    assert expression(text) == value


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    with pytest.raises(Unreadable):
        expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9",
        "9**9**9**9",
        "10000000!",
        r"\binom{10^9}{5}",
        "2^{2^{200}}",
        "((9^{999})^{999})^{999}",
    ],
)
def test_what_would_explode_is_not_computed(text):
    began = time.perf_counter()
    with suppress(Unreadable):
        assert expression(text).is_number
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("text", "written"),
    [("6/4", "6/4"), ("2(x+1)", "2*(x + 1)"), ("x+x", "x + x"), ("2+3", "2 + 3")],
)
def test_as_written_nothing_is_computed(text, written):
    assert str(expression(text, as_written=True)) == written


def test_relations():
    chain = relation(r"2 \le x < 5")
    assert chain.members == (2, x, 5)
    assert chain.signs == ("≤", "<")
    assert relation("x²+y²=1").members == (x**2 + y**2, 1)
    with pytest.raises(Unreadable):
        relation("x+1")


def test_matrices():
    square = sympy.Matrix([[1, 2], [3, 4]])
    assert matrix(r"\begin{pmatrix}1&2\\3&4\end{pmatrix}") == square
    assert matrix("[[1,2],[3,4]]") == square
    product = matrix(r"\begin{bmatrix}1&2\\3&4\end{bmatrix}^T\begin{bmatrix}1\\1\end{bmatrix}")
    assert product.doit() == sympy.Matrix([4, 6])
    assert expression(r"\begin{vmatrix}1&2\\3&4\end{vmatrix}").doit() == -2
    assert expression(r"\det\begin{pmatrix}1&2\\3&4\end{pmatrix}").doit() == -2
    for wrong in (r"\begin{pmatrix}1&2\\3\end{pmatrix}", "[[1,2],[3,4]]+1", "[[1,2]]*[[1,2]]"):
        with pytest.raises(Unreadable):
            matrix(wrong)


SIGNS = st.sampled_from(
    [
        *"0123456789xyein+-*/^_=(){}[]|!%,. &",
        *(r"\frac", r"\sqrt", r"\sin", r"\int", "dx", r"\sum", r"\lim", r"\to", r"\\"),
        *(r"\begin{pmatrix}", r"\end{pmatrix}", r"\left(", r"\right)"),
    ]
)


@given(st.lists(SIGNS, max_size=25))
def test_any_text_is_read_or_refused(signs):
    for read in (expression, matrix, relation):
        with suppress(Unreadable):
            read("".join(signs))
