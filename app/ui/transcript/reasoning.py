"""The reasoning of an answer: open and counting while it is written, folded afterwards."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.domain import mathtext
from app.i18n import tr
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look

BAR_PX = 3


class ReasoningView(QWidget):
    """A heading that folds, and the reasoning below it, typeset like an answer but quieter."""

    toggled = Signal(bool)

    def __init__(self, look: Look, formulas: Formulas) -> None:
        super().__init__()
        self._look = look
        self._stream = mathtext.Incremental()
        self._text = ""
        self._shown = ""
        self.heading = QPushButton()
        self.heading.setObjectName("reasoningHeading")
        self.heading.setCheckable(True)
        self.heading.setCursor(Qt.CursorShape.PointingHandCursor)
        self.heading.setStyleSheet(
            f"QPushButton {{ color: {look.theme.muted}; background: transparent; border: none;"
            f" text-align: left; padding: 3px 0; font-size: {round(look.font_px * 0.92)}px; }}"
            f"QPushButton:hover, QPushButton:focus {{ color: {look.theme.accent}; }}"
        )
        self.heading.toggled.connect(self._fold)
        self.body = DocumentView(look.quiet(), formulas)
        self.body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(1.0), 0, 0, look.px(0.2))
        column.setSpacing(look.px(0.3))
        column.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.body)
        self._seconds = 0
        self._thinking = False
        self.hide()

    def stream(self, text: str, thought_s: float | None, *, thinking: bool) -> None:
        """Show reasoning as it comes; when it is over, fold it."""
        if not text:
            return
        self._text = text
        if self.isHidden():
            self.show()
            self.heading.setChecked(True)
        elif self._thinking and not thinking:
            self.heading.setChecked(False)
        self._thinking = thinking
        self._seconds = round(thought_s or 0)
        if self.heading.isChecked() and text != self._shown:
            self._shown = text
            self.body.show_document(self._stream.update(text))
        self._set_heading()

    def finish(self, text: str, thought_s: float | None) -> None:
        """The reasoning is complete; it is set when it is unfolded."""
        self._text = text
        self._seconds = round(thought_s or 0)
        if self._thinking:  # ended without an answer: what there is stays in sight
            self._thinking = False
        self.setVisible(bool(text.strip()))
        if self.heading.isChecked():
            self._set_whole()
        self._set_heading()

    def _set_whole(self) -> None:
        self._shown = self._text
        self.body.show_document(mathtext.parse(self._text))

    def _fold(self, is_open: bool) -> None:
        if is_open and self._shown != self._text and not self._thinking:
            self._set_whole()
        self.body.setVisible(is_open)
        self._set_heading()
        self.toggled.emit(is_open)

    def _set_heading(self) -> None:
        arrow = "▾" if self.heading.isChecked() else "▸"
        key = "transcript.thinking" if self._thinking else "transcript.thought"
        self.heading.setText(f"{arrow}  {tr(key, seconds=self._seconds)}")

    # Qt's overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, BAR_PX, self.height(), QColor(self._look.theme.line))
