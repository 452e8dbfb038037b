"""Coroutines started from slots: kept until they end, their defects logged, never lost.

Qt's slots are plain functions; they call ``spawn`` (qasync's decorators pass wrong arguments to
signals such as ``clicked(bool)``).
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from app.errors import UserFacingError

log = logging.getLogger(__name__)

_running: set[asyncio.Task[None]] = set()


def spawn(
    work: Coroutine[Any, Any, Any], *, on_error: Callable[[UserFacingError], None] | None = None
) -> asyncio.Task[None]:
    """Run ``work`` on the event loop; errors for people go to ``on_error``."""
    task = asyncio.get_event_loop().create_task(_guarded(work, on_error))
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


async def _guarded(
    work: Coroutine[Any, Any, Any], on_error: Callable[[UserFacingError], None] | None
) -> None:
    try:
        await work
    except UserFacingError as error:
        log.info("shown to the person: %s", error)
        if on_error is not None:
            on_error(error)
    except Exception:  # a defect in a slot must not end the program
        log.exception("a task of the window failed")


async def finish_all() -> None:
    """End what still runs; called once when the program closes."""
    await asyncio.sleep(0)  # what was cancelled before its first step would never be awaited
    others = _running - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
