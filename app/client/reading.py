"""Turns the events of streamed replies into deltas, and measures while doing so."""

import codecs
from collections.abc import Callable
from dataclasses import replace

from app.client.unopened import Said, Unopened
from app.client.wire import CallPart, Choice, Reply, parse_reply
from app.domain.events import Channel, Delta, Event, Finished, FinishReason, Timings, Usage
from app.domain.tools import Call

DONE = "[DONE]"  # the data of the last event of a stream


class StreamReader:
    """Reads one streamed reply; made when the request is sent. ``clock`` gives seconds.

    With ``unopened``, text begins in reasoning: this server is known to leave out the opening tag.
    """

    def __init__(self, clock: Callable[[], float], model: str, *, unopened: bool = False) -> None:
        self._clock = clock
        self._model = model
        self._sent_at = clock()
        self._first_at = self._last_at = 0.0
        self._pieces = 0
        # Some servers cut between the two halves of a character outside the basic plane.
        self._joiner = codecs.getincrementaldecoder("utf-16-le")(errors="replace")
        self._splitter = Unopened(known=unopened)
        self._splits = True  # until the server turns out to do it itself
        self._reason: FinishReason | None = None
        self._usage = Usage()
        self._timings: Timings | None = None
        self._dropped = 0
        self._calls: dict[int, Call] = {}
        self.id = ""  # that the server gave this reply

    def read(self, data: str) -> list[Said]:
        """What one event says.

        Raises:
            EndpointError: the event is not of this dialect, or carries an error.
        """
        if data == DONE:
            self._reason = self._reason or FinishReason.STOP
            return []
        return self.hear(parse_reply(data))

    def hear(self, reply: Reply) -> list[Said]:
        """What the first choice of a chunk says."""
        self._model = reply.model or self._model
        self.id = reply.id or self.id
        self._usage = reply.usage or self._usage
        self._timings = reply.timings or self._timings
        self._dropped = reply.dropped_messages or self._dropped
        return [said for choice in reply.choices[:1] for said in self._said(choice)]

    @property
    def pieces(self) -> int:
        """Pieces of text so far; our engine sends one for each token."""
        return self._pieces

    @property
    def has_ended(self) -> bool:
        """Whether the server said why this answer ends."""
        return self._reason is not None

    def rest(self) -> list[Said]:
        """What was held back because it might have become a tag."""
        return self._splitter.flush()

    def finished(self) -> Finished:
        """How it ended; INTERRUPTED if the end did not come."""
        return Finished(
            self._reason or FinishReason.INTERRUPTED,
            usage=self._usage,
            timings=self._measured(),
            model=self._model,
            dropped_messages=self._dropped,
            calls=tuple(call for _, call in sorted(self._calls.items())),
        )

    def _said(self, choice: Choice) -> list[Said]:
        self._reason = choice.reason or self._reason
        reasoning, content = self._joined(choice.reasoning), self._joined(choice.content)
        out: list[Said] = []
        if reasoning:
            self._splits = False
            out = [*self._splitter.flush(), Delta(Channel.REASONING, reasoning)]
        if content:
            whole: list[Said] = [Delta(Channel.ANSWER, content)]
            out += self._splitter.feed(content) if self._splits else whole
        for part in choice.calls:
            self._take(part)
        if reasoning or content or choice.calls:
            self._note_time()
        return out

    def _take(self, part: CallPart) -> None:
        call = self._calls.get(part.place, Call("", ""))
        self._calls[part.place] = Call(
            name=call.name or part.name,
            arguments=call.arguments + part.arguments,
            id=call.id or part.id or f"call_{part.place}",
        )

    def _joined(self, text: str) -> str:
        return self._joiner.decode(text.encode("utf-16-le", errors="surrogatepass"))

    def _note_time(self) -> None:
        self._last_at = self._clock()
        if self._pieces == 0:
            self._first_at = self._last_at
        self._pieces += 1

    def _measured(self) -> Timings:
        """The server's own rates if it sent them, else ours; the wait is always as we saw it."""
        ttft_s = self._first_at - self._sent_at if self._pieces else 0.0
        if self._timings is not None:
            return replace(self._timings, ttft_s=ttft_s)
        tokens = self._usage.completion_tokens or self._pieces
        seconds = self._last_at - self._first_at
        return Timings(ttft_s=ttft_s, decode_tps=(tokens - 1) / seconds if seconds > 0 else 0.0)


class ManyReader:
    """Reads one streamed reply with several answers; ``make`` gives a reader for each of them."""

    def __init__(self, make: Callable[[], StreamReader]) -> None:
        self._make = make
        self._readers: dict[int, StreamReader] = {}
        self._told: set[int] = set()  # answers whose end was told

    def read(self, data: str) -> list[tuple[int, Event]]:
        """What one event says, each piece with the number of its answer.

        Raises:
            EndpointError: the event is not of this dialect, or carries an error.
        """
        if data == DONE:
            return []
        reply = parse_reply(data)
        out: list[tuple[int, Event]] = []
        for choice in reply.choices:
            reader = self._readers.setdefault(choice.index, self._make())
            said = reader.hear(replace(reply, choices=(choice,)))
            out += [(choice.index, event) for event in said]
            if reader.has_ended:
                out += self._end(choice.index)
        return out

    def rest(self) -> list[tuple[int, Event]]:
        """The ends of those whose end did not come."""
        return [event for index in self._readers for event in self._end(index)]

    def _end(self, index: int) -> list[tuple[int, Event]]:
        if index in self._told:
            return []
        self._told.add(index)
        reader = self._readers[index]
        rest = reader.rest()
        # A server counts only the tokens of all answers together.
        usage = Usage(completion_tokens=reader.pieces)
        return [(index, said) for said in (*rest, replace(reader.finished(), usage=usage))]
