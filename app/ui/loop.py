"""One event loop for Qt and asyncio, with what qasync leaves out.

asyncio's own loops close asynchronous generators that were left in the middle (a cancelled HTTP
stream, for example) when they are collected; qasync does not, and Python would complain about each.
"""

import asyncio
import sys
import weakref
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import qasync
from PySide6.QtWidgets import QApplication

MOST_THREADS = 8  # that work beside the window, started as they are needed

Generator = AsyncGenerator[Any, Any]


@contextmanager
def event_loop(application: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The running program's loop; closed in order at the end."""
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    # Its own executor would start all of its threads at once, and more of them.
    loop.set_default_executor(ThreadPoolExecutor(MOST_THREADS, "work"))
    begun: weakref.WeakSet[Generator] = weakref.WeakSet()
    before = sys.get_asyncgen_hooks()

    def close_later(generator: Generator) -> None:
        begun.discard(generator)
        if not loop.is_closed():
            loop.call_soon_threadsafe(lambda: loop.create_task(_close(generator)))

    sys.set_asyncgen_hooks(firstiter=begun.add, finalizer=close_later)
    try:
        with loop:  # type: ignore[attr-defined]  # qasync's loop is a context manager
            yield loop
            loop.run_until_complete(_close(*begun))
        # Its timers outlive it, also cancelled ones: they must end on this thread, not wherever the
        # garbage collector finds them.
        loop._timer.deleteLater()  # type: ignore[attr-defined]
    finally:
        sys.set_asyncgen_hooks(*before)
        asyncio.set_event_loop(None)


async def _close(*generators: Generator) -> None:
    await asyncio.gather(*(generator.aclose() for generator in generators), return_exceptions=True)
