"""The client against a server that says exactly what a test wants: asked, understood, stopped."""

import asyncio
import json
import time
from dataclasses import replace

import pytest
from support.scripted_server import DONE, HANG, REQUEST, STREAM_HEAD, ask, delta, event, reply

from app.client.openai import Completion, Endpoint, base_url
from app.client.wire import EXTENSIONS
from app.domain.chat import Role
from app.domain.events import Channel, Delta, Finished, FinishReason, Timings, Usage
from app.domain.generation import Request, Sampling
from app.domain.prompt import ChatMessage
from app.errors import EndpointError
from app.i18n import explain

R, A = Channel.REASONING, Channel.ANSWER


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
        "thinking_budget": "auto",
    }


async def test_a_strict_server_is_asked_again_in_plain_dialect(server, endpoint) -> None:
    refused = b'{"error": {"message": "Unrecognized request arguments supplied: min_p, top_k"}}'
    good = [STREAM_HEAD, delta(content="4", finish="stop"), DONE]
    server.answers([reply(refused, status="400 Bad Request")], good, good)
    assert (await ask(endpoint))[0][A] == "4"
    assert (await ask(endpoint))[0][A] == "4"
    assert len(server.requests) == 3, "the lesson was not remembered"
    assert not set(EXTENSIONS) & server.body().keys()


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


async def test_an_answer_ended_for_repeating_itself_is_known_as_such(server, endpoint) -> None:
    last = {"choices": [{"delta": {}, "finish_reason": "length", "stop_reason": "cycle"}]}
    server.answers([STREAM_HEAD, delta(content="4"), event(last), DONE])
    _, finished = await ask(endpoint)
    assert finished.reason is FinishReason.CYCLE


@pytest.mark.parametrize(("budget", "sent"), [(0, 0), (300, 300), (None, None)])
async def test_the_thinking_budget_is_sent(server, endpoint, budget, sent) -> None:
    server.answers([STREAM_HEAD, delta(content="4", finish="stop"), DONE])
    await ask(endpoint, replace(REQUEST, thinking_budget=budget))
    assert server.body().get("thinking_budget") == sent


async def test_an_answer_can_be_asked_for_now_by_its_id(server, endpoint) -> None:
    head = {"id": "answer-7", "choices": [{"delta": {"content": "4"}}]}
    server.answers([STREAM_HEAD, event(head), delta(finish="stop"), DONE], [STREAM_HEAD])
    ids: list[str] = []
    async for _ in endpoint.stream(REQUEST, begun=ids.append):
        pass
    assert ids == ["answer-7"]
    assert await endpoint.answer_now(ids[0])
    assert "POST /lemma/answer_now" in server.requests[-1][0]
    assert server.body() == {"id": "answer-7"}


async def test_a_server_that_cannot_answer_now_says_so(server, endpoint) -> None:
    server.answers([reply(b"{}", status="404 Not Found")])
    assert not await endpoint.answer_now("any")


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
