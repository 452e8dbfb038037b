"""Formulas in running text: on the baseline to the pixel, never torn from their comma."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QTextCursor

from app.domain.blocks import Heading, Math, Paragraph, Text
from app.ui.transcript.inline import OBJECT, baseline
from app.ui.transcript.prose import ProseView
from app.ui.transcript.rows import Row

EXTENTS = [(0.8, 0.3), (0.5, 0.0), (1.6, 1.2), (0.4, 0.9), (3.0, 2.5), (2.0, 0.1)]


def prose(qtbot, formulas, look, *inlines, width=600):
    view = ProseView([Row(Paragraph(inlines))], look, formulas)
    qtbot.addWidget(view)
    view.resize(width, view.fit(width))
    return view


def formula(tex="xx"):
    return Math(tex, f"${tex}$")


def lines_of(view):
    block = view.document().begin()
    layout = block.layout()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        yield block.text()[line.textStart() : line.textStart() + line.textLength()]


def lowest_ink(image, left, right):
    """The lowest row of the picture with dark pixels between two columns."""
    rows = range(image.height() - 1, -1, -1)
    return next(y for y in rows if any(_dark(image, x, y) for x in range(left, right)))


def _dark(image, x, y):
    colour = image.pixelColor(x, y)
    return colour.alpha() > 128 and colour.lightness() < 110


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("extents", EXTENTS)
def test_formulas_stand_on_the_baseline_of_their_text(
    qtbot, formulas, typesetter, look, settle, extents, scale
):
    typesetter.extents = extents
    formulas.get(formula())
    settle()
    view = prose(qtbot, formulas, look, Text("HHH "), formula(), Text(" HHH"))
    image = QImage(view.size() * scale, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(scale)
    image.fill("white")
    view.render(image, QPoint(0, 0))
    cursor = QTextCursor(view.document())
    place = view.document().toPlainText().index(OBJECT)
    cursor.setPosition(place)
    start = view.cursorRect(cursor).left()
    end = start + int(formulas.get(formula()).width * look.math_px)
    letters = lowest_ink(image, 0, int((start - 6) * scale))
    block = lowest_ink(image, int((start + 2) * scale), int((end - 2) * scale))
    assert block == letters


@pytest.mark.parametrize("extents", EXTENTS)
def test_a_line_makes_room_for_the_whole_formula(
    qtbot, formulas, typesetter, look, settle, extents
):
    typesetter.extents = extents
    formulas.get(formula())
    settle()
    view = prose(qtbot, formulas, look, Text("a "), formula())
    line = view.document().begin().layout().lineAt(0)
    assert line.ascent() >= extents[0] * look.math_px
    assert line.descent() >= extents[1] * look.math_px


def test_punctuation_stays_with_its_formula_at_every_width(qtbot, formulas, look, settle):
    formulas.get(formula("xxxx"))
    settle()
    inlines = [
        Text("若 "),
        formula("xxxx"),
        Text("，则 ("),
        formula("xxxx"),
        Text("); the "),
        formula("xxxx"),
        Text("th, so "),
        formula("xxxx"),
        Text("."),
    ]
    for width in range(90, 400, 7):
        for line in lines_of(prose(qtbot, formulas, look, *inlines, width=width)):
            assert line.strip()[:1] in ("若", "则", "(", "t", "s", OBJECT), line
            assert not line.endswith("("), line


def test_a_formula_wider_than_the_page_is_made_to_fit(qtbot, formulas, look, settle):
    long = formula("x" * 300)
    formulas.get(long)
    settle()
    view = prose(qtbot, formulas, look, Text("So "), long, Text("."), width=300)
    assert view.natural_width() <= 300
    assert list(lines_of(view)) == ["So ", OBJECT]
    assert view.objects.placed[0].tail == "."


def test_room_is_kept_while_a_formula_is_being_set_and_no_tex_is_shown(
    qtbot, formulas, typesetter, look, settle
):
    typesetter.holds = True
    view = prose(qtbot, formulas, look, Text("So "), formula(r"\frac{a}{b}"), Text(" holds"))
    assert view.pending == {(r"\frac{a}{b}", False)}
    assert view.toPlainText() == f"So {OBJECT} holds"
    before = view.natural_width()
    assert before > look.px(5)
    typesetter.release()
    settle()
    assert view.refresh({(r"\frac{a}{b}", False)})
    view.fit(600)
    assert view.pending == set()
    assert view.natural_width() != before


def test_an_open_formula_is_a_quiet_sign(qtbot, formulas, typesetter, look):
    half = Math(r"\frac{1}{2", r"$\frac{1}{2", open=True)
    view = prose(qtbot, formulas, look, Text("so "), half)
    assert view.toPlainText() == "so …"
    assert typesetter.asked == []


def test_a_formula_that_cannot_be_set_shows_its_source_and_nothing_else(
    qtbot, formulas, look, settle
):
    wrong = formula(r"\bad{")
    formulas.get(wrong)
    settle()
    view = prose(qtbot, formulas, look, Text("so "), wrong)
    assert view.toPlainText() == r"so $\bad{$"


def test_formulas_in_headings_are_larger(qtbot, formulas, look, settle):
    formulas.get(formula())
    settle()
    view = ProseView([Row(Heading(1, (formula(),)))], look, formulas)
    qtbot.addWidget(view)
    assert view.objects.placed[0].em_px > look.math_px


def test_baseline_is_that_of_the_line(qtbot, formulas, look):
    view = prose(qtbot, formulas, look, Text("one"))
    line = view.document().begin().layout().lineAt(0)
    assert baseline(view.document(), 1) == pytest.approx(line.y() + line.ascent())
