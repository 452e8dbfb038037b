"""What all sections share: a heading, one plain sentence, and rows that follow the settings.

A row that a person changes makes the section emit ``changed`` with all settings as they should be.
``refresh`` shows what was changed elsewhere; it emits nothing.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.settings import Settings
from app.tutor.program import Program
from app.ui.widgets import button, label, named

K = TypeVar("K", str, int)

NAMES_PX = 190  # of the column with the names of the settings
MARGIN_PX = 8  # beside a typed number
CHOICES_PX = 210  # of a list to choose from, where there is room for it
LEAST_PX = 96  # a field stays usable in the narrowest window


class Options(QComboBox):
    """A choice that the wheel scrolls past: who reads down the page changes nothing."""

    def offer(self, value: str | int) -> None:
        """Show ``value`` as chosen, also one that only the file could name."""
        row = self.findData(value)
        if row < 0:
            self.addItem(f"{value:,}" if isinstance(value, int) else value, value)
            row = self.count() - 1
        self.setCurrentIndex(row)

    # Qt's overrides

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(CHOICES_PX, 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Number(QDoubleSpinBox):
    """A number between two others, in small steps; the wheel scrolls past it."""

    def __init__(self, low: float, high: float, step: float) -> None:
        super().__init__()
        self.setRange(low, high)
        self.setSingleStep(step)
        # A padding of the style sheet is not heeded here.
        self.lineEdit().setTextMargins(MARGIN_PX, 0, MARGIN_PX, 0)
        self.setKeyboardTracking(False)

    # Qt's overrides

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Section(QWidget):
    """One section; ``title`` and ``about`` are keys."""

    changed = Signal(Settings)

    def __init__(self, program: Program, title: str, about: str) -> None:
        super().__init__()
        self.program = program
        self.title = tr(title)
        self._shown: list[Callable[[Settings], None]] = []
        self.rows = QGridLayout()
        self.rows.setHorizontalSpacing(14)
        self.rows.setVerticalSpacing(8)
        self.rows.setColumnStretch(1, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 12, 0, 8)
        self.column.setSpacing(8)
        self.column.addWidget(label(self.title, style="section"))
        self.column.addWidget(label(tr(about), style="muted", wrap=True))
        self.column.addLayout(self.rows)

    def refresh(self) -> None:
        """Show the settings as they are."""
        for show in self._shown:
            show(self.program.settings)

    def end(self) -> None:
        """The section goes: hear of nothing any more."""

    def change(self, **values: object) -> None:
        """Ask for other values of these settings."""
        wanted = self.program.changed_settings(**values)
        if wanted != self.program.settings:
            self.changed.emit(wanted)

    # --- rows ---------------------------------------------------------------------------------

    def row(self, key: str, widget: QWidget, *, grows: bool = False) -> None:
        """A widget beside its name."""
        place = self.rows.rowCount()
        if key:
            name = label(tr(key), wrap=True)
            name.setFixedWidth(NAMES_PX)
            name.setBuddy(widget)
            self.rows.addWidget(name, place, 0)
        widget.setMinimumWidth(LEAST_PX)
        where = Qt.AlignmentFlag.AlignVCenter
        if not grows:
            where |= Qt.AlignmentFlag.AlignLeft
        self.rows.addWidget(widget, place, 1, where)

    def hint(self, name: str) -> QLabel:
        """A sentence below the last row, about it."""
        line = named(label(style="muted", wrap=True), name)
        self.rows.addWidget(line, self.rows.rowCount(), 1)
        return line

    def choice(self, key: str, name: str, options: Mapping[K, str]) -> Options:
        """One of several values of the setting ``name``."""
        box = named(Options(), name)
        box.setSizeAdjustPolicy(Options.SizeAdjustPolicy.AdjustToContents)
        for value, text in options.items():
            box.addItem(text, value)
        box.activated.connect(lambda _row: self.change(**{name: box.currentData()}))
        self._shown.append(lambda settings: box.offer(getattr(settings, name)))
        self.row(key, box)
        return box

    def text(self, key: str, name: str, placeholder: str = "") -> QLineEdit:
        """A line of text."""
        field = named(QLineEdit(), name)
        field.setPlaceholderText(placeholder)
        field.editingFinished.connect(lambda: self.change(**{name: field.text().strip()}))
        self._shown.append(lambda settings: field.setText(str(getattr(settings, name))))
        self.row(key, field, grows=True)
        return field

    def tick(self, key: str, name: str) -> QCheckBox:
        """Something that is on or off."""
        box = named(QCheckBox(tr(key)), name)
        box.clicked.connect(lambda on: self.change(**{name: bool(on)}))
        self._shown.append(lambda settings: box.setChecked(bool(getattr(settings, name))))
        self.row("", box)
        return box

    def note(self, name: str, *, style: str = "muted") -> QLabel:
        """A sentence that changes, over the whole width."""
        line = named(label(style=style, wrap=True), name)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line.hide()
        self.column.addWidget(line)
        return line

    def buttons(self, *doors: tuple[str, str, Callable[[], object]]) -> list[QPushButton]:
        """Buttons in a row: for each its key, its name, and what it does."""
        row = QHBoxLayout()
        row.setSpacing(8)
        made = [named(button(tr(key), do), name) for key, name, do in doors]
        for one in made:
            row.addWidget(one)
        row.addStretch(1)
        self.column.addLayout(row)
        return made


def say(line: QLabel, text: str) -> None:
    """Show ``text`` in a note; without one it takes no room."""
    line.setText(text)
    line.setVisible(bool(text))
