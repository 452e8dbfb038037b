"""A store in an empty folder, and short ways to fill it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.chat import Status
from app.store import Store


@dataclass
class Place:
    """Where a store lies; every store opened through it is closed after the test."""

    path: Path
    backups: Path

    def __post_init__(self):
        self.opened = []

    def open(self):
        self.opened.append(Store.open(self.path, self.backups))
        return self.opened[-1]


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir()
    place = Place(folder / "lemma.sqlite3", folder / "backups")
    yield place
    for store in place.opened:
        store.close()


@pytest.fixture
def store(place):
    return place.open()


@pytest.fixture
def ask():
    """A whole turn: ``ask(store, question, answer, ...)``."""

    def ask(store, question, answer="", *, conversation_id=None, parent_id=None, now=1.0):
        begun = store.begin_turn(
            conversation_id=conversation_id,
            parent_id=parent_id,
            question=question,
            title=question,
            model="m",
            now=now,
        )
        store.finish(
            begun.answer.id, reasoning="", text=answer, status=Status.COMPLETE, now=now + 1
        )
        return begun

    return ask
