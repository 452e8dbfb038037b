"""The verdict on an answer: a badge that says what computing found, and why when one asks.

The three outcomes differ in shape and in words, so that colour is not needed to tell them apart.
The reason is the badge's tooltip, shown with the keyboard's focus as well; a click unfolds it.
"""

import html

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QToolTip, QWidget

from app.domain.verdict import Judgement, Status
from app.i18n import tr
from app.tutor.verdicts import why
from app.ui.theme import Theme
from app.ui.transcript.look import QUIET_SCALE, Look

SIGN_EM = 1.0  # size of the shape
GAP_EM = 0.4
PADDING_EM = 0.5
LINE_EM = 0.1
OCTAGON_CORNER = 0.3  # of a side, cut off
KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


def word(status: Status) -> str:
    """What the badge says."""
    keys = {
        Status.VERIFIED: "transcript.verified",
        Status.CONTRADICTED: "transcript.contradicted",
        Status.UNCHECKED: "transcript.unchecked",
    }
    return tr(keys[status])


def ink(status: Status, theme: Theme) -> QColor:
    """The colour that goes with a status."""
    colours = {
        Status.VERIFIED: theme.success,
        Status.CONTRADICTED: theme.danger,
        Status.UNCHECKED: theme.muted,
    }
    return QColor(colours[status])


class VerdictView(QWidget):
    """The badge, its reason when unfolded, and a second try where the answer was contradicted."""

    retry_requested = Signal()
    folded = Signal(QWidget)  # by hand; carries the badge, which must not move

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self._look = look
        self.badge = Badge(look, self)
        self.badge.clicked.connect(self._on_clicked)
        self._reason = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._reason.setObjectName("verdictReason")
        self._reason.setFont(look.font(QUIET_SCALE))
        self._reason.setStyleSheet(f"color: {look.theme.muted};")
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.again = QPushButton(tr("transcript.retry"), self, flat=True)
        self.again.setObjectName("retryWithFinding")
        self.again.setToolTip(tr("transcript.retry_tip"))
        self.again.setFont(look.font(QUIET_SCALE))
        self.again.setCursor(Qt.CursorShape.PointingHandCursor)
        self.again.clicked.connect(self.retry_requested)
        self.hide()

    def show_judgement(self, judgement: Judgement | None, *, may_retry: bool) -> None:
        """Show what was found out; without anything to say the view hides."""
        self.setVisible(judgement is not None and judgement.tells)
        if judgement is None:
            return
        status, reason = judgement.verdict.status, why(judgement.verdict)
        self.badge.show_status(status, reason)
        self._reason.setText(reason)
        self._reason.setVisible(self.badge.isChecked())
        self.again.setVisible(may_retry and status is Status.CONTRADICTED)

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        size, gap = self.badge.sizeHint(), self._look.px(GAP_EM)
        self.badge.setGeometry(0, 0, min(width, size.width()), size.height())
        bottom = size.height()
        if not self.again.isHidden():
            room = self.again.sizeHint()
            beside = size.width() + gap + room.width() <= width
            left, top = (size.width() + gap, 0) if beside else (0, bottom)
            self.again.setGeometry(left, top, min(room.width(), width), size.height())
            bottom = top + size.height()
        if not self._reason.isHidden():
            top = bottom + gap
            height = self._reason.heightForWidth(width)
            self._reason.setGeometry(0, top, width, height)
            bottom = top + height + gap // 2
        return bottom

    def _on_clicked(self) -> None:
        self._reason.setVisible(self.badge.isChecked())
        self.folded.emit(self.badge)


def badge_height(look: Look) -> int:
    """The height of a badge, in pixels."""
    return round(1.15 * look.line_px)


class Badge(QAbstractButton):
    """A shape and a word; checked means that the reason is unfolded."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("verdictBadge")
        self._look = look
        self._status = Status.UNCHECKED
        self.setCheckable(True)
        self.setFont(look.font(QUIET_SCALE, bold=True))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_status(self, status: Status, reason: str) -> None:
        self._status = status
        self.setText(word(status))
        self.setAccessibleName(tr("transcript.verdict_name", verdict=word(status), why=reason))
        # As a rich text it is broken into lines, and no sign in it is taken for markup.
        self.setToolTip(f"<qt>{html.escape(reason)}</qt>")
        self.update()

    # Qt's overrides

    def sizeHint(self) -> QSize:
        advance = self.fontMetrics().horizontalAdvance(self.text())
        parts = SIGN_EM + GAP_EM + 2 * PADDING_EM
        return QSize(self._look.px(parts) + advance + 2, badge_height(self._look))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in KEYBOARD:
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.toolTip(), self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, colour = self._look.theme, ink(self._status, self._look.theme)
        lively = self.underMouse() or self.hasFocus()
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(theme.accent if self.hasFocus() else theme.line))
        painter.setBrush(QColor(theme.hover if lively else theme.window))
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        size, left = self._look.px(SIGN_EM), self._look.px(PADDING_EM)
        place = QRectF(left, (self.height() - size) / 2, size, size)
        draw_sign(painter, self._status, place, colour)
        painter.setPen(colour)
        inside = self.rect().adjusted(round(place.right()) + self._look.px(GAP_EM), 0, 0, 0)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, self.text())


def draw_sign(painter: QPainter, status: Status, place: QRectF, colour: QColor) -> None:
    """The shape of a status: a tick in a disc, a cross in an octagon, a dash in a dashed ring."""
    painter.save()
    painter.translate(place.topLeft())
    painter.scale(place.width(), place.height())
    pen = _pen(colour, LINE_EM)
    if status is Status.UNCHECKED:
        pen.setDashPattern([1.2, 1.6])
        painter.strokePath(_ring(), pen)
        painter.strokePath(_lines((0.32, 0.5, 0.68, 0.5)), QPen(colour, LINE_EM))
    else:
        disc = _ring() if status is Status.VERIFIED else _octagon()
        painter.fillPath(disc, colour)
        tick = _lines((0.28, 0.52, 0.44, 0.68), (0.44, 0.68, 0.73, 0.35))
        cross = _lines((0.33, 0.33, 0.67, 0.67), (0.67, 0.33, 0.33, 0.67))
        pen = _pen(_on(colour), 1.2 * LINE_EM)
        painter.strokePath(tick if status is Status.VERIFIED else cross, pen)
    painter.restore()


def _pen(colour: QColor, width: float) -> QPen:
    style, cap = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
    return QPen(colour, width, style, cap, Qt.PenJoinStyle.RoundJoin)


def _on(colour: QColor) -> QColor:
    """What can be seen on a colour."""
    return QColor("white" if colour.lightnessF() < 0.5 else "black")


def _ring() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(0.04, 0.04, 0.92, 0.92))
    return path


def _octagon() -> QPainterPath:
    near, far = OCTAGON_CORNER, 1 - OCTAGON_CORNER
    corners = [(near, 0), (far, 0), (1, near), (1, far), (far, 1), (near, 1), (0, far), (0, near)]
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


def _lines(*lines: tuple[float, float, float, float]) -> QPainterPath:
    path = QPainterPath()
    for x1, y1, x2, y2 in lines:
        path.moveTo(x1, y1)
        path.lineTo(x2, y2)
    return path
