"""Formulas for widgets: asks the typesetter and tells when one has come.

Formulas are set on another thread. ``Formulas.get`` answers at once; what was not there arrives
later and is announced by ``arrived``, many at a time so that the page is not laid out for each.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.domain.blocks import Math
from app.typeset.formula import Formula, FormulaError
from app.typeset.typesetter import Typesetter, Written

log = logging.getLogger(__name__)

ANNOUNCE_MS = 25  # formulas that come within this time are announced together

Key = tuple[str, bool]  # TeX and whether it is displayed


class Formulas(QObject):
    """The typesetter as widgets see it; lives on the GUI thread."""

    arrived = Signal(object)  # set[Key]
    _came = Signal(str, bool)
    _was_written = Signal(object, object)  # what to do with it, and what was written

    def __init__(self, typesetter: Typesetter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._awaited: set[Key] = set()
        self._asked: list[Key] = []  # of these, what the typesetter has not been told yet
        self._news: set[Key] = set()
        self._announce = QTimer(self, singleShot=True, interval=ANNOUNCE_MS)
        self._announce.timeout.connect(self._tell)
        # Setting formulas takes turns with what the window does: so it begins when that is done.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._submit)
        # The typesetter calls back on its own thread: a queued signal brings the news over here.
        self._came.connect(self._note, Qt.ConnectionType.QueuedConnection)
        self._was_written.connect(
            lambda take, written: take(written), Qt.ConnectionType.QueuedConnection
        )

    def get(self, math: Math) -> Formula | FormulaError | None:
        """The formula, or None while it is being set."""
        found = self._typesetter.cached(math.tex, display=math.display)
        if found is None:
            self._ask((math.tex, math.display))
        return found

    def write(self, math: Math, take: Callable[[str], object]) -> None:
        """Have the formula written as MathML; ``take`` gets it, later, on this thread."""

        def on_done(done: "Future[Written | FormulaError]") -> None:
            if not done.cancelled() and isinstance(written := done.result(), Written):
                self._was_written.emit(take, written.mathml)

        self._typesetter.written(math.tex, display=math.display).add_done_callback(on_done)

    def write_all(
        self, wanted: Sequence[Math], take: Callable[[dict[Math, Written]], object]
    ) -> None:
        """Have formulas written; ``take`` gets those that can be, once, later, on this thread."""
        found: dict[Math, Written] = {}
        left = list(wanted)  # touched by the typesetter's thread alone

        def on_done(math: Math, done: "Future[Written | FormulaError]") -> None:
            if done.cancelled():
                return
            if isinstance(written := done.result(), Written):
                found[math] = written
            left.pop()
            if not left:
                self._was_written.emit(take, found)

        for math in wanted:
            future = self._typesetter.written(math.tex, display=math.display)
            future.add_done_callback(partial(on_done, math))

    @property
    def is_waiting(self) -> bool:
        """Whether a formula that was asked for has not been announced yet."""
        return bool(self._awaited or self._news)

    def _ask(self, key: Key) -> None:
        if key not in self._awaited:
            self._awaited.add(key)
            self._asked.append(key)
            self._soon.start()

    def _submit(self) -> None:
        asked, self._asked = self._asked, []
        for key in asked:
            future = self._typesetter.typeset(key[0], display=key[1])
            future.add_done_callback(partial(self._on_done, key))

    def _on_done(self, key: Key, done: "Future[Formula | FormulaError]") -> None:
        """Called on the typesetter's thread."""
        if done.cancelled():
            return  # the program is ending
        if (defect := done.exception()) is not None:
            log.error("the typesetter failed", exc_info=defect)
            return
        self._came.emit(*key)

    def _note(self, tex: str, display: bool) -> None:
        self._awaited.discard((tex, display))
        self._news.add((tex, display))
        if not self._announce.isActive():
            self._announce.start()

    def _tell(self) -> None:
        news, self._news = self._news, set()
        self.arrived.emit(news)
