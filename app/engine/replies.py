"""The engine's events as OpenAI's replies, streamed or whole, for chats and plain completions."""

import json
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any

from app.domain.events import FinishReason
from app.engine.api import ApiError
from app.engine.jobs import Counts, Ended, Event, Events, Piece
from app.engine.shapes import Json, TextShape

#: An answer that went on in circles is for other clients one that grew too long.
_REASONS = {
    FinishReason.STOP: "stop",
    FinishReason.LENGTH: "length",
    FinishReason.CYCLE: "length",
}


class Reply:
    """One reply; ``shapes`` has one member for each answer in it."""

    def __init__(self, shapes: Sequence[TextShape], *, model: str, dropped: int = 0) -> None:
        self._shapes = shapes
        self._dropped = dropped
        self._counts: list[Counts] = []
        self.id = f"{shapes[0].id_prefix}-{secrets.token_hex(12)}"
        self._head = {
            "id": self.id,
            "created": int(time.time()),
            "model": model,
        }

    async def stream(self, events: Events, *, usage: bool) -> AsyncIterator[bytes]:
        """Server-sent events; a failure ends the stream with an ``error`` object."""
        for index, shape in enumerate(self._shapes):
            for row in shape.opening():
                yield self._chunk(index, row)
        async with aclosing(events):
            async for batch in events:
                written, failed = self._written(batch)
                if written:
                    yield written
                if failed:
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
            async for event in (event async for batch in events for event in batch):
                rows[event.index] += self._rows(event)
                if isinstance(event, Ended):
                    said = self._shapes[event.index].whole(rows[event.index])
                    choices[event.index] = self._ended_choice(said, event)
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
            return shape.feed(event)
        if event.reason not in _REASONS:
            raise ApiError(500, "The answer could not be finished", code=event.reason.value)
        self._counts.append(event.counts)
        return shape.flush()

    def _written(self, batch: list[Event]) -> tuple[bytes, bool]:
        """Server-sent events, and whether an answer has failed."""
        written = bytearray()
        try:
            for event in batch:
                for row in self._rows(event):
                    written += self._chunk(event.index, row)
                if isinstance(event, Ended):
                    written += self._last_chunk(event)
        except ApiError as error:
            return bytes(written + _sse(error.body())), True
        return bytes(written), False

    def _chunk(self, index: int, row: Json) -> bytes:
        return _sse(self._with_head(choices=[_choice(index, row)]))

    def _last_chunk(self, ended: Ended) -> bytes:
        row = self._shapes[ended.index].end()
        return _sse(
            self._with_head(
                choices=[self._ended_choice(row, ended)],
                timings=_timings(ended.counts),
                dropped_messages=self._dropped,
            )
        )

    def _ended_choice(self, row: Json, ended: Ended) -> Json:
        """The same with the end; what only we have to say stands in fields of its own."""
        choice = _choice(ended.index, row)
        choice["finish_reason"] = _REASONS[ended.reason]
        if ended.reason is FinishReason.STOP and self._shapes[ended.index].has_calls:
            choice["finish_reason"] = "tool_calls"
        if ended.reason is FinishReason.CYCLE:
            choice["stop_reason"] = "cycle"
        if ended.cut:
            choice["reasoning_cut"] = ended.cut.value
        return choice

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


def _choice(index: int, row: Json) -> Json:
    """A choice in OpenAI's shape, of an answer that goes on."""
    return {"index": index, "logprobs": None, **row, "finish_reason": None}


def _timings(counts: Counts) -> Json:
    """llama-server's names; ``prompt_n`` leaves out what was cached."""
    guessed = {"draft_n": counts.drafted, "draft_n_accepted": counts.accepted}
    return {
        "prompt_n": counts.prompt_tokens - counts.cached_tokens,
        "prompt_ms": 1000 * counts.prompt_s,
        "predicted_n": counts.completion_tokens,
        "predicted_ms": 1000 * counts.decode_s,
        **(guessed if counts.drafted else {}),
    }


def _sse(payload: Json) -> bytes:
    return b"data: " + json.dumps(payload, ensure_ascii=False).encode() + b"\n\n"
