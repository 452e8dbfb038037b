"""The loop of the window: threads are started as they are needed, and end with it."""

import asyncio
import threading

from app.ui.loop import event_loop


def test_one_piece_of_work_takes_one_thread_that_ends_with_the_loop(qapp):
    before = set(threading.enumerate())
    with event_loop(qapp) as loop:
        worker = loop.run_until_complete(asyncio.to_thread(threading.current_thread))
        again = loop.run_until_complete(asyncio.to_thread(threading.current_thread))
        assert set(threading.enumerate()) - before == {worker} == {again}
    assert not worker.is_alive()
