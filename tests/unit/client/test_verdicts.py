"""What the supervisor makes of an engine's reports and of its end, as plain values."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.client.child import Listening, Ready, Refused, parse_report
from app.client.deaths import cause_of_death, oom_kills
from app.client.supervisor import KILLS_FORGIVEN, _next_plan
from app.domain.allocation import Plan
from app.errors import EngineError
from app.i18n import explain, sentences

PLAN = Plan(context=8192)


@pytest.mark.parametrize(
    ("line", "report"),
    [
        (
            b'{"event":"listening","port":5,"url":"http://127.0.0.1:5"}',
            Listening("http://127.0.0.1:5"),
        ),
        (
            b'{"event":"ready","model":"m","context":9,"device":"CPU","load_s":1}',
            Ready("m", 9, "CPU"),
        ),
        (b'{"event":"something new"}', None),
        (b'{"event":"ready"}', None),
        (b'{"event":"failed","error":"engine.x","values":3}', None),
        (b"[1]", None),
        (b"\xff\xfe", None),
        (b"", None),
    ],
)
def test_reports(line: bytes, report) -> None:
    assert parse_report(line) == report


def test_report_of_refusal() -> None:
    report = parse_report(b'{"event":"failed","error":"engine.load_refused","values":{"why":"w"}}')
    assert isinstance(report, Refused)
    assert (report.error.key, report.error.values) == ("engine.load_refused", {"why": "w"})


def test_a_kill_for_want_of_memory_is_told_from_others(monkeypatch) -> None:
    assert cause_of_death(-9, "", log="l", oom_killed=True).key == "engine.out_of_memory"
    assert cause_of_death(-11, "", log="l", oom_killed=True).key == "engine.crashed"
    assert oom_kills() >= 0
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "pgfault 1\noom_kill 7\n")
    assert oom_kills() == 7


def test_what_is_started_next() -> None:
    killed, crashed = EngineError("engine.killed"), EngineError("engine.crashed")
    small = replace(PLAN, context=4096)
    assert _next_plan(PLAN, killed, KILLS_FORGIVEN) == PLAN
    assert _next_plan(PLAN, killed, KILLS_FORGIVEN + 1) == small
    assert _next_plan(PLAN, crashed, 0) == PLAN
    assert _next_plan(PLAN, crashed, 1) == small
    assert _next_plan(PLAN, EngineError("engine.out_of_memory"), 0) == small
    assert _next_plan(PLAN, EngineError("engine.load_missing"), 1) is None


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (-9, "engine.killed"),
        (-4, "engine.processor_too_old"),
        (-15, "engine.ended"),
        (-200, "engine.ended"),
        (0, "engine.ended"),
        (None, "engine.ended"),
        (3, "engine.aborted"),
        (0xC0000005, "engine.crashed"),
        (0xC000001D, "engine.processor_too_old"),
        (0xC0000135, "engine.library_missing"),
    ],
)
def test_causes_of_death(status: int | None, key: str) -> None:
    error = cause_of_death(status, "", log="/logs/engine.log")
    assert error.key == key
    assert "{" not in explain(error)


def test_every_key_of_the_engine_is_said_in_every_language() -> None:
    keys = {key for key in sentences("en") if key.startswith("engine.")}
    assert keys == {key for key in sentences("zh") if key.startswith("engine.")}
