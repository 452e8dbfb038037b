"""Drafts over a real store: at once in memory, soon on the disk."""

import asyncio

import pytest

from app.store import Store
from app.tutor import drafts as drafts_module
from app.tutor.drafts import Drafts


@pytest.fixture
async def drafts(storage):
    made = Drafts(storage)
    await made.load()
    yield made
    await made.close()


async def test_a_draft_is_there_at_once_and_written_soon(drafts, storage, monkeypatch):
    monkeypatch.setattr(drafts_module, "DELAY_S", 0.02)
    drafts.put(None, "half a ques")
    drafts.put(None, "half a question")
    assert drafts.get(None) == "half a question"
    assert await storage.call(Store.drafts) == {}
    await asyncio.sleep(0.1)
    assert await storage.call(Store.drafts) == {None: "half a question"}


async def test_closing_writes_what_waits(storage):
    first = Drafts(storage)
    await first.load()
    first.put(None, "typed")
    await first.close()
    second = Drafts(storage)
    await second.load()
    assert second.get(None) == "typed"
    assert second.get(7) == ""
    await second.close()
