"""Habits of people and models, made into TeX."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.typeset.clean import cleaned


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        # per cent is no comment
        (r"50%", r"50\%"),
        (r"50\%", r"50\%"),
        (r"a\\%b", r"a\\\%b"),
        (r"\text{50% of 3}", r"\text{50\% of 3}"),
        # signs of Chinese keyboards, in mathematics only
        ("（x，y）＝｛1；2｝", r"(x,y)=\{1;2\}"),
        (r"x\text{（厘米，50％）}（y）", r"x\text{（厘米，50％）}(y)"),
        (r"\text{若 {（a）} 则}（y", r"\text{若 {（a）} 则}(y"),
        ("１２％", r"12\%"),
        # raised, lowered and other signs of their own
        ("x²+y₁₂", "x^{2}+y_{12}"),
        ("10⁻³", "10^{-3}"),
        ("x^²", "x^{2}"),
        (r"\text{m²}", r"\text{m²}"),
        ("½f′g^″", r"\frac{1}{2}f'g''"),
        (r"\textcircled{3}\textcircled{99}", r"③\textcircled{99}"),
        # what HTML and copying leave behind
        ("a &lt; b &amp; c", "a < b & c"),
        ("a\u200bb\xa0c\x00\ud800", "ab c"),
        # tables
        (r"\begin{tabular}{c}a\end{tabular}", r"\begin{array}{c}a\end{array}"),
    ],
)
def test_cleaned(tex, expected):
    assert cleaned(tex, display=True) == expected


def test_a_tag_stays_with_its_formula_in_running_text():
    assert cleaned(r"x\tag{1}", display=False) == r"x\quad\text{(1)}"
    assert cleaned(r"x\tag{1}", display=True) == r"x\tag{1}"


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{-b\pm\sqrt{b^2-4ac}}{2a}",
        r"\begin{cases}x & \text{if } x\ge0 \\[4pt] -x & \text{otherwise}\end{cases}",
        r"\left\{\begin{array}{l}x\\y\end{array}\right.",
        r"\mathrm{~m}\,\&\,\#\$\_\%",
    ],
)
def test_correct_tex_is_left_alone(tex):
    assert cleaned(tex, display=True) == tex


@given(st.text())
def test_any_text_can_be_cleaned_and_stays_clean(text):
    once = cleaned(text, display=True)
    assert "\x00" not in once
    once.encode()  # no lone surrogates
