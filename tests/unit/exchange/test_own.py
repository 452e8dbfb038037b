"""Our JSON: what goes out comes back, and what others make of it harms nobody."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chat_trees import trees

from app.domain.chat import Status
from app.errors import ExchangeError
from app.exchange import own
from app.exchange.planting import Left

NOW = 1_800_000_000.0


def read(data, left=None):
    return [*own.read(json.loads(data), left or Left(), now=NOW)]


@settings(max_examples=20)  # more of them in the battery
@given(st.lists(trees(), max_size=3))
def test_what_goes_out_comes_back(chats):
    left = Left()
    assert read(own.to_json(chats), left) == chats
    assert not left.counts


def test_ids_of_the_store_do_not_matter(chat):
    far = replace(
        chat,
        messages=tuple(
            replace(m, id=m.id + 70, parent_id=m.parent_id and m.parent_id + 70)
            for m in chat.messages
        ),
        conversation=replace(chat.conversation, active_leaf_id=75),
    )
    assert read(own.to_json([far])) == read(own.to_json([chat]))


def test_a_newer_version_is_refused_in_a_sentence(chat):
    value = json.loads(own.to_json([chat])) | {"version": own.VERSION + 1}
    with pytest.raises(ExchangeError) as error:
        [*own.read(value, Left(), now=NOW)]
    assert error.value.key == "exchange.newer"


def test_nobody_writes_on_at_an_answer_from_a_file(chat):
    value = json.loads(own.to_json([chat]))
    value["conversations"][0]["messages"][1]["status"] = "streaming"
    value["conversations"][0]["messages"][1]["error"] = "no.such.sentence"
    [found] = own.read(value, Left(), now=NOW)
    assert found.messages[1].status is Status.INTERRUPTED
    assert found.messages[1].error == ""


@pytest.mark.parametrize(
    "damage",
    [
        {"id": None},
        {"id": [1]},
        {"role": "tool"},
        {"role": {}},
        {"parent": 5},
        {"parent": {"a": 1}},
        {"text": 7},
        {"created_at": "soon"},
        {"created_at": -1e400},
        {"thought_s": -3},
        {"tokens": 1e300},
        {"decode_tps": True},
        {"status": 4},
    ],
)
def test_wrong_fields_do_not_stop_the_rest(chat, damage):
    value = json.loads(own.to_json([chat]))
    value["conversations"][0]["messages"][2].update(damage)
    [found] = own.read(value, Left(), now=NOW)
    assert found.messages[0].text == chat.messages[0].text
    assert all(m.parent_id is None or m.parent_id < m.id for m in found.messages)
