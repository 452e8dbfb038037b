"""Copies of the conversations: made, thinned, and put in the place of a damaged file.

A copy is named ``lemma-<time, UTC>-v<schema>.sqlite3``, complete and checked when it has its name,
and compacted: it holds nothing of what was deleted before it was made. What is deleted later leaves
the copies with them, within ``KEPT_DAYS`` days of use.
"""

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from app.paths import PRIVATE_DIR_MODE
from app.store.database import Database, create_private, is_sound, log_of, plain_errors

#: One copy a day and schema is kept, for this many days.
KEPT_DAYS = 7
_DAY_S = 86_400

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"lemma-(?P<time>(?P<day>\d{8})T\d{6}Z)-v(?P<version>\d+)\.sqlite3")


def stamp(now: float) -> str:
    """``now``, seconds since the epoch, as it stands in file names."""
    return datetime.fromtimestamp(now, UTC).strftime(_STAMP)


def made_at(copy: Path) -> str:
    """When a copy was made, in local time, for people."""
    moment = datetime.strptime(_parts(copy)["time"], _STAMP).replace(tzinfo=UTC)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def make(database: Database, folder: Path, *, now: float) -> Path:
    """Copy the conversations into ``folder`` and thin what lies there; the new copy's path.

    Raises:
        StoreError: ``store.corrupt``: a damaged file is never copied; others as everywhere.
    """
    database.check()
    version = database.number("PRAGMA user_version")
    copy = folder / f"lemma-{stamp(now)}-v{version}.sqlite3"
    part = copy.with_suffix(".part")
    with plain_errors(copy):
        folder.mkdir(mode=PRIVATE_DIR_MODE, parents=True, exist_ok=True)
        for stray in folder.glob("lemma-*.part"):
            stray.unlink()
        create_private(part)
        database.run("VACUUM INTO ?", str(part))
        _to_disk(part)
        part.replace(copy)
        _thin(folder, now=now)
    return copy


def newest(folder: Path) -> Path | None:
    """The newest copy that can be read from end to end."""
    return next(filter(is_sound, _copies(folder)), None)


def put_aside(path: Path, *, now: float) -> Path:
    """Copy a damaged file and its log, byte for byte, to names that say so; the copy's path."""
    kept = path.with_name(f"{path.name}.damaged-{stamp(now)}")
    with plain_errors(kept):
        _copy(path, kept)
        log = log_of(path)
        if log.exists() and log.stat().st_size:
            _copy(log, log_of(kept))
    return kept


def replace_damaged(path: Path, folder: Path) -> Path | None:
    """Put the newest good copy in the place of ``path``, or nothing if there is none; that copy.

    Nobody may have ``path`` open, and it must have been put aside.
    """
    copy = newest(folder)
    with plain_errors(path):
        log_of(path).unlink(missing_ok=True)
        if copy is None:
            path.unlink()
        else:
            part = path.with_name(f"{path.name}.part")
            _copy(copy, part)
            part.replace(path)
    return copy


def _thin(folder: Path, *, now: float) -> None:
    """Keep the newest copy of each day and schema, and nothing older than ``KEPT_DAYS``."""
    oldest = stamp(now - KEPT_DAYS * _DAY_S)
    kept: set[tuple[str, str]] = set()
    for copy in _copies(folder):
        parts = _parts(copy)
        day_and_schema = (parts["day"], parts["version"])
        if parts["time"] < oldest or day_and_schema in kept:
            copy.unlink()
        kept.add(day_and_schema)


def _copies(folder: Path) -> list[Path]:
    """The newest first; files with other names are not ours."""
    return sorted((file for file in folder.glob("*") if _parts(file)), reverse=True)


def _parts(copy: Path) -> dict[str, str]:
    """``time``, ``day`` and ``version`` in the name of a copy; empty for another file."""
    match = _NAME.fullmatch(copy.name)
    return match.groupdict() if match else {}


def _copy(source: Path, target: Path) -> None:
    create_private(target)
    shutil.copyfile(source, target)
    _to_disk(target)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
