"""What the program keeps of a person on this computer: where, how much, and how all of it goes.

Only files and folders that ``DataDir`` names are looked at: the data folder may hold other things,
which are none of our business.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app import log as logs
from app.paths import DataDir

log = logging.getLogger(__name__)

#: In the order in which people care. The others are small: what was measured, and the like.
NAMED = ("database", "backups", "models", "settings", "logs")


@dataclass(frozen=True)
class Kept:
    """One kind of things: its name in ``DataDir``, where it lies, and its size."""

    name: str
    path: Path
    bytes: int


def kept(data: DataDir) -> list[Kept]:
    """All that is kept, with its sizes; looks at every file, so call it from a thread."""
    rows = [(name, getattr(data, name)) for name in NAMED]
    return [Kept(name, path, sum(map(_size, _files(path)))) for name, path in rows]


def erase(data: DataDir, *, models: bool) -> list[Path]:
    """Delete everything, models only if asked; returns what the system would not let go.

    Nothing of the program may be open. The folders are there again afterwards, empty.
    """
    logs.let_go(data.logs)
    spared = set() if models else {data.models, data.catalogue}
    left: list[Path] = []
    for place in _places(data):
        if place not in spared:
            left += [file for file in _files(place) if not _gone(file)]
    data.create()
    return left


def _places(data: DataDir) -> list[Path]:
    """Every file and folder of a data folder."""
    names = [name for name, thing in vars(DataDir).items() if isinstance(thing, property)]
    return [getattr(data, name) for name in names]


def _files(place: Path) -> Iterator[Path]:
    """A file and what lies beside it under a longer name, or a folder's insides, deepest first."""
    if place.is_symlink() or place.suffix:
        yield from place.parent.glob(f"{place.name}*")
    elif place.is_dir():
        yield from sorted(place.rglob("*"), reverse=True)
    elif place.exists():
        yield place


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size if file.is_file() else 0
    except OSError:
        return 0


def _gone(file: Path) -> bool:
    try:
        if file.is_dir() and not file.is_symlink():
            file.rmdir()
        else:
            file.unlink(missing_ok=True)
    except OSError as error:
        log.info("%s stays: %s", file.name, error.strerror)
        return False
    return True
