"""Display lists of formulas, painted: as vectors on paper, as sharp pictures on a screen.

Filling outlines takes a millisecond a formula, and while an answer streams the whole screen is
painted thirty times a second. So on a screen a formula is filled once, on the very pixels of the
device and in the colour of its text, and copied from Qt's pixmap cache afterwards.
"""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPixmapCache,
    QTransform,
)

from app.typeset.formula import Bar, Formula, Frame, Outline, Segment, Words
from app.ui import fonts

GLYPHS_KEPT = 4000
LARGEST_PICTURE_PX = 4_000_000  # pixels; such a picture takes 16 MB
MARGIN_EM = 0.4  # around the picture of a formula, for signs that lean over its edges

Glyph = tuple[Segment, ...]


def paint(painter: QPainter, formula: Formula, origin: QPointF, em_px: float, ink: QColor) -> None:
    """Draw with the baseline starting at ``origin``, ``em_px`` pixels per em.

    On a screen the origin moves to the nearest pixel, as the baseline of text does.
    """
    device = painter.deviceTransform()
    scale = device.m11()
    box = _box(formula, em_px * scale)
    on_screen = painter.paintEngine().type() is QPaintEngine.Type.Raster
    if not on_screen or box.width() * box.height() > LARGEST_PICTURE_PX:
        painter.save()
        painter.translate(origin)
        _fill(painter, formula, em_px, ink)
        painter.restore()
        return
    picture = _picture(formula, box, em_px * scale, ink)
    picture.setDevicePixelRatio(scale)
    place = device.map(origin)
    corner = QPointF(round(place.x()) + box.left(), round(place.y()) + box.top())
    painter.drawPixmap(device.inverted()[0].map(corner), picture)


def _box(formula: Formula, em_px: float) -> QRect:
    """The pixels that a formula may touch, seen from the start of its baseline."""
    size = QSizeF(formula.width, formula.ascent + formula.descent) * em_px
    margin = math.ceil(MARGIN_EM * em_px)
    box = QRectF(QPointF(0, -formula.ascent * em_px), size).toAlignedRect()
    return box.adjusted(-margin, -margin, margin, margin)


def _picture(formula: Formula, box: QRect, em_px: float, ink: QColor) -> QPixmap:
    key = f"formula {em_px} {ink.rgba()} {formula.display} {formula.tex}"
    picture = QPixmap()
    if QPixmapCache.find(key, picture):
        return picture
    picture = QPixmap(box.size())
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.translate(-box.topLeft())
    _fill(painter, formula, em_px, ink)
    painter.end()
    QPixmapCache.insert(key, picture)
    return picture


def _fill(painter: QPainter, formula: Formula, em_px: float, ink: QColor) -> None:
    """Draw with the baseline starting at the painter's origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(em_px, em_px)
    for shape in formula.shapes:
        if isinstance(shape, Outline):
            painter.fillPath(QTransform(*shape.place).map(_glyph_path(shape.glyph)), ink)
        elif isinstance(shape, Bar):
            bar = QRectF(shape.x, shape.y, shape.width, shape.height)
            painter.fillRect(_on_pixels(painter, bar), ink)
        elif isinstance(shape, Frame):
            _paint_frame(painter, shape, ink)
        else:
            _paint_words(painter, shape, em_px, ink)


#: Outlines of glyphs are shared objects: their paths are made once, found by identity.
_glyph_paths: dict[int, tuple[Glyph, QPainterPath]] = {}


def _glyph_path(glyph: Glyph) -> QPainterPath:
    known = _glyph_paths.get(id(glyph))
    if known is not None:
        return known[1]
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for step in glyph:
        _extend(path, step)
    if len(_glyph_paths) >= GLYPHS_KEPT:
        _glyph_paths.clear()
    _glyph_paths[id(glyph)] = (glyph, path)  # held, so that nothing else gets its id
    return path


def _extend(path: QPainterPath, segment: Segment) -> None:
    command, *numbers = segment
    points = [float(number) for number in numbers]
    if command == "M":
        path.moveTo(*points)
    elif command == "L":
        path.lineTo(*points)
    elif command == "Q":
        path.quadTo(*points)
    elif command == "C":
        path.cubicTo(*points)
    else:
        path.closeSubpath()


def _paint_frame(painter: QPainter, frame: Frame, ink: QColor) -> None:
    edge = QRectF(frame.x, frame.y, frame.width, frame.height)
    if frame.dashed:
        painter.setPen(QPen(ink, frame.stroke, Qt.PenStyle.DashLine))
        painter.drawRect(edge)
        return
    device = painter.deviceTransform()
    outer = QRectF(device.mapRect(edge).toRect())
    line = max(1, round(device.mapRect(QRectF(0, 0, frame.stroke, 0)).width()))
    path = QPainterPath()  # odd-even: what is between the two rectangles is filled
    path.addRect(outer)
    path.addRect(outer.adjusted(line, line, -line, -line))
    painter.fillPath(device.inverted()[0].map(path), ink)


def _on_pixels(painter: QPainter, bar: QRectF) -> QRectF:
    """A thin bar moved to whole pixels of the device, so that it is sharp at every scale."""
    device = painter.deviceTransform()
    place = device.mapRect(bar)
    width, height = max(1, round(place.width())), max(1, round(place.height()))
    if place.width() > place.height():
        snapped = QRectF(place.x(), round(place.y()), place.width(), height)
    else:
        snapped = QRectF(round(place.x()), place.y(), width, place.height())
    return device.inverted()[0].mapRect(snapped)


def _paint_words(painter: QPainter, words: Words, em_px: float, ink: QColor) -> None:
    painter.save()
    painter.translate(words.x, words.y)
    painter.scale(1 / em_px, 1 / em_px)  # a font of one pixel, scaled up, would be misshapen
    font = fonts.body()
    font.setPixelSize(max(1, round(words.size * em_px)))
    font.setBold(words.bold)
    font.setItalic(words.italic)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(QPointF(0, 0), words.text)
    painter.restore()
