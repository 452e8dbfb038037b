"""The engine over its socket: hanging up, many at once, refusals, and its own endpoints."""

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from support.engines import KEY, RunningEngine

CHAT = "/v1/chat/completions"
FREE_S = 1.0  # within which a client that went away has freed its slot


def question(text: str, **wanted: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}], "temperature": 0, **wanted}


def busy(http: httpx2.Client) -> int:
    return int(http.get("/health").json()["slots_busy"])


def wait_for(http: httpx2.Client, slots: int, *, timeout_s: float) -> float:
    """Seconds until so many slots are busy."""
    started = time.perf_counter()
    while busy(http) != slots:
        assert time.perf_counter() - started < timeout_s, f"{busy(http)} slots are busy"
        time.sleep(0.01)
    return time.perf_counter() - started


def send_raw(engine: RunningEngine, body: dict[str, Any], *headers: str) -> socket.socket:
    """Post ``body`` and leave the connection open, with nothing of the reply read."""
    url = httpx2.URL(engine.url)
    connection = socket.create_connection((url.host, url.port))
    data = json.dumps(body).encode()
    lines = [
        f"POST {CHAT} HTTP/1.1",
        *(headers or (f"Host: {url.host}:{url.port}",)),
        f"Authorization: Bearer {KEY}",
        "Content-Type: application/json",
        f"Content-Length: {len(data)}",
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + data)
    return connection


def test_hanging_up_in_a_stream_frees_the_slot(http: httpx2.Client) -> None:
    with http.stream("POST", CHAT, json=question("Tell a long story.", stream=True)) as reply:
        lines = reply.iter_lines()
        next(lines)
        wait_for(http, 1, timeout_s=5)
    assert wait_for(http, 0, timeout_s=FREE_S) < FREE_S


@pytest.mark.parametrize("stream", [True, False])
def test_hanging_up_while_the_prompt_is_read_frees_the_slot(
    engine: RunningEngine, http: httpx2.Client, stream: bool
) -> None:
    words = f"{time.time()} " + "some words that take a while to read " * 180
    connection = send_raw(engine, question(words, stream=stream, n=3))
    wait_for(http, 3, timeout_s=5)
    connection.close()
    assert wait_for(http, 0, timeout_s=FREE_S) < FREE_S


def test_hanging_up_without_a_stream_frees_the_slot(
    engine: RunningEngine, http: httpx2.Client
) -> None:
    connection = send_raw(engine, question("Count to a thousand."))
    wait_for(http, 1, timeout_s=5)
    connection.close()
    assert wait_for(http, 0, timeout_s=FREE_S) < FREE_S


def test_hanging_up_in_the_queue_leaves_the_queue(
    engine: RunningEngine, http: httpx2.Client
) -> None:
    running = send_raw(engine, question("Tell a very long story.", n=4))
    wait_for(http, 4, timeout_s=5)
    queued = send_raw(engine, question("Never answered."))
    wait_for_metric(http, "lemma_requests_waiting 1")
    queued.close()
    wait_for_metric(http, "lemma_requests_waiting 0")
    running.close()
    wait_for(http, 0, timeout_s=FREE_S)


def wait_for_metric(http: httpx2.Client, line: str) -> None:
    deadline = time.perf_counter() + 5
    while line not in http.get("/metrics").text.splitlines():
        assert time.perf_counter() < deadline, http.get("/metrics").text
        time.sleep(0.01)


def test_many_at_once_get_each_their_own_answer(http: httpx2.Client) -> None:
    def count_on(start: int) -> str:
        counted = ", ".join(str(number) for number in range(start, start + 6))
        asked = {"prompt": f"{counted},", "max_tokens": 4, "temperature": 0}
        reply = http.post("/v1/completions", json=asked).raise_for_status().json()
        return str(reply["choices"][0]["text"])

    starts = range(10, 90, 10)
    with ThreadPoolExecutor(len(starts)) as pool:
        counted = list(pool.map(count_on, starts))
    assert all(str(start + 6) in said for start, said in zip(starts, counted, strict=True))


def test_a_stream_goes_on_while_a_long_prompt_is_read(
    engine: RunningEngine, http: httpx2.Client
) -> None:
    gaps = []
    with http.stream("POST", CHAT, json=question("Tell a story.", stream=True)) as reply:
        lines = (line for line in reply.iter_lines() if line)
        next(lines)
        reader = send_raw(engine, question(f"{time.time()} " + "many words " * 300, n=1))
        last = time.perf_counter()
        for _ in range(15):
            next(lines)
            gaps.append(time.perf_counter() - last)
            last += gaps[-1]
        reader.close()
    wait_for(http, 0, timeout_s=FREE_S)
    assert max(gaps) < 1.5, "the stream stood still"


def test_old_turns_are_dropped_when_asked_for(tiny_http: httpx2.Client) -> None:
    long = "word " * 40
    turns = [
        {"role": role, "content": f"{number} {long}"}
        for number in range(4)
        for role in ("user", "assistant")
    ]
    asked = {"messages": [*turns, {"role": "user", "content": "Short."}], "max_tokens": 4}
    refused = tiny_http.post(CHAT, json=asked)
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "context_length_exceeded"
    reply = tiny_http.post(CHAT, json=asked | {"truncation": "auto"}).raise_for_status().json()
    assert reply["dropped_messages"] == 4
    assert reply["usage"]["prompt_tokens"] <= 1024 - 4


def test_a_single_question_that_is_too_long_is_refused_even_then(
    tiny_http: httpx2.Client,
) -> None:
    asked = question("word " * 300, truncation="auto")
    assert tiny_http.post(CHAT, json=asked).json()["error"]["code"] == "context_length_exceeded"


def test_the_timings_are_measured(http: httpx2.Client) -> None:
    started = time.perf_counter()
    reply = http.post(CHAT, json=question(f"{time.time()} hello", max_tokens=10)).json()
    spent_ms = 1000 * (time.perf_counter() - started)
    timings = reply["timings"]
    assert 0 < timings["prompt_ms"] + timings["predicted_ms"] <= spent_ms
    assert timings["predicted_n"] == 10
    cached = reply["usage"]["prompt_tokens_details"]["cached_tokens"]
    assert timings["prompt_n"] + cached == reply["usage"]["prompt_tokens"]


def test_tokens_of_a_text_and_of_a_chat(http: httpx2.Client) -> None:
    forged = "<|im_end|>"
    plain = http.post("/tokenize", json={"content": forged}).json()
    special = http.post("/tokenize", json={"content": forged, "parse_special": True}).json()
    assert plain["count"] == len(plain["tokens"]) > special["count"] == 1
    chat = http.post("/tokenize", json={"messages": [{"role": "user", "content": "hi"}]}).json()
    reply = http.post(CHAT, json=question("hi", max_tokens=1)).json()
    assert reply["usage"]["prompt_tokens"] == chat["count"]


def test_metrics_are_prometheus_text(http: httpx2.Client) -> None:
    reply = http.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    rows = [line for line in reply.text.splitlines() if not line.startswith("#")]
    assert all(float(row.split()[1]) >= 0 and row.startswith("lemma_") for row in rows)


def test_a_foreign_host_starts_nothing(engine: RunningEngine, http: httpx2.Client) -> None:
    before = counted(http)
    for headers in (["Host: evil.com"], ["Host: evil.com", "X: y"]):
        with send_raw(engine, question("hi"), *headers) as connection:
            assert connection.recv(100).startswith(b"HTTP/1.1 403")
    assert counted(http) == before


def counted(http: httpx2.Client) -> list[str]:
    """The figures of requests that were admitted."""
    lines = http.get("/metrics").text.splitlines()
    return [line for line in lines if line.split()[0].endswith(("requests_total", "tokens_total"))]


def test_two_hosts_are_not_taken(engine: RunningEngine) -> None:
    with send_raw(engine, question("hi"), "Host: 127.0.0.1", "Host: evil.com") as connection:
        assert connection.recv(100).split()[1] in (b"400", b"403")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", CHAT, 405),
        ("OPTIONS", CHAT, 405),
        ("GET", "/nothing", 404),
        ("GET", "/v1/models", 200),
    ],
)
def test_unknown_ways_are_refused_in_openais_shape(
    http: httpx2.Client, method: str, path: str, status: int
) -> None:
    reply = http.request(method, path)
    assert reply.status_code == status
    assert status == 200 or reply.json()["error"]["message"]
    assert not [name for name in reply.headers if name.startswith("access-control")]


def test_a_body_sent_in_chunks_is_measured_too(http: httpx2.Client) -> None:
    chunks = (b" " * 1_000_000 for _ in range(10))
    reply = http.post(CHAT, content=chunks, headers={"Content-Type": "application/json"})
    assert reply.status_code == 413


def test_huge_and_hostile_bodies_leave_the_engine_well(http: httpx2.Client) -> None:
    many = {"messages": [{"role": "user", "content": "a"}] * 30_000}
    assert http.post(CHAT, json=many).status_code == 422
    newlines = question("\n" * 1_000_000, max_tokens=1)
    assert http.post(CHAT, json=newlines).status_code == 400
    deep = b'{"messages": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    headers = {"Content-Type": "application/json"}
    assert http.post(CHAT, content=deep, headers=headers).status_code in (400, 422)
    assert http.post("/v1/completions", json={"prompt": [10**9]}).status_code == 400
    assert http.post("/v1/completions", json={"prompt": ""}).status_code == 400
    assert http.post(CHAT, json=question("hi", max_tokens=10**30, stop="e")).status_code == 200
    assert http.post(CHAT, json=question("hi", n=2**31)).status_code == 400
    assert http.post("/v1/completions", json={"prompt": "hi", "n": 10**9}).status_code == 400


def test_two_hundred_connections_are_served(engine: RunningEngine, http: httpx2.Client) -> None:
    url = httpx2.URL(engine.url)
    idle = [socket.create_connection((url.host, url.port)) for _ in range(200)]
    assert http.get("/health").status_code == 200
    for connection in idle:
        connection.close()


def test_requests_from_many_threads_leave_no_slot_busy(http: httpx2.Client) -> None:
    def hang_up(number: int) -> None:
        asked = question(f"Story number {number}", stream=True)
        with http.stream("POST", CHAT, json=asked) as reply:
            for _, _line in zip(range(number % 5), reply.iter_lines(), strict=False):
                pass

    threads = [threading.Thread(target=hang_up, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_for(http, 0, timeout_s=FREE_S)
