"""A line at the foot of the sidebar: what was deleted, and the way back for a while."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.i18n import tr
from app.ui.widgets import label, named


class UndoBar(QFrame):
    """Hidden until something was deleted."""

    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undoBar")
        self.text = label()
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = named(QPushButton(flat=True), "undoButton")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self.undo_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 8, 5)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self._titles: list[str] = []
        self.hide()

    def say(self, titles: list[str]) -> None:
        """Offer to bring these conversations back; none of them ends the offer."""
        self._titles = titles
        self.setVisible(bool(titles))
        self._write()

    def _write(self) -> None:
        self.button.setText(tr("ui.undo"))
        if len(self._titles) > 1:
            said = tr("conversations.deleted_several", count=len(self._titles))
        else:
            said = "".join(self._sentence(title) for title in self._titles)
        self.text.setText(said)
        self.setAccessibleName(said)

    def _sentence(self, title: str) -> str:
        """Shortened in the title alone: what happened must be read to the end."""
        metrics = self.text.fontMetrics()
        around = metrics.horizontalAdvance(tr("conversations.deleted", title=""))
        room = self.text.width() - around
        short = metrics.elidedText(title, Qt.TextElideMode.ElideRight, max(room, 0))
        return tr("conversations.deleted", title=short)

    # Qt's overrides

    def resizeEvent(self, event: QEvent) -> None:
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
