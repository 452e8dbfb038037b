"""“Check for updates” against a server on loopback: genuine news, forged news, and none."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import app
from app import i18n
from app.domain import release
from app.domain.release import Release
from app.errors import EndpointError
from app.tutor import updates
from app.tutor.updates import Updates

signing = pytest.importorskip("nacl.signing")

NEWS = {
    "program": "lemma",
    "version": "9.0.0",
    "page": "https://lemma.example/9.0.0",
    "notes": {"en": "Faster.", "zh": "更快。"},
}


class Server(ThreadingHTTPServer):
    """Answers every request with ``status`` and ``body``; keeps what it was asked."""

    status = 200
    body = b""
    headers: tuple[tuple[str, str], ...] = ()

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/news"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        for name, value in self.server.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_about: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


KEY = signing.SigningKey(b"\x01" * 32)
PUBLIC = KEY.verify_key.encode().hex()


def signed(news: object, key: object = KEY) -> bytes:
    text = json.dumps(news, ensure_ascii=False).encode()
    return base64.b64encode(key.sign(text).signature) + b"\n" + text


async def check(server: Server, body: bytes, status: int = 200) -> str:
    server.body, server.status = body, status
    return await Updates(server.address, PUBLIC).check()


async def test_a_newer_version_is_told_with_its_page(server: Server):
    said = await check(server, signed(NEWS))
    assert said == "Lemma 9.0.0 is out. Get it from https://lemma.example/9.0.0\nFaster."
    i18n.set_language("zh")
    assert "更快。" in await check(server, signed(NEWS))
    assert server.asked == ["/news", "/news"]


@pytest.mark.parametrize("version", ["0.0.1", app.__version__])
async def test_an_older_version_is_no_news(server: Server, version: str):
    assert "the newest version" in await check(server, signed({**NEWS, "version": version}))


@pytest.mark.parametrize(
    "body",
    [
        signed(NEWS, signing.SigningKey(b"\x02" * 32)),
        signed(NEWS).replace(b"9.0.0", b"9.0.1"),
        json.dumps(NEWS).encode(),
        b"",
        b"<!DOCTYPE html><title>Sign in to the network</title>",
        signed([]),
        signed({**NEWS, "program": "other"}),
        signed({**NEWS, "page": "http://lemma.example/"}),
        signed({**NEWS, "page": "https://lemma.example/ file:///etc/passwd"}),
        signed({**NEWS, "version": "newest"}),
        signed({**NEWS, "notes": "x" * release.MOST_BYTES}),
    ],
)
async def test_what_is_not_genuine_is_not_shown(server: Server, body: bytes):
    with pytest.raises(EndpointError) as refused:
        await check(server, body)
    assert refused.value.key == "client.update_not_genuine"


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_neither_redirects_nor_headers_lead_anywhere(server: Server, status: int):
    elsewhere = f"{server.address}/elsewhere"
    server.headers = (("Location", elsewhere), ("Content-Disposition", "attachment; filename=/x"))
    with pytest.raises(EndpointError) as refused:
        await check(server, signed(NEWS), status)
    assert refused.value.key == "client.update_refused"
    assert server.asked == ["/news"]


async def test_nobody_there():
    with pytest.raises(EndpointError) as refused:
        await Updates("http://127.0.0.1:9/", PUBLIC).check()
    assert refused.value.key == "client.unreachable"


async def test_a_copy_without_an_address_asks_nobody_and_says_so():
    assert "does not know where to ask" in await Updates("", "").check()


def test_if_an_address_is_set_it_is_safe_and_has_a_key():
    assert bool(updates.ADDRESS) == bool(updates.PUBLIC_KEY)
    assert updates.ADDRESS.startswith("https://") or not updates.ADDRESS
    assert len(bytes.fromhex(updates.PUBLIC_KEY)) in (0, 32)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("0.1.0", "0.1.1"),
        ("0.9.0", "0.10.0"),
        ("0.2.0rc2", "0.2.0"),
        ("0.2.0b3", "0.2.0rc1"),
        ("0.2.0.dev1", "0.2.0a1"),
    ],
)
def test_the_order_of_versions(older: str, newer: str):
    assert release.is_newer(newer, older)
    assert not release.is_newer(older, newer)
    assert not release.is_newer(older, older)


def test_what_openssl_signs_is_read():
    """The key of RFC 8032, section 7.1, test 1, and its signature of nothing."""
    from app.client.announcement import is_genuine

    key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert is_genuine(signature, b"", key)
    assert not is_genuine(signature, b"x", key)


def test_notes_in_another_language_are_better_than_none():
    i18n.set_language("zh")
    news = Release("9.0.0", "https://lemma.example/", {"en": "Faster."})
    assert updates.describe(news).endswith("Faster.")
