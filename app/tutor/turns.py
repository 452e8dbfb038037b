"""Asking and answering: from a question to a kept answer.

``ask``, ``edit`` and ``regenerate`` write the question and an empty answer to the disk first, then
start a task that fills a ``TurnBuffer`` from whoever answers. Storage follows the buffer once a
second. Whatever happens afterwards, the question is kept, and the answer up to a second before.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from app.domain.attached import name_of, words_of
from app.domain.chat import Message, Role, Status, path_to
from app.domain.events import Delta, Finished, FinishReason, Recast
from app.domain.generation import Request, Sampling, ThinkingBudget
from app.domain.prompt import ChatMessage, question_language, with_directive
from app.domain.titles import title_from
from app.errors import EndpointError, StoreError, UserFacingError
from app.store import BegunTurn, Store
from app.tutor.buffer import TurnBuffer
from app.tutor.observable import Changed, News
from app.tutor.storage import Storage

if TYPE_CHECKING:
    from app.client.openai import Endpoint

__all__ = ["Answerer", "BegunTurn", "Turns", "as_message"]

log = logging.getLogger(__name__)

READ_EVERY_S = 0.033  # what is shown 30 times a second need not be read for each token
CHECKPOINT_EVERY_S = 0.8  # an answer on the disk is at most about a second behind the screen

_STATUS = {
    FinishReason.STOP: Status.COMPLETE,
    FinishReason.LENGTH: Status.CUT,
    FinishReason.CYCLE: Status.CUT,
    FinishReason.CANCELLED: Status.STOPPED,
    FinishReason.INTERRUPTED: Status.INTERRUPTED,
    FinishReason.ERROR: Status.FAILED,
}


class Answerer(Protocol):
    """Whoever answers: the local engine, or another server."""

    @property
    def model_name(self) -> str: ...
    @property
    def sampling(self) -> Sampling: ...
    @property
    def max_tokens(self) -> int | None: ...
    @property
    def thinking_budget(self) -> ThinkingBudget: ...
    @property
    def wants_directive(self) -> bool: ...
    async def endpoint(self) -> "Endpoint": ...


class Turns:
    """The turns of one program; ``running`` maps answers being written to their buffers."""

    def __init__(
        self,
        storage: Storage,
        answerer: Answerer,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.running: dict[int, TurnBuffer] = {}
        self.changed = Changed()  # a turn began or ended
        self.began: News[TurnBuffer] = News()
        self.measured: News[Finished] = News()  # the figures of an answer that ended
        self.storage_failed: StoreError | None = None
        self._storage = storage
        self._answerer = answerer
        self._clock = clock
        self._now = now
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._asked: dict[int, tuple[Endpoint, str]] = {}  # who answers, and by which id there

    async def ask(
        self, question: str, *, conversation_id: int | None = None, parent_id: int | None = None
    ) -> tuple[BegunTurn, TurnBuffer]:
        """Put a question after ``parent_id`` (None: at the start) and begin to answer it.

        Raises:
            StoreError: the question could not be kept; nothing was asked.
        """
        begun = await self._storage.call(
            Store.begin_turn,
            conversation_id=conversation_id,
            parent_id=parent_id,
            question=question,
            title=title_from(name_of(question)),
            model=self._answerer.model_name,
            now=self._now(),
        )
        return begun, self._start(begun.answer)

    async def edit(self, question: Message, text: str) -> tuple[BegunTurn, TurnBuffer]:
        """Ask ``text`` in the place of ``question``, as a branch beside it."""
        return await self.ask(
            text, conversation_id=question.conversation_id, parent_id=question.parent_id
        )

    async def regenerate(self, answer: Message, *, finding: str = "") -> TurnBuffer:
        """Answer the question before ``answer`` again, as a branch beside it.

        With a ``finding`` the model sees that answer, and is told this of it.
        """
        assert answer.parent_id is not None, "an answer stands below a question"
        message = await self._storage.call(
            Store.begin_answer,
            question_id=answer.parent_id,
            model=self._answerer.model_name,
            now=self._now(),
        )
        told = (answer, replace(answer, role=Role.USER, text=finding)) if finding else ()
        return self._start(message, [self._as_prompt(each) for each in told])

    async def request(self, answer: Message) -> Request:
        """What is asked of the model for ``answer``: the path to its question.

        Raises:
            StoreError: the conversation cannot be read.
        """
        return Request(
            messages=await self._history(answer),
            sampling=self._answerer.sampling,
            max_tokens=self._answerer.max_tokens,
            thinking_budget=self._answerer.thinking_budget,
        )

    def stop(self, message_id: int) -> None:
        """End a running turn; what it said is kept."""
        task = self._tasks.get(message_id)
        if task is not None:
            # Not at once: a task cancelled before its first step would never run its ``finally``.
            asyncio.get_running_loop().call_soon(task.cancel)

    async def answer_now(self, message_id: int) -> None:
        """Have the thoughts of a running turn ended, so that its answer comes.

        Raises:
            EndpointError: the server cannot do that, or cannot be reached.
        """
        asked = self._asked.get(message_id)
        if asked is None:
            return
        endpoint, answer_id = asked
        if not await endpoint.answer_now(answer_id) and message_id in self._asked:
            raise EndpointError("client.no_answer_now")

    async def close(self) -> None:
        """End all running turns and wait until what they said is on the disk."""
        tasks = list(self._tasks.values())
        for message_id in list(self._tasks):
            self.stop(message_id)
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, message: Message, told: Sequence[ChatMessage] = ()) -> TurnBuffer:
        buffer = TurnBuffer(message, self._clock)
        self.running[message.id] = buffer
        task = asyncio.create_task(self._run(buffer, told), name=f"turn-{message.id}")
        self._tasks[message.id] = task
        self.began.emit(buffer)
        self.changed.emit()
        return buffer

    async def _run(self, buffer: TurnBuffer, told: Sequence[ChatMessage]) -> None:
        keeper = asyncio.create_task(self._keep(buffer), name=f"keep-{buffer.message.id}")
        try:
            await self._answer(buffer, told)
        except asyncio.CancelledError:
            buffer.end(Status.STOPPED)
        except UserFacingError as error:
            buffer.fail(error.key, error.values)
        except Exception:  # a defect: the turn must end and be kept all the same
            log.exception("turn failed")
            buffer.fail("tutor.defect", {})
        finally:
            await _finished(keeper)
            await _finished(asyncio.ensure_future(self._finish(buffer)))
            del self.running[buffer.message.id], self._tasks[buffer.message.id]
            self._asked.pop(buffer.message.id, None)
            self.changed.emit()

    async def _answer(self, buffer: TurnBuffer, told: Sequence[ChatMessage]) -> None:
        endpoint = await self._answerer.endpoint()
        request = await self.request(buffer.message)
        request = replace(request, messages=(*request.messages, *told))
        message_id = buffer.message.id

        def begun(answer_id: str) -> None:
            self._asked[message_id] = (endpoint, answer_id)

        async for event in endpoint.stream(request, begun=begun, pause_s=READ_EVERY_S):
            if isinstance(event, Delta):
                buffer.append(event)
            elif isinstance(event, Recast):
                buffer.recast(event)
            elif isinstance(event, Finished):
                if event.reason is FinishReason.CYCLE:
                    buffer.error = "transcript.cycle"
                buffer.end(_STATUS[event.reason], event)
                self.measured.emit(event)

    async def _history(self, answer: Message) -> tuple[ChatMessage, ...]:
        messages = await self._storage.call(Store.messages, answer.conversation_id)
        path = [m for m in path_to(messages, answer.parent_id) if m.text]
        return tuple(self._as_prompt(message) for message in path)

    def _as_prompt(self, message: Message) -> ChatMessage:
        if message.role is Role.USER and self._answerer.wants_directive:
            language = question_language(words_of(message.text) or message.text)
            return ChatMessage(message.role, with_directive(message.text, language))
        return ChatMessage(message.role, message.text)

    async def _keep(self, buffer: TurnBuffer) -> None:
        seen = buffer.version
        while not buffer.done.is_set():
            await _wait(buffer.done, CHECKPOINT_EVERY_S)
            if buffer.version != seen and not buffer.done.is_set():
                seen = buffer.version
                await self._stored(self._checkpoint(buffer))

    async def _checkpoint(self, buffer: TurnBuffer) -> None:
        await self._storage.call(
            Store.checkpoint, buffer.message.id, reasoning=buffer.reasoning, text=buffer.answer
        )

    async def _finish(self, buffer: TurnBuffer) -> None:
        usage = buffer.finished.usage if buffer.finished else None
        await self._stored(
            self._storage.call(
                Store.finish,
                buffer.message.id,
                reasoning=buffer.reasoning,
                text=buffer.answer,
                status=buffer.status,
                thought_s=buffer.thought_s,
                tokens=usage.completion_tokens if usage else 0,
                decode_tps=buffer.decode_tps,
                error=buffer.error,
                now=self._now(),
            )
        )

    async def _stored(self, operation: Awaitable[None]) -> None:
        """Await a write; if it fails, remember it for the window and let the answer go on."""
        try:
            await operation
            self.storage_failed = None
        except StoreError as error:
            log.error("an answer could not be kept: %s", error.key)
            self.storage_failed = error
            self.changed.emit()


def as_message(buffer: TurnBuffer) -> Message:
    """The answer as it stands in the buffer now."""
    usage = buffer.finished.usage if buffer.finished else None
    return replace(
        buffer.message,
        text=buffer.answer,
        reasoning=buffer.reasoning,
        status=buffer.status,
        thought_s=buffer.thought_s,
        error=buffer.error,
        tokens=usage.completion_tokens if usage else 0,
        decode_tps=buffer.decode_tps,
        judgement=buffer.judgement,
    )


async def _wait(event: asyncio.Event, timeout_s: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), timeout_s)
    except TimeoutError:
        return


async def _finished(task: "asyncio.Future[None]") -> None:
    """Wait for ``task`` even if we are cancelled meanwhile: what it writes must reach the disk."""
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            continue
