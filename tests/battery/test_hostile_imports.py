"""Files to import that are broken on purpose, and conversations of any shape out and in again.

Damaged archives and JSON with wrong types anywhere: either a sentence, or conversations that the
program can use.
"""

import json
import os
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chat_trees import trees
from support.chats import hard_chat
from support.foreign_chats import CHATGPT, JAN_MESSAGES, JAN_THREAD, OPEN_WEBUI, chatgpt_zip

from app import i18n
from app.domain.chat import Role
from app.errors import ExchangeError
from app.exchange import own, reading
from app.exchange.planting import Left

CASES = int(os.environ.get("LEMMA_CASES", "50"))
NOW = 1_800_000_000.0
STRANGE = [None, True, -1, 1e308, "", "\ud800", [], {}, [[]], {"a": {}}, "assistant", 10**30]

pytestmark = pytest.mark.battery


def read_or_refuse(path):
    """Whether it was read; what was read holds together."""
    try:
        found = reading.read(path, now=NOW)
    except ExchangeError as error:
        return not i18n.explain(error)
    for chat in found.chats:
        ids = [m.id for m in chat.messages]
        assert ids == [*range(1, len(ids) + 1)]
        assert all(m.parent_id is None or m.parent_id < m.id for m in chat.messages)
        assert chat.messages[0].role is not Role.ASSISTANT
        assert chat.conversation.active_leaf_id in ids
    own.to_json(found.chats)
    return True


def test_damaged_archives_give_a_sentence(tmp_path):
    whole = chatgpt_zip(tmp_path).read_bytes()
    chance = random.Random(6)
    path = tmp_path / "damaged.zip"
    for _ in range(CASES):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
        read_or_refuse(path)


def mutated(value, chance):
    """A JSON value with something of a wrong type in it."""
    if chance.random() < 0.04:
        return chance.choice(STRANGE)
    if isinstance(value, dict):
        return {key: mutated(inner, chance) for key, inner in value.items()}
    if isinstance(value, list):
        return [mutated(inner, chance) for inner in value]
    return value


def jan(path: Path, chance: random.Random) -> Path:
    about, rows = mutated(JAN_THREAD, chance), mutated(JAN_MESSAGES, chance)
    lines = "\n".join(map(json.dumps, rows if isinstance(rows, list) else [rows]))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t/thread.json", json.dumps(about))
        archive.writestr("t/messages.jsonl", lines)
    return path


@pytest.mark.parametrize("program", ["chatgpt", "open_webui", "jan", "lemma"])
def test_wrong_types_anywhere(tmp_path, program):
    chance = random.Random(program)
    lemma = json.loads(own.to_json([hard_chat()]))
    values = {"chatgpt": CHATGPT, "open_webui": OPEN_WEBUI, "lemma": lemma}
    path = tmp_path / "export.json"
    was_read = 0
    for _ in range(CASES):
        if program == "jan":
            jan(path, chance)
        else:
            path.write_text(json.dumps(mutated(values[program], chance)))
        was_read += read_or_refuse(path)
    print(f"{program}: {was_read} of {CASES} could be read")
    assert was_read


@settings(max_examples=2 * CASES)
@given(st.lists(trees(), max_size=3))
def test_what_goes_out_comes_back(chats):
    left = Left()
    assert [*own.read(json.loads(own.to_json(chats)), left, now=NOW)] == chats
    assert not left.counts
