"""Paints a scene: grid, axes, asymptotes, curves, marked points, labels and the legend."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isinf

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app.domain.blocks import Math
from app.domain.functions.features import Line
from app.domain.functions.model import Curve
from app.typeset.formula import Formula
from app.ui.plot.scene import Scene
from app.ui.plot.ticks import Tick, ticks
from app.ui.plot.words import equation, letter
from app.ui.theme import Theme
from app.ui.transcript.drawing import paint as paint_formula
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look

TEXT_SCALE = 0.8  # of body text
CURVE_PX = 2.2
LINE_PX = 1.2  # axes and asymptotes
MARK_PX = 3.8  # radius of a marked point
ARROW_PX = 7.0
TICK_GAP_PX = 4.0
TICK_X_PX = 76.0  # least room of a number on the horizontal axis
TICK_Y_PX = 44.0
EDGE_PX = 6.0
VEIL = 215  # of 255: how much of what lies behind a text is hidden
SAMPLE_PX = 26.0  # length of a curve's sample in the legend
LEGEND_PADDING_PX = 9.0
LEGEND_GAP_PX = 10.0
LEGEND_SHARE = 0.6  # of the picture's width, at the most
RADIUS_PX = 7.0

#: Curves differ by their dashes, too, not by colour alone.
DASHES: tuple[list[float], ...] = ([], [6, 3], [1.5, 2.5])
ASYMPTOTE_DASHES = [5.0, 4.0]


def colours(theme: Theme) -> tuple[str, ...]:
    """The colours of the curves, in their order."""
    return (theme.accent, theme.warning, theme.success)


@dataclass(frozen=True)
class Row:
    """One line of the legend; ``formula`` is None while it is being set or cannot be."""

    text: str
    formula: Formula | None
    em_px: float
    size: QSizeF


class Picture:
    """Paints scenes in one look."""

    def __init__(self, look: Look, formulas: Formulas) -> None:
        self._look = look
        self._formulas = formulas
        self.font: QFont = look.font(TEXT_SCALE)
        self.metrics = QFontMetricsF(self.font)
        self._zoom = look.zoom

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """The whole picture, from the painter's origin."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font)
        painter.fillRect(scene.plane.bounds, QColor(self._look.theme.window))
        painter.setClipRect(scene.plane.bounds)
        self._paint_grid(painter, scene)
        self._paint_asymptotes(painter, scene)
        self._paint_curves(painter, scene)
        self._paint_numbers(painter, scene)
        self._paint_points(painter, scene)
        self._paint_labels(painter, scene)
        self._paint_legend(painter, scene)
        painter.restore()

    def text_size(self, text: str) -> QSizeF:
        """What a label takes."""
        return QSizeF(self.metrics.horizontalAdvance(text) + 4, self.metrics.height())

    def paint_mark(
        self, painter: QPainter, place: QPointF, curve: int, *, is_open: bool = False
    ) -> None:
        """A marked point of a curve; an open one does not belong to it."""
        theme = self._look.theme
        ink = QColor(colours(theme)[curve])
        ground = QColor(theme.window)
        painter.setPen(QPen(ink if is_open else ground, 1.5 * self._zoom))
        painter.setBrush(ground if is_open else ink)
        radius = MARK_PX * self._zoom
        painter.drawEllipse(place, radius, radius)

    def paint_text(self, painter: QPainter, rect: QRectF, text: str, colour: str) -> None:
        """A text on a veil that keeps it readable."""
        veil = QColor(self._look.theme.window)
        veil.setAlpha(VEIL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        painter.drawRoundedRect(rect, 3, 3)
        painter.setPen(QColor(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    # --- grid and axes ------------------------------------------------------------------------

    def _paint_grid(self, painter: QPainter, scene: Scene) -> None:
        size = scene.plane.size
        painter.setPen(QPen(QColor(self._look.theme.line), 1))
        painter.drawLines([QLineF(x, 0, x, size.height()) for _, x in self._columns(scene)])
        painter.drawLines([QLineF(0, y, size.width(), y) for _, y in self._lines_across(scene)])
        self._paint_axes(painter, scene, scene.plane.at(0, 0))

    def _columns(self, scene: Scene) -> list[tuple[Tick, float]]:
        """The ticks of the horizontal axis, and where they are in pixels."""
        plane, window = scene.plane, scene.plane.window
        most = round(plane.size.width() / (TICK_X_PX * self._zoom))
        across = ticks(window.left, window.right, most, in_pi=scene.plot.has_angles)
        return [(tick, plane.at(tick.value, 0).x()) for tick in across]

    def _lines_across(self, scene: Scene) -> list[tuple[Tick, float]]:
        """The ticks of the vertical axis, and where they are in pixels."""
        plane, window = scene.plane, scene.plane.window
        most = round(plane.size.height() / (TICK_Y_PX * self._zoom))
        return [
            (tick, plane.at(0, tick.value).y()) for tick in ticks(window.bottom, window.top, most)
        ]

    def _paint_numbers(self, painter: QPainter, scene: Scene) -> None:
        """Over the curves, whose lines would cross them out."""
        size, origin = scene.plane.size, scene.plane.at(0, 0)
        self._paint_numbers_below(painter, size, self._columns(scene), origin.y())
        self._paint_numbers_beside(painter, size, self._lines_across(scene), origin.x())

    def _paint_axes(self, painter: QPainter, scene: Scene, origin: QPointF) -> None:
        theme, size = self._look.theme, scene.plane.size
        painter.setPen(QPen(QColor(theme.faint), LINE_PX * self._zoom))
        painter.setBrush(QColor(theme.faint))
        arrow = ARROW_PX * self._zoom
        if 0 <= origin.y() <= size.height():
            tip = QPointF(size.width() - 1, origin.y())
            painter.drawLine(QPointF(0, origin.y()), tip)
            _paint_arrow(painter, tip, QPointF(-arrow, arrow / 2.4), QPointF(-arrow, -arrow / 2.4))
            name = self.text_size(letter(scene.plot.variable))
            place = QPointF(tip.x() - name.width() - 2, tip.y() - name.height() - 3)
            self.paint_text(painter, QRectF(place, name), letter(scene.plot.variable), theme.muted)
        painter.setPen(QPen(QColor(theme.faint), LINE_PX * self._zoom))
        painter.setBrush(QColor(theme.faint))
        if 0 <= origin.x() <= size.width():
            tip = QPointF(origin.x(), 1)
            painter.drawLine(tip, QPointF(origin.x(), size.height()))
            _paint_arrow(painter, tip, QPointF(arrow / 2.4, arrow), QPointF(-arrow / 2.4, arrow))
            place = QPointF(tip.x() + arrow, 2)
            self.paint_text(painter, QRectF(place, self.text_size("y")), "y", theme.muted)

    def _paint_numbers_below(
        self, painter: QPainter, size: QSizeF, columns: Sequence[tuple[Tick, float]], axis: float
    ) -> None:
        height = self.metrics.height()
        top = min(max(axis + TICK_GAP_PX, 0.0), size.height() - height - 1)
        for tick, x in columns:
            width = self.text_size(tick.text).width()
            fits = width / 2 < x < size.width() - width / 2 - 3 * ARROW_PX * self._zoom
            if tick.value and fits:
                rect = QRectF(x - width / 2, top, width, height)
                self.paint_text(painter, rect, tick.text, self._look.theme.muted)

    def _paint_numbers_beside(
        self, painter: QPainter, size: QSizeF, rows: Sequence[tuple[Tick, float]], axis: float
    ) -> None:
        height = self.metrics.height()
        for tick, y in rows:
            width = self.text_size(tick.text).width()
            right = min(max(axis - TICK_GAP_PX, width + 1), size.width() - 1)
            fits = height / 2 < y < size.height() - height / 2
            if tick.value and fits and y > height / 2 + 2 * ARROW_PX * self._zoom:
                rect = QRectF(right - width, y - height / 2, width, height)
                self.paint_text(painter, rect, tick.text, self._look.theme.muted)

    # --- what is drawn ------------------------------------------------------------------------

    def _paint_asymptotes(self, painter: QPainter, scene: Scene) -> None:
        pen = QPen(QColor(self._look.theme.muted), LINE_PX * self._zoom)
        pen.setDashPattern(ASYMPTOTE_DASHES)
        painter.setPen(pen)
        painter.drawLines([place for line in scene.features.lines for place in _ends(line, scene)])

    def _paint_curves(self, painter: QPainter, scene: Scene) -> None:
        painter.save()
        painter.setTransform(scene.traces.plane.moved_to(scene.plane), True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number, polygons in enumerate(scene.traces.curves):
            pen = self._curve_pen(number)
            pen.setCosmetic(True)  # its width is in the device's pixels, not in ours
            pen.setWidthF(pen.widthF() * painter.device().devicePixelRatioF())
            painter.setPen(pen)
            for polygon in polygons:
                painter.drawPolyline(polygon)
        painter.restore()

    def _curve_pen(self, number: int) -> QPen:
        pen = QPen(QColor(colours(self._look.theme)[number]), CURVE_PX * self._zoom)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if DASHES[number]:
            pen.setDashPattern(DASHES[number])
        return pen

    def _paint_points(self, painter: QPainter, scene: Scene) -> None:
        for point in scene.visible():
            place = scene.plane.at(point.x.value, point.y.value)
            self.paint_mark(painter, place, point.curve, is_open=point.is_open)

    def _paint_labels(self, painter: QPainter, scene: Scene) -> None:
        for label in scene.labels:
            place = label.place.translated(scene.plane.at(label.x, label.y))
            self.paint_text(painter, place, label.text, self._look.theme.text)

    # --- the legend ---------------------------------------------------------------------------

    def legend_size(self, scene: Scene) -> QSizeF:
        """What the legend takes."""
        rows = self._rows(scene)
        padding = LEGEND_PADDING_PX * self._zoom
        width = max(row.size.width() for row in rows) + self._sample_px + 2 * padding
        height = sum(row.size.height() for row in rows) + self._gap_px * (len(rows) - 1)
        return QSizeF(width, height + 2 * padding)

    @property
    def _sample_px(self) -> float:
        return (SAMPLE_PX + LEGEND_GAP_PX) * self._zoom

    @property
    def _gap_px(self) -> float:
        return 0.6 * LEGEND_GAP_PX * self._zoom

    def _rows(self, scene: Scene) -> list[Row]:
        most = LEGEND_SHARE * scene.plane.size.width()
        return [self._row(curve, most) for curve in scene.plot.curves]

    def _row(self, curve: Curve, most: float) -> Row:
        found = self._formulas.get(Math(curve.tex, curve.tex, display=True))
        if not isinstance(found, Formula):
            text = self.metrics.elidedText(curve.tex, Qt.TextElideMode.ElideRight, most)
            return Row(text, None, 0.0, self.text_size(text))
        em_px = min(self._look.math_px, most / max(found.width, 1.0))
        height = max((found.ascent + found.descent) * em_px, self.metrics.height())
        return Row("", found, em_px, QSizeF(found.width * em_px, height))

    def _paint_legend(self, painter: QPainter, scene: Scene) -> None:
        theme = self._look.theme
        box = QRectF(scene.legend, self.legend_size(scene))
        ground = QColor(theme.window)
        ground.setAlpha(VEIL + 20)
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        padding = LEGEND_PADDING_PX * self._zoom
        top = box.top() + padding
        for number, row in enumerate(self._rows(scene)):
            left, middle = box.left() + padding, top + row.size.height() / 2
            painter.setPen(self._curve_pen(number))
            painter.drawLine(QLineF(left, middle, left + SAMPLE_PX * self._zoom, middle))
            self._paint_row(painter, row, QPointF(left + self._sample_px, top))
            top += row.size.height() + self._gap_px

    def _paint_row(self, painter: QPainter, row: Row, corner: QPointF) -> None:
        if row.formula is None:
            painter.setPen(QColor(self._look.theme.text))
            painter.drawText(QRectF(corner, row.size), Qt.AlignmentFlag.AlignCenter, row.text)
            return
        extent = (row.formula.ascent + row.formula.descent) * row.em_px
        drop = (row.size.height() - extent) / 2 + row.formula.ascent * row.em_px
        origin = QPointF(corner.x(), corner.y() + drop)
        paint_formula(painter, row.formula, origin, row.em_px, QColor(self._look.theme.text))


def line_label(line: Line, scene: Scene) -> tuple[str, QPointF] | None:
    """The equation of an asymptote and where in the plane it may stand; none for the axes."""
    window = scene.plane.window
    if line.height == 0 and (line.is_vertical or line.slope == 0):
        return None
    text = equation(line, letter(scene.plot.variable))
    if line.is_vertical:
        return text, QPointF(line.height, window.bottom + 0.08 * window.height)
    x = window.right - 0.12 * window.width
    return text, QPointF(x, line.slope * x + line.height)


def _ends(line: Line, scene: Scene) -> Iterator[QLineF]:
    """An asymptote across the picture."""
    plane, window = scene.plane, scene.plane.window
    if isinf(line.slope):
        x = plane.at(line.height, 0).x()
        yield QLineF(x, 0, x, plane.size.height())
        return
    ends = [plane.at(x, line.slope * x + line.height) for x in (window.left, window.right)]
    yield QLineF(*ends)


def _paint_arrow(painter: QPainter, tip: QPointF, *corners: QPointF) -> None:
    painter.drawPolygon(QPolygonF([tip, *(tip + corner for corner in corners)]))
