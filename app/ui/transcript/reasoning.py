"""The reasoning of an answer: open and counting while it is written, folded afterwards."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from app.domain import mathtext
from app.i18n import tr
from app.ui.transcript.document import BAR_PX, DocumentView
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look
from app.ui.transcript.matches import NOTHING, Found

INSET_EM = 1.0
PADDING_EM = 0.2
ARROW_EM = 0.28  # half its size
FOCUS_RADIUS_PX = 5


class ReasoningView(QWidget):
    """A heading that folds, and the reasoning below it, typeset like an answer but quieter."""

    folded = Signal(QWidget)  # by hand; carries the heading, which must not move
    answer_now_requested = Signal()

    def __init__(self, look: Look, formulas: Formulas) -> None:
        super().__init__()
        self.setObjectName("reasoning")
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # growing paints nothing anew
        self._look = look
        self._formulas = formulas
        self._reader: mathtext.Incremental | None = None  # made when it is first unfolded
        self._body: DocumentView | None = None  # as well
        self._text = ""
        self._thinking = False
        self._found = NOTHING
        self.heading = _Heading(look, self)
        self.heading.clicked.connect(self._on_clicked)
        self._hurry: QPushButton | None = None  # made when somebody may be in a hurry
        self.hide()

    @property
    def is_open(self) -> bool:
        return self.heading.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold; the caller lays the message out again."""
        self.heading.setChecked(is_open)
        self._show_text()

    def show_reasoning(
        self, text: str, thought_s: float | None, *, thinking: bool, fold: bool
    ) -> None:
        """Show ``text``; open as long as the model is ``thinking``, then folded if ``fold``."""
        starts, ends = thinking and not self._thinking, self._thinking and not thinking
        self._text = text
        self._thinking = thinking
        self.setVisible(bool(text.strip()))
        self.heading.setText(heading_of(thought_s, thinking=thinking))
        if starts or (ends and fold):
            self.heading.setChecked(starts)
        self._offer_hurry(thinking, anew=starts)
        self._show_text()

    def show_found(self, found: Found) -> None:
        """Mark what a search found, as soon as it is unfolded."""
        self._found = found
        if self._body is not None:
            self._body.show_found(found)

    def document(self) -> DocumentView:
        """What shows the thoughts; unfolds."""
        if not self.is_open or self._body is None:
            self.set_open(True)
        assert self._body is not None
        return self._body

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        inset, pad = self._look.px(INSET_EM), self._look.px(PADDING_EM)
        size = self.heading.sizeHint()
        self.heading.setGeometry(inset, pad, min(size.width(), width - inset), size.height())
        if self._hurry is not None:
            room = self._hurry.sizeHint()
            left = self.heading.geometry().right() + pad
            self._hurry.setGeometry(left, pad, min(room.width(), width - left), size.height())
        bottom = pad + size.height()
        if self._body is not None and self.is_open:
            top = bottom + 2 * pad
            height = self._body.fit(width - inset)
            self._body.setGeometry(inset, top, width - inset, height)
            bottom = top + height
        return bottom + pad

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come; whether one of them was waited for."""
        return self._body is not None and self._body.refresh(keys)

    def _offer_hurry(self, offered: bool, *, anew: bool) -> None:
        if self._hurry is None and offered:
            self._hurry = self._make_hurry()
        if self._hurry is not None:
            self._hurry.setVisible(offered)
            self._hurry.setEnabled(anew or self._hurry.isEnabled())

    def _make_hurry(self) -> QPushButton:
        """A quiet button for whom the thinking takes too long; once is enough."""
        button = QPushButton(tr("transcript.answer_now"), self, flat=True)
        button.setObjectName("answerNow")
        button.setToolTip(tr("transcript.answer_now_tip"))
        button.setFont(self._look.quieter().font())
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: button.setEnabled(False))
        button.clicked.connect(self.answer_now_requested)
        button.hide()
        return button

    def _on_clicked(self) -> None:
        self._show_text()
        self.folded.emit(self.heading)

    def _show_text(self) -> None:
        if self.is_open:
            if self._body is None or self._reader is None:
                self._body = DocumentView(self._look.quieter(), self._formulas, self)
                self._reader = mathtext.Incremental()
            self._body.show_document(self._reader.update(self._text, final=not self._thinking))
            self._body.show_found(self._found)
        if self._body is not None:
            self._body.setVisible(self.is_open)

    # Qt's overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, BAR_PX, self.height(), QColor(self._look.theme.line))


def heading_of(thought_s: float | None, *, thinking: bool) -> str:
    if thought_s is None:
        return tr("transcript.thought_untimed")
    seconds = round(thought_s)
    if thinking:
        return tr("transcript.thinking", seconds=max(1, seconds))
    return tr("transcript.thought", seconds=seconds) if seconds else tr("transcript.thought_short")


class _Heading(QAbstractButton):
    """An arrow and a line of text; checked means unfolded."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("reasoningHeading")
        self._look = look
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(look.quieter().font())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)

    # Qt's overrides

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(
            self._text_left() + metrics.horizontalAdvance(self.text()) + 4, self._look.line_px
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lively = self.underMouse() or self.hasFocus()
        ink = QColor(self._look.theme.accent if lively else self._look.theme.muted)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(arrow(self._look, self.height() / 2, down=self.isChecked()))
        painter.setPen(ink)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, FOCUS_RADIUS_PX, FOCUS_RADIUS_PX)
        metrics = self.fontMetrics()  # Qt's own middle is lower where there is Chinese in the text
        base = self.height() / 2 + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(self._text_left(), base), self.text())

    def _text_left(self) -> int:
        return self._look.px(4 * ARROW_EM)


def arrow(look: Look, middle: float, *, down: bool) -> QPolygonF:
    """The arrow of what can be unfolded, at this height; ``down`` where it is."""
    half = look.font_px * ARROW_EM
    points = [(-0.7, -1.0), (0.8, 0.0), (-0.7, 1.0)]
    if down:
        points = [(-1.0, -0.7), (1.0, -0.7), (0.0, 0.8)]
    centre = QPointF(1.2 * half, middle)
    return QPolygonF([centre + QPointF(x * half, y * half) for x, y in points])
