"""Where somebody comes to in a transcript: at what a search found, or at another branch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.chat import Status, Turn
from app.domain.search import marked
from app.ui.theme import Theme
from app.ui.transcript.actions import Actions
from app.ui.transcript.display import FormulaView
from app.ui.transcript.matches import OBJECT
from app.ui.transcript.message import MessageView
from app.ui.transcript.prose import ProseView

FRAME_MS = 1_600
OVERLAP_PX = 8
RADIUS_PX = 10
EDGE_PX = 2.0


@dataclass(frozen=True)
class Paged:
    """Another branch comes in the place of one that is shown; ``before`` is that one's pager."""

    message_id: int
    before: QWidget

    def after(self, view: MessageView | None) -> QWidget | None:
        """The pager of the branch that came, unless that is still being written."""
        if view is None or view.message.status is Status.STREAMING:
            return None
        if not view.is_built:
            view.build()
        return view.findChild(Actions)


def paged(shown: Mapping[int, MessageView], turns: Sequence[Turn]) -> Paged | None:
    """What is paged when these turns come in the place of those shown."""
    for turn in turns:
        if turn.message.id not in shown:
            siblings = (shown[id_] for id_ in turn.siblings if id_ in shown)
            row = next((view.findChild(Actions) for view in siblings), None)
            return Paged(turn.message.id, row) if row is not None else None
    return None


def found_in(message: QWidget, typed: str) -> tuple[QWidget, int | None] | None:
    """The first place in a message where something typed stands, a formula's source included."""
    for prose in message.findChildren(ProseView):
        if prose.isVisible() and (place := _place_in(prose, typed)) is not None:
            return prose, place
    for formula in message.findChildren(FormulaView):
        if formula.isVisible() and marked(formula.tex, typed).marks:
            return formula, None
    return None


def _place_in(prose: ProseView, typed: str) -> int | None:
    text = prose.toPlainText()
    places = [start for start, _ in marked(text, typed).marks]
    objects = (place for place, sign in enumerate(text) if sign == OBJECT)
    for place, formula in zip(objects, prose.objects.placed, strict=False):
        if marked(formula.math.tex, typed).marks:
            places.append(place)
    return min(places, default=None)


def frame(message: QWidget, theme: Theme, canvas: QWidget) -> None:
    """Frame a message on its canvas for a moment, and no other one."""
    for earlier in canvas.findChildren(_Frame):
        earlier.hide()
        earlier.deleteLater()
    _Frame(theme, message, canvas).show()


class _Frame(QWidget):
    """Stays around a message until its time is over; takes no clicks."""

    def __init__(self, theme: Theme, message: QWidget, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._theme = theme
        self._message = message
        self.setObjectName("arrivalFrame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over = QTimer(self, interval=FRAME_MS, singleShot=True)
        over.timeout.connect(self.deleteLater)
        over.start()
        message.installEventFilter(self)
        self._follow()

    def _follow(self) -> None:
        around = OVERLAP_PX
        self.setGeometry(self._message.geometry().adjusted(-around, -around, around, around))

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._follow()
        elif event.type() == QEvent.Type.Hide:
            self.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(QColor(self._theme.accent))
        pen.setWidthF(EDGE_PX)
        painter.setPen(pen)
        edge = EDGE_PX / 2
        inside = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(inside, RADIUS_PX, RADIUS_PX)
