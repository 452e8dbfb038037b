"""Turns of a conversation through HTTP: what is reused is counted, and changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from support import engines
from support.engines import KEY

CHAT = "/v1/chat/completions"
CONTEXT = 1024
SAVED_BYTES = 64 * 1024**2
STORY = "Once there were three friends who liked to count the birds on the roof of the house. " * 6

Messages = list[dict[str, str]]


@pytest.fixture(scope="module")
def talk(smollm2: Path) -> Iterator[httpx2.Client]:
    """An engine with one sequence, which conversations have to share."""
    options = {"parallel": 1, "context": CONTEXT, "saved_bytes": SAVED_BYTES}
    with engines.running(smollm2, **options) as running:
        headers = {"Authorization": f"Bearer {KEY}"}
        with httpx2.Client(base_url=running.url, headers=headers, timeout=60) as client:
            yield client


def asked(client: httpx2.Client, messages: Messages, tokens: int = 8) -> dict[str, Any]:
    body = {"messages": messages, "max_tokens": tokens, "temperature": 0}
    reply: dict[str, Any] = client.post(CHAT, json=body).raise_for_status().json()
    return reply


def cached(reply: dict[str, Any]) -> int:
    usage = reply["usage"]
    count = int(usage["prompt_tokens_details"]["cached_tokens"])
    assert reply["timings"]["prompt_n"] + count == usage["prompt_tokens"]
    return count


def prompt(client: httpx2.Client, messages: Messages) -> list[int]:
    tokens: list[int] = client.post("/tokenize", json={"messages": messages}).json()["tokens"]
    return tokens


def common(one: list[int], other: list[int]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def question(text: str) -> Messages:
    return [{"role": "user", "content": text}]


def then(messages: Messages, reply: dict[str, Any], text: str) -> Messages:
    said = reply["choices"][0]["message"]["content"]
    return [*messages, {"role": "assistant", "content": said}, *question(text)]


def test_every_way_to_go_on_reuses_what_is_known(talk: httpx2.Client):
    first = question(f"{STORY}Who are they?")
    reply = asked(talk, first)
    second = then(first, reply, "How many birds?")
    assert cached(asked(talk, second)) >= len(prompt(talk, first))

    again = asked(talk, second)
    assert cached(again) == len(prompt(talk, second)) - 1

    edited = then(first, reply, "What colour is the roof?")
    shared = common(prompt(talk, second), prompt(talk, edited))
    assert cached(asked(talk, edited)) == shared

    other = question(f"Something else. {STORY}")
    assert cached(asked(talk, other)) == common(prompt(talk, edited), prompt(talk, other))
    back = asked(talk, edited)
    assert cached(back) == len(prompt(talk, edited)) - 1


def test_an_answer_that_was_set_aside_goes_on_as_if_nothing_had_been(talk: httpx2.Client):
    messages = question(f"Listen. {STORY}Who are they?")
    before = asked(talk, messages, tokens=16)
    asked(talk, question(f"Something quite different. {STORY}"))
    after = asked(talk, messages, tokens=16)
    assert cached(after) == len(prompt(talk, messages)) - 1
    assert after["choices"][0]["message"] == before["choices"][0]["message"]


def test_the_memory_taken_is_told(talk: httpx2.Client):
    asked(talk, question(f"One. {STORY}"), tokens=1)
    asked(talk, question(f"Two. {STORY}"), tokens=1)
    rows = [line.split() for line in talk.get("/metrics").text.splitlines()]
    taken = next(float(row[1]) for row in rows if row[0] == "lemma_saved_bytes")
    assert 0 < taken <= SAVED_BYTES
