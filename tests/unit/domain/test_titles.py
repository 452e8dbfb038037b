"""Titles from first questions, and texts in one plain line."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.plain_text import plain_formula, plain_line
from app.domain.titles import NAME_LIMIT, tidy, title_from


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("  Solve\n\n x² − 5x + 6 = 0\t", "Solve x² − 5x + 6 = 0"),
        (r"**Solve** $x^2 - 5x + 6 = 0$", "Solve x² − 5x + 6 = 0"),
        ("Solve x^2 - 5x + 6 = 0", "Solve x² - 5x + 6 = 0"),
        (r"Find $\int_0^{\pi} \sin^2(x)\,dx$ please", "Find ∫₀^π sin²(x) dx please"),
        (r"\frac{1}{2} + \sqrt{x+1} is what?", "1/2 + √(x+1) is what?"),
        ("I have $5 and you $7. Who has more?", "I have $5 and you $7. Who has more?"),
        ("# Aufgabe 3\n- a) $x_{12}$\n- b) `A` \\cup B", "Aufgabe 3 a) x₁₂ b) A ∪ B"),
        (r"What is in C:\Users\x?", r"What is in C:\Users\x?"),
        ("|x-2| < 3 and 2*3*4", "|x-2| < 3 and 2*3*4"),
        ("See [the page](http://x.org/a_b)", "See the page"),
        (
            "Find all real numbers such that the sum of their squares is prime, whatever it is",
            "Find all real numbers such that the sum of their squares is…",
        ),
        (
            r"求函数 $f(x)=\sin x+\cos x$ 的最大值，并求出取得最大值时的所有 $x$ 的取值集合",
            "求函数 f(x)=sin x+cos x 的最大值，并求出取得最大值时的所有 x…",
        ),
        ("解" * 100, "解" * 30 + "…"),
        ("a" * 100, "a" * 60 + "…"),
        ("", ""),
    ],
)
def test_titles(question, title):
    assert title_from(question) == title


@example("\x1f", 2)  # white space for Python, a sign to be shown for Markdown
@given(st.text() | st.text("x^2 \\frac{}$*`#\n方，", max_size=200), st.integers(1, 80))
def test_title_fits(question, limit):
    title = title_from(question, limit)
    columns = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in title)
    assert columns <= limit + 1
    assert "\n" not in title
    assert bool(title) == bool(question.split()) or limit < 2 or len(question) > 600


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        (r"\frac{a+b}{\sqrt[3]{2}}", "(a+b)/³√2"),
        (r"e^{-x^2}", "e^(−x²)"),
        (r"\begin{cases} x+y=2 \\ x-y=0 \end{cases}", "x+y=2 ; x−y=0"),
        (r"90^\circ", "90°"),
        (r"\mathbb{R} \setminus \{0\}", "ℝ ∖ {0}"),
        (r"\lim_{x \to 0} \frac{\sin x}{x}", "lim_(x → 0) (sin x)/x"),
        (r"\left(\tfrac12\right)^{n+1}", "(1/2)ⁿ⁺¹"),
        (r"\binom{n}{k} \text{ for } k \leq n", "C(n, k) for k ≤ n"),
        (r"a_n \cdot x_{i+1}", "aₙ · xᵢ₊₁"),
        (r"f'(x), f^{\prime}", "f'(x), f′"),
    ],
)
def test_formulas(tex, line):
    assert plain_formula(tex) == line


@given(st.text("x^_2\\frac{}[]sqrt $&~-", max_size=80))
def test_no_formula_is_refused(tex):
    assert "\n" not in plain_formula(tex)
    assert "\n" not in plain_line(f"${tex}$")


def test_a_name_is_one_bounded_line():
    assert tidy("  My\n folder ") == "My folder"
    assert len(tidy("a " * 200)) <= NAME_LIMIT
