"""Texts for the index, queries from what people type, and what is shown of a text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search import (
    EXCERPT_CHARACTERS,
    POWER,
    QUERY_CHARACTERS,
    excerpt,
    indexed,
    marked,
    match_expression,
    words,
)


def index(text):
    return indexed(text).replace(POWER, "^").split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a plain line", ["a", "plain", "line"]),
        ("解方程", ["解", "方", "程"]),
        ("设x为自然数", ["设", "x", "为", "自", "然", "数"]),
        ("かなカナ", ["か", "な", "カ", "ナ"]),
        ("방정식", ["방", "정", "식"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("naïve Größe", ["naïve", "Größe"]),
        ("cafe\u0301", ["café"]),
        ("don't well-known", ["don", "t", "well", "known"]),
        ("5x", ["5", "x"]),
        ("παράδειγμα", ["παράδειγμα"]),
        ("ｘ＋１", ["x", "1"]),
        ("", []),
    ],
)
def test_words(text, expected):
    assert index(text) == expected


@pytest.mark.parametrize(
    "ways",
    [
        ("x^2", "x²", "$x^{2}$", r"\(x ^ 2\)"),
        ("x^{-1}", "x⁻¹", "x^ -1"),
        ("x_1", "x₁", "x_{1}"),
        (r"\sqrt{2}", "√2", "sqrt(2)", r"\sqrt 2"),
        (r"2\pi r", "2πr", "2 pi r"),
        (r"a \le b", r"a \leq b", "a ≤ b"),
        (r"\dfrac{1}{2}", r"\frac{1}{2}", r"\tfrac{1}{2}"),
        (r"\left(x-1\right)\cdot 2", "(x−1)·2", "(x - 1) 2"),
        (r"\begin{cases} x \end{cases}", "cases x cases"),
        (r"\alpha", "α", "alpha"),
    ],
)
def test_what_is_written_in_several_ways_has_the_same_words(ways):
    assert len({tuple(index(way)) for way in ways}) == 1


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("", ""),
        (" \t\n", ""),
        ('"*', ""),
        ("two words", '"two"* "words"*'),
        ('say "hi"', '"say"* "hi"*'),
        ("a OR b", '"a" "OR"* "b"'),
        ("方程 x", '"方 程" "x"'),
        ("x^2 - 5x + 6 = 0", '"x ^ 2 5 x 6 0"'),
        (r"\frac{1}{2}", '"frac 1 2"'),
    ],
)
def test_words_are_quoted_phrases(typed, expression):
    assert match_expression(typed).replace(POWER, "^") == expression


def test_whole_words_do_not_go_on():
    assert match_expression("two words", whole=True) == '"two" "words"'


def test_endless_queries_are_cut():
    assert match_expression("w " * 10_000).count('"') == QUERY_CHARACTERS


@given(st.text())
def test_expressions_are_quoted_phrases_and_nothing_else(typed):
    expression = match_expression(typed)
    assert "\0" not in expression
    assert re.fullmatch(r'("[^"*]+"\*?( |$))*', expression)


@given(st.text())
def test_words_stand_where_they_say(text):
    end, before = 0, (0, 0)
    for word in words(text):
        # "²" is two words, the power and its exponent.
        assert word.start >= end or (word.start, word.end) == before
        assert word.start < word.end <= len(text)
        assert word.text
        end, before = word.end, (word.start, word.end)


# --- excerpts -------------------------------------------------------------------------------------

ANSWER = (
    r"The **roots** of $x^2 - 5x + 6 = 0$ are $\frac{1}{2}$ and \boxed{3}. "
    + "More words follow here and there. " * 5
)


def shown(text, typed):
    found = excerpt(text, typed)
    return found.text, [found.text[start:end] for start, end in found.marks]


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("x^2", ["x²"]),
        ("roots", ["roots"]),
        ("ROO", ["roots"]),
        ("1/2", ["1/2"]),
        ("frac", [r"\frac"]),
        ("x^2-5x", ["x² − 5x"]),
        ("absent", []),
    ],
)
def test_what_was_typed_is_marked(typed, marks):
    text, found = shown(ANSWER, typed)
    assert found == marks
    assert "**" not in text or marks == [r"\frac"]


def test_a_long_text_is_shown_around_the_first_place():
    text, marks = shown("word " * 3000 + "needle $x^2$ " + "word " * 3000, "needle")
    assert marks == ["needle"]
    assert "x²" in text
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) <= EXCERPT_CHARACTERS + 2


def test_chinese_is_marked():
    assert shown("因式分解得 (x−2)(x−3)=0，判别式的意义", "判别 分解")[1] == ["分解", "判别"]


def test_accents_and_case_do_not_count():
    assert shown("Die Größe und die Café-Rechnung", "grosse größe CAFE")[1] == ["Größe", "Café"]


def test_a_title_is_marked_as_a_whole():
    found = marked("Solve x² − 5x + 6 = 0", "x^2 solve")
    assert [found.text[start:end] for start, end in found.marks] == ["Solve", "x²"]


@given(st.text() | st.text("x^2 \\frac{}$*方程…²₁√\n", max_size=300), st.text(max_size=20))
def test_marks_lie_within_the_text_in_order(text, typed):
    found = excerpt(text, typed)
    assert len(found.text) <= EXCERPT_CHARACTERS + 2
    assert "\n" not in unicodedata.normalize("NFC", found.text)
    end = 0
    for mark in found.marks:
        assert end <= mark[0] < mark[1] <= len(found.text)
        end = mark[1]
