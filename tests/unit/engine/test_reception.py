"""Who is admitted, what is counted, and what is written down."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.events import FinishReason
from app.engine.api import ApiError, ChatRequest, parse
from app.engine.jobs import Counts, Ended, Piece
from app.engine.metrics import Histogram
from app.engine.reception import Reception
from app.engine.visits import RequestLog, Visit, visit_of

FULL = Path("/dev/full")
NO_LOG = RequestLog(None, texts=False)
QUESTION = b'{"messages": [{"role": "user", "content": "2+2?"}]}'


def scope() -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": "/v1/chat/completions"}


async def visited(reception: Reception, asked: dict[str, Any], *, n: int = 1) -> None:
    """One request to its end: two pieces of text and 7 tokens."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        visit = visit_of(scope)
        visit.key = "left"
        reception.admit(visit, n)
        visit.asked = parse(ChatRequest, QUESTION)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        async for _ in visit.follow(events()):
            pass

    async def events():
        yield [Piece(0, "It is "), Piece(0, "4.")]
        yield [Ended(0, FinishReason.STOP, Counts(5, cached_tokens=2, completion_tokens=7))]

    async def ignore(*_: Any) -> None:
        pass

    await reception.attends(app)(asked, ignore, ignore)


def test_places_are_limited_and_given_back() -> None:
    reception = Reception(at_once=2, queue=1, log=NO_LOG)
    reception.admit(Visit(), 2)
    reception.admit(Visit(), 1)
    with pytest.raises(ApiError) as caught:
        reception.admit(Visit(), 1)
    assert (caught.value.status, caught.value.code) == (503, "queue_full")
    assert caught.value.retry_after_s == 1


def test_a_request_for_several_is_admitted_where_nobody_else_is() -> None:
    reception = Reception(at_once=4, queue=0, log=NO_LOG)
    reception.admit(Visit(), 4)
    with pytest.raises(ApiError):
        reception.admit(Visit(), 1)


async def test_a_place_is_free_after_the_visit() -> None:
    reception = Reception(at_once=1, queue=0, log=NO_LOG)
    for _ in range(3):
        await visited(reception, scope())
    assert await reception.emptied(0)


async def test_a_closed_reception_waits_for_those_within() -> None:
    reception = Reception(at_once=4, queue=0, log=NO_LOG)
    assert await reception.emptied(0)
    reception.admit(Visit(), 1)
    reception.close()
    with pytest.raises(ApiError) as caught:
        reception.admit(Visit(), 1)
    assert (caught.value.status, caught.value.code) == (503, "shutting_down")
    assert not await reception.emptied(0.01)


async def test_a_crowd_is_turned_away_in_openais_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engine.reception.MAX_PRESENT", 1)
    reception = Reception(at_once=4, queue=4, log=NO_LOG)
    within, sent = asyncio.Event(), list[dict[str, Any]]()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await within.wait()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    door = reception.attends(app)
    first = asyncio.create_task(door(scope(), send, send))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    await door(scope(), send, send)  # type: ignore[arg-type]
    within.set()
    await first
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"1") in sent[0]["headers"]
    assert json.loads(sent[1]["body"])["error"]["code"] == "overloaded"
    assert reception.metrics.responses == {503: 1, 499: 1}


@pytest.mark.parametrize("texts", [False, True])
async def test_the_log(tmp_path: Path, texts: bool) -> None:
    path = tmp_path / "requests.jsonl"
    log = RequestLog(path, texts=texts)
    reception = Reception(at_once=1, queue=0, log=log)
    await visited(reception, scope())
    log.close()
    row = json.loads(path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    assert row.pop("time").endswith("+00:00")
    assert row.pop("seconds") >= row.pop("first_token_s") >= 0
    said = {
        "messages": [{"role": "user", "content": "2+2?"}],
        "answers": ["It is 4."],
    }
    assert row == {
        "key": "left",
        "method": "POST",
        "path": "/v1/chat/completions",
        "status": 200,
        "prompt_tokens": 5,
        "cached_tokens": 2,
        "completion_tokens": 7,
        "finish": ["stop"],
        **(said if texts else {}),
    }


async def test_figures_of_a_visit() -> None:
    reception = Reception(at_once=1, queue=0, log=NO_LOG)
    await visited(reception, scope())
    lines = reception.metrics.text([("slots", "gauge", 4)]).splitlines()
    assert lines[:2] == ["# TYPE lemma_slots gauge", "lemma_slots 4"]
    assert 'lemma_responses_total{status="200"} 1' in lines
    assert 'lemma_answer_seconds_bucket{le="0.1"} 1' in lines
    assert "lemma_answer_seconds_count 1" in lines
    assert "lemma_first_token_seconds_count 1" in lines


def test_a_histogram_counts_up_to_its_bounds() -> None:
    histogram = Histogram()
    for seconds in (0.1, 0.2, 7.0, 10_000.0):
        histogram.add(seconds)
    rows = dict(line.rsplit(" ", 1) for line in histogram.lines("x") if line[0] != "#")
    counts = {name.partition("=")[2]: int(n) for name, n in rows.items() if "bucket" in name}
    assert counts['"0.1"}'] == 1
    assert counts['"0.25"}'] == counts['"5.0"}'] == 2
    assert counts['"10.0"}'] == counts['"600.0"}'] == 3
    assert counts['"+Inf"}'] == 4
    assert float(rows["lemma_x_sum"]) == pytest.approx(10_007.3)


@pytest.mark.expects_log
@pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
async def test_a_full_disk_costs_the_row_alone(caplog: pytest.LogCaptureFixture) -> None:
    log = RequestLog(FULL, texts=False)
    reception = Reception(at_once=1, queue=0, log=log)
    await visited(reception, scope())
    log.close()
    assert "cannot be written" in caplog.text
    assert await reception.emptied(0)
