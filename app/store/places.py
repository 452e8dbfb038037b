"""Where conversations stand in the list: pinned, archived, in a folder.

A folder is a name that conversations have in common; without conversations there is none.
"""

from app.domain.chat import Conversation
from app.store.database import Database, Row

COLUMNS = "id, title, created_at, updated_at, active_leaf_id, pinned, archived, folder"


def conversation(row: Row) -> Conversation:
    """The value of a row with ``COLUMNS``."""
    id_, title, created_at, updated_at, active_leaf_id, pinned, archived, folder = row
    return Conversation(
        id_, title, created_at, updated_at, active_leaf_id, bool(pinned), bool(archived), folder
    )


def pin(database: Database, conversation_id: int, *, pinned: bool) -> None:
    """Put a conversation at the top, or back to the others."""
    database.run("UPDATE conversations SET pinned = ? WHERE id = ?", pinned, conversation_id)


def archive(database: Database, conversation_id: int, *, archived: bool) -> None:
    """Put a conversation out of the way, or bring it back."""
    database.run("UPDATE conversations SET archived = ? WHERE id = ?", archived, conversation_id)


def move(database: Database, conversation_id: int, folder: str) -> None:
    """Put a conversation into a folder; an empty name takes it out of its own."""
    database.run("UPDATE conversations SET folder = ? WHERE id = ?", folder, conversation_id)


def rename_folder(database: Database, folder: str, name: str) -> None:
    """Give a folder another name; that of another folder joins them, an empty one removes it."""
    database.run("UPDATE conversations SET folder = ? WHERE folder = ?", name, folder)
