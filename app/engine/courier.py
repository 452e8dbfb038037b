"""Brings events from the decode thread to an event loop, and wakes it seldom.

Waking a loop gives it the interpreter lock; the thread that did so has it back some tenths of a
millisecond later. For a small model those are several hundredths of a step, paid for each token. So
the loop is woken for the first events, and then looks by itself until there are none.
"""

import asyncio
import threading
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")

LOOK_EVERY_S = 1 / 30  # as often as a window draws what it reads


class Courier(Generic[T]):
    """Puts things into queues of ``loop``, in their order, at most ``LOOK_EVERY_S`` late."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._lock = threading.Lock()
        self._bag: list[tuple[asyncio.Queue[T], T]] = []
        self._looks = False  # the loop does, or has been told to

    def bring(self, target: asyncio.Queue[T], thing: T) -> None:
        """From any thread; when the loop has closed nobody listens, and nothing happens."""
        with self._lock:
            self._bag.append((target, thing))
            asleep, self._looks = not self._looks, True
        if asleep:
            with suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self._look)

    def _look(self) -> None:
        with self._lock:
            found, self._bag = self._bag, []
            self._looks = bool(found)
        for target, thing in found:
            target.put_nowait(thing)
        if found:
            self.loop.call_later(LOOK_EVERY_S, self._look)
