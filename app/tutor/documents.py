"""Documents that go with questions: read, weighed against what the model can keep in mind, cut."""

from dataclasses import dataclass
from pathlib import Path

from app.client.documents import DocumentReader
from app.domain.attached import Attachment
from app.domain.documents import Document, Kind, estimated_tokens, kind_of
from app.errors import DocumentError, EndpointError
from app.tutor.room import Room, RoomState

#: The engine keeps half of its context for the answer; of the other half the words need some.
PROMPT_SHARE = 0.5
WORDS_TOKENS = 300
LEAST_TOKENS = 100  # that a document is cut to


@dataclass(frozen=True)
class Weight:
    """Tokens of a document; ``about`` that many where the model could not be asked."""

    tokens: int
    about: bool


class Documents:
    """Use cases on documents of one program."""

    def __init__(self, reader: DocumentReader, room: Room) -> None:
        self._reader = reader
        self._room = room

    @property
    def context(self) -> int:
        """Tokens that the model can keep in mind; 0 where that is not known."""
        return self._room.context

    @property
    def most(self) -> int:
        """Tokens that all documents of a question may have together; 0 where that is not known."""
        if not self.context:
            return 0
        return max(LEAST_TOKENS, int(self.context * PROMPT_SHARE) - WORDS_TOKENS)

    async def read(self, path: Path, pages: str = "") -> Document:
        """The text of a file, of some of its pages if it has pages.

        Raises:
            DocumentError: why there is none.
        """
        kind = kind_of(path.name)
        if kind is Kind.PICTURE:
            raise DocumentError("composer.picture")
        if kind is Kind.OTHER:
            raise DocumentError("composer.other_kind", name=path.name)
        return await self._reader.read(path, pages)

    async def weigh(self, attachment: Attachment) -> Weight:
        """How many tokens a document takes, asked of the model if it is there."""
        if self._room.state is RoomState.READY:
            try:
                endpoint = await self._room.endpoint()
                return Weight(await endpoint.count_tokens(attachment.block), about=False)
            except EndpointError:
                pass  # it has just gone; an estimate will do
        return Weight(estimated_tokens(attachment.block), about=True)

    async def cut(self, attachment: Attachment, most: int) -> Attachment:
        """Its beginning of at most so many tokens."""
        most = max(most, LEAST_TOKENS)
        for _ in range(4):
            weight = await self.weigh(attachment)
            if weight.tokens <= most:
                break
            share = 0.97 * most / weight.tokens
            attachment = attachment.cut(max(1, int(len(attachment.text) * share)))
        return attachment
