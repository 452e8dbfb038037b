"""Formulas for widgets: asks the typesetter, tells when one has come, draws display lists.

Formulas are set on another thread. ``Formulas.get`` answers at once; what was not there arrives
later and is announced by ``arrived``, many at a time so that the page is not laid out for each.
"""

import logging
from collections import OrderedDict
from concurrent.futures import Future

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from app.domain.blocks import Math
from app.typeset.formula import Bar, Formula, FormulaError, Frame, Outline, Segment, Words
from app.typeset.typesetter import Typesetter
from app.ui import fonts

log = logging.getLogger(__name__)

ANNOUNCE_MS = 15  # formulas that come within this time are announced together
DRAWINGS_KEPT = 4000
GLYPHS_KEPT = 4000

Glyph = tuple[Segment, ...]
Key = tuple[str, bool]  # TeX and whether it is displayed


class Drawing:
    """A formula ready to be painted; extents in em, ascent and descent from the baseline."""

    def __init__(self, formula: Formula) -> None:
        self.width = formula.width
        self.ascent = formula.ascent
        self.descent = formula.descent
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
        """Draw with the baseline starting at ``origin``, ``em_px`` pixels per em."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(_on_pixel_row(painter, origin))
        painter.scale(em_px, em_px)
        painter.fillPath(self._glyphs, ink)
        for bar in self._bars:
            painter.fillRect(_on_pixels(painter, bar), ink)
        for frame in self._frames:
            _paint_frame(painter, frame, ink)
        for words in self._words:
            _paint_words(painter, words, em_px, ink)
        painter.restore()


class Formulas(QObject):
    """The typesetter as widgets see it; lives on the GUI thread."""

    arrived = Signal(object)  # set[Key]
    _came = Signal(str, bool)

    def __init__(self, typesetter: Typesetter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._drawings: OrderedDict[Key, Drawing | FormulaError] = OrderedDict()
        self._awaited: set[Key] = set()
        self._news: set[Key] = set()
        self._announce = QTimer(self, singleShot=True, interval=ANNOUNCE_MS)
        self._announce.timeout.connect(self._tell)
        # The typesetter calls back on its own thread: a queued signal brings the news over here.
        self._came.connect(self._note, Qt.ConnectionType.QueuedConnection)

    def get(self, math: Math) -> Drawing | FormulaError | None:
        """The formula, or None while it is being set."""
        key = (math.tex, math.display)
        if key in self._drawings:
            self._drawings.move_to_end(key)
            return self._drawings[key]
        found = self._typesetter.cached(math.tex, display=math.display)
        if found is None:
            self._ask(key)
            return None
        made = Drawing(found) if isinstance(found, Formula) else found
        self._drawings[key] = made
        if len(self._drawings) > DRAWINGS_KEPT:
            self._drawings.popitem(last=False)
        return made

    @property
    def is_waiting(self) -> bool:
        """Whether a formula that was asked for has not been announced yet."""
        return bool(self._awaited or self._news)

    def _ask(self, key: Key) -> None:
        if key not in self._awaited:
            self._awaited.add(key)
            future = self._typesetter.typeset(key[0], display=key[1])
            future.add_done_callback(lambda done: self._on_done(done, key))

    def _on_done(self, done: "Future[Formula | FormulaError]", key: Key) -> None:
        """Called on the typesetter's thread."""
        if done.cancelled():
            return  # the program is ending
        if (defect := done.exception()) is not None:
            log.error("the typesetter failed", exc_info=defect)
            return
        self._came.emit(*key)

    def _note(self, tex: str, display: bool) -> None:
        self._awaited.discard((tex, display))
        self._news.add((tex, display))
        if not self._announce.isActive():
            self._announce.start()

    def _tell(self) -> None:
        news, self._news = self._news, set()
        self.arrived.emit(news)


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


def _on_pixel_row(painter: QPainter, point: QPointF) -> QPointF:
    """``point`` moved to a whole row of the device, where Qt puts the baseline of text too."""
    device = painter.deviceTransform()
    place = device.map(point)
    return device.inverted()[0].map(QPointF(place.x(), round(place.y())))


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
