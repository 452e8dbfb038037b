"""Ctrl+C while an event loop runs: heard between two of its steps, never in the middle of one.

asyncio's own handler cancels wherever Python happens to be. Met while a thread's result is handed
to its future, that ends in an ``InvalidStateError`` on the terminal.
"""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """As ``asyncio.run``; Ctrl+C cancels ``work``. Only for the main thread.

    Raises:
        KeyboardInterrupt: ``work`` ended by being cancelled so.
    """
    pressed = False

    async def main() -> T:
        task = asyncio.current_task()
        assert task is not None

        def cancel() -> None:
            nonlocal pressed
            pressed = True
            task.cancel()

        with ctrl_c_calls(cancel):
            return await work

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        if pressed:
            raise KeyboardInterrupt from None
        raise


@contextmanager
def ctrl_c_calls(action: Callable[[], object]) -> Iterator[None]:
    """Inside, Ctrl+C does ``action`` and nothing else."""
    loop = asyncio.get_running_loop()
    before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(action))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
