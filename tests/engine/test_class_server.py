"""A server for a class, as its command line starts it: keys, limits, queue, log, figures, end."""

import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import openai
import pytest
from support.class_server import CHAT, KEYS, SETTLED_S, ClassServer, question, serving

RATE = 40
# Goes on to the end of the context.
STORY = question("A story.", stream=True, temperature=0, cycles="ignore")


@pytest.fixture(scope="module")
def server(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassServer]:
    """Two answers at once, two more may wait; each seat may ask 40 times a minute."""
    folder = tmp_path_factory.mktemp("class")
    limits = ("--parallel", "2", "--queue", "2", "--rate", str(RATE))
    with serving(tiny_model, folder, *limits) as running:
        yield running


def test_only_with_a_key_of_the_file(server: ClassServer) -> None:
    with server.client("left") as left, server.client("right") as right:
        for path in ("/v1/models", "/metrics"):
            assert {c.get(path).status_code for c in (left, right)} == {200}
            assert httpx2.get(server.url + path).status_code == 401
            wrong = {"Authorization": "Bearer secret-of-nobody"}
            assert httpx2.get(server.url + path, headers=wrong).status_code == 401
    assert httpx2.get(f"{server.url}/health").status_code == 200


def test_the_log_names_the_key_and_no_texts(server: ClassServer) -> None:
    before = len(server.rows(settled=True))
    with server.client("right") as right:
        asked = question("very private", max_tokens=5, temperature=0)
        right.post(CHAT, json=asked).raise_for_status()
        right.post(CHAT, json={"messages": 7})
        httpx2.post(server.url + CHAT, json=question())
    rows = server.rows(settled=True)[before:]
    assert [row["status"] for row in rows] == [200, 422, 401]
    assert [row["key"] for row in rows] == ["right", "right", ""]
    answered = rows[0]
    assert answered["completion_tokens"] == 5
    assert answered["finish"] == ["length"]
    assert 0 < answered["first_token_s"] <= answered["seconds"]
    assert "private" not in server.log.read_text()
    assert KEYS["right"] not in server.log.read_text()


def test_who_asks_too_often_is_told_when_to_come_again(tiny_model: Path, tmp_path: Path) -> None:
    with serving(tiny_model, tmp_path, "--rate", "3") as server:
        with server.client("left") as left, server.client("right") as right:
            asked = question(max_tokens=1)
            assert [left.post(CHAT, json=asked).status_code for _ in range(4)] == [200] * 3 + [429]
            refused = left.post(CHAT, json=asked)
            assert right.post(CHAT, json=asked).status_code == 200
        error = refused.json()["error"]
        assert error["code"] == "rate_limit_exceeded"
        assert error["type"] == "requests"
        assert 50 < int(refused.headers["retry-after"]) <= 60
        known = openai.OpenAI(base_url=f"{server.url}/v1", api_key=KEYS["left"], max_retries=0)
        with known, pytest.raises(openai.RateLimitError):
            known.chat.completions.create(model="any", messages=asked["messages"])


def test_past_the_queue_is_503_and_the_queue_is_served(server: ClassServer) -> None:
    def ask(_: int) -> tuple[int, str]:
        with server.client("left") as left:
            reply = left.post(CHAT, json=question("A story.", max_tokens=900, temperature=0))
            return reply.status_code, reply.headers.get("retry-after", "")

    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(ask, range(10)))
    refused = [wait for status, wait in replies if status == 503]
    assert {status for status, _ in replies} == {200, 503}
    assert len(replies) - len(refused) >= 4, "those that run and those that wait are answered"
    assert all(int(wait) >= 1 for wait in refused)


def test_who_hangs_up_gives_the_place_back(server: ClassServer) -> None:
    with server.client("left") as left:
        for _ in range(5):  # one more than there are places
            with left.stream("POST", CHAT, json=STORY) as reply:
                assert reply.status_code == 200
                next(reply.iter_lines())
            time.sleep(SETTLED_S)
        assert left.post(CHAT, json=question(max_tokens=1)).status_code == 200
    assert server.rows(settled=True)[-2]["finish"] == [], "an answer that nobody heard to its end"


def test_figures_for_prometheus(server: ClassServer) -> None:
    with server.client("right") as right:
        right.post(CHAT, json=question(max_tokens=5)).raise_for_status()
        text = right.get("/metrics").text
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    assert figures["lemma_slots"] == "2"
    assert figures["lemma_queue_limit"] == "2"
    assert float(figures["lemma_generated_tokens_total"]) >= 5
    assert float(figures["lemma_answer_seconds_count"]) >= 1
    assert float(figures["lemma_answer_seconds_sum"]) > 0
    assert float(figures['lemma_responses_total{status="200"}']) >= 1
    assert "left" not in text


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/nothing", {}, b"", 404),
        ("GET", CHAT, {}, b"", 405),
        ("DELETE", "/v1/models", {}, b"", 405),
        ("POST", CHAT, {"Content-Type": "text/plain"}, b"{}", 415),
        ("POST", CHAT, {}, b" " * 3_000_000, 413),
        ("POST", CHAT, {}, b"{", 400),
        ("POST", CHAT, {}, b'{"messages": "hi"}', 422),
        ("POST", "/v1/completions", {}, b'{"prompt": 1}', 422),
        ("POST", "/tokenize", {}, b'{"content": 1}', 422),
        ("POST", "/v1/embeddings", {}, b"{}", 501),
    ],
)
def test_every_error_has_openais_shape(
    server: ClassServer, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    with server.client("right") as right:
        headers = {"Content-Type": "application/json"} | headers
        reply = right.request(method, path, headers=headers, content=body)
    assert reply.status_code == status
    assert reply.json()["error"].keys() == {"message", "type", "param", "code"}
    assert status != 405 or reply.headers["allow"]


# --- its end --------------------------------------------------------------------------------------


def test_texts_are_logged_only_when_asked_for_and_answers_may_end(
    tiny_model: Path, tmp_path: Path
) -> None:
    with serving(tiny_model, tmp_path, "--log-texts", "--grace", "30") as server:
        with server.client() as left, left.stream("POST", CHAT, json=STORY) as reply:
            lines = reply.iter_lines()
            next(lines)
            server.process.send_signal(signal.SIGTERM)
            assert refusal(server) == 503
            assert list(lines)[-2] == "data: [DONE]"
        assert server.process.wait(10) == 0
        answered = next(row for row in server.rows() if row["status"] == 200)
    assert answered["messages"] == STORY["messages"]
    assert answered["finish"] == ["length"]
    assert len(answered["answers"][0]) > 100


def refusal(server: ClassServer) -> int:
    """Status of a new question once the server has heard of its end."""
    with server.client("right") as right:
        while (reply := right.post(CHAT, json=question(max_tokens=1))).status_code == 200:
            time.sleep(0.001)
    assert reply.headers["retry-after"]
    assert reply.json()["error"]["code"] == "shutting_down"
    return reply.status_code


def test_answers_that_do_not_end_are_ended(tiny_model: Path, tmp_path: Path) -> None:
    with serving(tiny_model, tmp_path, "--grace", "0") as server:
        with server.client() as left, left.stream("POST", CHAT, json=STORY) as reply:
            lines = reply.iter_lines()
            next(lines)
            server.process.send_signal(signal.SIGTERM)
            said = [line for line in lines if line]
        assert server.process.wait(5) == 0
    assert '"error"' in said[-1]


def test_a_second_signal_ends_it_at_once(tiny_model: Path, tmp_path: Path) -> None:
    with serving(tiny_model, tmp_path, "--grace", "600") as server:
        host, port = server.url.removeprefix("http://").split(":")
        with server.client() as left, left.stream("POST", CHAT, json=STORY) as reply:
            next(reply.iter_lines())
            server.process.send_signal(signal.SIGTERM)
            time.sleep(0.05)
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(5) == 0
        with pytest.raises(OSError), socket.create_connection((host, int(port)), timeout=1):
            pass
