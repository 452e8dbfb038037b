"""The client against a server that says exactly what a test wants, well-behaved or not."""

import asyncio
import json
import ssl
import time

import httpx2
import pytest
from support.scripted_server import (
    CHUNKED_HEAD,
    DONE,
    HANG,
    STREAM_HEAD,
    ScriptedServer,
    delta,
    event,
    reply,
)

from app.client import failures
from app.client.openai import Completion, Endpoint, base_url
from app.domain.chat import Role
from app.domain.events import Channel, Delta, Finished, FinishReason, Timings, Usage
from app.domain.generation import Request, Sampling
from app.domain.prompt import ChatMessage
from app.errors import EndpointError
from app.i18n import LANGUAGES, explain, sentences, set_language

REQUEST = Request((ChatMessage(Role.USER, "2+2?"),))
R, A = Channel.REASONING, Channel.ANSWER


@pytest.fixture
async def server():
    scripted = ScriptedServer()
    await scripted.open()
    yield scripted
    await scripted.close()


@pytest.fixture
async def endpoint(server: ScriptedServer):
    made = Endpoint(server.address, api_key="secret", model="m1")
    yield made
    await made.aclose()


async def ask(
    endpoint: Endpoint, request: Request = REQUEST
) -> tuple[dict[Channel, str], Finished]:
    said = {R: "", A: ""}
    events = [piece async for piece in endpoint.stream(request)]
    for piece in events[:-1]:
        assert isinstance(piece, Delta)
        said[piece.channel] += piece.text
    assert isinstance(events[-1], Finished)
    return said, events[-1]


async def refusal(endpoint: Endpoint) -> EndpointError:
    with pytest.raises(EndpointError) as caught:
        await ask(endpoint)
    for language in LANGUAGES:
        set_language(language)
        assert "{" not in explain(caught.value)
    set_language("en")
    return caught.value


# --- what is sent --------------------------------------------------------------------------------


async def test_the_request_as_it_goes_out(server, endpoint) -> None:
    server.answers([STREAM_HEAD, DONE])
    history = (ChatMessage(Role.USER, "1+1?"), ChatMessage(Role.ASSISTANT, "2"), *REQUEST.messages)
    await ask(endpoint, Request(history, Sampling(seed=7), max_tokens=64, stop=("\n\n",)))
    line, headers, _ = server.requests[0]
    assert line == "POST /v1/chat/completions HTTP/1.1"
    assert headers["authorization"] == "Bearer secret"
    assert server.body() == {
        "model": "m1",
        "messages": [
            {"role": "user", "content": "1+1?"},
            {"role": "assistant", "content": "2"},
            {"role": "user", "content": "2+2?"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 64,
        "stop": ["\n\n"],
        "seed": 7,
        "temperature": 0.6,
        "top_p": 0.95,
        "top_k": 0,
        "min_p": 0.0,
        "repeat_penalty": 1.0,
        "truncation": "auto",
    }


async def test_a_strict_server_is_asked_again_in_plain_dialect(server, endpoint) -> None:
    refused = b'{"error": {"message": "Unrecognized request arguments supplied: min_p, top_k"}}'
    good = [STREAM_HEAD, delta(content="4", finish="stop"), DONE]
    server.answers([reply(refused, status="400 Bad Request")], good, good)
    assert (await ask(endpoint))[0][A] == "4"
    assert (await ask(endpoint))[0][A] == "4"
    assert len(server.requests) == 3, "the lesson was not remembered"
    assert not {"top_k", "min_p", "repeat_penalty", "truncation"} & server.body().keys()


def test_a_key_that_cannot_be_one(server) -> None:
    with pytest.raises(EndpointError) as caught:
        Endpoint(server.address, api_key="ключ")
    assert caught.value.key == "client.bad_key"


async def test_no_key_no_header(server) -> None:
    server.answers([reply(b'{"data": []}')])
    open_endpoint = Endpoint(server.address, api_key=" ")
    assert await open_endpoint.models() == []
    assert "authorization" not in server.requests[0][1]
    await open_endpoint.aclose()


async def test_a_proxy_of_the_environment_is_not_asked_about_loopback(server, monkeypatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answers([reply(b'{"data": [{"id": "m1"}]}')])
    made = Endpoint(server.address)
    assert await made.models() == ["m1"]
    await made.aclose()


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/v1"),
        (" http://127.0.0.1:8000/v1/ ", "http://127.0.0.1:8000/v1"),
        ("http://gpu:8000/v1/chat/completions", "http://gpu:8000/v1"),
        ("https://api.example.org/openai/v4", "https://api.example.org/openai/v4"),
        ("localhost", "http://localhost/v1"),
        ("gpu.school.edu:8000", "http://gpu.school.edu:8000/v1"),
        ("api.example.org", "https://api.example.org/v1"),
        ("http://[::1]:8000", "http://[::1]:8000/v1"),
        ("https://api.example.org/v1?key=1#x", "https://api.example.org/v1"),
    ],
)
def test_addresses_as_people_type_them(typed: str, url: str) -> None:
    assert str(base_url(typed)) == url


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "ftp://a/v1",
        "http://",
        "http://[",
        "http://a:b:c",
        "http://a b",
        "http://a:99999",
    ],
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(EndpointError) as caught:
        base_url(typed)
    assert caught.value.key == "client.bad_address"


# --- what is understood --------------------------------------------------------------------------

DIALECTS = {
    "reasoning_content": [
        delta(reasoning_content="2 and "),
        delta(reasoning_content="2"),
        delta(content="4"),
    ],
    "reasoning": [delta(reasoning="2 and 2"), delta(content="4")],
    "tags": [delta(content="<thi"), delta(content="nk>\n2 and 2\n</th"), delta(content="ink>4")],
}


@pytest.mark.parametrize("pieces", DIALECTS.values(), ids=DIALECTS)
async def test_reasoning_in_every_dialect(server, endpoint, pieces) -> None:
    server.answers([STREAM_HEAD, *pieces, delta(finish="stop"), DONE])
    said, finished = await ask(endpoint)
    assert said == {R: "2 and 2", A: "4"}
    assert finished.reason is FinishReason.STOP


async def test_tags_are_text_once_the_server_splits_by_itself(server, endpoint) -> None:
    pieces = [delta(reasoning_content="hm"), delta(content="<think>"), delta(content="4")]
    server.answers([STREAM_HEAD, *pieces, delta(finish="stop"), DONE])
    assert (await ask(endpoint))[0] == {R: "hm", A: "<think>4"}


async def test_what_looks_like_half_a_tag_at_the_end_is_kept(server, endpoint) -> None:
    server.answers([STREAM_HEAD, delta(content="a <"), delta(content="th", finish="length"), DONE])
    said, finished = await ask(endpoint)
    assert said[A] == "a <th"
    assert finished.reason is FinishReason.LENGTH


ODD_TEXT = "a\u2028b\u2029c\u0085d\x0be\x1ff\r\ng 数 😀"


async def test_characters_cut_into_halves_are_joined(server, endpoint) -> None:
    def half(text: str) -> bytes:
        return b'data: {"choices": [{"delta": {"content": "%s"}}]}\n\n' % text.encode()

    pieces = [half("a\\ud83d"), half("\\ude00b"), half("\\ude00c"), delta(finish="stop")]
    server.answers([STREAM_HEAD, *pieces, DONE])
    assert (await ask(endpoint))[0][A] == "a😀b\ufffdc"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("step", [1, 3, 1000])
async def test_events_with_any_line_ends_cut_anywhere(server, endpoint, end, step) -> None:
    payload = {"choices": [{"delta": {"content": ODD_TEXT}, "finish_reason": "stop"}]}
    data = b": comment" + end.encode() * 2 + event(payload, end=end)
    data += f"data: [DONE]{end}{end}".encode()
    server.answers([STREAM_HEAD, *(data[i : i + step] for i in range(0, len(data), step))])
    said, finished = await ask(endpoint)
    assert said[A] == ODD_TEXT
    assert finished.reason is FinishReason.STOP


async def test_usage_and_timings_of_the_server(server, endpoint) -> None:
    last = {
        "choices": [{"delta": {}, "finish_reason": "length"}],
        "model": "the real one",
        "timings": {"prompt_n": 20, "prompt_ms": 100.0, "predicted_n": 30, "predicted_ms": 500},
        "dropped_messages": 2,
    }
    usage = {
        "choices": [],
        "usage": {
            "prompt_tokens": 25,
            "completion_tokens": 31,
            "prompt_tokens_details": {"cached_tokens": 5},
        },
    }
    server.answers([STREAM_HEAD, delta(content="4"), event(last), event(usage), DONE])
    _, finished = await ask(endpoint)
    assert finished.timings.ttft_s > 0
    assert finished == Finished(
        FinishReason.LENGTH,
        usage=Usage(prompt_tokens=25, completion_tokens=31, cached_tokens=5),
        timings=Timings(ttft_s=finished.timings.ttft_s, prompt_tps=200.0, decode_tps=60.0),
        model="the real one",
        dropped_messages=2,
    )


async def test_times_are_measured_when_the_server_sends_none(server) -> None:
    ticks = iter([100.0, 100.5, 100.75, 101.0])
    server.answers([STREAM_HEAD, *[delta(content=c) for c in "abc"], delta(finish="stop"), DONE])
    timed = Endpoint(server.address, clock=lambda: next(ticks))
    _, finished = await ask(timed)
    await timed.aclose()
    assert finished.timings == Timings(ttft_s=0.5, prompt_tps=0.0, decode_tps=4.0)


async def test_several_answers_at_once(server, endpoint) -> None:
    message = {"role": "assistant", "content": "4", "reasoning_content": "hm"}
    tagged = {"role": "assistant", "content": "<think>\nhm\n</think>\n\n5"}
    body = {
        "model": "m",
        "choices": [
            {"message": message, "finish_reason": "stop"},
            {"message": tagged, "finish_reason": "length"},
        ],
        "usage": {"prompt_tokens": 3, "completion_tokens": 9},
    }
    server.answers([reply(json.dumps(body).encode())])
    completions = await endpoint.complete(Request(REQUEST.messages, n=2))
    usage = Usage(prompt_tokens=3, completion_tokens=9)
    assert server.body()["n"] == 2
    assert completions == [
        Completion("hm", "4", Finished(FinishReason.STOP, usage=usage, model="m")),
        Completion("hm", "\n5", Finished(FinishReason.LENGTH, usage=usage, model="m")),
    ]


async def test_the_connection_test(server, endpoint) -> None:
    server.answers([reply(b'{"data": [{"id": "m0"}, {"id": "m1"}]}')])
    assert await endpoint.check() == ["m0", "m1"]
    server.answers([reply(b'{"data": [{"id": "m0"}]}')])
    with pytest.raises(EndpointError) as caught:
        await endpoint.check()
    assert caught.value.key == "client.model_not_offered"
    assert "m0" in explain(caught.value)


async def test_health(server, endpoint) -> None:
    loading = b'{"status": "loading", "progress": 0.25}'
    server.answers([reply(loading, status="503 Service Unavailable")])
    assert (await endpoint.health()).progress == 0.25
    assert not (await endpoint.health()).ready
    server.answers([reply(b'{"status": "ok", "context": 8192, "slots_busy": 0}')])
    assert (await endpoint.health()).ready
    assert server.requests[-1][0] == "GET /health HTTP/1.1"


# --- what goes wrong -----------------------------------------------------------------------------

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


# --- stopping ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script", [[HANG], [STREAM_HEAD, HANG], [STREAM_HEAD, delta(content="a"), HANG]]
)
async def test_cancelling_hangs_up_at_once(server, endpoint, script) -> None:
    server.answers(script)
    task = asyncio.create_task(ask(endpoint))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(server.hung_up.wait(), 1)
    assert time.monotonic() - began < 0.25


async def test_a_reader_that_leaves_hangs_up(server, endpoint) -> None:
    server.answers([STREAM_HEAD, delta(content="a"), HANG])
    events = endpoint.stream(REQUEST)
    assert await anext(events) == Delta(A, "a")
    await events.aclose()
    await asyncio.wait_for(server.hung_up.wait(), 1)


# --- words ---------------------------------------------------------------------------------------


def test_every_key_of_the_client_is_said_in_every_language() -> None:
    keys = {key for key in sentences("en") if key.startswith("client.")}
    assert keys == {key for key in sentences("zh") if key.startswith("client.")}
    assert set(failures._BY_STATUS.values()) | set(failures._BY_CODE.values()) <= keys
