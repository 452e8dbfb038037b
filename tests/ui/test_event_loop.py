"""The loop of the window: what it starts when it is needed, and ends when it no longer is."""

import asyncio
import sys
import threading
from contextlib import aclosing

import pytest
from support.scripted_server import HANG, REQUEST, STREAM_HEAD, ScriptedServer, delta

from app.client.openai import Endpoint
from app.ui.loop import event_loop

PIECES = 5


@pytest.fixture
def loop(qapp):
    with event_loop(qapp) as opened:
        yield opened


def test_one_piece_of_work_takes_one_thread_that_ends_with_the_loop(qapp):
    before = set(threading.enumerate())
    with event_loop(qapp) as loop:
        worker = loop.run_until_complete(asyncio.to_thread(threading.current_thread))
        again = loop.run_until_complete(asyncio.to_thread(threading.current_thread))
        assert set(threading.enumerate()) - before == {worker} == {again}
    assert not worker.is_alive()


def test_other_threads_keep_the_window_waiting_for_a_part_of_a_frame_only(qapp):
    before = sys.getswitchinterval()
    with event_loop(qapp):
        assert sys.getswitchinterval() < 0.001 < before
    assert sys.getswitchinterval() == before


def test_deadlines_that_were_met_leave_no_timer(loop):
    async def meets() -> None:
        async with asyncio.timeout(600):
            await asyncio.sleep(0.001)
        assert len(loop.timers) == 0

    loop.run_until_complete(meets())


def test_a_deadline_that_was_not_met_is_told_once_and_leaves_no_timer(loop):
    async def is_late() -> None:
        told: list[str] = []
        first = loop.call_later(0.001, told.append, "first")
        await asyncio.sleep(0.01)
        second = loop.call_later(0.005, told.append, "second")  # may get the number of the first
        first.cancel()
        await asyncio.sleep(0.02)
        assert told == ["first", "second"]
        second.cancel()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.01)
        assert len(loop.timers) == 0

    loop.run_until_complete(is_late())


async def _gives_up_reading() -> None:
    server = ScriptedServer()
    await server.open()
    server.answers([STREAM_HEAD, *(delta(content="word ") for _ in range(PIECES)), HANG])
    endpoint = Endpoint(server.address, model="m1")
    async with aclosing(endpoint.stream(REQUEST)) as events:
        for _ in range(PIECES):
            await anext(events)
    await endpoint.aclose()
    await server.hung_up.wait()
    await server.close()


def test_reads_of_a_stream_that_was_given_up_leave_no_timer(loop):
    loop.run_until_complete(_gives_up_reading())
    assert len(loop.timers) == 0


def test_nothing_is_called_after_the_end(qapp, qtbot):
    called: list[str] = []
    with event_loop(qapp) as loop:
        loop.call_later(0.01, called.append, "late")
    qtbot.wait(30)
    assert called == []
