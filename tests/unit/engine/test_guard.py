"""Who is let through to the engine, decided on the headers alone."""

import asyncio
import json
from typing import Any

import pytest

from app.engine.guard import MAX_BODY_BYTES, Guard
from app.engine.keys import KeyRing

Headers = list[tuple[str, str]]
LOCAL: Headers = [("host", "127.0.0.1:8000")]
JSON = ("content-type", "application/json")


def status(
    headers: Headers,
    *,
    method: str = "GET",
    path: str = "/v1/models",
    key: str = "",
    loopback: bool = True,
    body: bytes = b"",
) -> tuple[int, bool]:
    """Status of the reply, and whether the application was reached."""
    reached: list[bytes] = []
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    guard = Guard(app, keys=KeyRing.of(key), loopback=loopback)
    asyncio.run(guard(scope, receive, send))
    names = [name.lower() for name, _ in sent[0].get("headers", [])]
    assert not [name for name in names if name.startswith(b"access-control")]
    if sent[0]["status"] != 200:
        assert json.loads(sent[1]["body"])["error"]["message"]
    return sent[0]["status"], bool(reached)


LOOPBACK_HOSTS = ["127.0.0.1", "127.0.0.1:1", "localhost:8000", "[::1]:65535", "[::1]"]
FOREIGN_HOSTS = [
    "evil.com",
    "127.0.0.1.nip.io",
    "localhost.evil.com:8000",
    "evil.com:127.0.0.1",
    "0.0.0.0:8000",
    "192.168.1.5:8000",
    "printer.local",
    "localhost.",
    "LOCALHOST.evil",
    "2130706433",
    "0x7f000001",
    "127.1",
    "[::ffff:7f00:1]:8000",
    "[::]",
    "",
    " ",
    "localhost:8000:8000",
    "localhost:",
    "localhost:٨٠٠٠",
    "localhost@evil.com",
    "localhost\n",
    "evil.com#localhost",
    "http://localhost:8000",
]


@pytest.mark.parametrize("host", LOOPBACK_HOSTS)
def test_loopback_names_pass(host: str) -> None:
    assert status([("host", host)]) == (200, True)


@pytest.mark.parametrize("path", ["/health", "/v1/models", "/v1/chat/completions", "/nothing"])
@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_other_names_are_refused_before_any_work(host: str, path: str) -> None:
    assert status([("host", host)], path=path) == (403, False)


def test_there_must_be_one_host() -> None:
    assert status([]) == (403, False)
    assert status([*LOCAL, ("host", "evil.com")]) == (403, False)
    assert status([("host", "evil.com"), *LOCAL]) == (403, False)


def test_on_the_network_any_name_is_ours() -> None:
    assert status([("host", "school.example:8000")], loopback=False) == (200, True)


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1", "https://[::1]:1"])
def test_pages_of_this_computer_may_ask(origin: str) -> None:
    assert status([*LOCAL, ("origin", origin)]) == (200, True)


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.com",
        "http://localhost.evil.com",
        "file://",
        "chrome-extension://abcdef",
        "http://localhost:3000.evil.com",
        "HTTPS://EVIL.COM",
        "",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_pages_of_others_may_not(origin: str, method: str) -> None:
    assert status([*LOCAL, JSON, ("origin", origin)], method=method) == (403, False)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Bearer secre",
        "Bearer secrett",
        "Bearer SECRET",
        "Basic secret",
        "secret",
        "Bearer secret extra",
        "Bearer sécret",
    ],
)
def test_a_wrong_key_is_refused(authorization: str | None) -> None:
    headers = LOCAL if authorization is None else [*LOCAL, ("authorization", authorization)]
    assert status(headers, key="secret") == (401, False)


def test_the_key_in_the_address_does_not_count() -> None:
    assert status(LOCAL, key="secret", path="/v1/models?key=secret") == (401, False)


@pytest.mark.parametrize("authorization", ["Bearer secret", "bearer secret", "Bearer  secret "])
def test_the_right_key_passes(authorization: str) -> None:
    assert status([*LOCAL, ("authorization", authorization)], key="secret") == (200, True)


def test_without_a_key_every_key_passes() -> None:
    assert status([*LOCAL, ("authorization", "Bearer anything")]) == (200, True)
    assert status(LOCAL) == (200, True)


def test_health_needs_no_key_but_a_local_name() -> None:
    assert status(LOCAL, key="secret", path="/health") == (200, True)
    assert status([("host", "evil.com")], key="secret", path="/health") == (403, False)


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json", ""],
)
def test_a_body_must_be_declared_json(kind: str | None) -> None:
    headers = LOCAL if kind is None else [*LOCAL, ("content-type", kind)]
    assert status(headers, method="POST") == (415, False)


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_passes(kind: str) -> None:
    assert status([*LOCAL, ("content-type", kind)], method="POST") == (200, True)


def test_a_body_announced_too_long_is_refused_unread() -> None:
    headers = [*LOCAL, JSON, ("content-length", str(MAX_BODY_BYTES + 1))]
    assert status(headers, method="POST") == (413, False)


def test_a_body_that_turns_out_too_long_is_refused() -> None:
    with pytest.raises(Exception, match="longer than"):
        status([*LOCAL, JSON], method="POST", body=b"x" * (MAX_BODY_BYTES + 1))
