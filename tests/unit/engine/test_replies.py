"""Events of the decode thread as OpenAI's replies."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.domain.events import FinishReason
from app.engine.api import ApiError
from app.engine.jobs import Counts, Ended, Event, Piece
from app.engine.replies import Reply
from app.engine.shapes import ChatShape, TextShape
from app.engine.thought import Cut

COUNTS = Counts(10, cached_tokens=4, completion_tokens=3, prompt_s=0.5, decode_s=0.25)


def ended(index: int = 0, reason: FinishReason = FinishReason.STOP) -> Ended:
    return Ended(index, reason, COUNTS)


async def feed(events: Sequence[Event], at_once: int) -> AsyncGenerator[list[Event], None]:
    for start in range(0, len(events), at_once):
        yield list(events[start : start + at_once])


def chat(n: int = 1, *, in_reasoning: bool = False) -> Reply:
    shapes = [ChatShape(in_reasoning=in_reasoning) for _ in range(n)]
    return Reply(shapes, model="m", dropped=2)


def streamed(
    reply: Reply, events: Sequence[Event], *, usage: bool = False, at_once: int = 1
) -> list[Any]:
    async def collect() -> list[bytes]:
        return [chunk async for chunk in reply.stream(feed(events, at_once), usage=usage)]

    frames = b"".join(asyncio.run(collect())).decode().split("\n\n")
    assert frames.pop() == ""
    assert all(frame.startswith("data: ") for frame in frames)
    data = [frame.removeprefix("data: ") for frame in frames]
    return [row if row == "[DONE]" else json.loads(row) for row in data]


def whole(reply: Reply, events: Sequence[Event]) -> Any:
    return asyncio.run(reply.whole(feed(events, at_once=2)))


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_a_stream_has_openais_shape(at_once: int) -> None:
    rows = streamed(chat(), [Piece(0, "4"), Piece(0, "2\n"), ended()], at_once=at_once)
    assert rows.pop() == "[DONE]"
    assert len({row["id"] for row in rows}) == 1
    assert {row["object"] for row in rows} == {"chat.completion.chunk"}
    deltas = [row["choices"][0]["delta"] for row in rows]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("content", "") for delta in deltas) == "42\n"
    assert deltas[-1] == {}
    assert [row["choices"][0]["finish_reason"] for row in rows] == [None] * (len(rows) - 1) + [
        "stop"
    ]
    assert rows[-1]["timings"] == {
        "prompt_n": 6,
        "prompt_ms": 500.0,
        "predicted_n": 3,
        "predicted_ms": 250.0,
    }
    assert rows[-1]["dropped_messages"] == 2


def test_guesses_are_told_where_there_were_some() -> None:
    counts = replace(COUNTS, drafted=7, accepted=3)
    rows = streamed(chat(), [Piece(0, "4"), Ended(0, FinishReason.STOP, counts)])
    timings = rows[-2]["timings"]
    assert (timings["draft_n"], timings["draft_n_accepted"]) == (7, 3)


def test_reasoning_goes_its_own_way_however_the_tag_is_cut() -> None:
    pieces = [Piece(0, text) for text in ("2+2", " is 4</th", "ink>\n\nFo", "ur")]
    rows = streamed(chat(in_reasoning=True), [*pieces, ended()])
    deltas = [row["choices"][0]["delta"] for row in rows[:-1]]
    assert "".join(delta.get("reasoning_content", "") for delta in deltas) == "2+2 is 4"
    assert "".join(delta.get("content", "") for delta in deltas).strip() == "Four"
    message = whole(chat(in_reasoning=True), [*pieces, ended()])["choices"][0]["message"]
    assert message["reasoning_content"] == "2+2 is 4"
    assert message["content"].strip() == "Four"


def test_what_the_splitter_held_back_comes_at_the_end() -> None:
    reply = whole(chat(), [Piece(0, "a <thin"), ended()])
    assert reply["choices"][0]["message"]["content"] == "a <thin"


def test_usage_counts_the_prompt_once() -> None:
    expected = {
        "prompt_tokens": 10,
        "completion_tokens": 6,
        "total_tokens": 16,
        "prompt_tokens_details": {"cached_tokens": 4},
    }
    events = [Piece(1, "b"), ended(1), Piece(0, "a"), ended(0, FinishReason.LENGTH)]
    assert whole(chat(2), events)["usage"] == expected
    rows = streamed(chat(2), events, usage=True)
    assert rows[-2]["choices"] == []
    assert rows[-2]["usage"] == expected


def test_answers_keep_their_places() -> None:
    events = [Piece(1, "b"), Piece(0, "a"), ended(1), ended(0, FinishReason.LENGTH)]
    choices = whole(chat(2), events)["choices"]
    assert [(c["index"], c["message"]["content"], c["finish_reason"]) for c in choices] == [
        (0, "a", "length"),
        (1, "b", "stop"),
    ]


def test_what_only_we_say_of_an_end_stands_beside_openais_reasons() -> None:
    end = Ended(0, FinishReason.CYCLE, COUNTS, Cut.BUDGET)
    choice = whole(chat(), [Piece(0, "a"), end])["choices"][0]
    assert choice["finish_reason"] == "length"
    assert (choice["stop_reason"], choice["reasoning_cut"]) == ("cycle", "budget")
    last = streamed(chat(), [Piece(0, "a"), end])[-2]["choices"][0]
    assert {name: last[name] for name in ("finish_reason", "stop_reason", "reasoning_cut")} == {
        "finish_reason": "length",
        "stop_reason": "cycle",
        "reasoning_cut": "budget",
    }
    plain = whole(chat(), [Piece(0, "a"), ended()])["choices"][0]
    assert not {"stop_reason", "reasoning_cut"} & plain.keys()


def test_plain_completions_are_text() -> None:
    events = [Piece(0, "<think>as"), Piece(0, " it is"), ended()]
    reply = whole(Reply([TextShape()], model="m"), events)
    assert reply["object"] == "text_completion"
    assert reply["choices"][0]["text"] == "<think>as it is"
    rows = streamed(Reply([TextShape()], model="m"), events)
    assert "".join(row["choices"][0]["text"] for row in rows[:-1]) == "<think>as it is"


@pytest.mark.parametrize("at_once", [1, 2])
@pytest.mark.parametrize("reason", [FinishReason.ERROR, FinishReason.CANCELLED])
def test_a_failure_is_said(reason: FinishReason, at_once: int) -> None:
    events = [Piece(0, "a"), ended(0, reason)]
    rows = streamed(chat(), events, at_once=at_once)
    assert rows[-2]["choices"][0]["delta"] == {"content": "a"}, "what came before it is not lost"
    assert rows[-1]["error"]["code"] == reason.value
    with pytest.raises(ApiError) as failure:
        whole(chat(), events)
    assert failure.value.status == 500
