"""All use cases of one running program, put together over one data folder."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs

from app import settings as settings_file
from app.client.documents import DocumentReader
from app.client.supervisor import Supervisor
from app.errors import StoreError
from app.models import catalogue, places, wish
from app.models.library import Library
from app.paths import DataDir
from app.settings import Settings
from app.tutor.checking import AUTO, Checking, Judging, Unjudged
from app.tutor.computer import Computer
from app.tutor.conversations import Conversations
from app.tutor.documents import Documents
from app.tutor.drafts import Drafts
from app.tutor.exchange import Exchange
from app.tutor.reloading import Reloading
from app.tutor.room import Room
from app.tutor.settings_keeper import SettingsKeeper
from app.tutor.shelf import Shelf
from app.tutor.storage import Storage
from app.tutor.turns import Turns
from app.tutor.updates import Updates
from app.tutor.voting import Votes

log = logging.getLogger(__name__)

#: The conversations were damaged; the store has prepared their place and can be opened again.
MENDED = frozenset({"store.restored", "store.set_aside"})


def model_places() -> list[Path]:
    """Where model files may lie: where browsers and similar programs put them, and our cache."""
    return [*places.usual(Path.home()), Path(platformdirs.user_cache_dir("lemma", False), "models")]


class Program:
    """What window and terminal work with. Make it inside a running event loop; ``close`` it."""

    def __init__(
        self,
        data: DataDir,
        engine: Sequence[str],
        judge: Judging | None = None,
        *,
        reader: Sequence[str] = (),
        keep: bool = True,
    ) -> None:
        """Open everything. ``engine`` is the command that starts an engine process, ``reader``
        one that reads a document.

        Without a ``judge``, who is closed with the program, nothing is checked. With ``keep``
        False no conversation is opened, so it can run beside an open window.

        Raises:
            StoreError: the conversations cannot be opened.
            ModelError: the program's own catalogue is damaged.
        """
        self.data = data
        self.settings = settings_file.load(data.settings)
        self._keeper = SettingsKeeper(data.settings)
        library = Library(data, catalogue.load(data.catalogue))
        begin_with = self.settings.start_model if keep else ""
        if begin_with and library.find(begin_with) is not None:
            self.settings = self.changed_settings(model=begin_with)
        self.notice: StoreError | None = None  # what a person should know about the start
        self._storage = self._open_storage() if keep else None
        self.computer = Computer(engine)
        self.updates = Updates()
        self.judge = judge or Unjudged()
        supervisor = Supervisor(engine, data.logs, threads_file=data.threads)
        self.room = Room(self.settings, library, supervisor, self.computer)
        self.shelf = Shelf(
            library,
            lambda: self.settings.model,
            model_places(),
            lambda: self.settings.mirror,
            self.computer,
        )
        if self._storage is not None:
            self.conversations = Conversations(self._storage)
            self.drafts = Drafts(self._storage)
            self.documents = Documents(DocumentReader(reader), self.room)
            self.exchange = Exchange(self._storage, self.conversations.changed)
            self.turns = Turns(self._storage, self.room)
            self.turns.measured.connect(self.room.heed)
            self.checking = Checking(
                self._storage,
                self.turns,
                self.judge,
                retries=lambda: self.settings.retry_contradicted == AUTO,
            )
            self.votes = Votes(self._storage, self.turns, self.room, self.judge)
            self.reloading = Reloading(
                self.room, lambda: bool(self.turns.running or self.votes.running)
            )
            self.turns.changed.connect(self.reloading.heed)
            self.room.changed.connect(self.reloading.heed)
            self.votes.changed.connect(lambda _news: self.reloading.heed())

    def _open_storage(self) -> Storage:
        try:
            return Storage.open(self.data.database, self.data.backups)
        except StoreError as error:
            if error.key not in MENDED:
                raise
            self.notice = error
            return Storage.open(self.data.database, self.data.backups)

    def changed_settings(self, **values: Any) -> Settings:
        """The settings with some values changed; not yet saved."""
        return replace(self.settings, **values)

    def save_settings(self, settings: Settings) -> Future[None]:
        """Let the next question follow these settings; the result comes when they are kept."""
        self.settings = settings
        kept = self._keeper.keep(settings)
        self.room.override(settings)
        if self._storage is not None:
            self.reloading.heed()
        return kept

    async def use_model(self, model_id: str) -> None:
        """Let an installed model answer from now on, and load it."""
        installed = await self.shelf.take(model_id)
        self.save_settings(self.changed_settings(model=installed.id, source="local"))
        self.shelf.changed.emit()
        await self.room.endpoint()

    def use_mirror(self, mirror: str, model_id: str) -> None:
        """Ask this source first from now on, and go on with a download."""
        self.save_settings(self.changed_settings(mirror=mirror))
        self.shelf.download(model_id)

    async def remove_model(self, model_id: str) -> None:
        """Delete a model from the disk; if it was in use, the demo answers again."""
        if self.settings.model == model_id:
            await self.room.release()
            self.save_settings(self.changed_settings(model=wish.DEMO))
        await self.shelf.remove(model_id)

    async def close(self) -> None:
        """End turns, downloads and the engine, keep what was written, close the store."""
        if self._storage is not None:
            self.reloading.close()
            await self.drafts.close()
            await self.checking.close()
            await self.votes.close()
            await self.turns.close()
        await self.judge.close()
        await self.shelf.close()
        await self.room.close()
        self._keeper.close()
        if self._storage is not None:
            await self._back_up()
            self._storage.close()

    async def _back_up(self) -> None:
        try:
            await self.conversations.back_up()
        except StoreError as error:
            log.warning("no backup could be made: %s", error.key)
