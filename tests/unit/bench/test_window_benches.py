"""What the window's benches rest on: the talker says what it is asked for; their conversations."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.client.openai import Endpoint
from app.domain import mathtext
from app.domain.chat import Chat, Role
from app.domain.events import Channel, Delta, Finished, FinishReason
from app.domain.generation import Request
from app.domain.prompt import ChatMessage

BENCH = Path(__file__).parents[3] / "bench"


@pytest.fixture
def talker():
    command = [sys.executable, str(BENCH / "measuring" / "talker.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


async def let_go_on(url: str) -> None:
    place = urlsplit(url)
    _, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def heard(url: str, at_once: int, **wanted: object) -> list[object]:
    wanted |= {"at_once": at_once}
    endpoint = Endpoint(url, model="talker")
    request = Request((ChatMessage(Role.USER, json.dumps(wanted)),))
    events: list[object] = []
    try:
        async for event in endpoint.stream(request):
            events.append(event)
            if len(events) == at_once:
                await let_go_on(url)
        return events
    finally:
        await endpoint.aclose()


def test_the_talker_says_so_much_and_so_fast(talker: str):
    began = time.monotonic()
    events = asyncio.run(
        heard(
            talker,
            first=3,
            paragraphs=1,
            tokens=30,
            at_once=20,
            per_s=50,
            channel="reasoning_content",
        )
    )
    took = time.monotonic() - began
    *deltas, last = events
    assert isinstance(last, Finished)
    assert last.reason is FinishReason.STOP
    assert all(isinstance(d, Delta) and d.channel is Channel.REASONING for d in deltas)
    said = "".join(d.text for d in deltas)
    assert len(said) == 4 * 30
    assert said.startswith("Because $x_{3} > 3$ holds")
    assert took > 9 / 50


def test_no_formula_of_a_long_conversation_is_in_another():
    from measuring.window import FORMULAS, long_chat

    first, second = (formulas(long_chat(number, messages=40)) for number in (0, 1))
    assert len(first) == len(second) == 20 * FORMULAS
    assert not first & second


def formulas(chat: Chat) -> set[str]:
    documents = [mathtext.parse(message.text) for message in chat.messages]
    return {math.tex for document in documents for math in mathtext.formulas(document)}
