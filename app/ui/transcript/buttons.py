"""Small quiet buttons with drawn icons: no icon font, no picture files, sharp at every scale."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.theme import Theme

BUTTON_PX = 26
BOX_PX = 16  # icons are drawn in a box of this size
LINE_PX = 1.4
RADIUS_PX = 6
CONFIRM_MS = 1500


class IconButton(QPushButton):
    """A button that shows the icon ``name``; ``label`` is its tooltip and accessible name."""

    def __init__(
        self, name: str, label: str, theme: Theme, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._theme = theme
        self._confirming = QTimer(self, singleShot=True, interval=CONFIRM_MS)
        self._confirming.timeout.connect(self.update)
        self.set_label(label)
        self.setFixedSize(BUTTON_PX, BUTTON_PX)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_label(self, label: str) -> None:
        """Say what the button does."""
        self.setAccessibleName(label)
        self.setToolTip(label)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def confirm(self) -> None:
        """Show for a moment that it was done."""
        self._confirming.start()
        self.update()

    # Qt's overrides

    def sizeHint(self) -> QSize:
        return QSize(BUTTON_PX, BUTTON_PX)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and self.isEnabled():
            painter.setBrush(QColor(self._theme.hover))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(self.rect(), RADIUS_PX, RADIUS_PX)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(self._theme.accent))
            inside = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(inside, RADIUS_PX, RADIUS_PX)
        pen = QPen(self._ink(), LINE_PX)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate((self.width() - BOX_PX) / 2, (self.height() - BOX_PX) / 2)
        painter.drawPath(ICONS["done" if self._confirming.isActive() else self._name]())

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return QColor(self._theme.line)
        if self._confirming.isActive():
            return QColor(self._theme.success)
        return QColor(self._theme.text if self.underMouse() else self._theme.muted)


def _lines(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    return path


def _copy() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(5.5, 5.5, 8, 8.5), 1.8, 1.8)
    path.addPath(_lines((3.8, 10.5), (2.5, 10.5), (2.5, 2), (10.5, 2), (10.5, 3.3)))
    return path


def _done() -> QPainterPath:
    return _lines((3, 8.5), (6.5, 12), (13, 4.5))


def _again() -> QPainterPath:
    circle = QRectF(2.5, 2.5, 11, 11)
    path = QPainterPath()
    path.arcMoveTo(circle, 20)
    path.arcTo(circle, 20, 300)
    path.addPath(_lines((13.6, 2.6), (13.3, 6.2), (9.8, 5.6)))
    return path


def _edit() -> QPainterPath:
    path = _lines((3, 13), (3.7, 10), (10.9, 2.8), (13.2, 5.1), (6, 12.3), (3, 13))
    path.addPath(_lines((9.3, 4.4), (11.6, 6.7)))
    return path


def _back() -> QPainterPath:
    return _lines((9.8, 3.8), (5.8, 8), (9.8, 12.2))


def _on() -> QPainterPath:
    return _lines((6.2, 3.8), (10.2, 8), (6.2, 12.2))


def _down() -> QPainterPath:
    return _lines((3.8, 6.2), (8, 10.2), (12.2, 6.2))


def _up() -> QPainterPath:
    return _lines((3.8, 9.8), (8, 5.8), (12.2, 9.8))


def _close() -> QPainterPath:
    path = _lines((4, 4), (12, 12))
    path.addPath(_lines((12, 4), (4, 12)))
    return path


def _plus() -> QPainterPath:
    path = _lines((8, 3), (8, 13))
    path.addPath(_lines((3, 8), (13, 8)))
    return path


def _minus() -> QPainterPath:
    return _lines((3, 8), (13, 8))


def _home() -> QPainterPath:
    path = QPainterPath()
    for across in (0.0, 1.0):  # the four corners of a frame
        for down in (0.0, 1.0):
            x, y = 2.5 + 11 * across, 3.5 + 9 * down
            inwards = (3.2 - 6.4 * across, 2.8 - 5.6 * down)
            path.addPath(_lines((x + inwards[0], y), (x, y), (x, y + inwards[1])))
    return path


def _save() -> QPainterPath:
    path = _lines((8, 2.5), (8, 10))
    path.addPath(_lines((4.8, 7), (8, 10.2), (11.2, 7)))
    path.addPath(_lines((2.8, 10.5), (2.8, 13.3), (13.2, 13.3), (13.2, 10.5)))
    return path


def _plot() -> QPainterPath:
    path = _lines((2.5, 2.5), (2.5, 13.5), (13.5, 13.5))
    path.moveTo(4.5, 4)
    path.cubicTo(QPointF(6.5, 14.5), QPointF(9, 12.5), QPointF(13, 4))
    return path


def _attach() -> QPainterPath:
    """A paper clip."""
    path = QPainterPath(QPointF(11.2, 5.2))
    path.lineTo(6.2, 10.2)
    path.cubicTo(QPointF(5.2, 11.2), QPointF(6.8, 12.6), QPointF(7.8, 11.6))
    path.lineTo(13, 6.4)
    path.cubicTo(QPointF(15, 4.2), QPointF(11.9, 1.2), QPointF(9.8, 3.2))
    path.lineTo(4, 9)
    path.cubicTo(QPointF(1, 12.2), QPointF(5.4, 16.4), QPointF(8.4, 13.6))
    path.lineTo(12.6, 9.4)
    return path


def _formula() -> QPainterPath:
    """A root of x."""
    path = _lines((0.8, 9), (2.4, 8.2), (4.6, 13.2), (7, 2.6), (15.2, 2.6))
    path.addPath(_lines((8.6, 6.4), (13, 12.4)))
    path.addPath(_lines((13, 6.4), (8.6, 12.4)))
    return path


ICONS = {
    "attach": _attach,
    "formula": _formula,
    "copy": _copy,
    "done": _done,
    "again": _again,
    "edit": _edit,
    "back": _back,
    "on": _on,
    "down": _down,
    "up": _up,
    "close": _close,
    "plus": _plus,
    "minus": _minus,
    "home": _home,
    "save": _save,
    "plot": _plot,
}
