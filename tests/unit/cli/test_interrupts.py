"""Ctrl+C in commands: heard, once, and never in the middle of a step of the event loop."""

import asyncio
import signal
from typing import Any

import pytest

from app.cli import interrupts


def test_a_result_that_is_being_handed_over_is_left_alone():
    reported: list[dict[str, Any]] = []
    before = signal.getsignal(signal.SIGINT)

    async def work() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: reported.append(context))
        answer: asyncio.Future[str] = loop.create_future()

        def hand_over() -> None:
            signal.raise_signal(signal.SIGINT)  # asyncio's own handler would cancel the future here
            answer.set_result("done")

        loop.call_soon(hand_over)
        await answer

    with pytest.raises(KeyboardInterrupt):
        interrupts.run(work())
    assert not reported
    assert signal.getsignal(signal.SIGINT) is before


def test_work_may_end_in_its_own_way():
    async def work() -> str:
        try:
            signal.raise_signal(signal.SIGINT)
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "what is measured so far"
        return "everything"

    assert interrupts.run(work()) == "what is measured so far"


def test_what_cancels_itself_was_not_interrupted():
    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        interrupts.run(work())
