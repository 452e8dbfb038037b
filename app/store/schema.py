"""The tables, as numbered migrations; the file's ``user_version`` is the last one that was run.

conversations   one row of the sidebar each. ``deleted`` ones await ``Store.purge`` or ``restore``.
                ``folder`` is a name, empty outside of folders: a folder is there as long as a
                conversation names it
                ``active_leaf_id`` is the message at the end of the visible path; no foreign key,
                since messages go only together with their conversation
messages        the nodes of the conversation trees. The columns are the fields of
                ``domain.chat.Message``; ``judgement`` and ``poll`` are JSON, empty without one.
                Reasoning and answer are kept apart. An id is never given
                twice: a late checkpoint must not reach another message. ``parent_id`` does not
                cascade: a long conversation would pass SQLite's limit of 1,000 nested triggers
message_words   search index, rowid = messages.id: ``domain.search.indexed`` texts of all messages
                that are not being written
title_words     search index, rowid = conversations.id
drafts          what was typed and not sent yet: a row for a conversation, and one without for the
                conversation that is not begun

To change the schema: add a function at the end of ``MIGRATIONS`` and never touch an older one.
A change of ``domain.search.indexed`` needs a migration that makes the indexes anew.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.errors import StoreError
from app.store import index
from app.store.database import CORRUPT, Database, header

APPLICATION_ID = 0x4C656D6D  # "Lemm": tells our files from those of other programs


def m001_conversations(database: Database) -> None:
    """Everything of the first release."""
    for statement in (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE conversations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            title TEXT NOT NULL,
            created_at REAL NOT NULL,
            updated_at REAL NOT NULL,
            active_leaf_id INTEGER,
            deleted INTEGER NOT NULL DEFAULT 0
        )""",
        """CREATE TABLE messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation_id INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
            parent_id INTEGER REFERENCES messages(id),
            role TEXT NOT NULL,
            text TEXT NOT NULL,
            reasoning TEXT NOT NULL DEFAULT '',
            status TEXT NOT NULL,
            created_at REAL NOT NULL,
            thought_s REAL,
            model TEXT NOT NULL DEFAULT '',
            error TEXT NOT NULL DEFAULT '',
            tokens INTEGER NOT NULL DEFAULT 0,
            decode_tps REAL NOT NULL DEFAULT 0
        )""",
        "CREATE INDEX messages_by_conversation ON messages(conversation_id)",
        "CREATE INDEX messages_by_parent ON messages(parent_id)",
        "CREATE INDEX messages_streaming ON messages(id) WHERE status = 'streaming'",
        """CREATE VIRTUAL TABLE message_words
            USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')""",
        """CREATE VIRTUAL TABLE title_words
            USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')""",
    ):
        database.run(statement)


def m002_verdicts(database: Database) -> None:
    """What was found out about an answer, and what other answers were given to its question."""
    for column in ("judgement", "poll"):
        database.run(f"ALTER TABLE messages ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


def m003_places(database: Database) -> None:
    """Where in the list a conversation stands; the words of formulas in the indexes."""
    for column in ("pinned INTEGER NOT NULL DEFAULT 0", "archived INTEGER NOT NULL DEFAULT 0"):
        database.run(f"ALTER TABLE conversations ADD COLUMN {column}")
    database.run("ALTER TABLE conversations ADD COLUMN folder TEXT NOT NULL DEFAULT ''")
    index.make(database)


def m004_drafts(database: Database) -> None:
    """What was typed and not sent yet."""
    database.run(
        """CREATE TABLE drafts (
            conversation_id INTEGER UNIQUE REFERENCES conversations(id) ON DELETE CASCADE,
            text TEXT NOT NULL
        )"""
    )


Migration = Callable[[Database], None]
MIGRATIONS: tuple[Migration, ...] = (
    m001_conversations,
    m002_verdicts,
    m003_places,
    m004_drafts,
)


def refuse_others(path: Path) -> None:
    """Refuse the file of a newer or of another program before anything opens it.

    Raises:
        StoreError: ``store.newer``, or ``store.corrupt`` for what is not ours.
    """
    found = header(path)
    if found.tables and found.application_id != APPLICATION_ID:
        raise StoreError(CORRUPT, file=str(path))
    if found.version > len(MIGRATIONS):
        raise _newer(path, found.version, known=len(MIGRATIONS))


def _newer(path: Path, found: int, *, known: int) -> StoreError:
    return StoreError("store.newer", file=str(path), found=found, known=known)


def migrate(
    database: Database,
    *,
    backup: Callable[[], object],
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Bring the file to the newest schema, each step in a transaction, with a backup before.

    Raises:
        StoreError: ``store.newer``, if only the log told so.
    """
    version = database.number("PRAGMA user_version")
    if version > len(migrations):
        raise _newer(database.path, version, known=len(migrations))
    if 0 < version < len(migrations):
        backup()
    for number, migration in enumerate(migrations[version:], start=version + 1):
        with database.transaction():
            migration(database)
            database.run(f"PRAGMA user_version = {number}")
