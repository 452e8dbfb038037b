"""Formulas as words: what is said of each, in both languages, and that everything is said."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.transcripts import DATA

from app.domain import mathtext
from app.domain.speech import spoken
from app.domain.speech.reading import read

GOLDEN = [
    entry.split("\n")
    for entry in (DATA / "spoken_formulas.txt").read_text("utf-8").strip().split("\n\n")
]


@pytest.mark.parametrize(("tex", "english", "chinese"), GOLDEN, ids=[entry[0] for entry in GOLDEN])
def test_what_is_said(tex, english, chinese):
    assert spoken(tex, "en") == english
    assert spoken(tex, "zh") == chinese


def test_there_are_many_examples():
    assert len(GOLDEN) >= 60


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\frac{a+b}{c}", r"a+\frac{b}{c}"),
        (r"\frac{a}{b}c", r"\frac{a}{bc}"),
        (r"\frac{a+b}{c}", r"\frac{a}{c}+b"),
        (r"x^{n+1}", r"x^n+1"),
        (r"x_{i+1}", r"x_i+1"),
        (r"\sqrt{a+b}", r"\sqrt{a}+b"),
        (r"\sqrt{ab}", r"\sqrt{a}b"),
        (r"|a+b|", r"|a|+b"),
        (r"e^{xy}", r"e^xy"),
        (r"2^{2^n}", r"(2^2)^n"),
        (r"\sin(2x)", r"\sin(2)x"),
        (r"(a+b)^2", r"a+b^2"),
        (r"x", r"X"),
        (r"\delta", r"\Delta"),
        (r"-x^2", r"(-x)^2"),
        (r"a_{n^2}", r"a_n^2"),
        (r"\sqrt{x^2}", r"\sqrt{x}^2"),
        (r"f(x^2)", r"f(x)^2"),
        (r"|x^2|", r"|x|^2"),
        (r"\hat{x^2}", r"\hat{x}^2"),
        (r"R", r"\mathbb{R}"),
        (r"\overline{AB}", r"A\overline{B}"),
        (r"a-b", r"-ab"),
        (r"[0,1)", r"(0,1)"),
        (r"\|v\|", r"|v|"),
        (r"\binom{n+1}{k}", r"n+\binom{1}{k}"),
    ],
)
def test_what_differs_sounds_different(language, one, other):
    assert spoken(one, language) != spoken(other, language)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"x²", r"x^2"),
        (r"a\le b", r"a ≤ b"),
        (r"\dfrac12", r"\frac{1}{2}"),
        (r"\left( x \right)", r"(x)"),
        (r"x\,+\;1", "x+1"),
        (r"\mathrm{sin} x", r"\sin x"),
        (r"f^{\prime}(x)", "f'(x)"),
        (r"\alpha", "α"),
        (r"a\cdot b", "a · b"),
    ],
)
def test_what_is_the_same_sounds_the_same(one, other):
    assert spoken(one, "en") == spoken(other, "en")


def test_an_unknown_command_is_read_by_its_name():
    assert spoken(r"\foo{x} + \Barbaz", "en") == "foo x plus Barbaz"
    assert spoken(r"\foo{x}", "zh") == "foo x"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_of_real_answers_is_said(language):
    """In the formulas of the answers to a few hundred problems."""
    texts = [
        json.loads(line).get("solution") or json.loads(line).get("answer", "")
        for line in (DATA / "minerva_math.jsonl").read_text("utf-8").splitlines()[:150]
    ]
    for text in texts:
        for math in mathtext.formulas(mathtext.parse(str(text))):
            said = spoken(math.tex, language)
            assert said
            assert "\\" not in said
            numbers = re.findall(r"(?<![0-9{}.,])[4-9][0-9]+(?![0-9{}.,])", math.tex)
            assert [n for n in numbers if n not in said and "frac" not in math.tex] == [], math.tex


PIECES = [
    *("\\frac", "\\sqrt", "[", "]", "{", "}", "^", "_", "'", "q", "12", "+", "-", "|", "(", ")"),
    *("\\left", "\\right", ".", "\\{", "\\}", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\"),
    *("\\begin{cases}", "\\end{cases}", "\\over", "\\text", "\\sum", "\\lim", "\\not", "\\|", "\\"),
    *("\\overset", "\\boxed", "\\limits", "\\hat", "\\mathrm", "$", "中", " ", "\\tag", "\\choose"),
]
TAKING = {"\\left", "\\right", "\\begin{pmatrix}", "\\begin{cases}", "\\tag", "\\\\"}


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_whatever_is_written_is_said(pieces):
    tex = "".join(pieces)
    for language in ("en", "zh"):
        said = spoken(tex, language)
        if TAKING.isdisjoint(pieces):
            assert all(letter in said for letter in ("q", "中") if letter in pieces)


@pytest.mark.parametrize("tex", ["{" * 3000, "(" * 3000, "x^{" * 1000, "\\left(" * 900, "|" * 3000])
def test_depth_is_no_trouble(tex):
    assert isinstance(spoken(tex, "en"), str)


def test_a_tree_is_made_once_for_both_languages():
    assert read("x^2") == read(" x ^ { 2 } ")
