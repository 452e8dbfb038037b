"""The place where a person writes: grows with its text, Enter sends, Shift+Enter breaks the line.

An Enter that ends an input-method composition (Chinese, Japanese) never sends.
"""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.widgets import named

MAX_LINES = 8


class _Editor(QPlainTextEdit):
    """The text field; reports what the composer decides on."""

    submitted = Signal()
    focus_changed = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self._composing = False
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self, *_size: object) -> None:
        lines = max(1, int(self.document().size().height()))  # counted in lines by this layout
        shown = min(lines, MAX_LINES)
        margin = 2 * int(self.document().documentMargin())
        self.setFixedHeight(shown * self.fontMetrics().lineSpacing() + margin + 4)
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bar.ScrollBarAsNeeded if lines > MAX_LINES else bar.ScrollBarAlwaysOff
        )

    # Qt's overrides

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if not self._composing:
                self.submitted.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()


class Composer(QFrame):
    """Text field with its Send or Stop button. Emits ``sent(text)`` and ``stop_requested()``."""

    sent = Signal(str)
    stop_requested = Signal()
    cancelled_edit = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composerFrame")
        self._busy = False
        self.editor = _Editor(self)
        self._hint = named(QPushButton(self, flat=True), "editHint")
        self.send_button = named(QPushButton(self), "sendButton")
        self.stop_button = named(QPushButton(self), "stopButton")
        self._lay_out()
        self._connect()
        self._hint.hide()
        self.set_busy(False)
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.editor, 1)
        for button in (self.send_button, self.stop_button):
            button.setMinimumSize(QSize(72, 34))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(row)
        self.setFocusProxy(self.editor)

    def _connect(self) -> None:
        self.editor.submitted.connect(self._send)
        self.editor.textChanged.connect(self._update_buttons)
        self.editor.focus_changed.connect(self._show_focus)
        self.send_button.clicked.connect(self._send)
        self.stop_button.clicked.connect(self.stop_requested)
        self._hint.clicked.connect(self.end_edit)

    def text(self) -> str:
        return self.editor.toPlainText()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being written, so that nothing can be sent."""
        return self._busy

    def set_busy(self, busy: bool) -> None:
        """While an answer is being written, Stop stands in the place of Send."""
        self._busy = busy
        self.send_button.setVisible(not busy)
        self.stop_button.setVisible(busy)
        self._update_buttons()

    def begin_edit(self, text: str) -> None:
        """Let a person change an earlier question; a line above says so and ends it."""
        self.editor.setPlainText(text)
        self.editor.moveCursor(self.editor.textCursor().MoveOperation.End)
        self._hint.show()
        self.editor.setFocus()

    def end_edit(self) -> None:
        """Back to a new question."""
        if self._hint.isVisibleTo(self):
            self._hint.hide()
            self.editor.clear()
            self.cancelled_edit.emit()

    def take(self) -> None:
        """The text was sent and kept: empty the field."""
        self._hint.hide()
        self.editor.clear()

    def retranslate(self) -> None:
        self.editor.setPlaceholderText(tr("ui.composer_placeholder"))
        self.editor.setAccessibleName(tr("ui.composer_name"))
        self.send_button.setText(tr("ui.send"))
        self.send_button.setToolTip(tr("ui.send_tip"))
        self.stop_button.setText(tr("ui.stop"))
        self.stop_button.setToolTip(tr("ui.stop_tip"))
        self._hint.setText(tr("ui.editing_hint"))

    def _send(self) -> None:
        text = self.text().strip()
        if text and not self._busy:
            self.sent.emit(text)

    def _update_buttons(self) -> None:
        self.send_button.setEnabled(bool(self.text().strip()))

    def _show_focus(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
