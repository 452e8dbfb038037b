"""The search index: two FTS5 tables, which every write of a text keeps in step.

The words live in the index a second time, so whoever removes a text removes it here as well;
``forget_deleted`` does it so that nothing stays behind.
"""

from app.domain.search import Hit, indexed, match_expression, readable
from app.store.database import Database

MESSAGES = "message_words"  # rowid = messages.id
TITLES = "title_words"  # rowid = conversations.id

SNIPPET_WORDS = 24  # a Chinese character counts as one


def add(database: Database, index: str, rowid: int, text: str) -> None:
    """Take a text that is not in the index yet into it."""
    database.run(f"INSERT INTO {index}(rowid, words) VALUES (?, ?)", rowid, indexed(text))


def replace(database: Database, index: str, rowid: int, text: str) -> None:
    """Take another text in place of the one that is there."""
    database.run(f"UPDATE {index} SET words = ? WHERE rowid = ?", indexed(text), rowid)


def forget_deleted(database: Database) -> None:
    """Remove every word of the conversations marked deleted."""
    database.run(
        f"""DELETE FROM {MESSAGES} WHERE rowid IN (SELECT m.id FROM messages m
        JOIN conversations c ON c.id = m.conversation_id WHERE c.deleted)"""
    )
    database.run(
        f"DELETE FROM {TITLES} WHERE rowid IN (SELECT id FROM conversations WHERE deleted)"
    )
    # FTS5 itself only notes what was deleted; merging the whole index lets go of the words.
    for index in (MESSAGES, TITLES):
        database.run(f"INSERT INTO {index}({index}) VALUES ('optimize')")


def rebuild(database: Database) -> None:
    """Make both indexes anew from the texts that they hold."""
    for index in (MESSAGES, TITLES):
        database.run(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


def find(database: Database, typed: str, *, limit: int) -> list[Hit]:
    """Titles, then messages, that have all the words typed; of each the newest first."""
    words = match_expression(typed)
    if not words:
        return []
    titles = database.rows(
        f"""SELECT c.id AS conversation_id, NULL AS message_id, c.title AS snippet
        FROM {TITLES} JOIN conversations c ON c.id = {TITLES}.rowid
        WHERE {TITLES} MATCH ? AND NOT c.deleted
        ORDER BY {TITLES}.rowid DESC LIMIT ?""",
        words,
        limit,
    )
    messages = database.rows(
        f"""SELECT m.conversation_id, m.id AS message_id,
            snippet({MESSAGES}, 0, '', '', '…', {SNIPPET_WORDS}) AS snippet
        FROM {MESSAGES}
        JOIN messages m ON m.id = {MESSAGES}.rowid
        JOIN conversations c ON c.id = m.conversation_id
        WHERE {MESSAGES} MATCH ? AND NOT c.deleted
        ORDER BY {MESSAGES}.rowid DESC LIMIT ?""",
        words,
        limit - len(titles),
    )
    return [
        Hit(row["conversation_id"], row["message_id"], readable(row["snippet"]))
        for row in [*titles, *messages]
    ]
