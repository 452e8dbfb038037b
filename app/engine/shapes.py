"""How one answer is written down in OpenAI's replies, as text or as a message."""

import secrets
from collections.abc import Sequence
from typing import Any

from app.domain.events import Channel, Delta
from app.domain.reasoning import Splitter
from app.domain.tool_calls import Arguments, CallBegun, CallReader
from app.engine.jobs import Piece
from app.engine.scores import Likely, Score

Json = dict[str, Any]

_FIELDS = {Channel.REASONING: "reasoning_content", Channel.ANSWER: "content"}


class TextShape:
    """How one answer is written down: as the model wrote it. Rows are parts of ``choices``."""

    id_prefix = "cmpl"
    kind = chunk_kind = "text_completion"
    has_calls = False  # of tools

    def opening(self) -> list[Json]:
        """What a stream begins with."""
        return []

    def feed(self, piece: Piece) -> list[Json]:
        """The rows for a piece of text."""
        return [{"text": piece.text}]

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

    def __init__(
        self, *, in_reasoning: bool, with_scores: bool = False, with_calls: bool = False
    ) -> None:
        self._splitter = Splitter(starts_in_reasoning=in_reasoning)
        self._scores: list[Json] | None = [] if with_scores else None  # not yet in a row
        self._reader = CallReader() if with_calls else None
        self._calls = 0

    @property
    def has_calls(self) -> bool:  # type: ignore[override]
        return self._calls > 0

    def opening(self) -> list[Json]:
        return [{"delta": {"role": "assistant", "content": ""}}]

    def feed(self, piece: Piece) -> list[Json]:
        in_answer = self._splitter.channel is Channel.ANSWER
        rows = self._rows(self._splitter.feed(piece.text))
        if self._scores is not None and piece.score is not None and in_answer:
            self._scores.append(_score(piece.score))
        return self._with_scores(rows)

    def flush(self) -> list[Json]:
        rows = self._rows(self._splitter.flush())
        if self._reader is not None:
            rows += [self._call_row(piece) for piece in self._reader.flush()]
        return self._with_scores(rows)

    def end(self) -> Json:
        return self._with_scores([{"delta": {}}])[0]

    def _rows(self, deltas: Sequence[Delta]) -> list[Json]:
        rows = []
        for delta in deltas:
            if self._reader is None or delta.channel is Channel.REASONING:
                rows.append(_row(_FIELDS[delta.channel], delta.text))
            else:
                rows += [self._call_row(piece) for piece in self._reader.feed(delta.text)]
        return rows

    def _call_row(self, piece: str | CallBegun | Arguments) -> Json:
        if isinstance(piece, str):
            return _row(_FIELDS[Channel.ANSWER], piece)
        if isinstance(piece, Arguments):
            call: Json = {"index": self._calls - 1, "function": {"arguments": piece.text}}
        else:
            function = {"name": piece.name, "arguments": ""}
            call = {"index": self._calls, "id": f"call_{secrets.token_hex(12)}"}
            call |= {"type": "function", "function": function}
            self._calls += 1
        return _row("tool_calls", [call])

    def _with_scores(self, rows: list[Json]) -> list[Json]:
        """The rows, with the scores of the answer's tokens so far in the last one."""
        if rows and self._scores:
            rows[-1]["logprobs"] = {"content": self._scores, "refusal": None}
            self._scores = []
        return rows

    def whole(self, rows: Sequence[Json]) -> Json:
        said: Json = {
            field: "".join(row["delta"].get(field, "") for row in rows)
            for field in _FIELDS.values()
        }
        if calls := _joined_calls(rows):
            said |= {"content": said["content"] or None, "tool_calls": calls}
        whole: Json = {"message": {"role": "assistant", **said}}
        if self._scores is not None:
            given = [row["logprobs"]["content"] for row in [*rows, self.end()] if "logprobs" in row]
            scores = [score for scores in given for score in scores]
            whole["logprobs"] = {"content": scores, "refusal": None}
        return whole


def _joined_calls(rows: Sequence[Json]) -> list[Json]:
    calls: list[Json] = []
    for part in (part for row in rows for part in row["delta"].get("tool_calls", ())):
        if "id" in part:
            kept = {name: value for name, value in part.items() if name != "index"}
            calls.append({**kept, "function": dict(part["function"])})
        else:
            calls[-1]["function"]["arguments"] += part["function"]["arguments"]
    return calls


def _row(field: str, value: object) -> Json:
    return {"delta": {field: value}}


def _score(score: Score) -> Json:
    return {**_likely(score.token), "top_logprobs": [_likely(likely) for likely in score.top]}


def _likely(likely: Likely) -> Json:
    return {
        "token": likely.piece.decode(errors="replace"),
        "logprob": likely.logprob,
        "bytes": list(likely.piece),
    }
