"""Several answers from servers that take ``n``, refuse it, limit it or ignore it."""

import asyncio
import contextlib
from contextlib import aclosing
from dataclasses import replace

import pytest
from support.scripted_server import DONE, HANG, REQUEST, STREAM_HEAD, delta, event, reply

from app.client.samples import answers
from app.domain.events import Delta, Finished, FinishReason
from app.domain.generation import Sampling
from app.errors import EndpointError

REFUSAL = reply(b'{"error": {"message": "n can be at most 2", "param": "n"}}', status="400 Bad")


def chunk(index: int, *, finish: str | None = None, **said: str) -> bytes:
    return event({"choices": [{"index": index, "delta": said, "finish_reason": finish}]})


def wave(*texts: str) -> list[bytes]:
    """A reply with so many answers, their pieces mixed."""
    begun = [chunk(i, content=text[:1]) for i, text in enumerate(texts)]
    ended = [chunk(i, content=text[1:], finish="stop") for i, text in enumerate(texts)]
    return [STREAM_HEAD, *begun, *ended, DONE]


ONE = [STREAM_HEAD, delta(content="4", finish="stop"), DONE]


async def said(endpoint, n: int, **changed) -> tuple[dict[int, str], dict[int, Finished]]:
    texts: dict[int, str] = {}
    ends: dict[int, Finished] = {}
    async for number, said in answers(endpoint, replace(REQUEST, n=n, **changed)):
        if isinstance(said, Finished):
            ends[number] = said
        else:
            assert isinstance(said, Delta)
            texts[number] = texts.get(number, "") + said.text
    return texts, ends


async def test_one_request_where_the_server_takes_n(server, endpoint):
    server.answers(wave("four", "five", "4!"))
    texts, ends = await said(endpoint, 3)
    assert texts == {0: "four", 1: "five", 2: "4!"}
    assert {end.reason for end in ends.values()} == {FinishReason.STOP}
    assert {end.usage.completion_tokens for end in ends.values()} == {2}
    assert len(server.requests) == 1
    assert server.body()["n"] == 3


async def test_an_answer_is_over_when_its_own_end_comes(server, endpoint):
    server.answers([STREAM_HEAD, chunk(1, content="5", finish="stop"), HANG])
    async with aclosing(answers(endpoint, replace(REQUEST, n=2))) as events:
        async for number, said in events:
            if isinstance(said, Finished):
                assert number == 1
                break
    await asyncio.wait_for(server.hung_up.wait(), 2)


async def test_a_server_with_a_limit_gets_waves_and_is_not_tried_again(server, endpoint):
    server.answers([REFUSAL], wave("a1", "b2"), wave("c3", "d4"))
    texts, _ = await said(endpoint, 4, sampling=Sampling(seed=10))
    assert texts == {0: "a1", 1: "b2", 2: "c3", 3: "d4"}
    assert [server.body(i).get("n") for i in range(3)] == [4, 2, 2]
    assert [server.body(i)["seed"] for i in range(3)] == [10, 10, 12]
    server.answers(*[[]] * 3, wave("e5", "f6"))
    assert (await said(endpoint, 2))[0] == {0: "e5", 1: "f6"}


async def test_a_server_that_refuses_more_than_one_gets_a_request_for_each(server, endpoint):
    server.answers([REFUSAL], [REFUSAL], ONE)
    texts, ends = await said(endpoint, 5, sampling=Sampling(seed=3))
    assert texts == dict.fromkeys(range(5), "4")
    assert len(ends) == 5
    bodies = [server.body(i) for i in range(2, 7)]
    assert all("n" not in body for body in bodies)
    assert sorted(body["seed"] for body in bodies) == [3, 4, 5, 6, 7]


async def test_a_server_that_ignores_n_is_asked_for_the_rest(server, endpoint):
    server.answers(ONE)
    texts, _ = await said(endpoint, 3)
    assert texts == dict.fromkeys(range(3), "4")
    assert [server.body(i).get("n") for i in range(3)] == [3, None, None]


async def test_what_is_no_matter_of_n_is_an_error(server, endpoint):
    server.answers([reply(b"{}", status="401 Unauthorized")])
    with pytest.raises(EndpointError, match="key_refused"):
        await said(endpoint, 4)
    assert len(server.requests) == 1


async def test_a_broken_stream_ends_those_under_way(server, endpoint):
    server.answers([STREAM_HEAD, chunk(0, content="4", finish="stop"), chunk(1, content="5")])
    texts, ends = await said(endpoint, 2)
    assert texts == {0: "4", 1: "5"}
    assert [ends[n].reason for n in (0, 1)] == [FinishReason.STOP, FinishReason.INTERRUPTED]


async def test_one_failure_among_single_requests_ends_all(server, endpoint):
    endpoint.most_together = 1
    server.answers([STREAM_HEAD, HANG], [reply(b"{}", status="500 Oops")], [STREAM_HEAD, HANG])
    with pytest.raises(EndpointError):
        await asyncio.wait_for(said(endpoint, 3), 5)
    await asyncio.wait_for(server.hung_up.wait(), 2)


@pytest.mark.parametrize("together", [1, 64])
async def test_cancelling_ends_all(server, endpoint, together: int):
    endpoint.most_together = together
    server.answers([STREAM_HEAD, chunk(0, content="4"), HANG])
    task = asyncio.create_task(said(endpoint, 3))
    while not server.requests:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await asyncio.wait_for(server.hung_up.wait(), 2)
