"""A box with a text that somebody may want to pass on: read it, copy it, close it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.ui import fonts
from app.ui.widgets import button, label, named

WIDTH_PX, HEIGHT_PX = 640, 520
TEXT_PX = 12


class ReadingBox(QDialog):
    """``head`` above the text; ``column`` and ``buttons`` may be extended."""

    def __init__(self, title: str, head: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.copied = text  # what "Copy" copies
        self._copy = named(button(tr("desktop.copy"), self._copy_text), "copyText")
        close = named(button(tr("desktop.close"), self.close, style="primary"), "closeBox")
        close.setDefault(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(22, 20, 22, 18)
        self.column.setSpacing(12)
        self.column.addWidget(label(head, wrap=True))
        self.column.addWidget(_text_view(text), 1)
        self.buttons = QHBoxLayout()
        self.buttons.addWidget(self._copy)
        self.buttons.addStretch(1)
        self.buttons.addWidget(close)
        self.column.addLayout(self.buttons)

    def add_button(self, new: QPushButton) -> None:
        """Beside "Copy"."""
        self.buttons.insertWidget(1, new)

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.copied)
        self._copy.setText(tr("desktop.copied"))


def _text_view(text: str) -> QPlainTextEdit:
    view = named(QPlainTextEdit(text), "readingText")
    view.setReadOnly(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    font = fonts.code()
    font.setPixelSize(TEXT_PX)
    view.setFont(font)
    return view
