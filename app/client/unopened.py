"""Reads text of servers whose chat template has opened the thought already.

Such text begins within the thought, without a tag; it looks like an answer until the closing tag
comes. So text is read both ways until a tag tells: an opening one, that it began as an answer; a
closing one, that it did not.
"""

from app.domain.events import Channel, Delta, Recast
from app.domain.reasoning import Splitter

Said = Delta | Recast


class Unopened:
    """A splitter that takes back what it said when a closing tag comes that nobody opened.

    ``known``: the server is known to leave out the opening tag, so text begins in reasoning.
    """

    def __init__(self, *, known: bool = False) -> None:
        self._likely = Splitter(starts_in_reasoning=known)
        self._other: Splitter | None = None if known else Splitter(starts_in_reasoning=True)
        self._thought: list[str] = []

    def feed(self, text: str) -> list[Said]:
        """What ``text`` completes."""
        said: list[Said] = [*self._likely.feed(text)]
        if self._other is None:
            return said
        if self._likely.channel is Channel.REASONING:
            self._other = None
            return said
        deltas = self._other.feed(text)
        self._thought += _texts(deltas, Channel.REASONING)
        if self._other.channel is Channel.REASONING:
            return said
        self._likely, self._other = self._other, None
        answers = [delta for delta in deltas if delta.channel is Channel.ANSWER]
        return [Recast("".join(self._thought)), *answers]

    def flush(self) -> list[Said]:
        """The rest, at the end of the stream."""
        return [*self._likely.flush()]


def split(text: str) -> tuple[str, str]:
    """Reasoning and answer of a whole text."""
    splitter = Unopened()
    said = splitter.feed(text) + splitter.flush()
    taken_back = [piece.text for piece in said if isinstance(piece, Recast)]
    deltas = [piece for piece in said if isinstance(piece, Delta)]
    reasoning = taken_back + _texts(deltas, Channel.REASONING)
    return "".join(reasoning), "".join(_texts(deltas, Channel.ANSWER))


def _texts(deltas: list[Delta], channel: Channel) -> list[str]:
    return [delta.text for delta in deltas if delta.channel is channel]
