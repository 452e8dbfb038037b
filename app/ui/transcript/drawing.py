"""Display lists of formulas, painted: as vectors on paper, as sharp pictures on a screen.

Filling outlines takes a millisecond a formula, and while an answer streams the whole screen is
painted thirty times a second. So on a screen a formula is filled once, on the very pixels of the
device and in the colour of its text, and copied from Qt's pixmap cache afterwards.
"""

from itertools import count

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
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
MARGIN_PX = 2  # around the picture of a formula, for what antialiasing spills

Glyph = tuple[Segment, ...]
_serial = count()


class Drawing:
    """A formula ready to be painted; extents in em, ascent and descent from the baseline."""

    def __init__(self, formula: Formula) -> None:
        self.width = formula.width
        self.ascent = formula.ascent
        self.descent = formula.descent
        self._number = next(_serial)
        self._glyphs = QPainterPath()
        self._glyphs.setFillRule(Qt.FillRule.WindingFill)
        self._bars: list[QRectF] = []
        self._frames: list[Frame] = []
        self._words: list[Words] = []
        for shape in formula.shapes:
            self._add(shape)

    def _add(self, shape: Outline | Bar | Frame | Words) -> None:
        if isinstance(shape, Outline):
            self._glyphs.addPath(QTransform(*shape.place).map(_glyph_path(shape.glyph)))
        elif isinstance(shape, Bar):
            self._bars.append(QRectF(shape.x, shape.y, shape.width, shape.height))
        elif isinstance(shape, Words):
            self._words.append(shape)
        else:
            self._frames.append(shape)

    def paint(self, painter: QPainter, origin: QPointF, em_px: float, ink: QColor) -> None:
        """Draw with the baseline starting at ``origin``, ``em_px`` pixels per em.

        On a screen the origin moves to the nearest pixel, as the baseline of text does.
        """
        device = painter.deviceTransform()
        if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
            painter.save()
            painter.translate(origin)
            self._fill(painter, em_px, ink)
            painter.restore()
            return
        scale = device.m11()
        box = self._box(em_px * scale)
        picture = self._picture(box, em_px * scale, ink)
        picture.setDevicePixelRatio(scale)
        place = device.map(origin)
        corner = QPointF(round(place.x()) + box.left(), round(place.y()) + box.top())
        painter.drawPixmap(device.inverted()[0].map(corner), picture)

    def _box(self, em_px: float) -> QRect:
        """The pixels that the formula may touch, seen from the start of its baseline."""
        ink = QRectF(0, -self.ascent, self.width, self.ascent + self.descent)
        ink |= self._glyphs.boundingRect()
        whole = QRectF(ink.topLeft() * em_px, ink.size() * em_px).toAlignedRect()
        return whole.adjusted(-MARGIN_PX, -MARGIN_PX, MARGIN_PX, MARGIN_PX)

    def _picture(self, box: QRect, em_px: float, ink: QColor) -> QPixmap:
        key = f"formula {self._number} {em_px} {ink.rgba()}"
        picture = QPixmap()
        if QPixmapCache.find(key, picture):
            return picture
        picture = QPixmap(box.size())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.translate(-box.topLeft())
        self._fill(painter, em_px, ink)
        painter.end()
        QPixmapCache.insert(key, picture)
        return picture

    def _fill(self, painter: QPainter, em_px: float, ink: QColor) -> None:
        """Draw with the baseline starting at the painter's origin."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(em_px, em_px)
        painter.fillPath(self._glyphs, ink)
        for bar in self._bars:
            painter.fillRect(_on_pixels(painter, bar), ink)
        for frame in self._frames:
            _paint_frame(painter, frame, ink)
        for words in self._words:
            _paint_words(painter, words, em_px, ink)


#: Outlines of glyphs are shared objects: their paths are made once, found by identity.
_glyph_paths: dict[int, tuple[Glyph, QPainterPath]] = {}


def _glyph_path(glyph: Glyph) -> QPainterPath:
    known = _glyph_paths.get(id(glyph))
    if known is not None:
        return known[1]
    path = QPainterPath()
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
