"""Shares one context among many answers: the loop of the decode thread.

Each step evaluates one batch: the newest token of every answer under way or, by turns with that, a
chunk of a prompt that is not read yet. A chunk is as long as keeps the others waiting for at most
``MAX_STALL_S``. What is known already need not be evaluated again (``prefixes``). All sequences
share the cells of the context: when they run out, sequences without an answer under way are
forgotten; then the longest answer ends with LENGTH. It has more than its share, so nobody is cut
short of that by others. Nothing is ever shifted out silently.

The same question with the same seed gives the same text while it has the context to itself. Beside
others its cells may lie in another order, sums round differently, and a close choice can fall
otherwise.

``submit``, ``cancel`` and ``close`` may be called from any thread, ``run`` is the decode thread's.
"""

import logging
import queue
import time
from collections import deque
from dataclasses import dataclass, field

from app.domain.events import FinishReason
from app.engine.jobs import Counts, Ended, Event, Job, Piece
from app.engine.llama import Batch, Context, EvaluationError, Model, Outcome
from app.engine.prefixes import Prefixes
from app.engine.scores import Score
from app.engine.slots import Choice, Slot

MAX_STALL_S = 0.25  # how long a chunk of somebody's prompt may hold up everybody's answers
MIN_CHUNK = 16  # tokens
FIRST_CHUNK = 64  # tokens, before the speed is known

_log = logging.getLogger(__name__)


@dataclass
class Totals:
    """Counters since the start, for /metrics."""

    requests: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0


@dataclass(frozen=True)
class _Part:
    """What a batch holds of one slot; at ``row`` stand the scores for its next token, if any."""

    slot: Slot
    size: int
    row: int | None


@dataclass
class _Outbox:
    """Events of this step, by job: each job hears of a step once."""

    events: dict[Job, list[Event]] = field(default_factory=dict)

    def add(self, job: Job, event: Event) -> None:
        self.events.setdefault(job, []).append(event)

    def send(self) -> None:
        for job, events in self.events.items():
            job.emit(events)
        self.events.clear()


class Scheduler:
    """Owns the slots of ``context``; see the module's contract."""

    def __init__(self, model: Model, context: Context, *, saved_bytes: int = 0) -> None:
        self.totals = Totals()
        self._model = model
        self._context = context
        self._batch = Batch(context.batch_size)
        self._slots = [Slot(sequence) for sequence in range(context.at_once)]
        self._prefixes = Prefixes(model, context, self._slots, saved_bytes=saved_bytes)
        self._inbox: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._waiting: deque[Job] = deque()
        self._outbox = _Outbox()
        self._chunk = FIRST_CHUNK
        self._reads = False  # whether the last batch was of a prompt
        self._closing = False

    @property
    def busy(self) -> int:
        """Slots with an answer under way."""
        return len(self._active())

    @property
    def waiting(self) -> int:
        """Requests that wait for a slot."""
        return len(self._waiting)

    @property
    def saved_bytes(self) -> int:
        """Memory of what the context had to forget and may be wanted again."""
        return self._prefixes.saved.size

    def submit(self, job: Job) -> None:
        """Queue a job; its prompt must be shorter than the context, its ``n`` at most the slots."""
        self._inbox.put(job)

    def cancel(self, job: Job) -> None:
        """End a job soon, whatever it is doing; its answers end with CANCELLED."""
        job.cancelled = True
        self._interrupt()

    def close(self) -> None:
        """Let ``run`` return soon; all jobs end with CANCELLED."""
        self._closing = True
        self._interrupt()

    def _interrupt(self) -> None:
        self._inbox.put(None)
        self._context.abort()

    def run(self) -> None:
        """Serve jobs until ``close``."""
        while not self._closing:
            # In this order no interruption is lost: one that comes later aborts the evaluation.
            self._context.clear_abort()
            self._receive()
            self._drop_cancelled()
            self._admit()
            if self._active():
                self._step()
            self._outbox.send()
        self._end_all(FinishReason.CANCELLED)
        self._drain()
        for job in self._waiting:
            self._dismiss(job)
        self._outbox.send()

    def _receive(self) -> None:
        """Take in what came; wait for it if there is nothing else to do."""
        if not (self._active() or self._waiting):
            self._take(self._inbox.get())
        self._drain()

    def _drain(self) -> None:
        while not self._inbox.empty():
            self._take(self._inbox.get())

    def _take(self, job: Job | None) -> None:
        if job is not None:
            self._waiting.append(job)

    def _active(self) -> list[Slot]:
        return [slot for slot in self._slots if slot.choice is not None]

    # --- from the queue to a slot --------------------------------------------------------------

    def _drop_cancelled(self) -> None:
        for slot in self._slots:
            if slot.choice is not None and slot.choice.job.cancelled:
                self._end(slot, FinishReason.CANCELLED)
        for job in [job for job in self._waiting if job.cancelled]:
            self._waiting.remove(job)
            self._dismiss(job)

    def _admit(self) -> None:
        """Start waiting jobs, strictly in their order so that a long prompt cannot starve."""
        while self._waiting and self._has_room(self._waiting[0]):
            self._start(self._waiting.popleft())

    def _has_room(self, job: Job) -> bool:
        active = self._active()
        cells = sum(len(slot.tokens) for slot in active)
        needed = len(job.question.prompt) + job.question.n
        fits = not active or cells + needed <= self._context.size
        return fits and job.question.n <= len(self._slots) - len(active)

    def _start(self, job: Job) -> None:
        prompt = list(job.question.prompt)
        leader, cached = self._prefixes.place(prompt)
        leader.tokens, leader.evaluated = prompt, cached
        self._occupy(leader, self._choice(job, 0, cached))
        for index in range(1, job.question.n):
            follower = self._prefixes.vacate_one()
            self._occupy(follower, self._choice(job, index, cached))
            leader.followers.append(follower)
        self.totals.requests += 1
        self.totals.prompt_tokens += len(prompt)
        self.totals.cached_tokens += cached

    def _choice(self, job: Job, index: int, cached: int) -> Choice:
        # The last token drawn need not be evaluated.
        room = self._context.size - len(job.question.prompt) + 1
        return Choice(job, index, self._model, cached=cached, room=room)

    def _occupy(self, slot: Slot, choice: Choice) -> None:
        slot.choice = choice
        self._prefixes.touch(slot)

    # --- one step ------------------------------------------------------------------------------

    def _step(self) -> None:
        parts = self._fill()
        reads_prompt = any(part.size > 1 for part in parts)
        started = time.perf_counter()
        try:
            outcome = self._context.evaluate(self._batch, abortable=reads_prompt)
        except EvaluationError:
            _log.exception("evaluation failed, all answers end")
            self._end_all(FinishReason.ERROR)
            self._context.clear()
            return
        if outcome is not Outcome.DONE:
            self._roll_back(parts)
            if outcome is Outcome.NO_ROOM:
                self._make_room()
            return
        if reads_prompt:
            self._adapt_chunk(time.perf_counter() - started)
        for part in parts:
            self._advance(part)

    def _fill(self) -> list[_Part]:
        """The next batch: a token of each answer or, by turns with them, a piece of a prompt.

        They never go together: llama.cpp computes many rows in another way than few, so what it
        finds would depend on who else is here. Of several prompts the one not read for longest
        goes on.
        """
        self._batch.clear()
        wanting = [slot for slot in self._active() if slot.pending]
        single = [slot for slot in wanting if slot.pending == 1]
        unread = [slot for slot in wanting if slot.pending > 1]
        self._reads = bool(unread) and not (single and self._reads)
        if not self._reads:
            return [self._add(slot, 1) for slot in single]
        slot = min(unread, key=lambda slot: slot.last_used)
        self._prefixes.touch(slot)
        room = self._chunk if single else self._batch.capacity
        return [self._add(slot, min(slot.pending, room))]

    def _add(self, slot: Slot, size: int) -> _Part:
        start = slot.evaluated
        row = self._batch.add(
            slot.tokens[start : start + size],
            sequence=slot.sequence,
            position=start,
            output=size == slot.pending,
        )
        return _Part(slot, size, row if size == slot.pending else None)

    def _adapt_chunk(self, seconds: float) -> None:
        fair = int(self._batch.size * MAX_STALL_S / seconds)
        self._chunk = max(MIN_CHUNK, min(fair, self._batch.capacity))

    def _roll_back(self, parts: list[_Part]) -> None:
        for slot in (part.slot for part in parts):
            if not self._context.forget(slot.sequence, start=slot.evaluated):
                self._context.forget(slot.sequence)
                slot.evaluated = 0

    def _make_room(self) -> None:
        if not self._prefixes.make_room():
            longest = max(self._active(), key=lambda slot: (_produced(slot) > 0, slot.evaluated))
            self._end(longest, FinishReason.LENGTH)

    def _advance(self, part: _Part) -> None:
        slot = part.slot
        slot.evaluated += part.size
        if part.row is None:
            return
        followers, slot.followers = slot.followers, []
        for follower in followers:
            self._context.share(slot.sequence, follower.sequence, length=slot.evaluated)
            follower.tokens, follower.evaluated = list(slot.tokens), slot.evaluated
        for drawing in (slot, *followers):
            self._draw(drawing, part.row)

    def _draw(self, slot: Slot, row: int) -> None:
        choice = slot.choice
        assert choice is not None
        tokens, text = choice.draw(self._context, row)
        self.totals.generated_tokens += len(tokens)
        self._say(choice, text, choice.score)
        slot.tokens += tokens
        if choice.reason is not None:
            self._end(slot, choice.reason)

    def _say(self, choice: Choice, text: str, score: Score | None = None) -> None:
        if text or score is not None:
            self._outbox.add(choice.job, Piece(choice.index, text, score))

    def _end(self, slot: Slot, reason: FinishReason) -> None:
        """Close the answer of a slot, and those that wait for its prompt; the slot is idle then."""
        choice, slot.choice = slot.choice, None
        if choice is None:
            return
        self._say(choice, choice.close())
        self._outbox.add(choice.job, Ended(choice.index, reason, choice.counts(), choice.cut))
        slot.tokens = slot.tokens[: slot.evaluated]
        slot.lasting = choice.lasting(slot.evaluated)
        self._prefixes.touch(slot)
        followers, slot.followers = slot.followers, []
        for follower in followers:
            self._end(follower, reason)

    def _end_all(self, reason: FinishReason) -> None:
        for slot in self._slots:
            self._end(slot, reason)
            slot.tokens, slot.evaluated, slot.lasting = [], 0, 0

    def _dismiss(self, job: Job) -> None:
        """End a job that never got a slot."""
        for index in range(job.question.n):
            counts = Counts(prompt_tokens=len(job.question.prompt))
            self._outbox.add(job, Ended(index, FinishReason.CANCELLED, counts))


def _produced(slot: Slot) -> int:
    return slot.choice.generated if slot.choice is not None else 0
