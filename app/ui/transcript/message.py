"""One message: a question in its bubble, or an answer with its reasoning folded above it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain import mathtext
from app.domain.chat import Message, Role, Status, Turn
from app.i18n import tr
from app.ui.theme import MEASURE_PX
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import SMALL_SCALE, Look
from app.ui.transcript.reasoning import ReasoningView

BUBBLE_SHARE = 0.75  # of the measure, at most
CHARACTERS_PER_LINE = 75  # for the height of what is not built yet
STATUS_KEYS = {
    Status.CUT: "transcript.cut",
    Status.STOPPED: "transcript.stopped",
    Status.INTERRUPTED: "transcript.interrupted",
}


class MessageView(QWidget):
    """A message of the visible path. Its blocks are built when it comes near the screen."""

    copy_requested = Signal(int)
    regenerate_requested = Signal(int)
    edit_requested = Signal(int)
    branch_requested = Signal(int, int)

    def __init__(self, turn: Turn, look: Look, formulas: Formulas) -> None:
        super().__init__()
        self.turn = turn
        self.built = False
        self._look = look
        self._formulas = formulas
        self._stream = mathtext.Incremental()
        self.setObjectName(f"message-{turn.message.id}")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, look.px(0.5), 0, look.px(0.3))
        self._column.setSpacing(look.px(0.4))
        self.setMinimumHeight(self._estimated_height())

    @property
    def message(self) -> Message:
        return self.turn.message

    def build(self) -> None:
        """Make the block widgets; safe to call again."""
        if self.built:
            return
        self.built = True
        self.setMinimumHeight(0)
        if self.message.role is Role.USER:
            self._build_question()
        else:
            self._build_answer()
        self._actions = _Actions(self.turn, self._look)
        self._actions.forward_to(self)
        side = Qt.AlignmentFlag.AlignRight if self._is_question else Qt.AlignmentFlag.AlignLeft
        self._column.addWidget(self._actions, 0, side)
        self._show_state()

    def stream(self, reasoning: str, answer: str, thought_s: float | None) -> None:
        """Show an answer that is being written."""
        self.build()
        thinking = bool(reasoning) and not answer
        self._reasoning.stream(reasoning, thought_s, thinking=thinking)
        self._answer.show_document(self._stream.update(answer))
        self._note.setVisible(not reasoning and not answer)

    def finish(self, message: Message) -> None:
        """The answer is complete: set it once more as a whole."""
        self.turn = Turn(message, self.turn.index, self.turn.count, self.turn.siblings)
        self.build()
        self._answer.show_document(mathtext.parse(message.text))
        self._reasoning.finish(message.reasoning, message.thought_s)
        self._show_state()

    @property
    def _is_question(self) -> bool:
        return self.message.role is Role.USER

    def _build_question(self) -> None:
        bubble = QFrame()
        bubble.setObjectName("question")
        theme = self._look.theme
        bubble.setStyleSheet(
            f"#question {{ background: {theme.bubble}; border-radius: {self._look.px(0.85)}px; }}"
        )
        inside = QVBoxLayout(bubble)
        pad = self._look.px(0.9)
        inside.setContentsMargins(pad, self._look.px(0.6), pad, self._look.px(0.6))
        text = DocumentView(self._look, self._formulas)
        text.show_document(mathtext.parse(self.message.text))
        inside.addWidget(text)
        widest = round(MEASURE_PX * self._look.zoom * BUBBLE_SHARE)
        bubble.setMaximumWidth(widest)
        # Short questions get a bubble that fits them; formulas still to come may widen it.
        bubble.setMinimumWidth(min(text.prose_width() + 2 * pad + 2, widest // 2))
        row = QHBoxLayout()
        row.addStretch(1)
        bubble.setFixedWidth(min(widest, text.prose_width() + 2 * pad + 2))
        row.addWidget(bubble)
        self._bubble, self._text, self._pad, self._widest = bubble, text, pad, widest
        self._formulas.arrived.connect(self._fit_bubble)
        self._column.addLayout(row)

    def _fit_bubble(self, _keys: object) -> None:
        width = self._text.prose_width() + 2 * self._pad + 2
        self._bubble.setFixedWidth(min(self._widest, width))

    def _build_answer(self) -> None:
        message = self.message
        self._reasoning = ReasoningView(self._look, self._formulas)
        self._reasoning.setObjectName("reasoning")
        self._answer = DocumentView(self._look, self._formulas)
        self._answer.setObjectName("answer")
        self._verdict = QWidget()
        self._verdict.setObjectName("verdict")
        self._verdict.hide()
        self._note = QLabel()
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setFont(self._look.font(SMALL_SCALE))
        self._note.setStyleSheet(f"color: {self._look.theme.muted};")
        for widget in (self._reasoning, self._answer, self._verdict, self._note):
            self._column.addWidget(widget)
        if message.status is not Status.STREAMING:
            self._answer.show_document(mathtext.parse(message.text))
            self._reasoning.finish(message.reasoning, message.thought_s)

    def _show_state(self) -> None:
        streaming = self.message.status is Status.STREAMING
        self._actions.setVisible(not streaming)
        if not self._is_question:
            self._note.setText(state_text(self.message))
            self._note.setVisible(bool(self._note.text()))

    def _estimated_height(self) -> int:
        lines = sum(
            1 + len(line) // CHARACTERS_PER_LINE for line in self.message.text.splitlines() or [""]
        )
        return round((lines * 1.5 + 3) * self._look.font_px)


def state_text(message: Message) -> str:
    """What stands under an answer that did not end by itself; empty for one that did."""
    if message.status is Status.STREAMING:
        return tr("transcript.waiting")
    if message.status is Status.FAILED:
        return tr("transcript.failed", why=tr(message.error)) if message.error else ""
    if message.status in STATUS_KEYS:
        return tr(STATUS_KEYS[message.status])
    if message.reasoning and not message.text.strip():
        return tr("transcript.no_answer")
    return ""


class _Actions(QWidget):
    """The quiet row under a message: branches, copy, edit, another answer."""

    def __init__(self, turn: Turn, look: Look) -> None:
        super().__init__()
        self._turn = turn
        self._look = look
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(0.7))
        self.setStyleSheet(
            f"QPushButton, QLabel {{ color: {look.theme.muted}; border: none;"
            f" background: transparent; padding: 1px 2px;"
            f" font-size: {round(look.font_px * 0.8)}px; }}"
            f"QPushButton:hover, QPushButton:focus {{ color: {look.theme.accent}; }}"
            f"QPushButton:disabled {{ color: {look.theme.line}; }}"
        )

    def forward_to(self, view: MessageView) -> None:
        """Add the buttons that fit the message, connected to the signals of ``view``."""
        message, turn = self._turn.message, self._turn
        if turn.count > 1:
            back = self._button("‹", "previous", lambda: view.branch_requested.emit(message.id, -1))
            back.setEnabled(turn.index > 1)
            count = QLabel(f"{turn.index} / {turn.count}")
            count.setObjectName("branchCount")
            self._row.addWidget(count)
            on = self._button("›", "next", lambda: view.branch_requested.emit(message.id, 1))
            on.setEnabled(turn.index < turn.count)
        copy = "transcript.copy_message"
        self._button(tr(copy), "copy", lambda: view.copy_requested.emit(message.id))
        if message.role is Role.USER:
            edit = tr("transcript.edit")
            self._button(edit, "edit", lambda: view.edit_requested.emit(message.id))
        else:
            again = tr("transcript.regenerate")
            self._button(again, "regenerate", lambda: view.regenerate_requested.emit(message.id))

    def _button(self, text: str, name: str, clicked: object) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(f"{name}-{self._turn.message.id}")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(clicked)
        self._row.addWidget(button)
        return button
