"""The keys that work in the window: one table, for F1 and for the settings."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.widgets import button, label, named

BOX_PX = 440
#: A key and the key of its sentence. What the window does with them stands where it does it.
KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "settings.key_send"),
    ("Shift+Enter", "settings.key_break"),
    ("Esc", "settings.key_stop"),
    ("Up", "settings.key_earlier"),
    ("Ctrl+M", "settings.key_signs"),
    ("Ctrl+N", "settings.key_new"),
    ("Ctrl+K", "settings.key_search"),
    ("Ctrl+B", "settings.key_sidebar"),
    ("F2", "settings.key_rename"),
    ("Del", "settings.key_delete"),
    ("Ctrl+Z", "settings.key_undo"),
    ("Ctrl+F", "settings.key_find"),
    ("F3", "settings.key_next"),
    ("Tab", "settings.key_walk"),
    ("Ctrl+,", "settings.key_settings"),
    ("Ctrl++", "settings.key_larger"),
    ("Ctrl+-", "settings.key_smaller"),
    ("F1", "settings.key_keys"),
    ("Shift+F1", "settings.key_about"),
    ("Ctrl+Q", "settings.key_quit"),
)


def shown(key: str) -> str:
    """A key as this desktop writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def table() -> QWidget:
    """All keys, each beside what it does."""
    widget = named(QWidget(), "keysTable")
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for row, (key, does) in enumerate(KEYS):
        cap = label(shown(key), style="cap")
        grid.addWidget(cap, row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(tr(does), wrap=True), row, 1)
    return widget


def show_keys(window: QWidget) -> None:
    """The table in a box of its own; Esc closes it."""
    box = named(QDialog(window), "keysBox")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("ui.keys_title"))
    column = QVBoxLayout(box)
    column.setContentsMargins(22, 20, 22, 18)
    column.setSpacing(16)
    column.addWidget(table())
    box.setMinimumWidth(BOX_PX)
    close = button(tr("settings.close"), box.close, style="primary")
    column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    box.open()
