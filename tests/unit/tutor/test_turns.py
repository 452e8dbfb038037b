"""Turns over a real store and an endpoint that says what the test wants."""

import asyncio

import pytest

from app.domain.chat import Role, Status, visible_turns
from app.domain.events import Channel, Delta, Finished, FinishReason, Usage
from app.errors import EndpointError, EngineError
from app.store import Store
from app.tutor import turns as turns_module
from app.tutor.conversations import Conversations
from app.tutor.turns import as_message

REASON = Delta(Channel.REASONING, "Let me see.")
ANSWER = Delta(Channel.ANSWER, "It is 4.")
END = Finished(FinishReason.STOP, Usage(10, 5, 3))


async def path_of(storage, conversation_id):
    return await Conversations(storage).turns(conversation_id)


async def test_a_question_is_answered_and_kept(turns, storage, scripted):
    scripted.script = [REASON, ANSWER, END]
    begun, buffer = await turns.ask("What is 2 + 2?")
    await buffer.done.wait()
    await turns.close()
    question, answer = [turn.message for turn in await path_of(storage, begun.conversation.id)]
    assert (question.role, question.text) == (Role.USER, "What is 2 + 2?")
    assert (answer.reasoning, answer.text) == ("Let me see.", "It is 4.")
    assert (answer.status, answer.tokens, answer.model) == (Status.COMPLETE, 5, "scripted")
    assert as_message(buffer).text == answer.text
    assert not turns.running


async def test_the_directive_is_sent_but_not_kept(turns, storage, scripted):
    scripted.script = [ANSWER, END]
    begun, buffer = await turns.ask("What is 2 + 2?")
    await buffer.done.wait()
    await turns.close()
    assert "\\boxed{}" in scripted.requests[0].messages[-1].text
    assert (await path_of(storage, begun.conversation.id))[0].message.text == "What is 2 + 2?"


async def test_pain_10_earlier_turns_are_sent_without_their_thoughts(turns, scripted):
    scripted.script = [REASON, ANSWER, END]
    begun, first = await turns.ask("What is 2 + 2?")
    await first.done.wait()
    _, second = await turns.ask(
        "And 3 + 3?", conversation_id=begun.conversation.id, parent_id=begun.answer.id
    )
    await second.done.wait()
    await turns.close()
    texts = [(m.role, m.text) for m in scripted.requests[1].messages]
    assert texts[1] == (Role.ASSISTANT, "It is 4.")
    assert all("Let me see" not in text for _, text in texts)


async def test_stop_keeps_what_was_said(turns, storage, scripted):
    scripted.script = [REASON, ANSWER, 60.0]
    begun, buffer = await turns.ask("2+2?")
    while not buffer.answer:
        await asyncio.sleep(0.01)
    turns.stop(begun.answer.id)
    await asyncio.wait_for(buffer.done.wait(), 2)
    await turns.close()
    answer = (await path_of(storage, begun.conversation.id))[-1].message
    assert (answer.status, answer.text) == (Status.STOPPED, "It is 4.")


async def test_stop_at_once_still_ends_the_turn(turns, storage, scripted):
    scripted.script = [60.0]
    begun, buffer = await turns.ask("2+2?")
    turns.stop(begun.answer.id)
    turns.stop(begun.answer.id)
    await asyncio.wait_for(buffer.done.wait(), 2)
    await turns.close()
    assert (await path_of(storage, begun.conversation.id))[-1].message.status is Status.STOPPED


async def test_an_error_ends_the_turn_with_its_sentence(turns, storage, scripted):
    scripted.script = [ANSWER, EngineError("engine.stopped")]
    begun, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    await turns.close()
    answer = (await path_of(storage, begun.conversation.id))[-1].message
    assert (answer.status, answer.error, answer.text) == (
        Status.FAILED,
        "engine.stopped",
        "It is 4.",
    )


async def test_an_answer_that_repeated_itself_is_kept_with_the_reason(turns, storage, scripted):
    scripted.script = [ANSWER, Finished(FinishReason.CYCLE)]
    begun, buffer = await turns.ask("Sing.")
    await buffer.done.wait()
    await turns.close()
    answer = (await path_of(storage, begun.conversation.id))[1].message
    assert (answer.status, answer.error) == (Status.CUT, "transcript.cycle")


async def test_a_running_answer_can_be_wanted_now(turns, scripted):
    scripted.script = [REASON, 0.2, ANSWER, END]
    begun, buffer = await turns.ask("Think long.")
    while not buffer.reasoning:
        await asyncio.sleep(0.01)
    await turns.answer_now(begun.answer.id)
    assert scripted.hurried == ["answer-1"]
    scripted.can_hurry = False
    with pytest.raises(EndpointError):
        await turns.answer_now(begun.answer.id)
    await buffer.done.wait()
    await turns.close()
    await turns.answer_now(begun.answer.id)  # too late is no error
    assert len(scripted.hurried) == 2


@pytest.mark.expects_log
async def test_a_defect_ends_the_turn_too(turns, storage, scripted):
    scripted.script = [ANSWER, ValueError("a defect")]
    begun, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    await turns.close()
    answer = (await path_of(storage, begun.conversation.id))[-1].message
    assert (answer.error, answer.text) == ("tutor.defect", "It is 4.")


async def test_edit_and_regenerate_make_branches(turns, storage, scripted):
    scripted.script = [ANSWER, END]
    begun, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    again = await turns.regenerate(begun.answer)
    await again.done.wait()
    edited, last = await turns.edit(begun.question, "3+3?")
    await last.done.wait()
    await turns.close()
    conversations = Conversations(storage)
    path = await conversations.turns(begun.conversation.id)
    assert [(t.message.text, t.index, t.count) for t in path] == [
        ("3+3?", 2, 2),
        ("It is 4.", 1, 1),
    ]
    await conversations.show_sibling(begun.conversation.id, edited.question.id, -1)
    path = await conversations.turns(begun.conversation.id)
    assert [(t.message.text, t.index, t.count) for t in path] == [
        ("2+2?", 1, 2),
        ("It is 4.", 2, 2),
    ]


async def test_what_is_said_is_on_the_disk_within_a_second(turns, storage, scripted, monkeypatch):
    monkeypatch.setattr(turns_module, "CHECKPOINT_EVERY_S", 0.05)
    scripted.script = [REASON, ANSWER, 60.0]
    begun, _ = await turns.ask("2+2?")
    for _ in range(100):
        await asyncio.sleep(0.02)
        messages = await storage.call(Store.messages, begun.conversation.id)
        if visible_turns(messages, begun.answer.id)[-1].message.text:
            break
    answer = visible_turns(messages, begun.answer.id)[-1].message
    assert (answer.text, answer.status) == ("It is 4.", Status.STREAMING)
    await turns.close()


async def test_deleted_conversations_come_back_until_they_are_purged(turns, storage, scripted):
    scripted.script = [ANSWER, END]
    begun, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    await turns.close()
    conversations = Conversations(storage)
    await conversations.delete(begun.conversation.id)
    assert await conversations.all() == []
    await conversations.restore(begun.conversation.id)
    assert [c.title for c in await conversations.all()] == ["2+2?"]
    await conversations.delete(begun.conversation.id)
    await conversations.purge()
    await conversations.restore(begun.conversation.id)
    assert await conversations.all() == []


async def test_answered_again_knowing_what_was_found_out(turns, storage, scripted):
    scripted.script = [REASON, ANSWER, END]
    begun, buffer = await turns.ask("2+2?")
    await buffer.done.wait()
    again = await turns.regenerate(as_message(buffer), finding="It is not 4.")
    await again.done.wait()
    await turns.close()
    assert [(m.role, m.text.split("\n")[0]) for m in scripted.requests[1].messages] == [
        (Role.USER, "2+2?"),
        (Role.ASSISTANT, "It is 4."),
        (Role.USER, "It is not 4."),
    ]
    path = await path_of(storage, begun.conversation.id)
    assert [(t.message.text, t.index, t.count) for t in path] == [
        ("2+2?", 1, 1),
        ("It is 4.", 2, 2),
    ], "what the model was told is not part of the conversation"
