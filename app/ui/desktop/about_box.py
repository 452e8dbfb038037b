"""About the program: what it is, versions of what is inside, and the licences of others."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import __version__
from app.i18n import tr
from app.tutor import about
from app.ui.desktop.reading_box import ReadingBox
from app.ui.widgets import label

ICON_PX = 56


def show_about(versions: Mapping[str, str], parent: QWidget) -> ReadingBox:
    """Open the box; ``versions`` are what the engine says of itself, as far as it was asked."""
    lines = about.lines()
    if commit := versions.get("commit"):
        lines.insert(0, tr("desktop.about_commit", commit=commit))
    licences = "\n".join(f"{part.name} {part.version}: {part.licence}" for part in about.licences())
    head = tr("desktop.about_licence", licence=about.OUR_LICENCE)
    box = ReadingBox(tr("desktop.about_title"), head, licences, parent)
    box.setObjectName("aboutBox")
    box.column.insertLayout(0, _name(parent))
    box.column.insertWidget(1, _versions("\n".join(lines)))
    box.copied = "\n".join((f"Lemma {__version__}", *lines, "", licences))
    box.open()
    return box


def _name(parent: QWidget) -> QHBoxLayout:
    icon = QLabel(textFormat=Qt.TextFormat.PlainText)
    icon.setPixmap(parent.windowIcon().pixmap(ICON_PX, ICON_PX))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addStretch(1)
    words.addWidget(label(f"Lemma {__version__}", style="title"))
    words.addWidget(label(tr("desktop.about_what"), style="muted"))
    words.addStretch(1)
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(icon)
    row.addLayout(words, 1)
    return row


def _versions(text: str) -> QLabel:
    widget = label(text, style="muted")
    widget.setObjectName("aboutVersions")
    widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return widget
