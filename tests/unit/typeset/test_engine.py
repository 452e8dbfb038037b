"""MathJax and its limits."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.typeset import engine as engine_module
from app.typeset.engine import LONGEST_TEX, Engine, Refused
from app.typeset.formula import Affine, Bar, Formula, FormulaError, Frame, Outline, Words
from app.typeset.setting import set_formula
from app.typeset.typesetter import Typesetter

CASES = int(os.environ.get("LEMMA_CASES", "200"))


def test_a_fraction(drawn):
    formula = drawn(r"\frac{a}{b}", display=False)
    a, b, bar = formula.shapes
    assert isinstance(a, Outline)
    assert isinstance(b, Outline)
    assert isinstance(bar, Bar)
    assert a.place.f < bar.y < b.place.f, "y points down: numerator, bar, denominator"
    assert 0.5 < formula.width < 1
    assert formula.ascent > 0.5 > formula.descent > 0.2


def test_display_is_bigger_than_inline(drawn):
    tex = r"\sum_{i=1}^n i"
    assert drawn(tex, display=True).ascent > drawn(tex, display=False).ascent


def test_one_em_is_the_size_of_the_text(drawn):
    assert drawn(r"\rule{1em}{1em}").width == pytest.approx(1.0)


ENVIRONMENTS = [
    "align", "align*", "aligned", "gather", "gathered", "split", "multline", "matrix",
    "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "cases", "dcases",
    "rcases", "eqnarray", "flalign",
]  # fmt: skip


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_environments_with_row_spacing(drawn, environment):
    """Pain 3: environments break, and \\\\[4pt] is taken for a delimiter."""
    columns = "" if environment in ("gather", "gathered", "multline") else "&"
    row = f"a{columns}=b"
    close = drawn(rf"\begin{{{environment}}}{row}\\{row}\end{{{environment}}}")
    wide = drawn(rf"\begin{{{environment}}}{row}\\[20pt]{row}\end{{{environment}}}")
    extra = (wide.ascent + wide.descent) - (close.ascent + close.descent)
    assert extra == pytest.approx(2.0, abs=0.2)


def test_boxed_is_framed(drawn):
    """Pain 3: \\boxed."""
    frames = [shape for shape in drawn(r"\boxed{42}").shapes if isinstance(shape, Frame)]
    assert len(frames) == 1


def test_tags_stand_right_of_their_lines(drawn):
    """Pain 3: \\tag."""
    plain = drawn(r"E=mc^2")
    tagged = drawn(r"E=mc^2\tag{1}")
    assert tagged.width > plain.width + 2, "a gap and the tag"
    assert len(tagged.shapes) == len(plain.shapes) + len("(1)")
    lines = drawn(r"\begin{align}a&=b\tag{1}\\c&=d+e+f\\g&=h\tag{*}\end{align}")
    assert len(lines.shapes) == len("a=b(1)c=d+e+fg=h(*)")


def test_chinese_is_text_of_the_size_around(drawn):
    (words,) = drawn(r"\text{解}").shapes
    assert words == Words(0.0, 0.0, pytest.approx(1.0), "解")
    assert drawn(r"\text{答案}").width == pytest.approx(2.0)


def test_stretchy_signs_reach_from_top_to_bottom(drawn):
    rows = r"\\".join("abcdefgh")
    formula = drawn(rf"\left(\begin{{array}}{{c}}{rows}\end{{array}}\right.")
    heights = [
        float(step[-1])
        for shape in formula.shapes
        if isinstance(shape, Outline) and shape.place == Affine()  # the pieces cut to length
        for step in shape.segments
        if len(step) > 1
    ]
    assert heights
    assert min(heights) >= -formula.ascent
    assert max(heights) <= formula.descent


@pytest.mark.parametrize(
    "tex",
    [
        r"\ce{2H2 + O2 -> 2H2O}", r"\bm{x}\abs{x}\norm{v}", r"\SI{3}{m}", r"5\,\AA", r"\R^n",
        r"\cancelto{0}{x}\xcancel{y}", r"\xrightarrow[b]{a}", r"\operatorname{ergs~s}",
        r"\textcolor{red}{x}\color{blue}y", r"\coloneqq\mathbb{1}\degree\celsius\unicode{x3b1}",
        r"\begin{CD}A@>f>>B\end{CD}", r"\text{if $x>0$, 5\% of \(y\) \& a_b^c #1}", r"x''^2",
        r"\begin{array}{|c|c:c|}\hline a&b&c\\\hdashline d&e&f\\\hline\end{array}",
        r"\begin{align}a&=b\\\intertext{and}c&=d\end{align}", r"\label{e}\eqref{e}\nonumber",
    ],
)  # fmt: skip
def test_commands_of_many_packages(drawn, tex):
    assert drawn(tex).shapes


@pytest.mark.parametrize("tex", [r"\nosuchcommand{x}", r"\begin{nosuch}x\end{nosuch}", "x_1_2"])
def test_wrong_tex_is_an_error_with_a_reason(engine, tex):
    formula = set_formula(engine, tex, display=True)
    assert isinstance(formula, FormulaError)
    assert (formula.tex, formula.display) == (tex, True)
    assert formula.why


def test_definitions_end_with_their_formula(engine, drawn):
    own = r"\newcommand{\half}{\frac12}\newcommand{\half}{\frac13}\def\frac{x}\label{a}\half"
    assert drawn(own) == drawn(own), "defined twice without an error"
    assert len(drawn(r"\frac12").shapes) == 3
    assert isinstance(set_formula(engine, r"\half", display=True), FormulaError)
    assert drawn(r"\newcommand{\R}{\mathbb{R}}\R").shapes == drawn(r"\mathbb{R}").shapes


HOSTILE = [
    r"\let\begin\end",
    r"\def\left{}",
    r"\renewcommand{\sum}{}",
    r"\newcommand{\alpha}{X}",
    r"\newenvironment{pmatrix}{(}{)}",
    r"\DeclareMathOperator{\sin}{SIN}",
    r"\DeclareMathOperator*{\lim}{LIM}",
]


@pytest.mark.parametrize("definition", HOSTILE)
def test_redefining_the_language_spoils_no_later_formula(engine, drawn, definition):
    probe = r"\left(\begin{pmatrix}\alpha\end{pmatrix}\right)\sum_1^n\sin x\lim_x"
    before = drawn(probe)
    set_formula(engine, definition + "x", display=True)
    assert drawn(probe) == before


BOMBS = {
    "endless": r"\def\a{\a}\a",
    "doubling": r"\def\a#1{#1#1}" + r"\a{" * 30 + "x" + "}" * 30,
    "edef": r"\let\a=b\def\b{\c\c}\def\c{\b\b}\b",
    "braces": "{" * 4900 + "x" + "}" * 4900,
    "roots": r"\sqrt{" * 1500 + "x" + "}" * 1500,
    "brackets": r"\left(" * 700 + r"\right)" * 700,
    "text": r"\text{$" * 900 + "x" + "$}" * 900,
    "long": "x" * (LONGEST_TEX + 1),
}


@pytest.fixture
def typesetter(monkeypatch):
    monkeypatch.setattr(engine_module, "DEADLINE_S", 0.5)
    typesetter = Typesetter()
    yield typesetter
    typesetter.close()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_an_error_and_the_next_formula_is_fine(typesetter, name):
    bomb = typesetter.typeset(BOMBS[name], display=True).result(timeout=60)
    assert isinstance(bomb, FormulaError)
    after = typesetter.typeset(r"\frac{a}{b}", display=True).result(timeout=60)
    assert isinstance(after, Formula)


def test_too_slow_is_an_error_and_the_next_formula_is_fine(monkeypatch):
    monkeypatch.setattr(engine_module, "DEADLINE_S", 0.05)
    engine = Engine()
    assert engine.svg("x+" * 4000, display=True) == Refused("InternalError: interrupted")
    assert isinstance(engine.svg("x", display=True), str)


def test_too_much_memory_is_an_error_and_the_next_formula_is_fine(monkeypatch):
    monkeypatch.setattr(engine_module, "MEMORY_LIMIT_BYTES", 12_000_000)
    engine = Engine()
    matrix = r"\begin{matrix}" + "a&" * 1000 + r"\end{matrix}"
    assert isinstance(engine.svg(matrix, display=True), Refused)
    assert isinstance(engine.svg("x", display=True), str)


def test_honest_nesting_is_fine(typesetter):
    tex = r"\frac{1}{1+" * 50 + "x" + "}" * 50
    assert isinstance(typesetter.typeset(tex, display=True).result(timeout=60), Formula)


PIECES = [
    "x", "1", "=", " ", "{", "}", "^", "_", "&", r"\\", "'", "%", "$", "#", "~", "中", "（", "²",
    "€", "\ue000", "😀", "\x00", "<", r"\frac", r"\sqrt", r"\left(", r"\right)", r"\left\{",
    r"\right.", r"\text{", r"\mathrm{", r"\boxed{", r"\tag{1}", r"\overbrace{", r"\cancel{",
    r"\xrightarrow{", r"\begin{align}", r"\end{align}", r"\begin{array}{|c:c|}", r"\end{array}",
    r"\begin{cases}", r"\end{cases}", r"\hline", r"\limits", r"\sum", r"\int", r"\rule{1em}{1em}",
    r"\color{red}", r"\fcolorbox{red}{blue}{", r"\underbracket{", r"\def\x{", r"\x", r"\piR",
    r"\ref{a}", r"\unicode{x4e2d}", r"\ce{", r"\verb|", r"\hat", r"\middle|", r"\big", r"\phantom{",
]  # fmt: skip


@settings(max_examples=CASES, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=15), st.booleans())
def test_whatever_is_written_is_set_or_refused(engine, pieces, display):
    """Refused by MathJax's rules, that is, not by a defect of MathJax or of the reader."""
    outcome = set_formula(engine, "".join(pieces), display=display)
    if isinstance(outcome, FormulaError):
        assert not outcome.why.startswith(("unreadable", "TypeError", "RangeError", "Internal"))
    else:
        assert outcome.width >= 0
