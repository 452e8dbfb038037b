"""What a person can do with conversations besides asking: read, arrange, delete, page, find."""

import time

from app.domain.chat import Conversation, Turn, newest_leaf_below, visible_turns
from app.domain.search import Hit
from app.domain.titles import tidy
from app.store import Store
from app.tutor.observable import Changed
from app.tutor.storage import Storage

SEARCH_LIMIT = 50  # hits


class Conversations:
    """Use cases on the list; ``changed`` fires when it may look different."""

    def __init__(self, storage: Storage) -> None:
        self.changed = Changed()
        self._storage = storage

    async def all(self) -> list[Conversation]:
        """All conversations, the one used last first; behind them what is archived."""
        return await self._storage.call(Store.conversations)

    async def turns(self, conversation_id: int) -> list[Turn]:
        """The visible path of a conversation."""
        messages = await self._storage.call(Store.messages, conversation_id)
        conversation = await self._storage.call(Store.conversation, conversation_id)
        return visible_turns(messages, conversation.active_leaf_id) if conversation else []

    async def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if line := tidy(title):
            await self._storage.call(Store.rename, conversation_id, line)
            self.changed.emit()

    async def pin(self, conversation_id: int, pinned: bool) -> None:
        """Put a conversation at the top, or back to the others."""
        await self._storage.call(Store.pin, conversation_id, pinned=pinned)
        self.changed.emit()

    async def archive(self, conversation_id: int, archived: bool) -> None:
        """Put a conversation out of the way, or bring it back."""
        await self._storage.call(Store.archive, conversation_id, archived=archived)
        self.changed.emit()

    async def move(self, conversation_id: int, folder: str) -> None:
        """Put a conversation into the folder of this name; an empty name takes it out."""
        await self._storage.call(Store.move, conversation_id, tidy(folder))
        self.changed.emit()

    async def rename_folder(self, folder: str, name: str) -> None:
        """Give a folder another name; an empty one changes nothing."""
        if line := tidy(name):
            await self._storage.call(Store.rename_folder, folder, line)
            self.changed.emit()

    async def remove_folder(self, folder: str) -> None:
        """Take a folder away; its conversations go back to the list."""
        await self._storage.call(Store.rename_folder, folder, "")
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

    async def reveal(self, conversation_id: int, message_id: int) -> None:
        """Make a branch with this message the visible one, unless it can be seen already."""
        turns = await self.turns(conversation_id)
        if all(turn.message.id != message_id for turn in turns):
            messages = await self._storage.call(Store.messages, conversation_id)
            leaf = newest_leaf_below(messages, message_id)
            await self._storage.call(Store.select_leaf, conversation_id, leaf)

    async def search(self, query: str) -> list[Hit]:
        """Titles and messages that contain the words of ``query``, best first."""
        return await self._storage.call(Store.search, query, SEARCH_LIMIT)

    async def back_up(self) -> None:
        """Make a backup now, if anything changed since the last one."""
        await self._storage.call(Store.backup, time.time())
