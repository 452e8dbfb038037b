"""The one connection to the file, its transactions, and SQLite's errors as ``StoreError``.

The connection holds the file exclusively from ``take`` to ``close``: a second program is told so,
and the race between several users of a write-ahead log that can damage files before SQLite 3.51.3
(https://sqlite.org/wal.html#walresetbug) cannot happen. It belongs to the thread that made it;
sqlite3 itself refuses others.

While it is open, nothing else in this process may open and close the same file: on Unix that would
drop the lock (https://sqlite.org/howtocorrupt.html, section 2.2).
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import StoreError
from app.paths import PRIVATE_FILE_MODE

CORRUPT = "store.corrupt"

#: How long a start waits for another program to let go of the file, as at a quick restart.
LOCK_TIMEOUT_S = 0.5

#: Files up to this size are checked at every start: it takes less than a tenth of a second.
ALWAYS_CHECKED_BYTES = 32_000_000

#: FULL: a commit returns when it is on the disk, so what was acknowledged survives a power cut.
#: secure_delete: deleted content is overwritten with zeros. temp_store: no words in /tmp.
SETTINGS = (
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
)

_KEYS = {
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_PERM: "store.read_only",
    sqlite3.SQLITE_CANTOPEN: "store.read_only",
    sqlite3.SQLITE_IOERR: "store.io",
    sqlite3.SQLITE_BUSY: "store.locked",
    sqlite3.SQLITE_LOCKED: "store.locked",
    sqlite3.SQLITE_CORRUPT: CORRUPT,
    sqlite3.SQLITE_NOTADB: CORRUPT,
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: "store.gone",
}
_PRIMARY_CODE = 0xFF  # the rest of an extended code says more precisely where

_SYSTEM_KEYS = {
    errno.ENOSPC: "store.full",
    errno.EACCES: "store.read_only",
    errno.EPERM: "store.read_only",
    errno.EROFS: "store.read_only",
}

Value = str | int | float | None
Row = sqlite3.Row


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the system as ``StoreError``; misuse of SQLite stays a defect."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)  # absent: the mistake is in our call
        key = _KEYS.get(code) or _KEYS.get(code & _PRIMARY_CODE)
        if key is None:
            raise
        raise StoreError(key, file=str(path)) from error
    except OSError as error:
        key = _SYSTEM_KEYS.get(error.errno or 0, "store.io")
        raise StoreError(key, file=str(path)) from error


def create_private(path: Path) -> None:
    """Make ``path`` a file that only its owner can read; an existing one keeps its content."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE_MODE))
    path.chmod(PRIVATE_FILE_MODE)


def log_of(path: Path) -> Path:
    """The write-ahead log that belongs to ``path``."""
    return path.with_name(path.name + "-wal")


@dataclass(frozen=True)
class Header:
    """What a file says about itself; all zero if there is no database."""

    application_id: int = 0
    version: int = 0  # of the schema
    tables: int = 0


def header(path: Path) -> Header:
    """What the file says, without its log."""
    try:
        with _only_reading(path) as connection:
            [application_id] = connection.execute("PRAGMA application_id").fetchone()
            [version] = connection.execute("PRAGMA user_version").fetchone()
            [tables] = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError:
        return Header()
    return Header(application_id, version, tables)


def is_sound(path: Path) -> bool:
    """Whether a file that nobody uses holds tables and can be read from end to end."""
    try:
        with _only_reading(path) as connection:
            [answer] = connection.execute("PRAGMA quick_check(1)").fetchone()
            return answer == "ok" and header(path).tables > 0
    except sqlite3.DatabaseError:
        return False


def _only_reading(path: Path) -> "closing[sqlite3.Connection]":
    """A connection that takes no lock, reads no log and leaves no trace."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return closing(sqlite3.connect(address, uri=True))


class Database:
    """The connection. Every method raises ``StoreError`` for what people can do something about.

    ``was_empty``: the file was there before, without content. ``is_suspect``: damage was met while
    it was in use last time.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mark = path.with_name(f"{path.name}-suspect")
        with plain_errors(path):
            self.was_empty = path.exists() and path.stat().st_size == 0
            self.is_suspect = self._mark.exists()
            log = log_of(path)
            self._left_open = log.exists() and log.stat().st_size > 0
            create_private(path)
            self._connection = sqlite3.connect(path, timeout=LOCK_TIMEOUT_S, isolation_level=None)
        self._connection.row_factory = sqlite3.Row

    def take(self) -> None:
        """Lock the file, and check it if that is quick or there is a reason to."""
        for setting in SETTINGS:
            self.run(f"PRAGMA {setting}")
        with self.transaction():
            pass  # the first transaction takes the lock, and it stays
        small = self.path.stat().st_size <= ALWAYS_CHECKED_BYTES
        if small or self._left_open or self.is_suspect:
            self.check()

    def clear_suspicion(self) -> None:
        """The file was checked and mended."""
        with plain_errors(self.path):
            self._mark.unlink(missing_ok=True)

    def check(self) -> None:
        """Read the whole file; ``store.corrupt`` if it is damaged."""
        [[answer]] = self.rows("PRAGMA quick_check(1)")
        if answer != "ok":
            self._suspect()
            raise StoreError(CORRUPT, file=str(self.path))

    def run(self, sql: str, *values: Value) -> None:
        """Execute one statement whose rows nobody wants."""
        self.rows(sql, *values)

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """Execute one statement and return all its rows."""
        stored = [_storable(value) for value in values]
        try:
            with plain_errors(self.path):
                return self._connection.execute(sql, stored).fetchall()
        except StoreError as error:
            if error.key == CORRUPT:
                self._suspect()
            raise

    def number(self, sql: str) -> int:
        """The one number that a statement answers with."""
        [[answer]] = self.rows(sql)
        return int(answer)

    @property
    def changes(self) -> int:
        """Rows changed since the connection was made."""
        return self._connection.total_changes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing; on the disk when the block is left."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        finally:
            if self._connection.in_transaction:
                self.run("ROLLBACK")

    def close(self) -> None:
        """Write the log back into the file and let go of it; may be called again."""
        with plain_errors(self.path):
            self._connection.close()

    def _suspect(self) -> None:
        """Have the next start look closely, however large the file is."""
        with suppress(OSError):  # the damage itself is the error to report
            self._mark.touch(PRIVATE_FILE_MODE)


def _storable(value: Value) -> Value:
    """Half a surrogate pair, as a broken clipboard may bring, has no UTF-8: it becomes "?"."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
