"""The client against a server that speaks vLLM's dialect, in all its forms."""

from dataclasses import replace

import pytest
from support.vllm_server import ANSWER, DIALECTS, KEY, MODEL, THOUGHT, Vllm, running

from app.cli.ask import hear
from app.client.openai import Endpoint
from app.domain.chat import Role
from app.domain.events import Channel, Delta, Event, FinishReason, Recast, Usage
from app.domain.generation import Request
from app.domain.prompt import ChatMessage
from app.errors import EndpointError

REQUEST = Request((ChatMessage(Role.USER, "2+2?"),))
SAID = {Channel.REASONING: "".join(THOUGHT), Channel.ANSWER: "".join(ANSWER)}


def stripped(texts: dict[Channel, str]) -> dict[Channel, str]:
    return {channel: text.strip() for channel, text in texts.items()}


def endpoint(server: Vllm, *, key: str = KEY, model: str = MODEL) -> Endpoint:
    return Endpoint(server.address, api_key=key, model=model)


@pytest.mark.parametrize("usage", ["asked", "always", "never"])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_reasoning_and_usage_in_every_form(dialect: str, usage: str) -> None:
    async with running(Vllm(dialect, usage)) as server:
        client = endpoint(server)
        for _ in range(2):
            heard = await hear(client, REQUEST)
            assert stripped(heard.texts) == SAID
            assert heard.finished.reason is FinishReason.STOP
            expected = Usage() if usage == "never" else Usage(9, 9)
            assert heard.finished.usage == expected
            assert heard.finished.timings.ttft_s > 0
        completions = await client.complete(replace(REQUEST, n=2))
        await client.aclose()
    assert [(c.reasoning.strip(), c.answer.strip()) for c in completions] == [
        (SAID[Channel.REASONING], SAID[Channel.ANSWER])
    ] * 2


async def test_a_thought_without_its_opening_tag_is_taken_back_only_once() -> None:
    async with running(Vllm("unopened")) as server:
        client = endpoint(server)
        first: list[Event] = [event async for event in client.stream(REQUEST)]
        second: list[Event] = [event async for event in client.stream(REQUEST)]
        await client.aclose()
    assert [event.text for event in first if isinstance(event, Recast)] == ["".join(THOUGHT)]
    assert not [event for event in second if isinstance(event, Recast)]
    begins = second[0]
    assert isinstance(begins, Delta)
    assert begins.channel is Channel.REASONING, "from now on a thought is shown as one at once"


async def test_an_older_server_that_refuses_our_fields_is_asked_without() -> None:
    async with running(Vllm("reasoning_content", old=True)) as server:
        client = endpoint(server)
        assert stripped((await hear(client, REQUEST)).texts) == SAID
        assert stripped((await hear(client, REQUEST)).texts) == SAID
        await client.aclose()
    assert ["top_k" in body for body in server.bodies] == [True, False, False]


async def test_its_models_are_listed() -> None:
    async with running(Vllm()) as server:
        client = endpoint(server)
        assert await client.check() == [MODEL]
        await client.aclose()


async def test_without_a_name_the_first_model_is_asked() -> None:
    async with running(Vllm()) as server:
        client = endpoint(server, model="")
        assert stripped((await hear(client, REQUEST)).texts) == SAID
        await client.aclose()
    assert server.bodies[0]["model"] == MODEL


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(
    ("key", "model", "words", "error"),
    [
        ("wrong", MODEL, 1, "client.key_refused"),
        (KEY, "another", 1, "client.not_found"),
        (KEY, MODEL, 5000, "client.prompt_too_long"),
    ],
)
async def test_its_refusals_have_sentences(
    old: bool, key: str, model: str, words: int, error: str
) -> None:
    asked = Request((ChatMessage(Role.USER, "word " * words),), sampling=replace(REQUEST.sampling))
    async with running(Vllm(old=old)) as server:
        client = endpoint(server, key=key, model=model)
        with pytest.raises(EndpointError) as caught:
            await hear(client, asked)
        await client.aclose()
    assert caught.value.key == error
