"""Streams read at a pace: nothing is lost or late, and the client is not woken for each token."""

import asyncio
import time
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from support.scripted_server import CHUNKED_HEAD, DONE, HANG, REQUEST, STREAM_HEAD, delta

from app.client.openai import Endpoint
from app.domain.events import Channel, Delta

PAUSE_S = 0.05
WORDS = [f"w{n} " for n in range(30)]


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


@asynccontextmanager
async def dripping(*, chunked: bool, every_s: float):
    """A server that sends a word at a time."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(CHUNKED_HEAD if chunked else STREAM_HEAD)
        for event in [*(delta(content=word) for word in WORDS), delta(finish="stop"), DONE]:
            writer.write(chunk(event) if chunked else event)
            await writer.drain()
            await asyncio.sleep(every_s)
        writer.write(chunk(b"") if chunked else b"")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    endpoint = Endpoint(f"http://{host}:{port}/v1", model="m1")
    yield endpoint
    await endpoint.aclose()
    server.close()
    await server.wait_closed()


async def heard(endpoint: Endpoint) -> tuple[str, list[float]]:
    """The words, and when each came."""
    said, times = "", []
    async for event in endpoint.stream(REQUEST, pause_s=PAUSE_S):
        if isinstance(event, Delta):
            said += event.text
            times.append(time.monotonic())
    return said, times


def pauses(times: list[float]) -> int:
    return sum(later - earlier > PAUSE_S / 2 for earlier, later in pairwise(times))


@pytest.mark.parametrize("chunked", [False, True])
async def test_words_that_come_one_by_one_are_read_a_few_at_a_time(chunked) -> None:
    async with dripping(chunked=chunked, every_s=0.01) as endpoint:
        said, times = await heard(endpoint)
    assert said == "".join(WORDS)
    assert 2 < pauses(times) < len(WORDS) / 2


@pytest.mark.parametrize("chunked", [False, True])
async def test_what_comes_at_once_is_read_at_once(chunked) -> None:
    async with dripping(chunked=chunked, every_s=0.0) as endpoint:
        said, times = await heard(endpoint)
    assert said == "".join(WORDS)
    assert pauses(times) < len(WORDS) / 3


async def test_stopping_does_not_wait_for_a_pause_to_end(server, endpoint) -> None:
    server.answers([STREAM_HEAD, delta(content="a"), HANG])
    events = endpoint.stream(REQUEST, pause_s=60.0)
    assert await anext(events) == Delta(Channel.ANSWER, "a")
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(PAUSE_S)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.wait_for(server.hung_up.wait(), 1)
