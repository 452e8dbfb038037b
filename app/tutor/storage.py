"""The store on its own thread: every call runs there, in the order it was made.

A commit waits for the disk; the window must not.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from app.store import Store

P = ParamSpec("P")
R = TypeVar("R")


class Storage:
    """One open store and the thread that uses it."""

    def __init__(self, store: Store, executor: ThreadPoolExecutor) -> None:
        self._store = store
        self._executor = executor
        self._closed = False

    @classmethod
    def open(cls, database: Path, backups: Path) -> "Storage":
        """Open the store on a new thread.

        Raises:
            StoreError: see ``Store.open``.
        """
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            store = executor.submit(Store.open, database, backups).result()
        except BaseException:
            executor.shutdown()
            raise
        return cls(store, executor)

    async def call(
        self, method: Callable[Concatenate[Store, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """``method(store, ...)`` on the store's thread.

        A cancelled caller does not undo the call: it is in the queue and will be done.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._executor, lambda: method(self._store, *args, **kwargs)
        )

    def close(self) -> None:
        """Finish what is queued, then close. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._executor.submit(self._store.close).result()
        self._executor.shutdown()
