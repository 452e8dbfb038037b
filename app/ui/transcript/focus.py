"""The keyboard's way through a transcript: from message to message and to the buttons of each.

Qt goes through widgets in the order in which they were made; messages are built as they come near,
so their order has to be said again.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from app.ui.theme import Theme

RING_GAP_PX = 9  # between a message and the line around it
RING_PX = 1.6
RADIUS_PX = 10
AIR_PX = 20  # between what has the focus and the edge of the screen


def put_in_order(first: QWidget, messages: Sequence[QWidget]) -> None:
    """Tab goes from ``first`` to the messages, and within each from top to bottom."""
    before = first
    for message in messages:
        for widget in (message, *_stops(message)):
            QWidget.setTabOrder(before, widget)
            before = widget


def put_stops_in_order(message: QWidget) -> None:
    """Tab goes from a message that was just built to what is in it, from top to bottom."""
    before = message
    for widget in _stops(message):
        QWidget.setTabOrder(before, widget)
        before = widget


def let_go(canvas: QWidget, instead: QWidget) -> None:
    """Give the focus to another widget than those on a canvas that are about to go.

    Hidden one after the other, each would hand it on to the next.
    """
    focus = QApplication.focusWidget()
    if focus is not None and canvas.isAncestorOf(focus):
        instead.setFocus()


def focused(messages: Sequence[QWidget]) -> QWidget | None:
    """The message that has the focus itself, if one has."""
    focus = QApplication.focusWidget()
    return focus if focus in messages else None


def _stops(message: QWidget) -> list[QWidget]:
    """What can be reached by Tab in a message, as it is read."""

    def place(widget: QWidget) -> tuple[int, int]:
        corner = widget.mapTo(message, QPoint(0, 0))
        return corner.y(), corner.x()

    stops = [
        widget
        for widget in message.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(message)
    ]
    return sorted(stops, key=place)


def bring_into_sight(focus: QWidget, canvas: QWidget, bar: QScrollBar) -> None:
    """Scroll as far as needed; of what is higher than the screen the top is shown."""
    top = focus.mapTo(canvas, QPoint(0, 0)).y()
    beyond = top + focus.height() + AIR_PX - bar.value() - bar.pageStep()
    if beyond > 0:
        bar.setValue(min(bar.value() + beyond, top - AIR_PX))
    if top - AIR_PX < bar.value():
        bar.setValue(top - AIR_PX)


class Ring(QWidget):
    """A line around the message that has the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._colour = QColor()
        self.hide()

    def put(self, message: QWidget | None, theme: Theme) -> None:
        """Stand around a message, or nowhere."""
        self._colour = QColor(theme.accent)
        self.setVisible(message is not None)
        if message is not None:
            gap = RING_GAP_PX
            self.setGeometry(message.geometry().adjusted(-gap, -gap, gap, gap))
            self.raise_()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, RING_PX))
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inside, RADIUS_PX, RADIUS_PX)
