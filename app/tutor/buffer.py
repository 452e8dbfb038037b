"""The turn buffer: all that one answer has said so far, and how it ended.

One task writes it; any number of readers follow at their own pace by comparing ``version`` with the
one they saw last. A reader that goes away never ends the turn.
"""

import asyncio
from collections.abc import Callable

from app.domain.chat import Message, Status
from app.domain.events import Channel, Delta, Finished, Recast
from app.domain.verdict import Judgement


class TurnBuffer:
    """One answer being written. ``clock`` is monotonic, in seconds."""

    def __init__(self, message: Message, clock: Callable[[], float]) -> None:
        self.message = message
        self.version = 0
        self.status = Status.STREAMING
        self.error = ""  # key of the translations: why it FAILED, or was CUT but not for its length
        self.error_values: dict[str, object] = {}
        self.finished: Finished | None = None
        self.judgement: Judgement | None = None  # what was found out about the answer so far
        self.done = asyncio.Event()
        self._clock = clock
        self._pieces: dict[Channel, list[str]] = {channel: [] for channel in Channel}
        self._thinking_since: float | None = None
        self._thought_s: float | None = None
        self._tokens = 0
        self._first_token_at: float | None = None

    @property
    def reasoning(self) -> str:
        return self._text(Channel.REASONING)

    @property
    def answer(self) -> str:
        return self._text(Channel.ANSWER)

    @property
    def thinking(self) -> bool:
        """Whether reasoning is what comes at the moment."""
        return self._thinking_since is not None

    @property
    def thought_s(self) -> float | None:
        """Seconds spent reasoning so far; None if there was no reasoning."""
        running = self._clock() - self._thinking_since if self._thinking_since is not None else 0.0
        return (
            None if self._thought_s is None and not running else (self._thought_s or 0.0) + running
        )

    @property
    def decode_tps(self) -> float:
        """Pieces per second since the first one; the engine sends one per token."""
        if self.finished is not None and self.finished.timings.decode_tps:
            return self.finished.timings.decode_tps
        if self._first_token_at is None or self._tokens < 2:
            return 0.0
        return (self._tokens - 1) / max(self._clock() - self._first_token_at, 1e-6)

    def append(self, delta: Delta) -> None:
        """Add a piece of text."""
        now = self._clock()
        self._tokens += 1
        self._first_token_at = self._first_token_at if self._first_token_at is not None else now
        self._pieces[delta.channel].append(delta.text)
        if delta.channel is Channel.REASONING and self._thinking_since is None:
            self._thinking_since = now
        elif delta.channel is Channel.ANSWER:
            self._stop_thinking()
        self.version += 1

    def recast(self, event: Recast) -> None:
        """All that was said so far was reasoning, and is over now."""
        self._pieces = {Channel.REASONING: [event.text], Channel.ANSWER: []}
        if self._first_token_at is not None:
            self._thought_s = self._clock() - self._first_token_at
        self._thinking_since = None
        self.version += 1

    def end(self, status: Status, finished: Finished | None = None) -> None:
        """Nothing more comes."""
        self._stop_thinking()
        self.status = status
        self.finished = finished
        self.version += 1
        self.done.set()

    def fail(self, key: str, values: dict[str, object]) -> None:
        """The turn ended with an error that has a sentence for people."""
        self.error, self.error_values = key, values
        self.end(Status.FAILED)

    def _stop_thinking(self) -> None:
        if self._thinking_since is not None:
            self._thought_s = self.thought_s
            self._thinking_since = None

    def _text(self, channel: Channel) -> str:
        pieces = self._pieces[channel]
        if len(pieces) > 1:
            pieces[:] = ["".join(pieces)]
        return pieces[0] if pieces else ""
