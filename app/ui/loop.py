"""One event loop for Qt and asyncio, with what qasync leaves out.

asyncio's own loops close asynchronous generators that were left in the middle (a cancelled HTTP
stream, for example) when they are collected; qasync does not, and Python would complain about each.
They also forget what was to be called later and was cancelled: with qasync a timer of Qt's would
stay for each deadline that was met, and every read of a stream has one of ten minutes.

The window's thread lends the interpreter to the others with nearly every call of Qt. While the loop
is open it gets it back after ``SWITCH_INTERVAL_S``: while formulas are set, another text size took
20 ms at the median with 0.3 ms, 24 with 1 ms and 27 with 5 ms (two runs of 160 each).
"""

import asyncio
import sys
import time
import weakref
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from typing import Any

import qasync
from PySide6.QtCore import QObject, QTimerEvent
from PySide6.QtWidgets import QApplication

MOST_THREADS = 8  # that work beside the window, started as they are needed
SWITCH_INTERVAL_S = 0.0003  # of the interpreter; by default 5 ms, a third of a frame
BETWEEN_ROUNDS_S = 0.02  # without a display; each round says in the log that it is gone

Generator = AsyncGenerator[Any, Any]


class Later(asyncio.TimerHandle):
    """What is to be called later; ``timer`` is the number of Qt's timer, 0 without one."""

    timer = 0


class Timers(QObject):
    """Qt's timers of what is to be called later."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[int, Later] = {}  # by the number of the timer

    def __len__(self) -> int:
        return len(self._waiting)

    def start(self, handle: Later, delay_s: float) -> None:
        """Run ``handle`` after ``delay_s``."""
        handle.timer = self.startTimer(int(1000 * delay_s))
        self._waiting[handle.timer] = handle

    def end(self, handle: Later) -> None:
        """Do not run it any more; it may have been run."""
        number, handle.timer = handle.timer, 0  # which Qt gives to another soon
        if self._waiting.pop(number, None) is not None:
            self.killTimer(number)

    def close(self) -> None:
        """Run nothing any more."""
        for handle in list(self._waiting.values()):
            self.end(handle)
        self.deleteLater()

    # Qt's overrides

    def timerEvent(self, event: QTimerEvent) -> None:
        handle = self._waiting[event.timerId()]
        self.end(handle)
        handle._run()


class Loop(qasync.QEventLoop):  # type: ignore[misc]  # which has no types
    """qasync's loop, in which what is cancelled leaves no timer."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.timers = Timers()

    def call_later(
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Call ``callback`` after ``delay`` seconds."""
        if delay <= 0:
            soon: asyncio.Handle = super().call_later(0, callback, *args, context=context)
            return soon
        later = Later(self.time() + delay, callback, args, self, context)
        self.timers.start(later, delay)
        return later

    def _timer_handle_cancelled(self, handle: Later) -> None:
        self.timers.end(handle)


@contextmanager
def event_loop(application: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The running program's loop; closed in order at the end."""
    loop = Loop(application)
    asyncio.set_event_loop(loop)
    # Its own executor would start all of its threads at once, and more of them.
    loop.set_default_executor(ThreadPoolExecutor(MOST_THREADS, "work"))
    begun: weakref.WeakSet[Generator] = weakref.WeakSet()
    before, interval_s = sys.get_asyncgen_hooks(), sys.getswitchinterval()

    def close_later(generator: Generator) -> None:
        begun.discard(generator)
        if not loop.is_closed():
            loop.call_soon_threadsafe(lambda: loop.create_task(_close(generator)))

    sys.set_asyncgen_hooks(firstiter=begun.add, finalizer=close_later)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    try:
        with loop:
            yield loop
            complete(loop, _close(*begun))
        # Its timers outlive it, also cancelled ones: they must end on this thread, not wherever the
        # garbage collector finds them.
        loop._timer.deleteLater()
        loop.timers.close()
    finally:
        sys.setswitchinterval(interval_s)
        sys.set_asyncgen_hooks(*before)
        asyncio.set_event_loop(None)


def complete(
    loop: asyncio.AbstractEventLoop,
    work: Coroutine[Any, Any, None],
    cut_short: Callable[[], object] | None = None,
) -> bool:
    """Run ``work`` to its end; whether the desktop was there until then.

    Without its X server Qt leaves the event loop whenever it looks for events. Then ``cut_short``
    is called, once, and the loop entered again and again, so that what is open can still be kept.
    """
    task = loop.create_task(work)
    task.add_done_callback(lambda _task: loop.stop())
    loop.run_forever()
    whole = task.done()
    if not whole and cut_short is not None:
        loop.call_soon(cut_short)
    while not task.done():
        time.sleep(BETWEEN_ROUNDS_S)
        loop.run_forever()
    task.result()
    return whole


async def _close(*generators: Generator) -> None:
    await asyncio.gather(*(generator.aclose() for generator in generators), return_exceptions=True)
