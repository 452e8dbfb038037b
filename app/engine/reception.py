"""Who is served now, who waits, and who is asked to come again.

Every request passes through here, first and last: it is counted, written into the log, and gives
its place free when it ends, however it ends. All of it runs on the thread of the event loop.
"""

import asyncio
import time
from collections import deque
from contextlib import suppress
from math import ceil
from statistics import median

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.engine.api import ApiError
from app.engine.guard import refusal
from app.engine.metrics import Metrics
from app.engine.visits import RequestLog, Visit, visit_of

MAX_PRESENT = 512  # requests of all kinds at once
RECENT = 20  # answers whose durations say how long the next ones will take
LONGEST_WAIT_S = 120  # that a client is told to wait, whole seconds
CLOSING_WAIT_S = 30  # until a server that stops may be there again


_TURN_AWAY = refusal(
    ApiError(503, "Too many requests at once; ask again", code="overloaded", retry_after_s=1)
)


class Reception:
    """Admits answers as long as at most ``at_once`` run and ``queue`` more wait."""

    def __init__(self, *, at_once: int, queue: int, log: RequestLog) -> None:
        self.metrics = Metrics()
        self.queue = queue
        self.closing = False
        self._at_once = at_once
        self._log = log
        self._present = 0
        self._admitted = 0
        self._durations: deque[float] = deque(maxlen=RECENT)
        self._empty = asyncio.Event()
        self._empty.set()

    def admit(self, visit: Visit, n: int) -> None:
        """Take in a request for ``n`` answers; its place is free again when the visit ends.

        Raises:
            ApiError: 503, the server stops or too many wait already.
        """
        if self.closing:
            message = "The server is shutting down; ask again later"
            raise ApiError(503, message, code="shutting_down", retry_after_s=CLOSING_WAIT_S)
        if self._admitted and self._admitted + n > self._at_once + self.queue:
            wait_s = self._wait_s()
            message = f"Too many questions are waiting; ask again in {wait_s} seconds"
            raise ApiError(503, message, code="queue_full", retry_after_s=wait_s)
        visit.admitted = n
        self._admitted += n
        self._empty.clear()

    def _wait_s(self) -> int:
        """Until a place in the queue is free: those under way end one after the other."""
        usual_s = median(self._durations) if self._durations else 0.0
        return min(max(1, ceil(usual_s / self._at_once)), LONGEST_WAIT_S)

    def close(self) -> None:
        """Admit nobody any more."""
        self.closing = True

    async def emptied(self, patience_s: float) -> bool:
        """Wait until nobody is left; False if somebody still is after ``patience_s``."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), patience_s)
        return self._empty.is_set()

    def attends(self, app: ASGIApp) -> ASGIApp:
        """``app`` behind this reception."""

        async def attended(scope: Scope, receive: Receive, send: Send) -> None:
            visit = visit_of(scope)
            self._present += 1

            async def noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    visit.status = message["status"]
                await send(message)

            try:
                crowded = self._present > MAX_PRESENT
                await (_TURN_AWAY if crowded else app)(scope, receive, noting)
            finally:
                self._present -= 1
                self._leave(visit, scope)

        return attended

    def _leave(self, visit: Visit, scope: Scope) -> None:
        visit.seconds = time.perf_counter() - visit.started
        self.metrics.responses[visit.status] += 1
        if visit.admitted:
            self._note_answer(visit)
        self._log.write(visit, scope)

    def _note_answer(self, visit: Visit) -> None:
        self._durations.append(visit.seconds)
        self.metrics.answer_s.add(visit.seconds)
        if visit.first_token_s is not None:
            self.metrics.first_token_s.add(visit.first_token_s)
        self._admitted -= visit.admitted
        if not self._admitted:
            self._empty.set()
