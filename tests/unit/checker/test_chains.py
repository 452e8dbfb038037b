"""Equations in an answer's text that can be decided where they stand."""

import pytest

from app.checker.chains import claims


def decided(text):
    return [(text[claim.start : claim.end], claim.holds) for claim in claims(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We have $2+3=5$ and $2\\cdot 7 = 15$.", [("2+3=5", True), (r"2\cdot 7 = 15", False)]),
        (
            r"\[12\cdot 13 = 120+36 = 156\]",
            [(r"12\cdot 13 = 120+36", True), ("120+36 = 156", True)],
        ),
        (r"\(\sqrt{8}=2\sqrt{2}\)", [(r"\sqrt{8}=2\sqrt{2}", True)]),
        ("$$(x+1)^2 = x^2+2x+1$$", [("(x+1)^2 = x^2+2x+1", True)]),
        ("$y = (x+1)^2 = x^2+2x+2$", [("(x+1)^2 = x^2+2x+2", False)]),
        ("$f(3)=3^2+1=10$", [("3^2+1=10", True)]),
        ("$2+2=4$, $3!=6$", [("2+2=4", True), ("3!=6", True)]),
    ],
)
def test_what_is_decided(text, expected):
    assert decided(text) == expected


def test_the_lines_of_a_display_are_one_chain():
    text = r"\[\begin{aligned} f(3) &= 9+6 \\ &= 15 \\ &= 16\end{aligned}\]"
    assert [holds for _, holds in decided(text)] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "$x = 3$",
        "$x^2-5x+6=0$",
        "$(x-1)^2 = x^2+7$",  # to be solved
        "$a=b=2$",
        "$f(x)=x+1$",
        "$1/3 = 0.33$",  # rounded
        r"$10 = 2 \text{ mod } 4$",
        r"$7 \equiv 1 \pmod 3$",
        r"$x=\frac{5\pm1}{2}$",
        r"$2x+4=10 \Rightarrow 2x=6$",
        "This gives $0+1=5$, a contradiction.",
        "Does $2+3=6$?",
        r"\$5 = 3 and \$7",
        "no formula at all: 2+2=5",
    ],
)
def test_what_says_nothing(text):
    assert decided(text) == []
