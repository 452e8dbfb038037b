"""The messages one below the other: where each stands, and which of them are built.

What is on the screen is built at once, what is near as soon as there is time; what is far is given
up again and keeps its height, or an estimate of it. Only what comes to another place is moved.

A screen that takes long to build is built in several rounds of the event loop, so that keys and
clicks come between, and seen when it is whole.
"""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from operator import itemgetter

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.transcript.focus import put_stops_in_order
from app.ui.transcript.message import MessageView
from app.ui.widgets import Afterwards

SIDE_PX = 24
TOP_PX = 20
BOTTOM_PX = 28
GAP_PX = 18  # between messages
SEEN_SCREENS = 0.1  # so near to the screen a message is built at once,
NEAR_SCREENS = 1.0  # and so near one after the other
FAR_SCREENS = 6.0  # beyond so many it is given up again, so that memory stays small
ROUND_S = 0.025  # of building, until keys and clicks have their turn
BETWEEN_ROUNDS_MS = 2
AHEAD_MS = 15  # from one step to the next: what is scrolled or typed comes between

Span = tuple[int, int]  # where a message begins and where it ends, in pixels from the top
_top, _bottom = itemgetter(0), itemgetter(1)


class Column(QObject):
    """Gives the messages in a scroll area their places, from top to bottom.

    Whatever was built must be placed again.
    """

    has_time = Signal(MessageView)  # to build one that is near
    has_turn = Signal()  # to build on what is seen

    def __init__(self, area: QScrollArea, canvas: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._canvas = canvas
        self._views: list[MessageView] = []
        self._spans: list[Span] = []  # as placed last; none of what has no place yet
        self._across: Span = (0, 0)
        self._round_ends: float | None = None  # of one that has begun; by the performance counter
        self._ahead = QTimer(self, singleShot=True, interval=AHEAD_MS)
        self._ahead.timeout.connect(self._tell)
        self._next_round = Afterwards(self, BETWEEN_ROUNDS_MS)
        self._next_round.came.connect(self.has_turn)

    @property
    def views(self) -> Sequence[MessageView]:
        """The messages, in their order."""
        return self._views

    @property
    def built(self) -> list[MessageView]:
        """Those that are built."""
        return [view for view in self._views if view.is_built]

    def take(self, views: Iterable[MessageView]) -> None:
        """Have these messages in place of all others; ``place`` puts them.

        To make them is part of the round in which the first of them are built.
        """
        self._round_ends = time.perf_counter() + ROUND_S
        self._views, self._spans = list(views), []

    def place(self, widest: int) -> None:
        """Lay the messages out in the middle, none wider than ``widest`` pixels."""
        # In the middle of the area, so that nothing moves when there comes to be a scroll bar.
        width = max(1, min(self._area.width() - 2 * SIDE_PX, widest))
        left = (self._area.width() - width) // 2
        before = self._spans if self._across == (left, width) else []
        first = next((n for n, v in enumerate(self._views) if not v.fits(width)), len(before))
        first = min(first, len(before))
        self._across, self._spans = (left, width), before[:first]
        for view, known in zip_longest(self._views[first:], before[first:]):
            top = self._spans[-1][1] + GAP_PX if self._spans else TOP_PX
            span = (top, top + view.fit(width))
            if span != known:
                view.setGeometry(left, top, width, span[1] - top)
            self._spans.append(span)
        height = self._spans[-1][1] + BOTTOM_PX if self._spans else 0
        self._canvas.resize(self._area.viewport().width(), height)

    def build(self, view: MessageView) -> None:
        """Build a message, unless it is."""
        if not view.is_built:
            view.build()
            put_stops_in_order(view)

    def first_below(self, y: int) -> int | None:
        """The number of the first message that ends below ``y``, counted from 0."""
        found = bisect_right(self._spans, y, key=_bottom)
        return found if found < len(self._spans) else None

    def wanted(self, *, at_end: bool) -> Iterator[MessageView]:
        """The messages on the screen that are not built: from its top on, or from its end.

        Whoever asks builds and places each of them. What is left after a round waits for
        ``has_turn``, and until then there is nothing to build, and nothing new is seen.
        """
        if self._next_round.is_waiting:
            return
        ends, self._round_ends = self._round_ends, None
        while (view := self._unbuilt(SEEN_SCREENS, at_end=at_end)) is not None:
            if ends is not None and time.perf_counter() > ends:
                self._canvas.setUpdatesEnabled(False)
                self._next_round.start()
                return
            ends = ends or time.perf_counter() + ROUND_S
            yield view
        if not self._canvas.updatesEnabled():  # else Qt would tell every widget in it, in vain
            self._canvas.setUpdatesEnabled(True)

    @property
    def is_whole(self) -> bool:
        """Whether everything on the screen is built."""
        return self._unbuilt(SEEN_SCREENS) is None

    def look_around(self) -> None:
        """Give up the messages far away; build those near the screen, later."""
        self._forget(FAR_SCREENS)
        if not self._ahead.isActive() and self._unbuilt(NEAR_SCREENS) is not None:
            self._ahead.start()

    def forget_idle(self) -> None:
        """Give up at once every message in which nothing happens."""
        for view in self._views:
            if view.is_built and view.is_idle:
                view.forget(at_once=True)

    def _tell(self) -> None:
        view = self._unbuilt(NEAR_SCREENS)
        if view is not None and not view.is_read:
            view.read()
            self._ahead.start()
        elif view is not None:
            self.has_time.emit(view)

    def _sight(self, screens: float) -> Span:
        """What is seen, and so many screens above and below."""
        screen, top = self._area.viewport().height(), self._area.verticalScrollBar().value()
        return top - round(screens * screen), top + screen + round(screens * screen)

    def _unbuilt(self, screens: float, *, at_end: bool = False) -> MessageView | None:
        """The unbuilt message in sight that is nearest to the top of the screen, or to its end."""
        seen = self._sight(0.0)[at_end]
        top, bottom = self._sight(screens)
        first = bisect_right(self._spans, top, key=_bottom)
        last = bisect_left(self._spans, bottom, key=_top)
        found = [number for number in range(first, last) if not self._views[number].is_built]
        nearest = min(found, key=lambda number: _away(self._spans[number], seen), default=None)
        return self._views[nearest] if nearest is not None else None

    def _forget(self, screens: float) -> None:
        """Give up the messages out of sight in which nothing happens."""
        top, bottom = self._sight(screens)
        first = bisect_left(self._spans, top, key=_bottom)
        last = bisect_right(self._spans, bottom, key=_top)
        for view in chain(self._views[:first], self._views[last:]):
            if view.is_built and view.is_idle:
                view.forget()


def _away(span: Span, y: int) -> int:
    return max(span[0] - y, y - span[1], 0)
