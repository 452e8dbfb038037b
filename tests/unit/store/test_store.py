"""What can be done with conversations, and that it is still there after closing."""

import concurrent.futures
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.chat import Conversation, Message, Role, Status, visible_turns
from app.domain.verdict import Claim, Judgement, Verdict
from app.domain.verdict import Status as Verified
from app.domain.votes import Poll, Sample
from app.errors import StoreError


def test_a_new_store_is_empty(store):
    assert store.conversations() == []
    assert store.messages(1) == []
    assert store.search("anything", 10) == []


def test_a_turn_begins_with_question_and_streaming_answer(store):
    begun = store.begin_turn(
        conversation_id=None, parent_id=None, question="1+1?", title="Sum", model="r1", now=5.0
    )
    assert begun.conversation == Conversation(
        id=1, title="Sum", created_at=5.0, updated_at=5.0, active_leaf_id=begun.answer.id
    )
    assert begun.question == Message(
        id=1, conversation_id=1, parent_id=None, role=Role.USER, text="1+1?", created_at=5.0
    )
    assert begun.answer == Message(
        id=2,
        conversation_id=1,
        parent_id=1,
        role=Role.ASSISTANT,
        text="",
        status=Status.STREAMING,
        model="r1",
        created_at=5.0,
    )
    assert store.conversations() == [begun.conversation]
    assert store.messages(1) == [begun.question, begun.answer]


def test_an_answer_grows_and_ends(store):
    begun = store.begin_turn(
        conversation_id=None, parent_id=None, question="q", title="t", model="m", now=1.0
    )
    store.checkpoint(begun.answer.id, reasoning="hm", text="")
    assert store.messages(1)[1].reasoning == "hm"
    store.finish(
        begun.answer.id,
        reasoning="hmm",
        text="2",
        status=Status.CUT,
        now=9.0,
        thought_s=3.5,
        tokens=7,
        decode_tps=29.5,
        error="engine.stalled",
    )
    answer = store.messages(1)[1]
    assert (answer.reasoning, answer.text, answer.status) == ("hmm", "2", Status.CUT)
    assert (answer.thought_s, answer.tokens, answer.decode_tps) == (3.5, 7, 29.5)
    assert answer.error == "engine.stalled"
    assert store.conversations()[0].updated_at == 9.0


def test_what_comes_after_the_end_of_an_answer_has_no_effect(store, ask):
    answer = ask(store, "q", "final").answer
    store.checkpoint(answer.id, reasoning="late", text="late")
    store.finish(answer.id, reasoning="late", text="late", status=Status.FAILED, now=9.0)
    assert store.messages(1)[1].text == "final"
    assert store.messages(1)[1].status is Status.COMPLETE
    assert store.search("late", 10) == []


def test_regenerating_and_editing_make_branches(store, ask):
    first = ask(store, "q", "a")
    again = store.begin_answer(question_id=first.question.id, model="m2", now=3.0)
    assert store.conversations()[0].active_leaf_id == again.id
    turns = visible_turns(store.messages(1), again.id)
    assert [(turn.index, turn.count) for turn in turns] == [(1, 1), (2, 2)]

    edited = ask(store, "q2", "b", conversation_id=1, parent_id=None)
    turns = visible_turns(store.messages(1), edited.answer.id)
    assert [(turn.index, turn.count) for turn in turns] == [(2, 2), (1, 1)]

    store.select_leaf(1, first.answer.id)
    assert store.conversations()[0].active_leaf_id == first.answer.id


def test_the_conversation_used_last_comes_first(store, ask):
    ask(store, "one", now=1.0)
    ask(store, "two", now=2.0)
    assert [c.title for c in store.conversations()] == ["two", "one"]
    ask(store, "more", conversation_id=1, now=5.0)
    assert [c.title for c in store.conversations()] == ["one", "two"]


def test_renaming_keeps_the_order(store, ask):
    ask(store, "one", now=1.0)
    ask(store, "two", now=2.0)
    store.rename(1, "Geometry")
    assert [c.title for c in store.conversations()] == ["two", "Geometry"]


def test_conversations_are_pinned_archived_and_put_into_folders(place, ask):
    store = place.open()
    for name in ("one", "two", "three"):
        ask(store, name)
    store.pin(1, pinned=True)
    store.archive(2, archived=True)
    store.move(2, "Algebra")
    store.move(3, "Algebra")
    store.close()
    store = place.open()
    three, one, two = store.conversations()  # what is archived comes last
    assert (one.pinned, one.archived, one.folder) == (True, False, "")
    assert (two.pinned, two.archived, two.folder) == (False, True, "Algebra")
    assert store.conversation(3) == three
    assert three.folder == "Algebra"
    store.rename_folder("Algebra", "Geometry")
    assert [c.folder for c in store.conversations()] == ["Geometry", "", "Geometry"]
    store.rename_folder("Geometry", "")
    store.pin(1, pinned=False)
    store.archive(2, archived=False)
    assert {(c.pinned, c.archived, c.folder) for c in store.conversations()} == {(False, False, "")}


def test_a_question_brings_a_conversation_back_from_the_archive(store, ask):
    ask(store, "one")
    store.archive(1, archived=True)
    assert ask(store, "more", conversation_id=1).conversation.archived is False
    assert store.conversations()[0].archived is False


def test_deleted_conversations_are_none(store, ask):
    ask(store, "one")
    store.delete(1)
    assert store.conversation(1) is None


def test_deleting_can_be_undone_until_it_is_purged(store, ask):
    ask(store, "one")
    before = store.conversations()
    store.delete(1)
    assert store.conversations() == []
    store.restore(1)
    assert store.conversations() == before
    store.delete(1)
    store.purge()
    store.restore(1)
    assert store.conversations() == []
    assert store.messages(1) == []


def test_purging_leaves_the_others_alone(store, ask):
    ask(store, "one", "alpha")
    ask(store, "two", "beta")
    store.delete(1)
    store.purge()
    assert [c.title for c in store.conversations()] == ["two"]
    assert [hit.message_id for hit in store.search("beta", 10)] == [4]


def test_ids_are_never_given_twice(store, ask):
    late = ask(store, "one").answer
    store.delete(1)
    store.purge()
    begun = ask(store, "two")
    assert begun.conversation.id == 2
    assert begun.question.id > late.id


def test_a_purged_conversation_can_be_written_to_no_more(store, ask):
    begun = ask(store, "one")
    store.delete(1)
    store.purge()
    store.checkpoint(begun.answer.id, reasoning="", text="late")
    store.finish(begun.answer.id, reasoning="", text="late", status=Status.COMPLETE, now=9.0)
    store.rename(1, "late")
    with pytest.raises(StoreError, match=r"store\.gone"):
        ask(store, "more", conversation_id=1, parent_id=begun.answer.id)
    with pytest.raises(StoreError, match=r"store\.gone"):
        store.begin_answer(question_id=begun.question.id, model="m", now=9.0)
    assert store.conversations() == []
    assert store.search("late", 10) == []


def test_a_conversation_deeper_than_sqlites_trigger_limit_can_be_purged(store):
    parent = None
    for number in range(600):
        parent = store.begin_turn(
            conversation_id=1 if parent else None,
            parent_id=parent,
            question=f"q{number}",
            title="long",
            model="m",
            now=1.0,
        ).answer.id
    store.delete(1)
    store.purge()
    assert store.messages(1) == []


def test_everything_is_there_after_reopening(place, ask):
    store = place.open()
    ask(store, "one", "alpha")
    ask(store, "two", "β ∫ 解 😀")
    before = store.conversations(), store.messages(1), store.messages(2)
    store.close()
    again = place.open()
    assert (again.conversations(), again.messages(1), again.messages(2)) == before


def test_an_answer_being_written_is_interrupted_by_the_end(place):
    store = place.open()
    begun = store.begin_turn(
        conversation_id=None, parent_id=None, question="q", title="t", model="m", now=1.0
    )
    store.checkpoint(begun.answer.id, reasoning="so far", text="partial answer")
    store.close()
    again = place.open()
    answer = again.messages(1)[1]
    assert answer.status is Status.INTERRUPTED
    assert (answer.reasoning, answer.text) == ("so far", "partial answer")
    assert [hit.message_id for hit in again.search("partial", 10)] == [answer.id]


def test_what_was_marked_deleted_is_gone_after_reopening(place, ask):
    store = place.open()
    ask(store, "one")
    store.delete(1)
    store.close()
    again = place.open()
    again.restore(1)
    assert again.conversations() == []


def test_closing_twice_is_harmless(place):
    store = place.open()
    store.close()
    store.close()


def test_other_threads_are_refused(store):
    with (
        concurrent.futures.ThreadPoolExecutor(1) as other,
        pytest.raises(sqlite3.ProgrammingError, match="thread"),
    ):
        other.submit(store.conversations).result()


def test_a_failing_turn_leaves_nothing(store, ask):
    with pytest.raises(StoreError, match=r"store\.gone"):
        ask(store, "q", parent_id=77)
    assert store.conversations() == []
    assert ask(store, "q").conversation.id == 1


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(st.text(st.characters(exclude_categories=[])), st.text())
def test_any_text_comes_back_as_it_was(store, ask, question, answer):
    begun = ask(store, question, answer)
    kept = store.messages(begun.conversation.id)
    assert kept[0].text == question.encode("utf-8", "replace").decode()
    assert kept[1].text == answer
    assert begun.question == kept[0]


# --- verdicts and votes ---------------------------------------------------------------------------


def test_what_was_found_out_is_there_at_the_next_start(place, ask):
    judgement = Judgement(
        Verdict(Verified.CONTRADICTED, "checker.root_missing", {"missing": "3"}),
        extracted="x=2",
        claims=(Claim(4, 9, False),),
        seconds=0.1,
    )
    poll = Poll(8).with_sample(Sample("hm", "It is 2.", "2"), lambda a, b: a == b)
    store = place.open()
    begun = ask(store, "2+2?", "It is 2.")
    store.keep_judgement(begun.answer.id, judgement)
    store.keep_poll(begun.answer.id, poll)
    store.keep_poll(999, poll)  # deleted meanwhile: no error
    store.close()
    question, answer = place.open().messages(begun.conversation.id)
    assert (answer.judgement, answer.poll) == (judgement, poll)
    assert (question.judgement, question.poll) == (None, None)
