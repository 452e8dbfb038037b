"""Voting over a scripted server: counted, merged, settled early, stopped, kept."""

import asyncio

import pytest
from support.judges import ScriptedJudge
from support.scripted_server import DONE, HANG, REQUEST, STREAM_HEAD, ScriptedServer, event, reply

from app.client.openai import Endpoint
from app.domain.chat import Status as Progress
from app.domain.generation import Sampling
from app.domain.verdict import Status
from app.errors import EndpointError
from app.store import Store
from app.tutor.voting import Vote, Votes, spread


def chunk(index: int, text: str, finish: str | None = None) -> bytes:
    said = {"content": text}
    return event({"choices": [{"index": index, "delta": said, "finish_reason": finish}]})


def wave(*answers: str) -> list[bytes]:
    texts = [rf"\boxed{{{answer}}}" if answer else "I do not know." for answer in answers]
    return [STREAM_HEAD, *(chunk(i, text, "stop") for i, text in enumerate(texts)), DONE]


@pytest.fixture
async def server():
    scripted = ScriptedServer()
    await scripted.open()
    yield scripted
    await scripted.close()


@pytest.fixture
async def endpoint(server):
    made = Endpoint(server.address, model="m1")
    yield made
    await made.aclose()


async def held(endpoint, judge, wanted: int = 8) -> Vote:
    vote = Vote("2+2?", wanted, judge)
    await asyncio.wait_for(vote.hold(endpoint, REQUEST), 10)
    return vote


async def test_equal_answers_are_one_candidate(server, endpoint, judge):
    server.answers(wave("4", "x=4", "5", "", "sin^2+cos^2", "1", "7", "8"))
    vote = await held(endpoint, judge)
    assert [(c.answer, c.voters) for c in vote.poll.candidates] == [
        ("4", (0, 1)),
        ("sin^2+cos^2", (4, 5)),
        ("5", (2,)),
        ("7", (6,)),
        ("8", (7,)),
    ]
    assert len(vote.poll.samples) == 8
    assert vote.poll.samples[3].final is None
    assert vote.done.is_set()
    assert ("4", "x=4") not in judge.compared, "what is told exactly is not asked of the judge"


async def test_it_ends_when_it_is_settled(server, endpoint, judge):
    server.answers(wave("4", "4", "4", "4", "5", "5", "5", "5"))
    vote = await held(endpoint, judge)
    assert [c.votes for c in vote.poll.candidates] == [4]
    assert len(server.requests) == 1


async def test_a_verified_answer_settles_it(server, endpoint):
    server.answers(wave("5", "4", "5", "5", "5", "5", "5", "5"))
    vote = await held(endpoint, ScriptedJudge(_4=Status.VERIFIED))
    assert vote.poll.winner is not None
    assert (vote.poll.winner.answer, len(vote.poll.samples)) == ("4", 2)


async def test_a_contradicted_one_loses_its_votes(server, endpoint):
    server.answers(wave("5", "5", "4"))
    vote = await held(endpoint, ScriptedJudge(_5=Status.CONTRADICTED), wanted=3)
    assert vote.poll.winner is not None
    assert vote.poll.winner.answer == "4"


async def test_half_an_answer_counts_only_with_a_box(server, endpoint, judge):
    server.answers([STREAM_HEAD, chunk(1, "It is 5", "length"), chunk(0, r"\boxed{4} since")])
    vote = await held(endpoint, judge, wanted=2)
    assert [sample.final for sample in vote.poll.samples] == [None, "4"]


def test_samples_are_never_all_the_same():
    assert spread(Sampling(temperature=0.0)).temperature > 0
    assert spread(Sampling(temperature=0.3)).temperature == 0.3


# --- on a kept answer -----------------------------------------------------------------------------


@pytest.fixture
async def votes(storage, turns, scripted, endpoint, judge):
    class Answerer:
        model_name = "scripted"
        sampling = Sampling()
        max_tokens = None
        thinking_budget = "auto"
        wants_directive = True

        async def endpoint(self) -> Endpoint:
            return endpoint

    made = Votes(storage, turns, Answerer(), judge)
    yield made
    await made.close()


@pytest.fixture
async def answer(storage):
    begun = await storage.call(
        Store.begin_turn,
        conversation_id=None,
        parent_id=None,
        question="2+2?",
        title="",
        model="",
        now=1.0,
    )
    done = {"reasoning": "", "text": "4", "status": Progress.COMPLETE, "now": 2.0}
    await storage.call(Store.finish, begun.answer.id, **done)
    return begun.answer


async def kept(storage, answer):
    messages = await storage.call(Store.messages, answer.conversation_id)
    return next(message.poll for message in messages if message.id == answer.id)


async def over(votes: Votes, answer) -> None:
    while answer.id in votes.running:
        await asyncio.sleep(0.01)


async def test_a_vote_is_kept_with_the_message(votes, storage, answer, server):
    told: list[tuple[int, Vote]] = []
    votes.changed.connect(told.append)
    server.answers(wave("4", "5", "4", "4", "4", "4", "9", "9"))
    vote = votes.begin(answer, "2+2?")
    assert votes.running == {answer.id: vote}
    await over(votes, answer)
    assert told == [(answer.id, vote)] * 2
    assert await kept(storage, answer) == vote.poll
    assert vote.error is None
    assert "boxed{}" in server.body()["messages"][-1]["content"]
    assert server.body()["n"] == 8


async def test_stopping_ends_all_and_keeps_what_was_counted(votes, storage, answer, server):
    server.answers([STREAM_HEAD, chunk(3, r"\boxed{4}", "stop"), chunk(1, "Well"), HANG])
    vote = votes.begin(answer, "2+2?")
    while not vote.poll.samples:
        await asyncio.sleep(0.01)
    votes.stop(answer.id)
    votes.stop(answer.id)
    await asyncio.wait_for(over(votes, answer), 2)
    await asyncio.wait_for(server.hung_up.wait(), 2)
    poll = await kept(storage, answer)
    assert (len(poll.samples), poll.wanted) == (1, 8)
    assert vote.error is None


async def test_stopping_at_once_and_closing(votes, storage, answer, server):
    server.answers([STREAM_HEAD, HANG])
    votes.begin(answer, "2+2?")
    await asyncio.wait_for(votes.close(), 2)
    assert votes.running == {}
    assert await kept(storage, answer) is None


async def test_an_error_is_told_and_what_was_counted_stays(votes, storage, answer, server):
    error = event({"error": {"message": "out of memory"}})
    server.answers([STREAM_HEAD, chunk(0, r"\boxed{4}", "stop"), error])
    vote = votes.begin(answer, "2+2?")
    await over(votes, answer)
    assert isinstance(vote.error, EndpointError)
    assert len((await kept(storage, answer)).samples) == 1


async def test_a_refusal_leaves_nothing(votes, storage, answer, server):
    server.answers([reply(b"{}", status="401 Unauthorized")])
    vote = votes.begin(answer, "2+2?")
    await over(votes, answer)
    assert isinstance(vote.error, EndpointError)
    assert await kept(storage, answer) is None
