"""What an empty conversation shows: a friendly line, and questions to try for each level of school.

The level that somebody chose is kept in the settings, so a pupil sees her own next time.
"""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.settings import LEVELS
from app.ui.widgets import button, clear, label, named

NAMES = {
    "primary": "start.level_primary",
    "lower": "start.level_lower",
    "upper": "start.level_upper",
}
EXAMPLES = {
    "primary": ("start.primary_1", "start.primary_2", "start.primary_3"),
    "lower": ("start.lower_1", "start.lower_2", "start.lower_3"),
    "upper": ("start.upper_1", "start.upper_2", "start.upper_3"),
}
#: What the small demo can do: of the kinds that resources/demo/README.md lists.
DEMO_EXAMPLES = {
    "primary": ("start.demo_primary_1", "start.demo_primary_2", "start.demo_primary_3"),
    "lower": ("start.demo_lower_1", "start.demo_lower_2", "start.demo_lower_3"),
    "upper": ("start.demo_upper_1", "start.demo_upper_2", "start.demo_upper_3"),
}


class StartView(QWidget):
    """Emits ``chosen`` with the text of an example, ``level_chosen`` with a level of school."""

    chosen = Signal(str)
    level_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(10)
        self._examples = EXAMPLES
        self._level = "lower"
        self._buttons: dict[str, QPushButton] = {}
        self.retranslate()

    def suggest(self, *, demo: bool) -> None:
        """Offer questions that the model in use can answer."""
        examples = DEMO_EXAMPLES if demo else EXAMPLES
        if examples is not self._examples:
            self._examples = examples
            self.retranslate()

    def show_level(self, level: str) -> None:
        """Offer the questions of this level."""
        if level != self._level:
            self._level = level
            self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the language in use."""
        clear(self._column)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column.addStretch(3)
        self._column.addWidget(label(tr("ui.start_ready"), style="title"), 0, centre)
        self._column.addWidget(label(tr("start.about"), style="muted"), 0, centre)
        self._column.addSpacing(10)
        self._column.addWidget(self._levels(), 0, centre)
        for number, key in enumerate(self._examples[self._level], 1):
            example = button(tr(key), partial(self.chosen.emit, tr(key)))
            self._column.addWidget(named(example, f"example-{number}"), 0, centre)
        self._column.addStretch(4)

    def _levels(self) -> QWidget:
        """One button for each level, the chosen one pressed."""
        bar = named(QWidget(), "levels")
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(4)
        group = QButtonGroup(bar)
        for level in LEVELS:
            choice = named(QPushButton(tr(NAMES[level])), f"level-{level}")
            choice.setCheckable(True)
            self._buttons[level] = choice
            choice.setProperty("choice", True)
            choice.setChecked(level == self._level)
            choice.clicked.connect(partial(self._choose, level))
            group.addButton(choice)
            row.addWidget(choice)
        return bar

    def _choose(self, level: str) -> None:
        if level != self._level:
            self.show_level(level)
            self._buttons[level].setFocus()
            self.level_chosen.emit(level)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
