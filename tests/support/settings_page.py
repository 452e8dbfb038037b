"""Handles of the settings page: what a person would pick, type and read there."""

from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QWidget
from support.gui import child

from app.ui.application import Application


def opened(application: Application) -> QWidget:
    """The settings page, in sight."""
    application.window.sidebar.settings_requested.emit()
    application.window.settings.settle()
    return application.window.settings


def choose(page: QWidget, name: str, value: object) -> None:
    """Pick a value of a choice."""
    box = child(page, QComboBox, name)
    row = box.findData(value)
    assert row >= 0, f"{name} does not offer {value}"
    box.setCurrentIndex(row)
    box.activated.emit(row)


def set_number(page: QWidget, name: str, value: float) -> None:
    """Type a number."""
    child(page, QDoubleSpinBox, name).setValue(value)


def read(page: QWidget, name: str) -> str:
    """What a note says now; nothing if it is not shown."""
    line = child(page, QLabel, name)
    return line.text() if line.isVisibleTo(page) else ""
