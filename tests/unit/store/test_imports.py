"""Conversations from elsewhere: all or none, each once, found and shown like any other."""

from dataclasses import replace

import pytest
from support.chats import HARD, hard_chat

from app.domain.chat import Chat, visible_turns
from app.errors import StoreError
from app.store import index


def test_a_conversation_comes_in_with_its_branches(store, ask):
    ask(store, "here before")
    chat = hard_chat()
    [conversation_id] = store.take_in([chat])
    [found] = [c for c in store.conversations() if c.id == conversation_id]
    assert (found.title, found.created_at) == (
        chat.conversation.title,
        chat.conversation.created_at,
    )
    messages = store.messages(conversation_id)
    shift = messages[0].id - 1
    assert shift > 0
    for one, other in zip(messages, chat.messages, strict=True):
        parent = other.parent_id and other.parent_id + shift
        ids = {"id": other.id + shift, "conversation_id": conversation_id, "parent_id": parent}
        assert one == replace(other, **ids)
    turns = visible_turns(messages, found.active_leaf_id)
    assert [(turn.index, turn.count) for turn in turns] == [(1, 1), (1, 1), (1, 1), (2, 2)]
    assert turns[-1].message.text == HARD


def test_it_is_found(store):
    [conversation_id] = store.take_in([hard_chat()])
    assert {hit.conversation_id for hit in store.search("第二步", 10)} == {conversation_id}
    assert store.search("求根", 10)[0].message_id is None


def test_what_is_here_already_is_passed_over(store):
    chat = hard_chat()
    longer = replace(chat, messages=(*chat.messages, replace(chat.messages[2], id=6)))
    assert len(store.take_in([chat])) == 1
    assert store.take_in([chat]) == {}
    assert len(store.take_in([chat, longer])) == 1
    store.delete(store.conversations()[0].id)
    store.purge()


def test_a_deleted_one_may_come_again(store):
    [conversation_id] = store.take_in([hard_chat()])
    store.delete(conversation_id)
    assert len(store.take_in([hard_chat()])) == 1


def test_all_or_none(store, monkeypatch):
    chats = [
        replace(hard_chat(), conversation=replace(hard_chat().conversation, created_at=n))
        for n in (1.0, 2.0, 3.0)
    ]
    add, count = index.add, 0

    def fails(*arguments):
        nonlocal count
        count += 1
        if count == 14:
            raise StoreError("store.full")
        add(*arguments)

    monkeypatch.setattr(index, "add", fails)
    with pytest.raises(StoreError):
        store.take_in(chats)
    assert store.conversations() == []
    assert store.search("求根", 10) == []


def test_an_empty_one(store):
    chat = hard_chat()
    assert store.take_in([]) == {}
    assert len(store.take_in([Chat(chat.conversation, ())])) == 1
