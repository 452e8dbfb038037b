"""The search of a transcript: its keys; what searches and the bar are made when first wanted."""

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

if TYPE_CHECKING:
    from app.ui.find_bar import FindBar
    from app.ui.transcript.finding import Finder, Hit
    from app.ui.transcript.view import Transcript


class Searching(QObject):
    """Ctrl+F opens the bar, F3 and Shift+F3 go on, ``close`` leaves everything where it is."""

    def __init__(self, transcript: "Transcript") -> None:
        super().__init__(transcript)
        self._transcript = transcript
        self._finder: Finder | None = None  # made together with the bar
        self._bar: FindBar | None = None
        self._focus_before: QWidget | None = None
        for keys, do in (
            ("Ctrl+F", self.open),
            ("F3", lambda: self._step(1)),
            ("Shift+F3", lambda: self._step(-1)),
        ):
            QShortcut(QKeySequence(keys), transcript).activated.connect(do)

    @property
    def is_open(self) -> bool:
        return self._bar is not None and not self._bar.isHidden()

    def open(self) -> None:
        """Let a person type what to look for; what is selected is proposed."""
        focus = QApplication.focusWidget()
        if not self.is_open:
            self._focus_before = focus
        selected = focus.textCursor().selectedText() if isinstance(focus, QTextEdit) else ""
        bar = self._made()
        bar.open(selected if selected.isprintable() and selected.strip() else None)
        bar.take_focus()
        self._find(bar.field.text())

    def find(self, text: str, message_id: int | None = None) -> int:
        """Look for ``text``, from a message on; returns how often it was found."""
        bar = self._made()
        bar.blockSignals(True)  # it would look for it from where the reader is
        bar.open(text)
        bar.blockSignals(False)
        return self._find(text, message_id)

    def close(self) -> bool:
        """End the search and keep the place; whether there was one."""
        if self._bar is None or self._finder is None or not self.is_open:
            return False
        had_focus = self._bar.isAncestorOf(QApplication.focusWidget() or self._transcript)
        self._bar.hide()
        self._finder.end()
        before, self._focus_before = self._focus_before, None
        if had_focus:
            is_there = before is not None and shiboken6.isValid(before)
            (before if before is not None and is_there else self._transcript).setFocus()
        return True

    def follow(self) -> None:
        """What the transcript shows has changed."""
        if self._finder is not None and self._finder.wanted:
            self._finder.follow(self._transcript.views)

    def place(self) -> None:
        """The transcript has another size."""
        if self._bar is not None:
            self._bar.place()

    def restyle(self) -> None:
        """The transcript has another look, or another language."""
        if self._bar is not None:
            self._bar.set_theme(self._transcript.theme)
            self._bar.retranslate()
            self._show_count()

    def _made(self) -> "FindBar":
        from app.ui.find_bar import FindBar
        from app.ui.transcript.finding import Finder

        if self._bar is None:
            self._finder = Finder(self)
            self._finder.came_to.connect(self._reveal)
            self._finder.changed.connect(self._show_count)
            self._bar = FindBar(self._transcript.theme, self._transcript.viewport())
            self._bar.edited.connect(lambda text: self._find(text))
            self._bar.stepped.connect(self._step)
            self._bar.closed.connect(self.close)
        return self._bar

    def _find(self, text: str, message_id: int | None = None) -> int:
        if self._finder is None:
            return 0
        views = self._transcript.views
        places = [view.message.id for view in views]
        first = self._transcript.first_in_sight()
        if message_id in places:
            first = places.index(message_id)
        return self._finder.find(text, views, first)

    def _step(self, by: int) -> None:
        if self._finder is None or not self._finder.wanted:
            self.open()
        elif self.is_open:
            self._finder.step(by)

    def _reveal(self, hit: "Hit") -> None:
        self._transcript.reveal(hit.turn, hit.spot, thoughts=not hit.in_text)

    def _show_count(self) -> None:
        if self._bar is not None and self._finder is not None:
            self._bar.show_count(self._finder.at + 1, len(self._finder.hits))
