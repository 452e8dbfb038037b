"""What stands above the composer while the demo answers: what it can do, and the way to more."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.i18n import tr
from app.ui.widgets import button, label, named


class DemoNote(QFrame):
    """One quiet line with a door to the models."""

    models_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demoNote")
        self._text = named(label(style="muted"), "demoNoteText")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._models = named(button("", self.models_requested.emit), "demoModelsButton")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self._models)
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the language in use."""
        self._models.setText(tr("ui.demo_download"))
        self._write()

    def _write(self) -> None:
        """Always one line: where there is less room, only what the demo can do."""
        told = tr("ui.demo_note")
        self._text.setToolTip(told)
        metrics, room = self._text.fontMetrics(), self._text.width()
        if metrics.horizontalAdvance(told) > room:
            told = tr("shell.demo_note_short")
        self._text.setText(metrics.elidedText(told, Qt.TextElideMode.ElideRight, room))

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
