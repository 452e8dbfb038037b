"""Several answers at once from a real engine: waves of what it takes, votes, cancelling."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from support.engines import KEY, RunningEngine
from support.judges import ScriptedJudge

from app.client.openai import Endpoint
from app.client.samples import answers
from app.domain.chat import Role
from app.domain.events import Delta, Finished, FinishReason
from app.domain.generation import Request, Sampling
from app.domain.prompt import ChatMessage
from app.tutor.voting import Vote

ASKED = Request(
    (ChatMessage(Role.USER, "Name three colours of the rainbow."),),
    sampling=Sampling(temperature=1.2, seed=5),
    max_tokens=12,
)


@pytest.fixture
async def endpoint(engine: RunningEngine) -> AsyncIterator[Endpoint]:
    made = Endpoint(f"{engine.url}/v1", api_key=KEY, model="smol")
    yield made
    await made.aclose()


async def test_more_than_the_engine_takes_at_once_come_in_waves(endpoint: Endpoint) -> None:
    texts: dict[int, str] = {}
    ends: dict[int, Finished] = {}
    async for number, event in answers(endpoint, replace(ASKED, n=6)):
        if isinstance(event, Finished):
            ends[number] = event
        elif isinstance(event, Delta):
            assert number not in ends, "nothing comes after the end"
            texts[number] = texts.get(number, "") + event.text
    assert set(texts) == set(ends) == set(range(6))
    assert len(set(texts.values())) > 3, "each has dice of its own"
    assert endpoint.most_together == 3
    assert {end.reason for end in ends.values()} <= {FinishReason.LENGTH, FinishReason.STOP}
    assert all(0 < end.usage.completion_tokens <= 12 for end in ends.values())


async def test_a_vote_on_a_real_engine(endpoint: Endpoint) -> None:
    vote = Vote("Name three colours.", 3, ScriptedJudge())
    await vote.hold(endpoint, ASKED)
    assert len(vote.poll.samples) == 3
    assert vote.pieces > 3
    assert vote.poll.winner is None, "this model boxes nothing"


async def test_a_cancelled_vote_leaves_the_engine_free(endpoint: Endpoint) -> None:
    vote = Vote("Tell a story.", 4, ScriptedJudge())
    task = asyncio.create_task(vote.hold(endpoint, replace(ASKED, max_tokens=400)))
    while vote.pieces < 4:
        await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait({task})
    for _ in range(100):
        if (await endpoint.figures())["lemma_slots_busy"] == 0:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the engine still writes")
