"""Logging: one file, kept small and private. Texts of people never go into it.

Loggers are named after their module (``logging.getLogger(__name__)``). ``setup`` is called once by
the composition root; the log says what the program did, never what was asked or answered.
"""

import logging
import logging.handlers
import os
from io import TextIOWrapper
from pathlib import Path

from app.paths import PRIVATE_FILE_MODE

LOG_FILE_BYTES = 1_000_000
LOG_FILES_KEPT = 3
LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner can read, from its first byte on."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(
            self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE_MODE
        )
        return open(handle, "a", encoding="utf-8")


def setup(folder: Path, *, name: str = "lemma", verbose: bool = False) -> None:
    """Write the log of this process to ``folder/name.log``; with ``verbose`` to stderr as well."""
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    handlers: list[logging.Handler] = [
        _PrivateFileHandler(
            folder / f"{name}.log",
            maxBytes=LOG_FILE_BYTES,
            backupCount=LOG_FILES_KEPT,
            encoding="utf-8",
        )
    ]
    if verbose:
        handlers.append(logging.StreamHandler())
    for handler in handlers:
        handler.setFormatter(logging.Formatter(LINE))
        root.addHandler(handler)
    # httpx2 and uvicorn would log addresses of every request.
    for chatty in ("httpx2", "httpcore2", "uvicorn", "markdown", "MARKDOWN"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def let_go(folder: Path) -> None:
    """Close the logs in ``folder``, so that they can be deleted; the next message begins anew."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _PrivateFileHandler) and Path(handler.baseFilename).parent == folder:
            handler.close()
