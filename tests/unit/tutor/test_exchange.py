"""Export and import as use cases: through the store, in the background, said in a sentence."""

import json

import pytest
from support.chats import hard_chat
from support.foreign_chats import chatgpt_zip

from app import i18n
from app.errors import ExchangeError
from app.store import Store
from app.tutor.exchange import Exchange, Format, Taken, written
from app.tutor.observable import Changed
from app.tutor.storage import Storage
from app.typeset.typesetter import Typesetter


@pytest.fixture
def changes():
    return []


@pytest.fixture
def storage(data):
    storage = Storage.open(data.database, data.backups)
    yield storage
    storage.close()


@pytest.fixture
def exchange(storage, changes):
    changed = Changed()
    changed.connect(lambda: changes.append(1))
    return Exchange(storage, changed)


@pytest.fixture
def typesetter():
    typesetter = Typesetter()
    yield typesetter
    typesetter.close()


async def test_out_and_in_again(storage, exchange, typesetter, changes, tmp_path):
    [conversation_id] = await storage.call(Store.take_in, [hard_chat()])
    chat = await exchange.chat(conversation_id)
    path = tmp_path / "all.json"
    await exchange.save(
        path, await written([chat], Format.JSON, typesetter, thoughts=True), replace=False
    )
    taken = await exchange.take_in(path)
    assert (taken.chats, taken.known, changes) == (0, 1, [])
    await storage.call(Store.delete, conversation_id)
    taken = await exchange.take_in(path)
    assert (taken.chats, taken.messages, changes) == (1, 5, [1])
    [again] = await exchange.chats()
    assert [m.text for m in again.messages] == [m.text for m in chat.messages]


@pytest.mark.parametrize("as_format", [f for f in Format if f is not Format.PDF])
async def test_every_format(typesetter, as_format):
    data = await written([hard_chat()], as_format, typesetter, thoughts=True)
    if as_format is Format.WORD:
        assert data.startswith(b"PK")
    elif as_format is Format.JSON:
        assert json.loads(data)["version"] == 1
    else:
        assert "想一想" in data.decode("utf-8")


async def test_an_import_says_what_came_and_what_did_not(exchange, tmp_path):
    taken = await exchange.take_in(chatgpt_zip(tmp_path))
    assert (taken.chats, taken.messages) == (1, 3)
    sentence = taken.sentence()
    assert "1, with 3 messages" in sentence
    assert "pictures: 1" in sentence
    i18n.set_language("zh")
    assert "图片：1" in taken.sentence()


def test_a_known_conversation_is_told():
    assert Taken(0, 0, known=2).sentence().endswith("already: 2.")


async def test_no_such_conversation(exchange):
    with pytest.raises(ExchangeError):
        await exchange.chat(9)
