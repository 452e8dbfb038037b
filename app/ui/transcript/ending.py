"""How an answer ended, in a sentence below it, and a button that asks again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain.chat import Message, Status
from app.i18n import tr
from app.ui.transcript.look import QUIET_SCALE, Look


class Ending(QWidget):
    """Shows what ``how_it_ended`` says of a message, which is something."""

    regenerate_requested = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._note = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._note.setFont(look.font(QUIET_SCALE))
        self._note.setStyleSheet(f"color: {look.theme.muted};")
        self._again = QPushButton(tr("transcript.regenerate"), self, flat=True)
        self._again.setFont(look.font(QUIET_SCALE))
        self._again.setCursor(Qt.CursorShape.PointingHandCursor)
        self._again.clicked.connect(self.regenerate_requested)

    def show_message(self, message: Message) -> None:
        """Say it; while the answer is being written there is nothing to ask again."""
        self._note.setText(how_it_ended(message))
        self._again.setObjectName(f"again-{message.id}")
        self._again.setVisible(message.status is not Status.STREAMING)

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        bottom = self._note.heightForWidth(width)
        self._note.setGeometry(0, 0, width, bottom)
        if not self._again.isHidden():
            self._again.move(0, bottom)
            self._again.resize(self._again.sizeHint())
            bottom += self._again.height()
        return bottom


def how_it_ended(message: Message) -> str:
    """What stands under an answer that is still to come or did not end by itself, else nothing."""
    match message.status:
        case Status.STREAMING:
            return "" if message.reasoning or message.text else tr("transcript.waiting")
        case Status.FAILED:
            return _why(message.error)
        case Status.CUT:
            return _why(message.error) if message.error else tr("transcript.cut")
        case Status.STOPPED:
            return tr("transcript.stopped")
        case Status.INTERRUPTED:
            return tr("transcript.interrupted")
    return "" if message.text.strip() else tr("transcript.no_answer")


def _why(key: str) -> str:
    """The sentence of an error; a general one where we lack it or what it speaks of."""
    try:
        sentence = tr(key)
    except KeyError:  # kept by another version of the program, or no key at all
        return tr("transcript.failed")
    return tr("transcript.failed") if "{" in sentence else sentence
