"""An answerer that says what the test wants, over a real store."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from support.judges import ScriptedJudge

from app.domain.events import Event
from app.domain.generation import Request, Sampling
from app.tutor.storage import Storage
from app.tutor.turns import Turns


class Scripted:
    """An answerer and endpoint in one: plays ``script`` and keeps the requests."""

    model_name = "scripted"
    sampling = Sampling()
    max_tokens = None
    thinking_budget = "auto"
    wants_directive = True

    def __init__(self) -> None:
        self.script: list[object] = []
        self.requests: list[Request] = []
        self.hurried: list[str] = []
        self.can_hurry = True

    async def answer_now(self, answer_id: str) -> bool:
        self.hurried.append(answer_id)
        return self.can_hurry

    async def endpoint(self) -> "Scripted":
        return self

    async def stream(
        self, request: Request, *, begun: Callable[[str], None], pause_s: float
    ) -> AsyncIterator[Event]:
        self.requests.append(request)
        begun("answer-1")
        for step in self.script:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                yield step


@pytest.fixture
def scripted():
    return Scripted()


@pytest.fixture
def judge():
    return ScriptedJudge()


@pytest.fixture
def storage(data):
    storage = Storage.open(data.database, data.backups)
    yield storage
    storage.close()


@pytest.fixture
def turns(storage, scripted):
    return Turns(storage, scripted)
