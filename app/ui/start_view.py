"""What an empty conversation shows: a word of invitation and a few questions to try."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.widgets import button, clear, label, named

EXAMPLES = ("ui.example_1", "ui.example_2", "ui.example_3")
DEMO_EXAMPLES = ("ui.example_1", "ui.demo_example_2", "ui.demo_example_3")


class StartView(QWidget):
    """Emits ``chosen`` with the text of an example."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(10)
        self._examples = EXAMPLES
        self.retranslate()

    def suggest(self, *, demo: bool) -> None:
        """Offer questions that the model in use can answer."""
        examples = DEMO_EXAMPLES if demo else EXAMPLES
        if examples != self._examples:
            self._examples = examples
            self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the language in use."""
        clear(self._column)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column.addStretch(3)
        self._column.addWidget(label(tr("ui.start_ready"), style="title"), 0, centre)
        self._column.addSpacing(8)
        self._column.addWidget(label(tr("ui.examples"), style="muted"), 0, centre)
        for number, key in enumerate(self._examples, 1):
            example = button(tr(key), partial(self.chosen.emit, tr(key)))
            self._column.addWidget(named(example, f"example-{number}"), 0, centre)
        self._column.addStretch(4)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
