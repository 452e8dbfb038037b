"""Voting: several answers to one question, merged where they are equal, until it is settled.

``Vote`` is one vote under way, for whoever asks; ``Votes`` holds the votes on kept answers and
keeps what comes of them. Ending a vote ends all answers under way; what was counted stays.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.answers import boxed
from app.domain.attached import words_of
from app.domain.chat import Message
from app.domain.events import Channel, Delta, Event, Finished, FinishReason, Recast
from app.domain.generation import Request, Sampling
from app.domain.verdict import Verdict
from app.domain.votes import SAMPLES, Poll, Sample
from app.errors import StoreError, UserFacingError
from app.store import Store
from app.tutor.checking import Judging
from app.tutor.observable import News
from app.tutor.storage import Storage
from app.tutor.turns import Answerer, Turns

if TYPE_CHECKING:
    from app.client.openai import Endpoint

log = logging.getLogger(__name__)


@dataclass
class Path:
    """One answer as far as it has come; ``finished`` when no more comes."""

    reasoning: str = ""
    text: str = ""
    finished: Finished | None = None


class Vote:
    """Asks for ``wanted`` answers and counts them; readers follow by comparing ``version``."""

    def __init__(
        self,
        question: str,
        wanted: int,
        judge: Judging,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.poll = Poll(wanted)
        self.paths: dict[int, Path] = {}
        self.order: list[int] = []  # of the paths, as the poll's samples stand
        self.verdicts: list[Verdict] = []  # of the poll's samples
        self.version = 0
        self.pieces = 0  # of text, of all answers; our engine sends one for each token
        self.done = asyncio.Event()
        self.error: UserFacingError | None = None
        self._question = question
        self._judge = judge
        self._clock = clock
        self._began = clock()
        self._same: set[tuple[str, str]] = set()

    async def hold(self, endpoint: "Endpoint", request: Request) -> None:
        """Ask until it is settled. Raises the errors of ``Endpoint.stream``."""
        from app.client.samples import answers  # not at the start: it brings the HTTP client

        self._began = self._clock()
        wanted = replace(request, n=self.poll.wanted, sampling=spread(request.sampling))
        try:
            async with aclosing(answers(endpoint, wanted)) as events:
                async for number, event in events:
                    self._hear(self.paths.setdefault(number, Path()), event)
                    if isinstance(event, Finished):
                        await self._count(number)
                    if self.poll.is_settled:
                        return
        finally:
            self.version += 1
            self.done.set()

    async def repeat(self, endpoint: "Endpoint", request: Request) -> None:
        """Ask for all of them one after the other, each timed alone; nothing settles it early."""
        for number in range(self.poll.wanted):
            self._began = self._clock()
            path = self.paths.setdefault(number, Path())
            async for event in endpoint.stream(request):
                self._hear(path, event)
            await self._count(number)
        self.done.set()

    def _hear(self, path: Path, event: Event) -> None:
        self.version += 1
        match event:
            case Delta(channel, text):
                self.pieces += 1
                if channel is Channel.REASONING:
                    path.reasoning += text
                else:
                    path.text += text
            case Recast(text):
                path.reasoning, path.text = text, ""
            case Finished():
                path.finished = event

    async def _count(self, number: int) -> None:
        """Take a path that has ended into the poll."""
        path, seconds = self.paths[number], self._clock() - self._began
        assert path.finished is not None, "only whole answers count"
        judgement = await self._judge.judge(self._question, path.text)
        # Half an answer has an answer only where it is boxed already.
        whole = path.finished.reason is FinishReason.STOP
        final = judgement.extracted if whole else boxed(path.text)
        await self._compare(final)
        sample = Sample(
            path.reasoning,
            path.text,
            final,
            judgement.verdict.status,
            tokens=path.finished.usage.completion_tokens,
            seconds=seconds,
        )
        self.order.append(number)
        self.verdicts.append(judgement.verdict)
        self.poll = self.poll.with_sample(sample, lambda a, b: (a, b) in self._same)
        self.version += 1

    async def _compare(self, final: str | None) -> None:
        """Note which candidate an answer is equal to."""
        for candidate in self.poll.candidates if final is not None else ():
            if await equal(self._judge, candidate.answer, final or ""):
                self._same.add((candidate.answer, final or ""))
                return


async def equal(judge: Judging, first: str, second: str) -> bool:
    """Whether two answers are equal as mathematics, as far as that can be told."""
    from app.domain.equality import same  # not at the start: it is not needed before a vote

    return first == second or same(first, second) or await judge.same(first, second) is True


def spread(sampling: Sampling) -> Sampling:
    """The same, but never at temperature 0, at which all answers would be one."""
    return (
        sampling
        if sampling.temperature > 0
        else replace(sampling, temperature=Sampling().temperature)
    )


class Votes:
    """The votes on kept answers; ``running`` maps messages to them.

    ``changed`` tells the message and its vote at the beginning and when it is over and kept.
    """

    def __init__(self, storage: Storage, turns: Turns, answerer: Answerer, judge: Judging) -> None:
        self.running: dict[int, Vote] = {}
        self.changed: News[tuple[int, Vote]] = News()
        self._storage = storage
        self._turns = turns
        self._answerer = answerer
        self._judge = judge
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def begin(self, answer: Message, question: str, wanted: int = SAMPLES) -> Vote:
        """Put the question of ``answer`` to the vote."""
        assert answer.id not in self.running, "one vote at a time"
        vote = Vote(words_of(question), wanted, self._judge)
        self.running[answer.id] = vote
        task = asyncio.create_task(self._run(answer, vote), name=f"vote-{answer.id}")
        self._tasks[answer.id] = task
        self.changed.emit((answer.id, vote))
        return vote

    def stop(self, message_id: int) -> None:
        """End a vote; what was counted is kept."""
        task = self._tasks.get(message_id)
        if task is not None:
            # Not at once: a task cancelled before its first step would never run its ``finally``.
            asyncio.get_running_loop().call_soon(_cancel_once, task)

    async def close(self) -> None:
        """End all votes and wait until what was counted is on the disk."""
        tasks = list(self._tasks.values())
        for message_id in list(self._tasks):
            self.stop(message_id)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, answer: Message, vote: Vote) -> None:
        try:
            request = await self._turns.request(answer)
            await vote.hold(await self._answerer.endpoint(), request)
        except asyncio.CancelledError:
            log.info("a vote was ended")
        except UserFacingError as error:
            vote.error = error
        except Exception:  # a defect: the vote must end all the same
            log.exception("a vote failed")
            vote.error = UserFacingError("tutor.defect")
        finally:
            try:
                await self._keep(answer.id, vote)
            finally:
                vote.done.set()
                del self.running[answer.id], self._tasks[answer.id]
                self.changed.emit((answer.id, vote))

    async def _keep(self, message_id: int, vote: Vote) -> None:
        if not vote.poll.samples:
            return
        try:
            await self._storage.call(Store.keep_poll, message_id, vote.poll)
        except StoreError as error:
            vote.error = error


def _cancel_once(task: asyncio.Task[None]) -> None:
    if not task.cancelling():
        task.cancel()
