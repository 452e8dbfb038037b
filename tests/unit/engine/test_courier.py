"""Events from another thread: all of them, in their order, soon, and with few wakes of the loop."""

import asyncio
import threading
import time

from app.engine import courier as module
from app.engine.courier import LOOK_EVERY_S, Courier

NUMBERS = 2000
LONG_S = 0.3  # between two looks: a busy computer must not come between


async def taken(queue: asyncio.Queue[int], count: int) -> list[int]:
    return [await asyncio.wait_for(queue.get(), 20) for _ in range(count)]


async def test_everything_comes_in_its_order() -> None:
    courier: Courier[int] = Courier(asyncio.get_running_loop())
    queues: list[asyncio.Queue[int]] = [asyncio.Queue(), asyncio.Queue()]

    def speak() -> None:
        for number in range(NUMBERS):
            courier.bring(queues[number % 2], number)
            if number % 100 == 0:
                time.sleep(LOOK_EVERY_S * (number % 300) / 150)  # sometimes it falls asleep

    thread = threading.Thread(target=speak)
    thread.start()
    even, odd = await asyncio.gather(*(taken(queue, NUMBERS // 2) for queue in queues))
    thread.join()
    assert even == list(range(0, NUMBERS, 2))
    assert odd == list(range(1, NUMBERS, 2))


async def test_the_loop_is_woken_for_the_first_and_then_looks_by_itself(monkeypatch):
    loop = asyncio.get_running_loop()
    wakes = []
    wake = loop.call_soon_threadsafe

    def counted(*args):
        wakes.append(time.perf_counter())
        return wake(*args)

    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    monkeypatch.setattr(module, "LOOK_EVERY_S", LONG_S)
    courier: Courier[int] = Courier(loop)
    queue: asyncio.Queue[int] = asyncio.Queue()
    courier.bring(queue, 0)
    assert await taken(queue, 1) == [0]
    assert len(wakes) == 1
    courier.bring(queue, 1)
    courier.bring(queue, 2)
    assert await taken(queue, 2) == [1, 2]
    assert len(wakes) == 1, "it looks by itself while something comes"
    await asyncio.sleep(3 * LONG_S)
    courier.bring(queue, 3)
    assert await taken(queue, 1) == [3]
    assert len(wakes) == 2, "and sleeps when nothing does"


def test_a_loop_that_has_closed_hears_nothing():
    loop = asyncio.new_event_loop()
    courier: Courier[int] = Courier(loop)
    loop.close()
    courier.bring(asyncio.Queue(), 1)
