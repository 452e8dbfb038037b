"""The engine's events as OpenAI's replies, streamed or whole, for chats and plain completions."""

import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

from app.domain.events import Channel, Delta, FinishReason
from app.domain.reasoning import Splitter
from app.engine.api import ApiError
from app.engine.jobs import Counts, Ended, Event, Piece

Json = dict[str, Any]
Events = AsyncGenerator[Event, None]

_FIELDS = {Channel.REASONING: "reasoning_content", Channel.ANSWER: "content"}


class TextShape:
    """How one answer is written down: as the model wrote it. Rows are parts of ``choices``."""

    id_prefix = "cmpl"
    kind = chunk_kind = "text_completion"

    def opening(self) -> list[Json]:
        """What a stream begins with."""
        return []

    def feed(self, text: str) -> list[Json]:
        """The rows for a piece of text."""
        return [{"text": text}]

    def flush(self) -> list[Json]:
        """The rows for text that was held back."""
        return []

    def end(self) -> Json:
        """The row that carries the reason of the end and no text."""
        return {"text": ""}

    def whole(self, rows: Sequence[Json]) -> Json:
        """All rows as one."""
        return {"text": "".join(row["text"] for row in rows)}


class ChatShape(TextShape):
    """One answer of a chat, split into reasoning and content."""

    id_prefix = "chatcmpl"
    kind, chunk_kind = "chat.completion", "chat.completion.chunk"

    def __init__(self, *, in_reasoning: bool) -> None:
        self._splitter = Splitter(starts_in_reasoning=in_reasoning)

    def opening(self) -> list[Json]:
        return [{"delta": {"role": "assistant", "content": ""}}]

    def feed(self, text: str) -> list[Json]:
        return [_delta(delta) for delta in self._splitter.feed(text)]

    def flush(self) -> list[Json]:
        return [_delta(delta) for delta in self._splitter.flush()]

    def end(self) -> Json:
        return {"delta": {}}

    def whole(self, rows: Sequence[Json]) -> Json:
        said = {
            field: "".join(row["delta"].get(field, "") for row in rows)
            for field in _FIELDS.values()
        }
        return {"message": {"role": "assistant", **said}}


def _delta(delta: Delta) -> Json:
    return {"delta": {_FIELDS[delta.channel]: delta.text}}


class Reply:
    """One reply; ``shapes`` has one member for each answer in it."""

    def __init__(self, shapes: Sequence[TextShape], *, model: str, dropped: int = 0) -> None:
        self._shapes = shapes
        self._dropped = dropped
        self._counts: list[Counts] = []
        self._head = {
            "id": f"{shapes[0].id_prefix}-{secrets.token_hex(12)}",
            "created": int(time.time()),
            "model": model,
        }

    async def stream(self, events: Events, *, usage: bool) -> AsyncIterator[bytes]:
        """Server-sent events; a failure ends the stream with an ``error`` object."""
        for index, shape in enumerate(self._shapes):
            for row in shape.opening():
                yield self._chunk(index, row)
        try:
            async with aclosing(events):
                async for event in events:
                    for row in self._rows(event):
                        yield self._chunk(event.index, row)
                    if isinstance(event, Ended):
                        yield self._last_chunk(event)
        except ApiError as error:
            yield _sse(error.body())
            return
        if usage:
            yield _sse(self._with_head(choices=[], usage=self._usage()))
        yield b"data: [DONE]\n\n"

    async def whole(self, events: Events) -> Json:
        """The reply as one object.

        Raises:
            ApiError: the answer failed.
        """
        rows: list[list[Json]] = [[] for _ in self._shapes]
        choices: list[Json] = [{} for _ in self._shapes]
        timings: Json = {}
        async with aclosing(events):
            async for event in events:
                rows[event.index] += self._rows(event)
                if isinstance(event, Ended):
                    said = self._shapes[event.index].whole(rows[event.index])
                    choices[event.index] = _choice(event.index, said, event.reason)
                    timings = _timings(event.counts)
        return {
            **self._head,
            "object": self._shapes[0].kind,
            "choices": choices,
            "usage": self._usage(),
            "timings": timings,
            "dropped_messages": self._dropped,
        }

    def _rows(self, event: Event) -> list[Json]:
        shape = self._shapes[event.index]
        if isinstance(event, Piece):
            return shape.feed(event.text)
        if event.reason not in (FinishReason.STOP, FinishReason.LENGTH):
            raise ApiError(500, "The answer could not be finished", code=event.reason.value)
        self._counts.append(event.counts)
        return shape.flush()

    def _chunk(self, index: int, row: Json) -> bytes:
        return _sse(self._with_head(choices=[_choice(index, row, None)]))

    def _last_chunk(self, ended: Ended) -> bytes:
        row = self._shapes[ended.index].end()
        return _sse(
            self._with_head(
                choices=[_choice(ended.index, row, ended.reason)],
                timings=_timings(ended.counts),
                dropped_messages=self._dropped,
            )
        )

    def _with_head(self, **fields: Any) -> Json:
        return {**self._head, "object": self._shapes[0].chunk_kind, **fields}

    def _usage(self) -> Json:
        """Tokens of the prompt, counted once, and of all answers."""
        prompt = self._counts[0].prompt_tokens
        completion = sum(counts.completion_tokens for counts in self._counts)
        return {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": self._counts[0].cached_tokens},
        }


def _choice(index: int, row: Json, reason: FinishReason | None) -> Json:
    ended = reason.value if reason is not None else None
    return {"index": index, **row, "logprobs": None, "finish_reason": ended}


def _timings(counts: Counts) -> Json:
    """llama-server's names; ``prompt_n`` leaves out what was cached."""
    return {
        "prompt_n": counts.prompt_tokens - counts.cached_tokens,
        "prompt_ms": 1000 * counts.prompt_s,
        "predicted_n": counts.completion_tokens,
        "predicted_ms": 1000 * counts.decode_s,
    }


def _sse(payload: Json) -> bytes:
    return b"data: " + json.dumps(payload, ensure_ascii=False).encode() + b"\n\n"
