"""Export and import as a person asks for them: whole conversations out to files, and in.

What reads and writes the forms is imported with the first file: a window opens without it.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.chat import Chat, Conversation
from app.errors import ExchangeError
from app.exchange.formats import Format
from app.i18n import listed, paragraph, tr
from app.store import Store
from app.tutor.observable import Changed
from app.tutor.storage import Storage
from app.typeset.typesetter import Typesetter

if TYPE_CHECKING:
    from app.domain.blocks import Document, Math
    from app.exchange.formulas import WrittenFormula

__all__ = ["Exchange", "Format", "Taken", "fragment", "written"]


@dataclass(frozen=True)
class Taken:
    """What came of an import."""

    chats: int
    messages: int
    known: int = 0  # conversations that were here already
    left: dict[str, int] = field(default_factory=dict)  # what was left out, by kind

    def sentence(self) -> str:
        """All of it in words."""
        said = [tr("exchange.imported", chats=self.chats, messages=self.messages)]
        if self.known:
            said.append(tr("exchange.known", count=self.known))
        if self.left:
            kinds = (tr(f"exchange.left_{kind}", count=n) for kind, n in self.left.items())
            said.append(tr("exchange.left_out", kinds=listed(kinds)))
        return paragraph(*said)


class Exchange:
    """Use cases; ``changed`` fires when conversations have come."""

    def __init__(self, storage: Storage, changed: Changed) -> None:
        self._storage = storage
        self._changed = changed

    async def chat(self, conversation_id: int) -> Chat:
        """A conversation with all its branches.

        Raises:
            ExchangeError: there is none of this id.
        """
        conversation = await self._storage.call(Store.conversation, conversation_id)
        if conversation is None:
            raise ExchangeError("exchange.no_chat", wanted=conversation_id)
        return await self._whole(conversation)

    async def chats(self) -> list[Chat]:
        """All conversations with all their branches, the one used last first."""
        return [await self._whole(conversation) for conversation in await self.conversations()]

    async def conversations(self) -> list[Conversation]:
        """What there is, the one used last first."""
        return await self._storage.call(Store.conversations)

    async def _whole(self, conversation: Conversation) -> Chat:
        messages = await self._storage.call(Store.messages, conversation.id)
        return Chat(conversation, tuple(messages))

    async def save(self, path: Path, data: bytes, *, replace: bool) -> None:
        """Write a file.

        Raises:
            ExchangeError: ``exchange.exists`` unless it may be replaced, or it cannot be written.
        """
        from app.exchange import files

        await asyncio.to_thread(files.write, path, data, replace=replace)

    async def take_in(self, path: Path) -> Taken:
        """Import a file, an archive or a folder: all of it or nothing.

        Raises:
            ExchangeError: nothing of it can be read.
            StoreError: nothing could be kept.
        """
        from app.exchange import reading

        found = await asyncio.to_thread(reading.read, path, now=time.time())
        added = await self._storage.call(Store.take_in, found.chats)
        if added:
            self._changed.emit()
        messages = sum(len(chat.messages) for chat in added.values())
        known = len(found.chats) - len(added)
        return Taken(len(added), messages, known, dict(found.left.counts))


def fragment(document: "Document", formulas: "Mapping[Math, WrittenFormula]") -> str:
    """A document as HTML with MathML, for the clipboard; what is not written is shown as TeX."""
    from app.exchange import to_html

    return to_html.fragment(document, formulas.get)


async def written(
    chats: Sequence[Chat], as_format: Format, typesetter: Typesetter, *, thoughts: bool
) -> bytes:
    """The file of one conversation, or of several as JSON; a PDF is the window's to draw."""
    from app.tutor import writing

    return await asyncio.to_thread(writing.written, chats, as_format, typesetter, thoughts)
