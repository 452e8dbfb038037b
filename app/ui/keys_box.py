"""The keys of the program: what each of them does, in a table under headings."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.widgets import button, label, named

Group = tuple[str, tuple[tuple[str, str], ...]]  # a heading, and what each key does

WRITING: Group = (
    "shell.keys_writing",
    (
        ("Enter", "shell.keys_send"),
        ("Shift+Enter", "shell.keys_break"),
        ("↑", "shell.keys_earlier"),
        ("Ctrl+M", "shell.keys_formulas"),
        ("Tab", "shell.keys_next_place"),
        ("Esc", "shell.keys_stop"),
    ),
)
READING: Group = (
    "shell.keys_reading",
    (
        ("Ctrl+F", "shell.keys_find"),
        ("F3", "shell.keys_next_match"),
        ("Shift+F3", "shell.keys_previous_match"),
        ("Tab", "shell.keys_messages"),
        ("Ctrl++", "shell.keys_larger"),
        ("Ctrl+-", "shell.keys_smaller"),
    ),
)
CONVERSATIONS: Group = (
    "shell.keys_conversations",
    (
        ("Ctrl+N", "shell.keys_new"),
        ("Ctrl+K", "shell.keys_search"),
        ("Ctrl+B", "shell.keys_sidebar"),
        ("F2", "shell.keys_rename"),
        ("Del", "shell.keys_delete"),
        ("Ctrl+Z", "shell.keys_undo"),
    ),
)
PROGRAM: Group = (
    "shell.keys_program",
    (
        ("Ctrl+,", "shell.keys_settings"),
        ("F1", "shell.keys_keys"),
        ("Shift+F1", "shell.keys_about"),
        ("Ctrl+Q", "shell.keys_quit"),
    ),
)
COLUMNS = ((WRITING, PROGRAM), (CONVERSATIONS, READING))
KEY_PX = 92  # width of the column of keys
BETWEEN_PX = 40  # the two halves of the table
GAP_PX = 6  # above a heading


def show_keys(parent: QWidget) -> QDialog:
    """Open the box over ``parent``."""
    box = named(QDialog(parent), "keysBox")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("shell.keys_title"))
    close = named(button(tr("desktop.close"), box.close, style="primary"), "closeBox")
    close.setDefault(True)
    column = QVBoxLayout(box)
    column.setContentsMargins(24, 18, 24, 18)
    column.setSpacing(14)
    column.addWidget(table())
    column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    box.open()
    return box


def table() -> QWidget:
    """All keys, each beside what it does."""
    widget = named(QWidget(), "keysTable")
    halves = QHBoxLayout(widget)
    halves.setContentsMargins(0, 0, 0, 0)
    halves.setSpacing(BETWEEN_PX)
    for groups in COLUMNS:
        halves.addLayout(_half(groups))
    return widget


def _half(groups: tuple[Group, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(7)
    grid.setColumnMinimumWidth(0, KEY_PX)
    row = 0
    for heading, keys in groups:
        grid.addWidget(label(tr(heading), style="section"), row, 0, 1, 2)
        for at, (key, does) in enumerate(keys, row + 1):
            grid.addWidget(label(key, style="muted"), at, 0)
            grid.addWidget(label(tr(does)), at, 1)
        row += len(keys) + 2
        grid.setRowMinimumHeight(row - 1, GAP_PX)
    grid.setRowStretch(row, 1)
    return grid
