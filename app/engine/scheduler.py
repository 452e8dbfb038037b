"""Shares one context among many answers: the loop of the decode thread.

Each step evaluates one batch: the newest token of every answer under way or, by turns with that, a
chunk of a prompt that is not read yet. A chunk is as long as keeps the others waiting for at most
``MAX_STALL_S``. What is known already need not be evaluated again (``prefixes``). All sequences
share the cells of the context: when they run out, sequences without an answer under way are
forgotten; then the longest answer ends with LENGTH. It has more than its share, so nobody is cut
short of that by others. Nothing is ever shifted out silently.

The same question with the same seed gives the same text while it has the context to itself and the
same number of threads. Beside others its cells may lie in another order, and with other threads or
rows attention is summed in other pieces: sums round differently, and a close choice can fall
otherwise.

Where it is faster, tokens that can be guessed are evaluated behind the newest one of an answer
(``drafts``): as long as the tokens drawn are those guessed, the answer draws on, and the rest is
forgotten. How many threads a step takes is for the ``ThreadTuner`` to say; prompts get all.

``submit``, ``cancel`` and ``close`` may be called from any thread, ``run`` is the decode thread's.
"""

import logging
import queue
import time
from collections import deque
from dataclasses import dataclass, field

from app.domain.events import FinishReason
from app.domain.threads import ThreadTuner
from app.engine.batch import Batch
from app.engine.drafts import Drafter, Guessing, Text
from app.engine.jobs import Counts, Ended, Job, Outbox, Piece, Totals
from app.engine.llama import Context, EvaluationError, Model, Outcome
from app.engine.prefixes import Prefixes
from app.engine.scores import Score
from app.engine.slots import Choice, Slot

MAX_STALL_S = 0.25  # how long a chunk of somebody's prompt may hold up everybody's answers
AIM = 0.6  # of that time, since no two chunks take equally long
LONG = 4  # a chunk this many times as long is read up to twice as fast, token for token
MIN_CHUNK = 16  # tokens
FIRST_CHUNK = 64  # tokens, before the speed is known

_NO_TOKEN = -1

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Part:
    """What a batch holds of one slot: ``size`` of its tokens, then those that are guessed.

    At ``row`` stand the scores for its next token, if any, and behind it those for the guesses.
    """

    slot: Slot
    size: int
    row: int | None
    guessed: list[int] = field(default_factory=list)


class Scheduler:
    """Owns the slots of ``context``; see the module's contract.

    Without a ``tuner`` the context keeps its number of threads.
    """

    def __init__(
        self,
        model: Model,
        context: Context,
        *,
        tuner: ThreadTuner | None = None,
        guessing: Guessing = Guessing.OFF,
        saved_bytes: int = 0,
    ) -> None:
        self.totals = Totals()
        self._tuner = tuner or ThreadTuner([context.threads], context.threads)
        self._drafter = Drafter(guessing if model.rewinds else Guessing.OFF, rows=context.outputs)
        self._model = model
        self._context = context
        self._batch = Batch(context.batch_size)
        self._slots = [Slot(sequence) for sequence in range(context.at_once)]
        self._prefixes = Prefixes(model, context, self._slots, saved_bytes=saved_bytes)
        self._inbox: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._waiting: deque[Job] = deque()
        self._outbox = Outbox()
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

    @property
    def threads(self) -> int:
        """Threads of the step under way, or of the last one."""
        return self._context.threads

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
        self._context.use_threads(self._tuner.most if reads_prompt else self._tuner.count)
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
        self._learn(parts, time.perf_counter() - started, reads_prompt=reads_prompt)
        for part in parts:
            self._advance(part)

    def _learn(self, parts: list[_Part], seconds: float, *, reads_prompt: bool) -> None:
        if reads_prompt:
            self._adapt_chunk(seconds)
            return
        rows, threads = self._batch.size, self._context.threads
        self._drafter.record(threads=threads, rows=rows, base=len(parts), seconds=seconds)
        self._tuner.record(rows, seconds)

    def _fill(self) -> list[_Part]:
        """The next batch: a token of each answer or, by turns with them, a piece of a prompt.

        They never go together: llama.cpp computes many rows in another way than few, so what it
        finds would depend on who else is here. Of several prompts the one not read for longest
        goes on.
        """
        self._batch.clear()
        wanting = [slot for slot in self._active() if slot.pending]
        self._guess(wanting)
        single = [slot for slot in wanting if slot.pending == 1]
        unread = [slot for slot in wanting if slot.pending > 1]
        self._reads = bool(unread) and not (single and self._reads)
        if not self._reads:
            return [self._add(slot, 1) for slot in single]
        slot = min(unread, key=lambda slot: slot.last_used)
        self._prefixes.touch(slot)
        room = self._chunk if single else self._batch.capacity
        return [self._add(slot, min(slot.pending, room))]

    def _guess(self, slots: list[Slot]) -> None:
        """Let the answers guess, unless one has yet to read; its step is long enough."""
        texts = [
            _text(slot, slot.choice)
            for slot in slots
            if slot.choice is not None and slot.pending == 1 and slot.choice.generated
        ]
        cells = self._free_cells() if len(texts) == len(slots) else 0
        self._drafter.prepare(texts, threads=self._tuner.count, cells=cells)

    def _free_cells(self) -> int:
        """Cells that no answer under way needs; sequences may even share some of theirs."""
        return self._context.size - sum(len(slot.tokens) for slot in self._active())

    def _add(self, slot: Slot, size: int) -> _Part:
        start, end = slot.evaluated, slot.evaluated + size
        last = size == slot.pending
        row = self._batch.add(
            slot.tokens[start:end], sequence=slot.sequence, position=start, output=last
        )
        guessed = slot.choice.draft.tokens if slot.choice is not None and last else []
        for place, token in enumerate(guessed):
            self._batch.add([token], sequence=slot.sequence, position=end + place, output=True)
        return _Part(slot, size, row if last else None, guessed)

    def _adapt_chunk(self, seconds: float) -> None:
        fair = int(self._batch.size * AIM * MAX_STALL_S / seconds)
        if self._batch.size >= LONG * fair:
            fair //= 2
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
        self._draw_on(part, part.row)
        for follower in followers:
            self._draw(follower, part.row)

    def _draw_on(self, part: _Part, row: int) -> None:
        """Draw the next token, and more as long as they are those guessed; forget the others."""
        slot = part.slot
        for place, guessed in enumerate([*part.guessed, _NO_TOKEN], row):
            if self._draw(slot, place) != [guessed] or slot.choice is None:
                break
            slot.evaluated += 1
        if part.guessed:
            self._context.forget(slot.sequence, start=slot.evaluated)

    def _draw(self, slot: Slot, row: int) -> list[int]:
        """Draw a token from the scores at ``row``; returns it with those added, if any."""
        choice = slot.choice
        assert choice is not None
        tokens, text = choice.draw(self._context, row)
        self.totals.generated_tokens += len(tokens)
        self._say(choice, text, choice.score)
        slot.tokens += tokens
        if choice.reason is not None:
            self._end(slot, choice.reason)
        return tokens

    def _say(self, choice: Choice, text: str, score: Score | None = None) -> None:
        if text or score is not None:
            self._outbox.add(choice.job, Piece(choice.index, text, score))

    def _end(self, slot: Slot, reason: FinishReason) -> None:
        """Close the answer of a slot, and those that wait for its prompt; the slot is idle then."""
        choice, slot.choice = slot.choice, None
        if choice is None:
            return
        self._say(choice, choice.close())
        self.totals.drafted_tokens += choice.draft.drafted
        self.totals.accepted_tokens += choice.draft.accepted
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


def _text(slot: Slot, choice: Choice) -> Text:
    repeatable = choice.job.question.sampling.is_repeatable
    return Text(choice.draft, slot.tokens, choice.left, repeatable=repeatable)


def _produced(slot: Slot) -> int:
    return slot.choice.generated if slot.choice is not None else 0
