"""What a person can do with conversations besides asking: read, rename, delete, page, find."""

import time

from app.domain.chat import Conversation, Turn, newest_leaf_below, visible_turns
from app.domain.search import Hit
from app.store import Store
from app.tutor.observable import Changed
from app.tutor.storage import Storage

TITLE_LIMIT = 120  # characters kept of a title typed by hand
SEARCH_LIMIT = 50  # hits


class Conversations:
    """Use cases on the list; ``changed`` fires when it may look different."""

    def __init__(self, storage: Storage) -> None:
        self.changed = Changed()
        self._storage = storage

    async def all(self) -> list[Conversation]:
        """All conversations, the one used last first."""
        return await self._storage.call(Store.conversations)

    async def turns(self, conversation_id: int) -> list[Turn]:
        """The visible path of a conversation."""
        messages = await self._storage.call(Store.messages, conversation_id)
        for conversation in await self.all():
            if conversation.id == conversation_id:
                return visible_turns(messages, conversation.active_leaf_id)
        return []

    async def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        line = " ".join(title.split())[:TITLE_LIMIT]
        if line:
            await self._storage.call(Store.rename, conversation_id, line)
            self.changed.emit()

    async def delete(self, conversation_id: int) -> None:
        """Take a conversation away; ``restore`` brings it back until ``purge``."""
        await self._storage.call(Store.delete, conversation_id)
        self.changed.emit()

    async def restore(self, conversation_id: int) -> None:
        """Undo ``delete``."""
        await self._storage.call(Store.restore, conversation_id)
        self.changed.emit()

    async def purge(self) -> None:
        """Remove what was deleted for good, its words in the search index too."""
        await self._storage.call(Store.purge)

    async def show_sibling(self, conversation_id: int, message_id: int, step: int) -> None:
        """Page ``step`` places through the branches that ``message_id`` is one of."""
        messages = await self._storage.call(Store.messages, conversation_id)
        for turn in visible_turns(messages, message_id)[-1:]:
            place = min(max(turn.index - 1 + step, 0), turn.count - 1)
            leaf = newest_leaf_below(messages, turn.siblings[place])
            await self._storage.call(Store.select_leaf, conversation_id, leaf)

    async def search(self, query: str) -> list[Hit]:
        """Messages that contain the words of ``query``, best first."""
        return await self._storage.call(Store.search, query, SEARCH_LIMIT)

    async def back_up(self) -> None:
        """Make a backup now, if anything changed since the last one."""
        await self._storage.call(Store.backup, time.time())
