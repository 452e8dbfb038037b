"""A model file on its way: what has arrived, kept so that it survives being killed at any moment.

``<id>.gguf.part`` holds the bytes, written without a buffer; ``<id>.gguf.part.json`` says of which
file (its sha256) they are, from which source, and which version there (its ETag). Only ``finish``
gives the file its real name, after size and sha256 matched. The operating system's lock on the part
file lets one transfer at a time write it, in this process or any other.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import DownloadError
from app.models import disk
from app.paths import PRIVATE_FILE_MODE

PART_SUFFIX = ".part"
STATE_SUFFIX = ".part.json"


class Part:
    """The part file of one model, for one thread at a time. Begins with ``rehash``, to its end.

    ``length`` is how many bytes have arrived; ``etag`` the version that they belong to at
    ``origin``, "" if it is not known.
    """

    def __init__(self, target: Path, file: BinaryIO, *, sha256: str, size: int) -> None:
        self._target = target
        self._file = file
        self._expected = sha256
        self._size = size
        self._hash = hashlib.sha256()
        self.length = os.fstat(file.fileno()).st_size
        self.etag, self.origin = "", ""
        if not self._restore() or self.length > size:
            self.restart()

    @property
    def folder(self) -> Path:
        return self._target.parent

    def rehash(self) -> Iterator[int]:
        """Hash what arrived in earlier runs, chunk by chunk; yields how many bytes are done."""
        self._file.seek(0)
        done = 0
        while data := self._file.read(min(disk.CHUNK_BYTES, self.length - done)):
            self._hash.update(data)
            done += len(data)
            yield done

    def restart(self, etag: str = "", origin: str = "") -> None:
        """Drop everything; what comes next is of version ``etag`` at ``origin``."""
        self._file.truncate(0)
        self._file.seek(0)
        self._hash = hashlib.sha256()
        self.length = 0
        self.go_on(etag, origin)

    def go_on(self, etag: str, origin: str) -> None:
        """What comes next is of version ``etag`` at ``origin``; what is here stays."""
        self.etag, self.origin = etag, origin
        state = {"sha256": self._expected, "etag": etag, "origin": origin}
        disk.write_text(part_files(self._target)[1], json.dumps(state))

    def append(self, data: bytes) -> None:
        """Write ``data`` at the end.

        Raises:
            OSError: the disk is full or fails; what was written before is kept.
        """
        written = 0
        view = memoryview(data)
        while written < len(data):
            count = self._file.write(view[written:])
            self._hash.update(view[written : written + count])
            written += count
            self.length += count

    def finish(self) -> Path:
        """Give the whole file its name.

        Raises:
            DownloadError: its size or sha256 is wrong; the part is removed.
        """
        whole = self.length == self._size and self._hash.hexdigest() == self._expected
        os.fsync(self._file.fileno())
        self._file.close()
        part, state = part_files(self._target)
        if whole:
            part.replace(self._target)
        else:
            part.unlink(missing_ok=True)
        state.unlink(missing_ok=True)
        if not whole:
            raise DownloadError("models.download_damaged")
        return self._target

    def _restore(self) -> bool:
        """Read what is known of the bytes that are here; False if they are of another file."""
        try:
            state: Any = json.loads(part_files(self._target)[1].read_text(encoding="utf-8"))
            self.etag, self.origin = str(state["etag"]), str(state.get("origin", ""))
            return bool(state["sha256"] == self._expected)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return False


def part_files(target: Path) -> tuple[Path, Path]:
    """The part file of ``target``, and the file that says what is in it."""
    return (
        target.with_name(target.name + PART_SUFFIX),
        target.with_name(target.name + STATE_SUFFIX),
    )


@contextmanager
def open_part(target: Path, *, sha256: str, size: int) -> Iterator[Part]:
    """The part file of ``target``, made if it is missing, and ours alone until the block ends.

    Raises:
        DownloadError: another transfer is writing it.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    path = part_files(target)[0]
    with disk.explained(target.parent, size):
        if path.is_symlink():  # what it leads to is not ours to write
            path.unlink()
        handle = os.open(path, flags, PRIVATE_FILE_MODE)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        try:
            _lock(handle)
        except OSError as error:
            raise DownloadError("models.download_running") from error
        with disk.explained(target.parent, size):
            part = Part(target, file, sha256=sha256, size=size)
        yield part


if sys.platform == "win32":
    import msvcrt

    # Windows locks bytes, and locked bytes cannot be read: one far past the end is locked.
    FAR_AWAY = 1 << 62

    def _lock(handle: int) -> None:
        os.lseek(handle, FAR_AWAY, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
