"""Writes the settings on a thread of its own: a slow disk must not stop whoever changes them."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from app import settings as settings_file
from app.errors import StoreError
from app.settings import Settings
from app.store.database import plain_errors

log = logging.getLogger(__name__)


class SettingsKeeper:
    """Writes one after the other, so that what was set last is what the file holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="settings")

    def keep(self, settings: Settings) -> Future[None]:
        """Begin to write; the result comes when they are on the disk.

        It raises a ``StoreError`` if they cannot be written; that is logged as well.
        """
        return self._writer.submit(self._write, settings)

    def close(self) -> None:
        """Wait until everything is written."""
        self._writer.shutdown()

    def _write(self, settings: Settings) -> None:
        try:
            with plain_errors(self._path):
                settings_file.save(settings, self._path)
        except StoreError as error:
            log.warning("the settings were not written: %s", error)
            raise
