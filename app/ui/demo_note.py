"""What stands above the composer while the demo answers: what it can do, and the way to more."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.i18n import tr
from app.ui.widgets import button, label, named


class DemoNote(QFrame):
    """One quiet line with a door to the models."""

    models_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demoNote")
        self._text = label(style="muted", wrap=True)
        self._models = named(button("", self.models_requested.emit), "demoModelsButton")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self._models)
        self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the language in use."""
        self._text.setText(tr("ui.demo_note"))
        self._models.setText(tr("ui.demo_download"))

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
