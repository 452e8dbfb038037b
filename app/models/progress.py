"""How far a download is: stage, speed over the last seconds, time left."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

SPEED_WINDOW_S = 5.0
SPEED_FROM_S = 0.5  # a speed measured over less means nothing
REPORT_INTERVAL_S = 0.1


class Stage(StrEnum):
    """What a download is doing; its word is at ``models.stage_<value>``."""

    QUEUED = "queued"  # others come first
    PAUSED = "paused"
    CHECKING = "checking"  # hashing what arrived earlier
    CONNECTING = "connecting"
    DOWNLOADING = "downloading"
    WAITING = "waiting"  # after a failure, before the next try


@dataclass(frozen=True)
class Progress:
    """How far a download is; speed and time left are measured over the last seconds."""

    stage: Stage
    done: int  # bytes
    total: int
    speed: float | None = None  # bytes per second
    left_s: float | None = None
    source: str = ""  # the name of the server


Report = Callable[[Progress], None]


class Meter:
    """Measures speed over a sliding window and reports at a bearable rate."""

    def __init__(self, total: int, report: Report) -> None:
        self._total = total
        self._report = report
        self._stage = Stage.CHECKING
        self._source = ""
        self._done = 0
        self._seen: deque[tuple[float, int]] = deque()  # when, bytes done
        self._reported_at = 0.0

    def enter(self, stage: Stage, source: str = "") -> None:
        """A new stage begins, with what ``source`` sends."""
        self._stage, self._source = stage, source
        self._seen.clear()
        self._tell(time.monotonic())

    def advance(self, done: int) -> None:
        """So many bytes are there by now."""
        now = time.monotonic()
        self._done = done
        self._seen.append((now, done))
        while now - self._seen[0][0] > SPEED_WINDOW_S:
            self._seen.popleft()
        if now - self._reported_at >= REPORT_INTERVAL_S or done == self._total:
            self._tell(now)

    def _tell(self, now: float) -> None:
        self._reported_at = now
        speed = self._speed() if self._stage is Stage.DOWNLOADING else None
        left_s = (self._total - self._done) / speed if speed else None
        self._report(Progress(self._stage, self._done, self._total, speed, left_s, self._source))

    def _speed(self) -> float | None:
        if not self._seen:
            return None
        (first_at, first), (last_at, last) = self._seen[0], self._seen[-1]
        elapsed_s = last_at - first_at
        return (last - first) / elapsed_s if elapsed_s >= SPEED_FROM_S else None
