"""The documents that go with the question, a line each: name, weight, pages, a way to remove it."""

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.attached import Attachment
from app.domain.documents import Document
from app.i18n import tr
from app.ui.widgets import clear, cross, label, named

PAGES_WIDTH_PX = 120
ROW_PX = 32
LONGEST_NAME = 40  # characters; the rest is in the tooltip


@dataclass(frozen=True)
class Entry:
    """A document of the question. It is being read while ``attachment`` is None."""

    key: int
    name: str
    path: Path | None = None  # None when it comes from an earlier question or a draft
    attachment: Attachment | None = None
    document: Document | None = None  # as it was read, with what is to be told of it
    tokens: int = 0  # 0 until it was weighed
    about: bool = True  # the tokens are an estimate


class Chips(QFrame):
    """Holds and shows the documents; ``changed`` when there are others."""

    changed = Signal()
    pages_chosen = Signal(int, str)  # key of a document
    cut_wished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()
        self._numbers = count(1)
        self._context = self._most = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 2)
        self._column.setSpacing(4)
        self.hide()

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(entry.attachment for entry in self.entries if entry.attachment is not None)

    @property
    def is_reading(self) -> bool:
        return any(entry.attachment is None for entry in self.entries)

    def begin(self, path: Path) -> int:
        """A document is being read; returns its key."""
        entry = Entry(next(self._numbers), path.name, path)
        self._take((*self.entries, entry))
        return entry.key

    def put(self, attachments: tuple[Attachment, ...]) -> None:
        """Show these documents in place of all others."""
        if attachments or self.entries:
            self._take(tuple(Entry(next(self._numbers), a.name, attachment=a) for a in attachments))

    def update_entry(self, key: int, **values: Any) -> None:
        """Change what is known of a document; without effect if it was removed."""
        self._take(tuple(replace(e, **values) if e.key == key else e for e in self.entries))

    def entry(self, key: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == key), None)

    def remove(self, key: int) -> None:
        self._take(tuple(entry for entry in self.entries if entry.key != key))

    def show_room(self, context: int, most: int) -> bool:
        """What the model can keep in mind, and how much of it documents may take; 0: not known.

        Whether that is new.
        """
        if (context, most) == (self._context, self._most):
            return False
        self._context, self._most = context, most
        self._show()
        return True

    def _take(self, entries: tuple[Entry, ...]) -> None:
        if entries != self.entries:
            self.entries = entries
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        clear(self._column)
        for entry in self.entries:
            self._column.addWidget(self._row(entry))
        total = sum(entry.tokens for entry in self.entries)
        if self._most and total > self._most:
            self._column.addWidget(self._warning(total))
        self.setVisible(bool(self.entries))

    def _row(self, entry: Entry) -> QWidget:
        chip = named(QFrame(), "chip")
        row = QHBoxLayout(chip)
        row.setContentsMargins(10, 2, 4, 2)
        row.setSpacing(10)
        chip.setMinimumHeight(ROW_PX)
        name = entry.name
        if len(name) > LONGEST_NAME:
            name = f"{name[: LONGEST_NAME // 2]}…{name[-LONGEST_NAME // 3 :]}"
        title = label(name)
        title.setToolTip(entry.name)
        row.addWidget(title)
        row.addWidget(named(label(self._told(entry), style="muted", wrap=True), "chipNote"), 1)
        if entry.document is not None and _has_choice(entry):
            row.addWidget(self._pages(entry, entry.document))
        row.addWidget(self._remover(entry))
        return chip

    def _pages(self, entry: Entry, document: Document) -> QLineEdit:
        field = named(QLineEdit(document.pages), "pages")
        field.setFixedWidth(PAGES_WIDTH_PX)
        field.setPlaceholderText(tr("composer.all_pages", count=document.page_count))
        field.setToolTip(tr("composer.pages_tip"))
        field.setAccessibleName(tr("composer.pages_name", name=entry.name))

        asked = document.pages

        def choose() -> None:
            nonlocal asked
            if field.text().strip() != asked:
                asked = field.text().strip()
                self.pages_chosen.emit(entry.key, asked)

        field.editingFinished.connect(choose)
        return field

    def _remover(self, entry: Entry) -> QPushButton:
        button = named(cross(lambda: self.remove(entry.key)), "removeDocument")
        button.setToolTip(tr("composer.remove", name=entry.name))
        button.setAccessibleName(tr("composer.remove", name=entry.name))
        return button

    def _warning(self, total: int) -> QWidget:
        warning = named(QFrame(), "chipWarning")
        row = QHBoxLayout(warning)
        row.setContentsMargins(10, 2, 4, 2)
        has_pages = any(_has_choice(entry) for entry in self.entries)
        key = "composer.does_not_fit" if has_pages else "composer.does_not_fit_cut"
        told = tr(key, tokens=f"{total:,}", most=f"{self._most:,}")
        row.addWidget(label(told, wrap=True), 1)
        cut = named(QPushButton(tr("composer.cut")), "cutDocuments")
        cut.clicked.connect(self.cut_wished)
        row.addWidget(cut)
        return warning

    def _told(self, entry: Entry) -> str:
        """What is to be known of a document, in a line."""
        if entry.attachment is None:
            return tr("composer.reading")
        told = [self._weight(entry)] if entry.tokens else []
        if entry.attachment.pages and not _has_choice(entry):
            told.append(tr("composer.pages_of", pages=entry.attachment.pages))
        if entry.attachment.is_cut:
            told.append(tr("composer.was_cut"))
        return " · ".join([*told, *_oddities(entry.document)])

    def _weight(self, entry: Entry) -> str:
        tokens = f"{entry.tokens:,}"
        told = tr("composer.about_tokens" if entry.about else "composer.tokens", tokens=tokens)
        if not self._context:
            return told
        percent = max(1, round(100 * entry.tokens / self._context))
        return tr("composer.share", tokens=told, percent=percent)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()


def _has_choice(entry: Entry) -> bool:
    """Whether its pages can be chosen."""
    return entry.path is not None and entry.document is not None and entry.document.page_count > 1


def _oddities(document: Document | None) -> list[str]:
    if document is None:
        return []
    told: list[str] = []
    if document.without_text:
        told.append(tr("composer.pages_without_text", pages=document.without_text))
    if document.columns_left_out:
        told.append(tr("composer.columns_left_out", count=f"{document.columns_left_out:,}"))
    if document.encoding:
        told.append(tr("composer.encoding", name=document.encoding))
    return told
