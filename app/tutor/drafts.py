"""What was typed and not sent yet, kept by conversation across restarts.

All drafts are in memory, so that changing the conversation waits for nothing; they are written a
moment after they changed, and by ``close``. A draft that cannot be written is no reason to disturb
whoever types: it is still there while the program runs.
"""

import asyncio
import logging

from app.errors import StoreError
from app.store import Store
from app.tutor.storage import Storage

log = logging.getLogger(__name__)

DELAY_S = 0.5  # from a change to the disk; what is typed meanwhile is written with it

Place = int | None  # a conversation; None is the one that is not begun


class Drafts:
    """The drafts of one program; ``load`` them once before anything else."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._texts: dict[Place, str] = {}
        self._changed: set[Place] = set()
        self._loaded = False
        self._closing = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """Read what was kept; a second call does nothing."""
        if not self._loaded:
            self._loaded = True
            try:
                self._texts = await self._storage.call(Store.drafts) | self._texts
            except StoreError as error:
                log.warning("drafts cannot be read: %s", error.key)

    def get(self, place: Place) -> str:
        """The draft of a conversation, empty without one."""
        return self._texts.get(place, "")

    def put(self, place: Place, text: str) -> None:
        """Take ``text`` for the draft of a conversation from now on; it is written soon."""
        if text == self.get(place):
            return
        self._texts[place] = text
        self._changed.add(place)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_event_loop().create_task(self._write_soon(), name="drafts")

    async def close(self) -> None:
        """Write what is not written yet."""
        self._closing.set()
        if self._writer is not None:
            await self._writer
        await self._write()

    async def _write_soon(self) -> None:
        while self._changed and not self._closing.is_set():
            try:
                await asyncio.wait_for(self._closing.wait(), DELAY_S)
            except TimeoutError:
                await self._write()

    async def _write(self) -> None:
        changed, self._changed = self._changed, set()
        for place in changed:
            try:
                await self._storage.call(Store.keep_draft, place, self._texts[place])
            except StoreError as error:
                log.warning("a draft could not be kept: %s", error.key)
