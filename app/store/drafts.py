"""What was typed and not sent yet, by conversation; None is the one that is not begun."""

from app.store.database import Database


def read_all(database: Database) -> dict[int | None, str]:
    """All drafts."""
    rows = database.rows("SELECT conversation_id, text FROM drafts")
    return {row["conversation_id"]: row["text"] for row in rows}


def keep(database: Database, conversation_id: int | None, text: str) -> None:
    """Keep ``text`` in place of an earlier draft; an empty one, or of a conversation that is gone,
    is none."""
    with database.transaction():
        database.run("DELETE FROM drafts WHERE conversation_id IS ?", conversation_id)
        if text:
            database.run(
                "INSERT INTO drafts (conversation_id, text) SELECT ?1, ?2"
                " WHERE ?1 IS NULL OR EXISTS (SELECT 1 FROM conversations WHERE id = ?1)",
                *(conversation_id, text),
            )
