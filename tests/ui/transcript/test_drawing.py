"""Formulas on pixels: sharp lines at every scale, the colour of the text, vectors on paper."""

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter, QPixmapCache

from app.typeset.formula import Bar, Formula, Frame, Outline, Words
from app.ui.transcript import drawing

INK = QColor("#204060")
SQUARE = (
    ("M", 0.0, 0.0),
    ("L", 1.0, 0.0),
    ("Q", 1.0, 1.0, 0.5, 1.0),
    ("C", 0, 1, 0, 1, 0, 0.5),
    ("Z",),
)


def formula(*shapes, tex="x"):
    return Formula(tex, False, 2.0, 1.0, 0.5, shapes)


def picture(shown, *, scale=1.0, at=(3.3, 20.4), em_px=16.0):
    QPixmapCache.clear()
    image = QImage(int(60 * scale), int(40 * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill("white")
    painter = QPainter(image)
    drawing.paint(painter, shown, QPointF(*at), em_px, INK)
    painter.end()
    return image


def colours(image):
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def rows_with_ink(image):
    return [
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y) != QColor("white") for x in range(image.width()))
    ]


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_fraction_bars_are_whole_rows_of_pure_colour(qapp, scale):
    image = picture(formula(Bar(0.0, -0.28, 2.0, 0.06)), scale=scale)
    rows = rows_with_ink(image)
    assert len(rows) == max(1, round(0.06 * 16 * scale))
    middle = int(20 * scale)
    assert all(image.pixelColor(middle, y) == INK for y in rows)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_frames_have_four_equal_sharp_sides(qapp, scale):
    image = picture(formula(Frame(0.0, -0.8, 2.0, 1.0, 0.06)), scale=scale)
    assert colours(image) == {"#ffffff", INK.name()}
    rows = rows_with_ink(image)
    line = max(1, round(0.06 * 16 * scale))
    middle = int(20 * scale)
    inked = [y for y in rows if image.pixelColor(middle, y) == INK]
    assert inked == [*rows[:line], *rows[-line:]]


def test_every_kind_of_shape_leaves_ink(qapp):
    shapes = {
        "outline": Outline(SQUARE),
        "bar": Bar(0.0, 0.0, 1.0, 0.1),
        "frame": Frame(0.0, -0.5, 1.0, 0.5, 0.05),
        "dashed": Frame(0.0, -0.5, 1.0, 0.5, 0.05, dashed=True),
        "words": Words(0.0, 0.0, 1.0, "中文", bold=True, italic=True),
    }
    assert all(rows_with_ink(picture(formula(shape))) for shape in shapes.values())
    assert not rows_with_ink(picture(formula()))


def test_signs_that_lean_over_the_edge_are_not_cut(qapp):
    wide = formula(Bar(-0.3, -1.2, 2.6, 0.1))
    image = picture(wide, at=(15, 25))
    row = rows_with_ink(image)[0]
    inked = [x for x in range(60) if image.pixelColor(x, row).name() != "#ffffff"]
    assert len(inked) >= int(2.6 * 16) - 1


def test_a_formula_is_filled_once_for_many_paintings(qapp, monkeypatch):
    fillings = []
    fill = drawing._fill
    monkeypatch.setattr(drawing, "_fill", lambda *arguments: (fillings.append(1), fill(*arguments)))
    QPixmapCache.clear()
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    shown = formula(Bar(0.0, 0.0, 1.0, 0.1))
    for x in (1.2, 7.9, 20.0):
        drawing.paint(painter, shown, QPointF(x, 20), 16.0, INK)
    assert len(fillings) == 1
    drawing.paint(painter, shown, QPointF(1, 20), 16.0, QColor("red"))
    drawing.paint(painter, shown, QPointF(1, 20), 17.0, INK)
    assert len(fillings) == 3
    painter.end()


def test_gigantic_formulas_need_no_gigantic_picture(qapp):
    huge = Formula("huge", True, 9999.0, 100.0, 1.0, (Bar(0.0, -0.5, 9999.0, 0.5),))
    assert rows_with_ink(picture(huge))


def test_paper_gets_vectors(qapp):
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(data)
    painter = QPainter(writer)
    drawing.paint(painter, formula(Outline(SQUARE)), QPointF(50, 50), 16.0, INK)
    painter.end()
    assert b"/Subtype /Image" not in data.data().data()
