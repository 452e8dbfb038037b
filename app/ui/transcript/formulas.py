"""Formulas for widgets: asks the typesetter, tells when one has come, paints display lists.

Formulas are set on another thread. ``Formulas.get`` answers at once; what was not there arrives
later and is announced by ``arrived``, at most once per turn of the event loop.
"""

from concurrent.futures import Future

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.domain.blocks import Math
from app.typeset.formula import Bar, Formula, FormulaError, Frame, Outline, Words
from app.typeset.typesetter import Typesetter
from app.ui import fonts

ESTIMATED_EM_PER_CHARACTER = 0.4  # width kept free for a formula that is not there yet
ESTIMATED_MOST_EM = 24.0

Set = Formula | FormulaError


class Formulas(QObject):
    """The typesetter as widgets see it; lives on the GUI thread."""

    arrived = Signal(object)  # set of (tex, display)
    _came = Signal(str, bool)

    def __init__(self, typesetter: Typesetter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._awaited: set[tuple[str, bool]] = set()
        self._news: set[tuple[str, bool]] = set()
        self._came.connect(self._note, Qt.ConnectionType.QueuedConnection)

    def get(self, math: Math) -> Set | None:
        """The formula, or None while it is being set."""
        found = self._typesetter.cached(math.tex, display=math.display)
        if found is None and (math.tex, math.display) not in self._awaited:
            self._awaited.add((math.tex, math.display))
            future = self._typesetter.typeset(math.tex, display=math.display)
            future.add_done_callback(lambda done: self._announce(done, math))
        return found

    def _announce(self, done: "Future[Set]", math: Math) -> None:
        """Called on the typesetter's thread."""
        if not done.cancelled():
            self._came.emit(math.tex, math.display)

    def _note(self, tex: str, display: bool) -> None:
        self._awaited.discard((tex, display))
        self.arrived.emit({(tex, display)})


def estimated_width(math: Math) -> float:
    """Em to keep free for a formula that is still being set."""
    return min(ESTIMATED_MOST_EM, max(1.0, len(math.tex) * ESTIMATED_EM_PER_CHARACTER))


def paint(painter: QPainter, formula: Formula, origin: QPointF, em_px: float, ink: QColor) -> None:
    """Draw a formula with its baseline starting at ``origin``, ``em_px`` pixels per em."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(origin)
    painter.scale(em_px, em_px)
    painter.fillPath(_outlines(formula), ink)
    for shape in formula.shapes:
        if isinstance(shape, Bar):
            painter.fillRect(QRectF(shape.x, shape.y, shape.width, shape.height), ink)
        elif isinstance(shape, Frame):
            _paint_frame(painter, shape, ink)
        elif isinstance(shape, Words):
            _paint_words(painter, shape, em_px, ink)
    painter.restore()


def _outlines(formula: Formula) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for shape in formula.shapes:
        if isinstance(shape, Outline):
            for segment in shape.segments:
                _add(path, segment)
    return path


def _add(path: QPainterPath, segment: tuple[str | float, ...]) -> None:
    command, *numbers = segment
    points = [float(number) for number in numbers]
    if command == "M":
        path.moveTo(points[0], points[1])
    elif command == "L":
        path.lineTo(points[0], points[1])
    elif command == "Q":
        path.quadTo(points[0], points[1], points[2], points[3])
    elif command == "C":
        path.cubicTo(points[0], points[1], points[2], points[3], points[4], points[5])
    else:
        path.closeSubpath()


def _paint_frame(painter: QPainter, frame: Frame, ink: QColor) -> None:
    pen = QPen(ink, frame.stroke)
    if frame.dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(frame.x, frame.y, frame.width, frame.height))


def _paint_words(painter: QPainter, words: Words, em_px: float, ink: QColor) -> None:
    # Text is drawn in pixels: a font of less than one pixel, scaled up, would lose its hinting.
    painter.save()
    painter.translate(words.x, words.y)
    painter.scale(1 / em_px, 1 / em_px)
    font = fonts.body()
    font.setPixelSize(max(1, round(words.size * em_px)))
    font.setBold(words.bold)
    font.setItalic(words.italic)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(QPointF(0, 0), words.text)
    painter.restore()
