"""The one place of this package that touches the disk: reads files of others, writes ours.

What is read is bounded: a small file may unpack to a huge one, and names inside an archive are
looked at, never used as paths. What is written gets its name when it is whole.
"""

import lzma
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

from app.errors import ExchangeError

MOST_BYTES = 300_000_000  # of all that one import reads; a year of daily use has a tenth of it
MOST_FILES = 50_000  # of an archive or a folder
DEEPEST_FOLDER = 6

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
LONGEST_NAME = 80  # characters, without the ending

_DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(RuntimeError, NotImplementedError, ValueError, IndexError),
)


class Source(Protocol):
    """Where an import comes from: a file, an archive or a folder, as named pieces."""

    names: list[str]

    def read(self, name: str) -> bytes:
        """One piece.

        Raises:
            ExchangeError: it is damaged, or too much was read already.
        """


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The pieces at ``path``.

    Raises:
        ExchangeError: ``path`` cannot be read.
    """
    try:
        if path.is_dir():
            yield _Folder(path)
        elif zipfile.is_zipfile(path):
            with _damage_told(path), zipfile.ZipFile(path) as archive:
                yield _Archive(path, archive)
        else:
            yield _File(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ExchangeError("exchange.cannot_read", file=path.name, why=why) from error


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise ExchangeError("exchange.damaged", file=path.name) from error


class _Budget:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.left = MOST_BYTES

    def spend(self, data: bytes) -> bytes:
        """``data``, of which at most one byte more than ``left`` was read."""
        if len(data) > self.left:
            raise ExchangeError(
                "exchange.too_big", file=self._path.name, limit=MOST_BYTES // 1_000_000
            )
        self.left -= len(data)
        return data


class _File:
    def __init__(self, path: Path) -> None:
        self.names = [path.name]
        self._path = path
        self._budget = _Budget(path)

    def read(self, name: str) -> bytes:
        with self._path.open("rb") as file:
            return self._budget.spend(file.read(self._budget.left + 1))


class _Archive:
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        if len(archive.infolist()) > MOST_FILES:
            raise ExchangeError("exchange.too_many", file=path.name, limit=MOST_FILES)
        self.names = [*dict.fromkeys(info.filename for info in archive.infolist())]
        self._path = path
        self._archive = archive
        self._budget = _Budget(path)

    def read(self, name: str) -> bytes:
        with _damage_told(self._path), self._archive.open(name) as piece:
            data = piece.read(self._budget.left + 1)
        return self._budget.spend(data)


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._budget = _Budget(path)
        self.names = [*self._found()]

    def read(self, name: str) -> bytes:
        with self._path.joinpath(*PurePosixPath(name).parts).open("rb") as file:
            return self._budget.spend(file.read(self._budget.left + 1))

    def _found(self) -> Iterator[str]:
        """Files below the folder; links are not followed, for they may lead anywhere."""
        count = 0
        for folder, inner, files in os.walk(self._path):
            here = Path(folder).relative_to(self._path)
            if len(here.parts) >= DEEPEST_FOLDER:
                inner.clear()
            for name in files:
                if (count := count + 1) > MOST_FILES:
                    raise ExchangeError("exchange.too_many", file=self._path.name, limit=MOST_FILES)
                if not Path(folder, name).is_symlink():
                    yield (here / name).as_posix()


def file_name(title: str, ending: str) -> str:
    """A name for a file about ``title`` that every system takes."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:LONGEST_NAME].strip(". ")
    if not name or _RESERVED.fullmatch(name):
        name = f"Lemma {name}".strip()
    return f"{name}.{ending}"


def write(path: Path, data: bytes, *, replace: bool) -> None:
    """Write a file under a temporary name, then give it its own.

    Raises:
        ExchangeError: ``exchange.exists`` unless it may be replaced, or it cannot be written.
    """
    if not replace and path.exists():
        raise ExchangeError("exchange.exists", file=str(path))
    try:
        _write(path, data, replace=replace)
    except FileExistsError as error:
        raise ExchangeError("exchange.exists", file=str(path)) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ExchangeError("exchange.cannot_write", file=str(path), why=why) from error


def _write(path: Path, data: bytes, *, replace: bool) -> None:
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=".lemma-", suffix=path.suffix, delete=False
    ) as file:
        temporary = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    try:
        _name(temporary, path, replace=replace)
    finally:
        temporary.unlink(missing_ok=True)


def _name(temporary: Path, path: Path, *, replace: bool) -> None:
    """Move to ``path``; without ``replace`` never over a file that came there meanwhile."""
    if replace or os.name == "nt":
        (temporary.replace if replace else temporary.rename)(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        temporary.rename(path)


def free_name(path: Path) -> Path:
    """``path``, or the same with a number where something of that name is there."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem} ({number})")
    return free
