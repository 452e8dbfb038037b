"""Thousands of odd requests: none gets a failure of the server, each refusal has OpenAI's shape."""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from support import engines, tiny_r1
from support.engines import KEY
from support.request_fuzzer import MAX_TOKENS, Fuzzed, requests

CASES = int(os.environ.get("LEMMA_CASES", "50")) * 4
SEED = 8


@pytest.fixture
def http(tmp_path: Path) -> Iterator[httpx2.Client]:
    """A client of an engine whose answers end soon: 128 tokens of context."""
    model = tiny_r1.write(tmp_path / "tiny.gguf")
    with (
        engines.running(model, context=128) as engine,
        httpx2.Client(base_url=engine.url, timeout=60) as client,
    ):
        client.headers["Authorization"] = f"Bearer {KEY}"
        yield client


def check(asked: Fuzzed, reply: httpx2.Response) -> None:
    """The rules for any reply; what has no embeddings says so with 501, by contract."""
    said = f"{reply.status_code} {reply.text[:200]} to {asked}"
    assert reply.status_code < 500 or (reply.status_code, asked.path) == (501, "/v1/embeddings"), (
        said
    )
    if reply.status_code >= 400 and asked.method != "HEAD":
        error = reply.json()["error"]
        assert error.keys() == {"message", "type", "param", "code"}, said
        assert error["message"], said
    elif reply.headers.get("content-type", "").startswith("text/event-stream"):
        data = [line for line in reply.text.splitlines() if line]
        assert data[-1] == "data: [DONE]", said
        assert all("error" not in json.loads(line[6:]) for line in data[:-1]), said


@pytest.mark.battery
def test_no_request_makes_the_engine_fail(http: httpx2.Client) -> None:
    statuses: Counter[int] = Counter()
    for asked in requests(SEED, CASES):
        reply = http.request(asked.method, asked.path, content=asked.body, headers=asked.headers)
        check(asked, reply)
        statuses[reply.status_code] += 1
    assert statuses[200] > CASES / 10, statuses
    assert statuses[422] > CASES / 10, statuses
    assert_well(http)


def assert_well(http: httpx2.Client) -> None:
    """It still answers, and holds nothing."""
    question = {"messages": [{"role": "user", "content": "2+2?"}], "max_tokens": MAX_TOKENS}
    assert http.post("/v1/chat/completions", json=question).status_code == 200
    deadline = time.monotonic() + 2
    while http.get("/health").json()["slots_busy"]:
        assert time.monotonic() < deadline, "a slot is still busy"
        time.sleep(0.01)
