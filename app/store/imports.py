"""Conversations that come from elsewhere into the tables; the caller holds the transaction."""

from collections.abc import Sequence

from app.domain.chat import Chat, Message
from app.store import index
from app.store.database import Database

#: What tells a conversation from others: when it began, how many messages, the first one's text.
Mark = tuple[float, int, str]


def take_in(database: Database, chats: Sequence[Chat]) -> dict[int, Chat]:
    """Add those that are not here yet, by their new ids. Ids within ``chats`` are replaced."""
    here = _marks(database)
    return {_add(database, chat): chat for chat in chats if _mark(chat) not in here}


def _mark(chat: Chat) -> Mark:
    first = chat.messages[0].text if chat.messages else ""
    return chat.conversation.created_at, len(chat.messages), first


def _marks(database: Database) -> set[Mark]:
    # Beside min() SQLite takes other columns from the row that has the minimum.
    rows = database.rows(
        """SELECT c.created_at, count(*) AS messages, m.text, min(m.id)
        FROM conversations c JOIN messages m ON m.conversation_id = c.id
        WHERE NOT c.deleted GROUP BY c.id"""
    )
    return {(row["created_at"], row["messages"], row["text"]) for row in rows}


def _add(database: Database, chat: Chat) -> int:
    conversation = chat.conversation
    [row] = database.rows(
        "INSERT INTO conversations (title, created_at, updated_at, pinned, archived, folder)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        *(conversation.title, conversation.created_at, conversation.updated_at),
        *(conversation.pinned, conversation.archived, conversation.folder),
    )
    conversation_id = int(row["id"])
    index.add(database, index.TITLES, conversation_id, conversation.title)
    ids: dict[int, int] = {}
    for message in chat.messages:
        parent_id = ids[message.parent_id] if message.parent_id is not None else None
        ids[message.id] = _add_message(database, conversation_id, parent_id, message)
    leaf_id = ids.get(conversation.active_leaf_id or 0)
    database.run(
        "UPDATE conversations SET active_leaf_id = ? WHERE id = ?", leaf_id, conversation_id
    )
    return conversation_id


def _add_message(
    database: Database, conversation_id: int, parent_id: int | None, message: Message
) -> int:
    [row] = database.rows(
        """INSERT INTO messages (conversation_id, parent_id, role, text, reasoning, status,
            created_at, thought_s, model, error, tokens, decode_tps)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
        *(conversation_id, parent_id, message.role, message.text, message.reasoning),
        *(message.status, message.created_at, message.thought_s, message.model),
        *(message.error, message.tokens, message.decode_tps),
    )
    index.add(database, index.MESSAGES, row["id"], message.text)
    return int(row["id"])
