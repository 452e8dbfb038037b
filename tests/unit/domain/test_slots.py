"""Templates of formulas in what is typed, and where formulas are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import slots
from app.domain.mathtext import formulas, typed, with_delimiters
from app.domain.mathtext.places import places


def inserted(marked, tex):
    """The text with ``tex`` put in at one ``|`` or between two, and what is selected."""
    before, selected, after = (
        marked.split("|") if marked.count("|") == 2 else (*marked.split("|"), "")
    )
    if marked.count("|") == 1:
        before, after, selected = before, selected, ""
    text = before + selected + after
    edit = slots.insertion(text, len(before), len(before) + len(selected), tex)
    text = before + edit.text + after
    start, end = edit.select
    return f"{text[:start]}|{text[start:end]}|{text[end:]}"


@pytest.mark.parametrize(
    ("marked", "tex", "result"),
    [
        ("|x+1|", r"\sqrt{□}", r"$\sqrt{x+1}$||"),
        ("|", r"\frac{□}{□}", r"$\frac{|□|}{□}$"),
        ("|x+1|", r"\frac{□}{□}", r"$\frac{x+1}{|□|}$"),
        ("Solve|", r"\sqrt{□}", r"Solve $\sqrt{|□|}$"),
        ("$x + |$", r"\alpha", r"$x + \alpha ||$"),
        ("$x+|", r"\frac{□}{□}", r"$x+\frac{|□|}{□}"),
        ("|$x+1$|", r"\sqrt{□}", r"$\sqrt{x+1}$||"),
        (r"\frac{|x+1|}{2}", r"\sqrt{□}", r"\frac{\sqrt{x+1}||}{2}"),
        ("it costs $5 and |", r"\pi", r"it costs $5 and $\pi ||$"),
        ("|cm", r"\le", r"$\le ||$ cm"),
        ("$x|$", "□^{□}", "$x^{|□|}$"),
        ("$2+|$", "□^{□}", "$2+|□|^{□}$"),
        ("$|x+1|$", "□^{□}", "$(x+1)^{|□|}$"),
        ("|12|", "□_{□}", "$12_{|□|}$"),
        (r"已知|", r"\sqrt{□}", r"已知$\sqrt{|□|}$"),
    ],
)
def test_a_template_goes_in_where_it_belongs(marked, tex, result):
    assert inserted(marked, tex) == result


def test_tab_goes_from_place_to_place_and_out():
    text = r"a $\frac{□}{□}$ b"
    first = text.index("□")
    second = text.index("□", first + 1)
    assert slots.after(text, first + 1) == (second, second + 1)
    assert slots.after(text, second + 1) == (text.index(" b"),) * 2
    assert slots.after(text, text.index(" b")) is None
    assert slots.after(text, 1) is None
    assert slots.before(text, second) == (first, first + 1)
    assert slots.before(text, first) is None


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (r"solve \frac{x}{2} = 3 for x.", r"solve $\frac{x}{2} = 3$ for x."),
        (r"Find a \pi r^2, then stop", r"Find a $\pi r^2$, then stop"),
        (r"已知 \sin x = \frac{1}{2}，求 x", r"已知 $\sin x = \frac{1}{2}$，求 x"),
        (r"\int_0^1 x^2 \, dx = ?", r"$\int_0^1 x^2 \, dx =$ ?"),
        (r"2\sqrt{3} + 3x\pi", r"$2\sqrt{3} + 3x\pi$"),
        (r"$x$ and `\frac{1}{2}` and \alpha", r"$x$ and `\frac{1}{2}` and $\alpha$"),
        (r"C:\Users\pi and D:\in\sum", r"C:\Users\pi and D:\in\sum"),
        (r"it costs $7 \frac{1}{2}", r"it costs $7 \frac{1}{2}"),
        (r"\frac{1}{", r"\frac{1}{"),
        (r"what do \frac and \sqrt mean?", r"what do \frac and \sqrt mean?"),
        ("no mathematics", "no mathematics"),
    ],
)
def test_bare_tex_is_a_formula(text, result):
    assert with_delimiters(text) == result


@given(st.text(st.sampled_from("ab1 $\\{}^_□=.,\n`\\frac\\pi"), max_size=60))
def test_places_are_parts_of_the_text_in_order(text):
    ends = [0]
    for place in places(text):
        assert ends[-1] <= place.start < place.end <= len(text)
        ends.append(place.end)
    typed.document_of(text)
    slots.insertion(text, len(text) // 2, len(text) // 2, r"\frac{□}{□}")


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("so $x^2", ["x^2"]),
        (r"a $\frac{}{2}$", [r"\frac{\square}{2}"]),
        (r"\[ \int", [r"\int"]),
        (r"- \sqrt{2}" + "\n" + "- $y$", [r"- \sqrt{2}", "y"]),
        ("It costs $5 an", []),
        ("plain words", []),
    ],
)
def test_what_is_typed_is_read_as_far_as_it_goes(text, tex):
    assert [math.tex for math in formulas(typed.document_of(text))] == tex
