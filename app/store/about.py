"""Which SQLite this is."""

import sqlite3
from contextlib import closing


def version() -> str:
    """The version of the library in use."""
    return sqlite3.sqlite_version


def date() -> str:
    """The day of its source, as 2022-12-28."""
    with closing(sqlite3.connect(":memory:")) as connection:
        [[source]] = connection.execute("SELECT sqlite_source_id()").fetchall()
    return str(source)[:10]
