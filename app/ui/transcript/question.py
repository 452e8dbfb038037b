"""A question: a bubble at the right that fits its text, and its actions below."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.chat import Turn
from app.domain.functions import Plot
from app.ui.transcript import contents
from app.ui.transcript.actions import Actions
from app.ui.transcript.attached import AttachedView
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look
from app.ui.transcript.matches import Found
from app.ui.transcript.plots import open_plot

WIDEST_SHARE = 0.75  # of the page
PADDING_X_EM = 1.0
PADDING_Y_EM = 0.6
RADIUS_EM = 0.9
ACTIONS_GAP_PX = 4


class QuestionView(QWidget):
    """Shows a question of a person, its documents folded above its words."""

    folded = Signal(QWidget)  # by hand; carries the heading, which must not move

    def __init__(self, turn: Turn, look: Look, formulas: Formulas, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._formulas = formulas
        self._bubble = _Bubble(look, self)
        self._attached = AttachedView(look, self._bubble)
        self._attached.folded.connect(self.folded)
        self._text = DocumentView(look, formulas, self._bubble)
        self.action_row = Actions(turn, look, self)
        self._shown = ""
        self._plot: Plot | None = None
        self.action_row.plot_requested.connect(self._open_plot)
        self.show_turn(turn)

    def show_turn(self, turn: Turn, *, fold: bool = True) -> None:
        """Show the question and its place among its branches."""
        if turn.message.text != self._shown:
            self._shown = turn.message.text
            attachments, document, self._plot = contents.question(turn.message.text)
            self._attached.show_documents(attachments)
            self._text.show_document(document)
            self.action_row.offer_plot(self._plot is not None)
        self.action_row.show_turn(turn)

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        pad_x, pad_y = self._look.px(PADDING_X_EM), self._look.px(PADDING_Y_EM)
        inside = int(width * WIDEST_SHARE) - 2 * pad_x
        height = self._text.fit(inside)
        needed = max(self._text.natural_width(), self._attached.natural_width())
        if needed < inside:
            inside = needed
            height = self._text.fit(inside)
        # A line has its free room above the letters: share it, so that they stand in the middle.
        lift = (self._look.line_px - self._look.font_px) // 4
        above = self._attached.fit(inside)
        self._attached.setGeometry(pad_x, pad_y - lift, inside, above)
        self._text.setGeometry(pad_x, pad_y + above - lift, inside, height)
        bubble_width, bubble_height = inside + 2 * pad_x, above + height + 2 * pad_y
        self._bubble.setGeometry(width - bubble_width, 0, bubble_width, bubble_height)
        row = self.action_row.sizeHint().height()
        self.action_row.setGeometry(0, bubble_height + ACTIONS_GAP_PX, width, row)
        return bubble_height + ACTIONS_GAP_PX + row

    def _open_plot(self) -> None:
        if self._plot is not None:
            open_plot(self, self._plot, self._look, self._formulas)

    def show_found(self, text: Found, thoughts: Found) -> None:
        """Mark what a search found; a question has no thoughts."""
        self._text.show_found(text)

    def document(self, *, thoughts: bool) -> DocumentView:
        """What shows the text."""
        return self._text

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come; whether one of them was waited for."""
        return self._text.refresh(keys)


class _Bubble(QWidget):
    """The rounded ground of a question."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QRectF(self.rect())
        radius = self._look.font_px * RADIUS_EM
        painter.setPen(QColor(self._look.theme.bubble))
        painter.setBrush(QColor(self._look.theme.bubble))
        painter.drawRoundedRect(path.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
