"""The life of one engine process, from its start to its end, with the reason why it ended."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.client.child import Child, Listening, Ready, Refused
from app.errors import EngineError, UserFacingError

if TYPE_CHECKING:
    from app.client.local import LocalEndpoint
    from app.client.openai import Endpoint, Health


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds."""

    stall_s: float = 15.0  # without an answer to a request for its health
    load_stall_s: float = 120.0  # without progress of loading
    poll_loading_s: float = 0.25
    poll_ready_s: float = 3.0
    poll_idle_s: float = 60.0  # while nobody asks it anything; a question ends the pause
    longest_poll_s: float = 5.0  # a poll that took longer means that we were asleep ourselves
    steady_s: float = 1.0  # what lived so long after it was ready is started again as it was
    last_words_s: float = 1.0
    stop_s: float = 2.0  # to end by itself


@dataclass(frozen=True)
class Loading:
    """How far the model is loaded, from 0 to 1."""

    progress: float


@dataclass(frozen=True)
class Serving:
    """The model is loaded and answers at ``endpoint``."""

    endpoint: "Endpoint"
    context: int
    device: str


News = Loading | Serving


class Life:
    """Attends one child; ``tell`` hears how it gets on."""

    def __init__(self, child: Child, limits: Limits, tell: Callable[[News], None]) -> None:
        self._child = child
        self._limits = limits
        self._tell = tell
        self._endpoint: LocalEndpoint | None = None
        self._ready_at: float | None = None

    @property
    def was_steady(self) -> bool:
        """Whether it was ready for long enough that its plan is not to blame for its end."""
        if self._ready_at is None:
            return False
        return time.monotonic() - self._ready_at >= self._limits.steady_s

    async def attend(self) -> EngineError:
        """Watch over it to its end; returns the cause."""
        follow = asyncio.create_task(self._follow(), name="engine-reports")
        watch = asyncio.create_task(self._watch(), name="engine-watch")
        gone = asyncio.create_task(self._child.wait(), name="engine-exit")
        try:
            await asyncio.wait({follow, watch, gone}, return_when=asyncio.FIRST_COMPLETED)
            if watch.done():
                return watch.result()
            # A last report may still be in the pipe, and says more than an exit status.
            await asyncio.wait({follow, gone}, timeout=self._limits.last_words_s)
            refusal = follow.result() if follow.done() else None
            return refusal or self._child.cause_of_death(gone.result() if gone.done() else None)
        finally:
            for task in (follow, watch, gone):
                task.cancel()
            await asyncio.wait({follow, watch, gone})

    async def end(self) -> None:
        """End the process, if it has not ended, and what belonged to it."""
        await self._child.end(patience_s=self._limits.stop_s)
        if self._endpoint is not None:
            await self._endpoint.aclose()

    async def _follow(self) -> EngineError | None:
        """Hear its reports to the end; returns the error if it refuses to load."""
        while (report := await self._child.next_report()) is not None:
            match report:
                case Listening(url):
                    # The HTTP client is not loaded before; a thread leaves the window its own.
                    self._endpoint = await asyncio.to_thread(_endpoint, url, self._child.key)
                case Ready() if self._endpoint is not None:
                    self._ready_at = time.monotonic()
                    self._endpoint.model = report.model
                    self._tell(Serving(self._endpoint, report.context, report.device))
                case Refused(error):
                    return error
        return None

    async def _watch(self) -> EngineError:
        """Poll its health; returns when it has made no progress for too long.

        Time counts only as far as we were awake ourselves: after a suspended night, or when the
        whole program was stopped, a single poll fails and the next one succeeds.
        """
        quiet_s = 0.0
        progress = -1.0
        while True:
            began = time.monotonic()
            health = await _health(self._endpoint)
            if health is not None and (health.ready or health.progress > progress):
                progress = health.progress
                quiet_s = 0.0
                if self._ready_at is None:
                    self._tell(Loading(progress))
            await self._rest(well=health is not None and health.ready)
            quiet_s += min(time.monotonic() - began, self._limits.longest_poll_s)
            silent = health is None and self._endpoint is not None
            if quiet_s > (self._limits.stall_s if silent else self._limits.load_stall_s):
                return EngineError("engine.stalled", seconds=round(quiet_s))

    async def _rest(self, *, well: bool) -> None:
        """The pause between two polls: long while nobody asks the engine anything."""
        if not well or self._endpoint is None:
            await asyncio.sleep(self._limits.poll_loading_s)
        elif self._endpoint.asked.is_set():
            await asyncio.sleep(self._limits.poll_ready_s)
        else:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._endpoint.asked.wait(), self._limits.poll_idle_s)


def _endpoint(url: str, key: str) -> "LocalEndpoint":
    from app.client.local import LocalEndpoint

    return LocalEndpoint(url, api_key=key)


async def _health(endpoint: "Endpoint | None") -> "Health | None":
    """What the engine says of itself; None if it says nothing."""
    try:
        return await endpoint.health() if endpoint is not None else None
    except UserFacingError:
        return None


async def is_alive(endpoint: "Endpoint") -> bool:
    """Whether the engine answers now."""
    return await _health(endpoint) is not None
