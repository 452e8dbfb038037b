"""The judge with the real checker process, and with children that hang, die and talk nonsense."""

import asyncio
import sys
import time

import psutil
import pytest

from app.__main__ import checker_command
from app.client.judge import MAX_TEXT_CHARS, Deadlines, Judge
from app.domain.verdict import Status

PATIENT = Deadlines(answer_s=30.0)  # other programs may use the processor
HASTY = Deadlines(answer_s=0.3)

#: Does what the question says, in the checker's protocol.
SCRIPT = """
import json, sys, time
known = dict(verdict=dict(status="unchecked", reason="checker.too_slow", values={}),
             extracted="5", equal=None, claims=[], seconds=0.0)
time.sleep(START_S)
print('{"ready": true}', flush=True)
for line in sys.stdin:
    wish = json.loads(line).get("judge", {}).get("question")
    if wish == "partly":
        print(json.dumps(dict(judgement=known)), flush=True)
    if wish in ("hang", "partly", None):
        time.sleep(60)
    if wish == "die":
        sys.exit(1)
    if wish == "nonsense":
        print("Hello", flush=True)
    print(json.dumps(dict(judgement=known, done=True)), flush=True)
"""


@pytest.fixture
async def judge(tmp_path):
    made = Judge(checker_command(), tmp_path / "checker.log", PATIENT)
    yield made
    await made.close()


@pytest.fixture
async def scripted(tmp_path):
    made = Judge(
        [sys.executable, "-c", SCRIPT.replace("START_S", "0")], tmp_path / "checker.log", HASTY
    )
    yield made
    await made.close()


async def test_real_answers_are_judged(judge):
    right = await judge.judge("Solve $x^2-5x+6=0$.", r"So \boxed{x=2 \text{ or } x=3}", "3, 2")
    assert right.verdict.status is Status.VERIFIED
    assert right.extracted == r"x=2 \text{ or } x=3"
    assert right.equal is True
    wrong = await judge.judge("Solve $x^2-5x+6=0$.", r"So \boxed{x=2}", "3, 2")
    assert wrong.verdict.status is Status.CONTRADICTED
    assert wrong.equal is False
    assert await judge.same(r"\frac{1}{2}", "0.5") is True
    assert await judge.same("first", "second") is None


async def test_unusual_characters_arrive(judge):
    found = await judge.judge("\x00\ud800\u2028", "\\boxed{\ud800\x00\u2028\n7}", None)
    assert found.verdict.status is Status.UNCHECKED


async def test_no_process_before_the_first_request_and_none_after_closing(judge):
    me = psutil.Process()
    before = set(me.children())  # of other tests that share theirs
    await judge.same("1", "1")
    assert len(set(me.children()) - before) == 1
    await judge.close()
    assert set(me.children()) <= before


@pytest.mark.parametrize(
    ("wish", "reason"),
    [("hang", "too_slow"), ("partly", "too_slow"), ("die", "stopped"), ("nonsense", "stopped")],
)
async def test_trouble_is_a_judgement_and_the_next_request_is_answered(scripted, wish, reason):
    began = time.monotonic()
    found = await scripted.judge(wish, "")
    assert found.verdict.status is Status.UNCHECKED
    assert found.verdict.reason == f"checker.{reason}"
    assert found.extracted == ("5" if wish == "partly" else None)
    assert time.monotonic() - began < 10
    assert (await scripted.judge("answer", "")).extracted == "5"


async def test_the_deadline_begins_when_the_process_is_ready(tmp_path):
    slow = SCRIPT.replace("START_S", str(2 * HASTY.answer_s))
    judge = Judge([sys.executable, "-c", slow], tmp_path / "checker.log", HASTY)
    try:
        assert (await judge.judge("answer", "")).extracted == "5"
    finally:
        await judge.close()


async def test_a_process_that_was_prepared_answers_the_first_request(scripted):
    me = psutil.Process()
    before = set(me.children())
    await scripted.prepare()
    prepared = set(me.children()) - before
    assert len(prepared) == 1
    assert (await scripted.judge("answer", "")).extracted == "5"
    assert set(me.children()) - before == prepared


async def test_a_start_that_nobody_waits_for_is_undone(tmp_path):
    slow = SCRIPT.replace("START_S", "60")
    judge = Judge([sys.executable, "-c", slow], tmp_path / "checker.log", HASTY)
    me = psutil.Process()
    before = set(me.children())
    starting = asyncio.create_task(judge.prepare())
    while set(me.children()) <= before:
        await asyncio.sleep(0.01)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert set(me.children()) <= before


async def test_what_cannot_be_compared_in_time_is_open(scripted):
    assert await scripted.same("1", "1") is None


async def test_requests_wait_for_each_other(scripted):
    found = await asyncio.gather(*(scripted.judge("answer", "") for _ in range(5)))
    assert [judgement.extracted for judgement in found] == ["5"] * 5


async def test_after_a_cancelled_request_the_next_one_gets_its_own_answer(scripted):
    waiting = asyncio.create_task(scripted.judge("hang", ""))
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await scripted.judge("answer", "")).extracted == "5"


@pytest.mark.expects_log
@pytest.mark.parametrize("command", [["/no/such/program"], [sys.executable, "-c", ""]])
async def test_a_checker_that_does_not_start_is_said(tmp_path, command):
    judge = Judge(command, tmp_path / "checker.log", HASTY)
    assert (await judge.judge("q", "a")).verdict.reason == "checker.not_started"
    await judge.close()


async def test_enormous_texts_are_not_sent(scripted):
    found = await scripted.judge("answer", "x" * (MAX_TEXT_CHARS + 1))
    assert found.verdict.reason == "checker.too_long"
    assert await scripted.same("x" * (MAX_TEXT_CHARS + 1), "x") is None
