"""The search index: two FTS5 tables, which every write of a text keeps in step.

The words live in the index a second time, so whoever removes a text removes it here as well;
``forget_deleted`` does it so that nothing stays behind.
"""

from collections import Counter

from app.domain.search import Hit, indexed, match_expression
from app.store.database import Database, Row

MESSAGES = "message_words"  # rowid = messages.id
TITLES = "title_words"  # rowid = conversations.id

AT_ONCE = 1_000  # texts that are read at a time while an index is made
PER_CONVERSATION = 3  # hits shown of one
CANDIDATES = 4  # messages looked at for each hit that is wanted


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


def make(database: Database) -> None:
    """Make both indexes, in place of older ones, from all texts that are not being written."""
    for index in (MESSAGES, TITLES):
        database.run(f"DROP TABLE IF EXISTS {index}")
        database.run(
            f"""CREATE VIRTUAL TABLE {index}
                USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')"""
        )
    for source, index in (
        ("SELECT id, text FROM messages WHERE status != 'streaming'", MESSAGES),
        ("SELECT id, title AS text FROM conversations WHERE true", TITLES),
    ):
        last = 0
        while rows := database.rows(f"{source} AND id > ? ORDER BY id LIMIT {AT_ONCE}", last):
            for row in rows:
                add(database, index, row["id"], row["text"])
            last = rows[-1]["id"]


def find(database: Database, typed: str, *, limit: int) -> list[Hit]:
    """Titles, then messages, that have all that was typed.

    Titles in the order of use. Messages that have the very words come before those in which the
    words only begin so; of each the newest first, and only some of one conversation. A question
    that gave a title found already is left out.
    """
    titles = _titles(database, match_expression(typed), limit // 2)
    named = {hit.conversation_id for hit in titles}
    found: dict[int, Hit] = {}
    of_each: Counter[int] = Counter()
    for expression in dict.fromkeys((match_expression(typed, whole=True), match_expression(typed))):
        for row in _messages(database, expression, CANDIDATES * limit):
            hit, is_first = _message_hit(row), row["parent_id"] is None
            known = hit.message_id in found or (is_first and hit.conversation_id in named)
            if not known and of_each[hit.conversation_id] < PER_CONVERSATION:
                of_each[hit.conversation_id] += 1
                found[row["id"]] = hit
        if len(found) + len(titles) >= limit:
            break
    return [*titles, *found.values()][:limit]


def _titles(database: Database, expression: str, limit: int) -> list[Hit]:
    if not expression:
        return []
    rows = database.rows(
        f"""SELECT c.id, c.title, c.updated_at, coalesce((SELECT text FROM messages
            WHERE conversation_id = c.id ORDER BY id LIMIT 1), '') AS text
        FROM {TITLES} CROSS JOIN conversations c ON c.id = {TITLES}.rowid
        WHERE {TITLES} MATCH ? AND NOT c.deleted
        ORDER BY c.updated_at DESC, c.id DESC LIMIT ?""",
        *(expression, limit),
    )
    return [Hit(row["id"], None, row["title"], row["text"], row["updated_at"]) for row in rows]


def _messages(database: Database, expression: str, limit: int) -> list[Row]:
    if not expression:
        return []
    # In the order of the index, backwards: so reading can stop at the limit.
    return database.rows(
        f"""SELECT m.id, m.conversation_id, m.parent_id, c.title, m.text, m.created_at
        FROM {MESSAGES}
        CROSS JOIN messages m ON m.id = {MESSAGES}.rowid
        CROSS JOIN conversations c ON c.id = m.conversation_id
        WHERE {MESSAGES} MATCH ? AND NOT c.deleted
        ORDER BY {MESSAGES}.rowid DESC LIMIT ?""",
        *(expression, limit),
    )


def _message_hit(row: Row) -> Hit:
    return Hit(row["conversation_id"], row["id"], row["title"], row["text"], row["created_at"])
