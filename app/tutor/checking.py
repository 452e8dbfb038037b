"""Checking: every answer to a mathematical question is judged, and the judgement kept with it.

``Checking`` follows each turn that begins: it asks the judge as soon as a box closes in the answer,
and once more at the end, when all of the text is there. The judge works in a process of its own and
may take seconds or fail; turns never wait for it.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, Protocol

from app.domain.answers import boxed
from app.domain.attached import words_of
from app.domain.chat import Message, Role, Turn, path_to
from app.domain.chat import Status as Progress
from app.domain.prompt import is_mathematical
from app.domain.verdict import Judgement, Status, Verdict
from app.errors import StoreError
from app.store import Store
from app.tutor.buffer import TurnBuffer
from app.tutor.observable import News
from app.tutor.storage import Storage
from app.tutor.turns import Turns
from app.tutor.verdicts import finding

log = logging.getLogger(__name__)

Work = Callable[[], Coroutine[Any, Any, None]]

LOOK_EVERY_S = 0.2  # for a box that has closed
ASK, AUTO = "ask", "auto"  # values of the setting ``retry_contradicted``


class Judging(Protocol):
    """The checker process as others see it. Its failures are judgements too, never errors."""

    async def prepare(self) -> None: ...
    async def judge(
        self, question: str | None, answer: str, gold: str | None = None
    ) -> Judgement: ...
    async def same(self, first: str, second: str) -> bool | None: ...
    async def compute(self, tool: str, text: str) -> dict[str, str]: ...
    async def close(self) -> None: ...


class Unjudged:
    """Stands where there is no checker: finds boxed answers, and says nothing about them."""

    async def prepare(self) -> None:
        """There is nothing to start."""

    async def judge(self, question: str | None, answer: str, gold: str | None = None) -> Judgement:
        verdict = Verdict(Status.UNCHECKED, "tutor.verdict_unchecked")
        return Judgement(verdict, extracted=boxed(answer))

    async def same(self, first: str, second: str) -> bool | None:
        return None

    async def compute(self, tool: str, text: str) -> dict[str, str]:
        return {"error": "checker.tool_failed"}

    async def close(self) -> None:
        """There is nothing to end."""


def is_worth_checking(question: str, answer: str) -> bool:
    """Whether there may be something to compute."""
    return bool(answer.strip()) and (boxed(answer) is not None or is_mathematical(question))


class Checking:
    """Judges answers; ``found`` tells the message and what was found out about it.

    ``retries`` says whether a contradicted answer is to be tried again without asking; ``retried``
    tells that this has begun. An answer that is such a second try is not tried a third time.
    """

    def __init__(
        self, storage: Storage, turns: Turns, judge: Judging, *, retries: Callable[[], bool]
    ) -> None:
        self.found: News[tuple[int, Judgement]] = News()
        self.retried: News[TurnBuffer] = News()
        self._storage = storage
        self._turns = turns
        self._judge = judge
        self._retries = retries
        self._second_tries: set[int] = set()
        self._tasks: dict[int, asyncio.Task[None]] = {}  # by message
        turns.began.connect(lambda b: self._spawn(b.message.id, partial(self._follow, b)))

    def catch_up(self, turns: Sequence[Turn]) -> None:
        """Judge answers that were not judged when they came."""
        for before, turn in pairwise(turns):
            question, answer = words_of(before.message.text), turn.message
            waits = answer.status is not Progress.STREAMING and answer.judgement is None
            is_new = answer.role is Role.ASSISTANT and answer.id not in self._tasks
            if waits and is_new and is_worth_checking(question, answer.text):
                self._spawn(answer.id, partial(self._judged, answer, question))

    async def retry(self, answer: Message, judgement: Judgement) -> TurnBuffer:
        """Answer the question again, as a branch, the model knowing what was found out.

        Raises:
            StoreError: the conversation cannot be read or written.
        """
        told = finding(await self._question(answer), judgement)
        return await self._turns.regenerate(answer, finding=told)

    async def wait(self, message_id: int) -> None:
        """Wait until nothing more is found out about an answer for now."""
        if (task := self._tasks.get(message_id)) is not None:
            await asyncio.wait({task})

    async def close(self) -> None:
        """Give up what is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn(self, message_id: int, work: Work) -> None:
        task = asyncio.create_task(self._guarded(work), name=f"check-{message_id}")
        self._tasks[message_id] = task
        task.add_done_callback(lambda _task: self._tasks.pop(message_id, None))

    async def _guarded(self, work: Work) -> None:
        try:
            await work()
        except StoreError as error:  # said already by whoever keeps the answer itself
            log.warning("a judgement could not be kept: %s", error.key)
        except Exception:  # a defect: the answer stands all the same
            log.exception("checking failed")

    async def _follow(self, buffer: TurnBuffer) -> None:
        question = await self._question(buffer.message)
        seen: str | None = None
        prepared = not is_mathematical(question)
        while not buffer.done.is_set():
            if not prepared and buffer.version:  # not earlier: the first words come first
                prepared = True
                await self._judge.prepare()
            box = boxed(buffer.answer)
            if box is not None and box != seen:
                seen = box
                await self._judged(buffer.message, question, buffer)
            await _pause(buffer.done)
        await self._judged(buffer.message, question, buffer)
        await self._perhaps_retry(buffer)

    async def _judged(
        self, answer: Message, question: str, buffer: TurnBuffer | None = None
    ) -> None:
        """Judge an answer as it stands, keep what comes of it, and tell."""
        text = answer.text if buffer is None else buffer.answer
        if not is_worth_checking(question, text):
            return
        judgement = await self._judge.judge(question, text)
        if buffer is not None:
            buffer.judgement = judgement
        await self._storage.call(Store.keep_judgement, answer.id, judgement)
        self.found.emit((answer.id, judgement))

    async def _perhaps_retry(self, buffer: TurnBuffer) -> None:
        answer, judgement = buffer.message, buffer.judgement
        if judgement is None or judgement.verdict.status is not Status.CONTRADICTED:
            return
        if buffer.status is not Progress.COMPLETE:
            return  # whoever stopped it does not want another
        if self._retries() and answer.id not in self._second_tries:
            again = await self.retry(replace(answer, text=buffer.answer), judgement)
            self._second_tries.add(again.message.id)
            self.retried.emit(again)

    async def _question(self, answer: Message) -> str:
        messages = await self._storage.call(Store.messages, answer.conversation_id)
        return next((words_of(m.text) for m in path_to(messages, answer.parent_id)[-1:]), "")


async def _pause(done: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(done.wait(), LOOK_EVERY_S)
    except TimeoutError:
        return
