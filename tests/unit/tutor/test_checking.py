"""Checking: when the judge is asked, that its findings are kept, and second tries."""

import asyncio

import pytest

from app.domain.chat import Role, visible_turns
from app.domain.events import Channel, Delta, Finished, FinishReason
from app.domain.verdict import Judgement, Status, Verdict
from app.i18n import set_language
from app.store import Store
from app.tutor.checking import Checking, is_worth_checking
from app.tutor.verdicts import finding, why

END = Finished(FinishReason.STOP)


def say(*texts: str) -> list[object]:
    """A script with these pieces of an answer; a pause after each."""
    return [step for text in texts for step in (Delta(Channel.ANSWER, text), 0.05)]


@pytest.fixture
def mode():
    return {"auto": False}


@pytest.fixture
async def checking(storage, turns, judge, mode, monkeypatch):
    monkeypatch.setattr("app.tutor.checking.LOOK_EVERY_S", 0.01)
    made = Checking(storage, turns, judge, retries=lambda: mode["auto"])
    yield made
    await turns.close()
    await made.close()


async def settled(checking: Checking) -> None:
    while checking._tasks:
        await asyncio.sleep(0.01)


async def messages(storage, conversation_id: int):
    return await storage.call(Store.messages, conversation_id)


async def test_judged_when_the_box_closes_and_at_the_end(turns, scripted, storage, checking, judge):
    told: list[tuple[int, Judgement]] = []
    checking.found.connect(told.append)
    judge.statuses = {"4": Status.VERIFIED}
    scripted.script = [*say("So $\\boxed{", "4", "}$", " as was to be", " shown."), END]
    begun, buffer = await turns.ask("What is 2 + 2?")
    await buffer.done.wait()
    await settled(checking)
    assert [text for _, text in judge.asked] == [
        "So $\\boxed{4}$",
        "So $\\boxed{4}$ as was to be shown.",
    ]
    assert {question for question, _ in judge.asked} == {"What is 2 + 2?"}
    assert [number for number, _ in told] == [begun.answer.id] * 2
    kept = (await messages(storage, begun.conversation.id))[-1].judgement
    assert kept == told[-1][1] == buffer.judgement
    assert kept.verdict.status is Status.VERIFIED


async def test_the_judge_is_prepared_with_the_first_words(turns, scripted, checking, judge):
    scripted.script = [0.05, *say("First ", "words."), END]
    _, buffer = await turns.ask("2+2?")
    await asyncio.sleep(0.03)
    assert judge.prepared == 0
    await buffer.done.wait()
    await settled(checking)
    assert judge.prepared == 1
    _, buffer = await turns.ask("Good morning.")
    await buffer.done.wait()
    await settled(checking)
    assert judge.prepared == 1


async def test_another_box_is_judged_anew(turns, scripted, checking, judge):
    scripted.script = [*say("\\boxed{3}", " no, ", "\\boxed{4}"), 0.05, END]
    _, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    await settled(checking)
    assert len(judge.asked) == 3


async def test_talk_is_not_judged(turns, scripted, checking, judge):
    scripted.script = [*say("Hello! How are you?"), END]
    _, buffer = await turns.ask("Good morning.")
    await buffer.done.wait()
    await settled(checking)
    assert judge.asked == []
    assert not is_worth_checking("2+2?", "  ")


async def test_closing_waits_for_no_judge(turns, scripted, storage, judge):
    judge.delay_s = 60.0
    checking = Checking(storage, turns, judge, retries=lambda: True)
    scripted.script = [*say("\\boxed{4}"), END]
    _, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    await asyncio.wait_for(turns.close(), 2)
    await asyncio.wait_for(checking.close(), 2)


async def test_an_answer_that_was_not_judged_is_judged_when_it_is_seen(
    turns, scripted, storage, checking, judge
):
    begun = await storage.call(
        Store.begin_turn,
        conversation_id=None,
        parent_id=None,
        question="2+2?",
        title="",
        model="",
        now=1.0,
    )
    seen = visible_turns(await messages(storage, begun.conversation.id), begun.answer.id)
    checking.catch_up(seen)
    assert not checking._tasks, "an answer being written has its own watch"
    await storage.call(
        Store.finish, begun.answer.id, reasoning="", text="\\boxed{4}", status="complete", now=2.0
    )
    seen = visible_turns(await messages(storage, begun.conversation.id), begun.answer.id)
    checking.catch_up(seen)
    checking.catch_up(seen)
    await settled(checking)
    assert judge.asked == [("2+2?", "\\boxed{4}")]
    seen = visible_turns(await messages(storage, begun.conversation.id), begun.answer.id)
    assert seen[-1].message.judgement is not None
    checking.catch_up(seen)
    assert not checking._tasks


async def test_a_contradicted_answer_waits_for_a_word(turns, scripted, checking, judge):
    judge.statuses = {"5": Status.CONTRADICTED}
    scripted.script = [*say("\\boxed{5}"), END]
    _, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    await settled(checking)
    assert len(scripted.requests) == 1


async def test_or_is_tried_again_by_itself_but_only_once(
    turns, scripted, storage, checking, judge, mode
):
    mode["auto"] = True
    judge.statuses = {"5": Status.CONTRADICTED}
    retried = []
    checking.retried.connect(retried.append)
    scripted.script = [*say("\\boxed{5}"), END]
    begun, buffer = await turns.ask("求 2+2 的值。")
    await buffer.done.wait()
    while not retried:
        await asyncio.sleep(0.01)
    await retried[0].done.wait()
    await settled(checking)
    assert len(scripted.requests) == 2, "the second try is contradicted as well, and stays"
    _question, earlier, told = scripted.requests[1].messages
    assert (earlier.role, earlier.text) == (Role.ASSISTANT, "\\boxed{5}")
    assert "请找出错误" in told.text
    assert "5" in told.text
    assert "boxed" in told.text, "the finding carries the directive, as every question"
    path = visible_turns(await messages(storage, begun.conversation.id), retried[0].message.id)
    assert (path[-1].index, path[-1].count) == (2, 2)


async def test_what_was_stopped_is_not_tried_again(turns, scripted, checking, judge, mode):
    mode["auto"] = True
    judge.statuses = {"5": Status.CONTRADICTED}
    scripted.script = [*say("\\boxed{5}"), 60.0]
    begun, buffer = await turns.ask("2+2?")
    while buffer.judgement is None:
        await asyncio.sleep(0.01)
    turns.stop(begun.answer.id)
    await buffer.done.wait()
    await settled(checking)
    assert len(scripted.requests) == 1


@pytest.mark.expects_log
async def test_a_defect_of_checking_ends_no_answer(turns, scripted, checking, judge, monkeypatch):
    async def fail(*_: object) -> Judgement:
        raise ValueError("a defect")

    monkeypatch.setattr(judge, "judge", fail)
    scripted.script = [*say("\\boxed{4}"), END]
    _, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    await settled(checking)
    assert buffer.answer == "\\boxed{4}"


def test_the_finding_speaks_the_language_of_the_question():
    set_language("zh")
    judgement = Judgement(Verdict(Status.CONTRADICTED, "tutor.verdict_contradicted"), "5")
    assert "Find the mistake" in finding("Solve 2x = 8.", judgement)
    assert "找出错误" in finding("解方程 2x=8", judgement)
    assert "your answer 5" in finding("Solve 2x = 8.", judgement)


@pytest.mark.parametrize("status", list(Status))
def test_a_reason_of_another_version_is_said_in_general(status):
    told = why(Verdict(status, "checker.invented_later", {"n": "1"}))
    assert "comput" in told
    assert why(Verdict(status, "tutor.finding", {"other": "1"})) == told
