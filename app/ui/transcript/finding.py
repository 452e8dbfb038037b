"""Search in the conversation: all matches in their order, and the one that the reader has come to.

It looks into the messages themselves, not into widgets: so far messages count as well. What a
message says is read once and looked through again while the words change.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain import mathtext
from app.domain.blocks import Document
from app.domain.chat import Message, Role, Status
from app.ui.transcript.matches import Found, Index, Spot

REFRESH_MS = 200  # a growing answer is looked through so often


@dataclass(frozen=True, order=True)
class Hit:
    """A match: which message of the path (counted from 0), before the answer or in it, and where.

    Hits are ordered as they are read.
    """

    turn: int
    in_text: bool  # else in the thoughts, which come first
    spot: Spot


class Shown(Protocol):
    """A message on the screen or off it."""

    @property
    def message(self) -> Message: ...

    def show_found(self, text: Found, thoughts: Found) -> None: ...


class Finder(QObject):
    """Holds a search; ``changed`` when there are other hits or another one is looked at."""

    changed = Signal()
    came_to = Signal(object)  # Hit: to be brought into sight

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = ""
        self.hits: list[Hit] = []
        self.at = 0  # which hit is looked at, if there is any
        self._shown: Sequence[Shown] = ()
        self._read: dict[str, Index] = {}  # by what was read
        self._refresh = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._refresh.timeout.connect(self._look_again)

    @property
    def now(self) -> Hit | None:
        """The hit that is looked at."""
        return self.hits[self.at] if self.hits else None

    def find(self, wanted: str, shown: Sequence[Shown], first: int) -> int:
        """Look for ``wanted``, from the message number ``first`` on; returns the number of hits.

        A search that goes on with other words stays where it is, if it can.
        """
        before, self._shown, self.wanted = self.now, shown, wanted
        start = Hit(first, False, Spot(0, 0, 0, 0))
        if before is not None and before.turn >= first:
            place = before.spot
            start = Hit(before.turn, before.in_text, Spot(place.segment, place.row, place.start, 0))
        self._search()
        self.at = bisect_left(self.hits, start) % max(1, len(self.hits))
        self._show()
        if self.now is not None:
            self.came_to.emit(self.now)
        return len(self.hits)

    def step(self, by: int) -> None:
        """Go on to the next hit (+1) or the one before (-1), round at the ends."""
        if self.hits:
            self.at = (self.at + by) % len(self.hits)
            self._show()
            self.came_to.emit(self.now)

    def follow(self, shown: Sequence[Shown]) -> None:
        """What is shown has changed: look again, but not at every word that comes."""
        self._shown = shown
        if self.wanted and not self._refresh.isActive():
            self._refresh.start()

    def end(self) -> None:
        """Mark nothing any more."""
        self._refresh.stop()
        self.wanted, self.hits, self.at = "", [], 0
        self._show()
        self._shown = ()
        self._read.clear()

    def _look_again(self) -> None:
        before = self.now
        self._search()
        self.at = min(bisect_left(self.hits, before) if before else 0, max(0, len(self.hits) - 1))
        self._show()

    def _search(self) -> None:
        self.hits = [
            Hit(turn, in_text, spot)
            for turn, shown in enumerate(self._shown)
            for in_text in (False, True)
            for spot in self._index(shown.message, in_text=in_text).find(self.wanted)
        ]

    def _index(self, message: Message, *, in_text: bool) -> Index:
        text = message.text if in_text else message.reasoning
        key = f"{message.role} {message.status is Status.STREAMING} {text}"
        if key not in self._read:
            self._read[key] = Index(_document(message, in_text=in_text))
        return self._read[key]

    def _show(self) -> None:
        now = self.now
        spots: dict[tuple[int, bool], list[Spot]] = {}
        for hit in self.hits:
            spots.setdefault((hit.turn, hit.in_text), []).append(hit.spot)
        for turn, shown in enumerate(self._shown):
            both = [
                Found(
                    tuple(spots.get((turn, in_text), ())),
                    now.spot if now and (now.turn, now.in_text) == (turn, in_text) else None,
                )
                for in_text in (True, False)
            ]
            shown.show_found(*both)
        self.changed.emit()


def _document(message: Message, *, in_text: bool) -> Document:
    """The text or the thoughts of a message, read as they are shown."""
    final = message.status is not Status.STREAMING
    if not in_text:
        return mathtext.parse(message.reasoning, final=final or bool(message.text))
    if message.role is Role.USER:
        return mathtext.parse(mathtext.with_line_breaks(message.text))
    return mathtext.parse(message.text, final=final)
