"""The button over a transcript that says that there is new text at its end."""

from PySide6.QtWidgets import QPushButton, QWidget

from app.i18n import tr

MARGIN_PX = 14


class NewTextButton(QPushButton):
    """Hidden until ``offer``; stands at the bottom of its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("newTextButton")
        self.hide()

    def offer(self) -> None:
        """Show it, in its place."""
        left = (self._room.width() - self.width()) // 2
        self.move(left, self._room.height() - self.height() - MARGIN_PX)
        self.show()
        self.raise_()

    def retranslate(self) -> None:
        """Take up another language."""
        self.setText(tr("transcript.new_text"))
        self.adjustSize()
