"""Whole files: is there room, what is their sha256, copy one; and disk errors in plain words."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import DownloadError
from app.i18n import file_size
from app.paths import PRIVATE_FILE_MODE

CHUNK_BYTES = 4 * 1024**2
#: Left free on the disk when a model has come.
SPARE_BYTES = 64 * 1024**2

_FULL = (errno.ENOSPC, errno.EDQUOT)

#: Told bytes done and in all; it may raise ``Cancelled`` to stop the work.
Watch = Callable[[int, int], None]


def unwatched(done: int, total: int) -> None:
    """Nobody looks at the progress."""


def free(folder: Path) -> int:
    """Bytes that can still be written to the disk of ``folder``."""
    return shutil.disk_usage(folder).free


def require_space(folder: Path, size: int) -> None:
    """Refuse to begin what does not fit on the disk of ``folder``.

    Raises:
        DownloadError: less than ``size`` and some spare are free.
    """
    there = free(folder)
    if there < size + SPARE_BYTES:
        raise _full(size + SPARE_BYTES, there)


@contextmanager
def explained(folder: Path, size: int) -> Iterator[None]:
    """Turns an OSError into a DownloadError, for work that writes ``size`` bytes to ``folder``."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise _full(size + SPARE_BYTES, free(folder)) from error
        if error.errno == errno.EFBIG:  # FAT32 ends at 4 GB
            raise DownloadError("models.disk_file_limit", folder=str(folder)) from error
        raise DownloadError("models.disk_failed", reason=error.strerror or str(error)) from error


def _full(need: int, there: int) -> DownloadError:
    return DownloadError("models.disk_full", need=file_size(need), free=file_size(there))


def write_text(path: Path, text: str) -> None:
    """Put ``text`` in the place of what was at ``path``, wholly or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)  # left by a killed program, or a link to somewhere else
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(fresh, flags, PRIVATE_FILE_MODE), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def sha256_of(path: Path, watch: Watch) -> str:
    """The sha256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        _pump(file, digest.update, watch)
    return digest.hexdigest()


def copy(source: Path, target: Path, watch: Watch) -> str:
    """Copy ``source`` to the new file ``target`` and return its sha256; on failure no trace."""
    digest = hashlib.sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(target, flags, PRIVATE_FILE_MODE)
    try:
        with os.fdopen(handle, "wb") as writer, source.open("rb") as reader:

            def write(data: bytes) -> None:
                writer.write(data)
                digest.update(data)

            _pump(reader, write, watch)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _pump(reader: BinaryIO, sink: Callable[[bytes], object], watch: Watch) -> None:
    total = os.fstat(reader.fileno()).st_size
    done = 0
    while data := reader.read(CHUNK_BYTES):
        sink(data)
        done += len(data)
        watch(done, total)
