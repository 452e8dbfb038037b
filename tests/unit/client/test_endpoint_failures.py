"""Every way in which another server can disappoint, and the sentence it gets."""

import ssl

import httpx2
import pytest
from support.scripted_server import (
    CHUNKED_HEAD,
    HANG,
    STREAM_HEAD,
    ask,
    delta,
    event,
    reply,
)

from app.client import failures
from app.client.openai import Endpoint
from app.domain.events import Channel, FinishReason
from app.errors import EndpointError
from app.i18n import LANGUAGES, explain, sentences, set_language

A = Channel.ANSWER


async def refusal(endpoint: Endpoint) -> EndpointError:
    with pytest.raises(EndpointError) as caught:
        await ask(endpoint)
    for language in LANGUAGES:
        set_language(language)
        assert "{" not in explain(caught.value)
    set_language("en")
    return caught.value


HTML = b"<!doctype html><title>Sign in to the network</title>"

BAD_REPLIES = {
    "401": (
        reply(b'{"error": {"message": "no"}}', status="401 Unauthorized"),
        "client.key_refused",
    ),
    "403": (reply(status="403 Forbidden"), "client.key_refused"),
    "404": (reply(b"404 page not found", status="404 Not Found"), "client.not_found"),
    "413": (reply(status="413 Content Too Large"), "client.too_large"),
    "422": (
        reply(b'{"detail": "n must be 1"}', status="422 Unprocessable Content"),
        "client.said_error",
    ),
    "422 without words": (
        reply(b'{"detail": []}', status="422 Unprocessable Content"),
        "client.refused_request",
    ),
    "429": (reply(status="429 Too Many Requests"), "client.too_many_requests"),
    "429 with a wait": (
        reply(status="429 Too Many Requests", more="Retry-After: 20\r\n"),
        "client.too_many_requests_wait",
    ),
    "503 with a wait": (
        reply(status="503 Service Unavailable", more="Retry-After: 5\r\n"),
        "client.too_many_requests_wait",
    ),
    "500": (reply(HTML, status="500 Internal Server Error"), "client.server_error"),
    "502": (reply(HTML, status="502 Bad Gateway", kind="text/html"), "client.server_error"),
    "503": (reply(b'{"status": "loading"}', status="503 Service Unavailable"), "client.not_ready"),
    "redirect": (
        reply(status="308 Permanent Redirect", more="Location: https://x.example/v1\r\n"),
        "client.redirected",
    ),
    "prompt too long": (
        reply(
            b'{"error": {"code": "context_length_exceeded", "message": "truncation is off"}}',
            status="400 Bad Request",
        ),
        "client.prompt_too_long",
    ),
    "HTML page": (reply(HTML, kind="text/html"), "client.not_openai"),
    "JSON instead of a stream": (reply(b'{"ok": true}'), "client.not_openai"),
    "not JSON": (STREAM_HEAD + b"data: hello\n\n", "client.not_openai"),
    "nested without end": (STREAM_HEAD + b"data: " + b"[" * 99999 + b"\n\n", "client.not_openai"),
    "wrong shapes": (STREAM_HEAD + b'data: {"choices": [7]}\n\n', "client.not_openai"),
    "wrong text": (
        STREAM_HEAD + event({"choices": [{"delta": {"content": ["a"]}}]}),
        "client.not_openai",
    ),
    "error inside the stream": (
        STREAM_HEAD + delta(content="4") + event({"error": {"message": "out of memory"}}),
        "client.said_error",
    ),
    "closed without a word": (b"", "client.broke_off"),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-", "client.broke_off"),
    "not HTTP": (b"\x16\x03\x01\x02\x00", "client.broke_off"),
}


@pytest.mark.parametrize(("bytes_sent", "key"), BAD_REPLIES.values(), ids=BAD_REPLIES)
async def test_every_bad_reply_has_a_sentence(server, endpoint, bytes_sent, key) -> None:
    server.answers([bytes_sent])
    assert (await refusal(endpoint)).key == key


async def test_nothing_listens(server) -> None:
    await server.close()
    lonely = Endpoint(server.address)
    error = await refusal(lonely)
    assert error.key == "client.unreachable"
    assert server.address.split("/")[2] in explain(error)
    await lonely.aclose()


async def test_silence(server, endpoint, monkeypatch) -> None:
    monkeypatch.setattr("app.client.openai.QUIET_TIMEOUT_S", 0.05)
    server.answers([HANG])
    assert (await refusal(endpoint)).key == "client.timeout"


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (httpx2.ConnectTimeout("slow"), "client.unreachable"),
        (httpx2.ProxyError("407"), "client.proxy"),
        (httpx2.ReadError("reset"), "client.broke_off"),
        (httpx2.UnsupportedProtocol("gopher"), "client.bad_address"),
    ],
)
def test_transport_errors_have_their_sentence(error: Exception, key: str) -> None:
    assert failures.of_transport(error, "gpu:8000").key == key


def test_a_certificate_is_found_as_the_cause() -> None:
    error = httpx2.ConnectError("handshake")
    error.__cause__ = ssl.SSLCertVerificationError("expired")
    assert failures.of_transport(error, "gpu:8000").key == "client.tls"


CUT_STREAMS = {
    "closed between events": [STREAM_HEAD, delta(content="so ")],
    "closed inside an event": [STREAM_HEAD, delta(content="so "), b'data: {"choi'],
    "cut inside a chunk": [CHUNKED_HEAD, b"%x\r\n" % 200, delta(content="so ")],
    "silent for too long": [STREAM_HEAD, delta(content="so "), HANG],
}


@pytest.mark.parametrize("script", CUT_STREAMS.values(), ids=CUT_STREAMS)
async def test_a_stream_that_breaks_off_keeps_what_came(server, endpoint, monkeypatch, script):
    monkeypatch.setattr("app.client.openai.QUIET_TIMEOUT_S", 0.3)
    server.answers(script)
    said, finished = await ask(endpoint)
    assert said[A] == "so "
    assert finished.reason is FinishReason.INTERRUPTED


async def test_the_end_that_came_before_the_cut_counts(server, endpoint) -> None:
    server.answers([CHUNKED_HEAD, b"%x\r\n" % 300, delta(content="4", finish="stop")])
    assert (await ask(endpoint))[1].reason is FinishReason.STOP


async def test_an_endpoint_that_we_closed(server, endpoint) -> None:
    await endpoint.aclose()
    assert (await refusal(endpoint)).key == "client.unreachable"


@pytest.mark.parametrize(
    ("bytes_sent", "key"),
    [
        (reply(b"[]"), "client.not_openai"),
        (reply(HTML, kind="text/html"), "client.not_openai"),
        (reply(status="401 Unauthorized"), "client.key_refused"),
        (reply(b"{}")[:-1], "client.broke_off"),
    ],
)
async def test_a_bad_list_of_models(server, endpoint, bytes_sent, key) -> None:
    server.answers([bytes_sent])
    with pytest.raises(EndpointError) as caught:
        await endpoint.check()
    assert caught.value.key == key


# --- words ---------------------------------------------------------------------------------------


def test_every_key_of_the_client_is_said_in_every_language() -> None:
    keys = {key for key in sentences("en") if key.startswith("client.")}
    assert keys == {key for key in sentences("zh") if key.startswith("client.")}
    assert set(failures._BY_STATUS.values()) | set(failures._BY_CODE.values()) <= keys
