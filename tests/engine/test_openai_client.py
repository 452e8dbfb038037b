"""The official client of OpenAI, against an engine with a real model."""

from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion

QUESTION: list[Any] = [{"role": "user", "content": "Name three colours of the rainbow."}]


def ask(client: openai.OpenAI, **wanted: Any) -> ChatCompletion:
    given = {"model": "smol", "messages": QUESTION, "max_tokens": 24, "temperature": 0} | wanted
    return client.chat.completions.create(**given)


def test_models(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["smol"]


def test_chat(client: openai.OpenAI) -> None:
    reply = ask(client)
    choice = reply.choices[0]
    assert choice.message.role == "assistant"
    assert choice.message.content
    assert reply.usage is not None
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens
    assert reply.model == "smol"


def test_a_stream_says_the_same(lone: openai.OpenAI) -> None:
    expected = ask(lone).choices[0]
    usage = {"stream_options": {"include_usage": True}}
    chunks = list(ask(lone, stream=True, **usage))  # type: ignore[call-overload]
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert choices[0].delta.role == "assistant"
    assert "".join(c.delta.content or "" for c in choices) == expected.message.content
    assert [c.finish_reason for c in choices if c.finish_reason] == [expected.finish_reason]
    assert choices[-1].delta.content is None
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].usage.completion_tokens == 24


def test_several_answers(client: openai.OpenAI) -> None:
    reply = ask(client, n=2, temperature=1.2, seed=5)
    assert [choice.index for choice in reply.choices] == [0, 1]
    texts = [choice.message.content for choice in reply.choices]
    assert len(set(texts)) == 2
    assert reply.usage is not None
    assert reply.usage.completion_tokens <= 48


def test_a_seed_gives_the_same_text_and_another_one_another(lone: openai.OpenAI) -> None:
    def said(seed: int) -> str | None:
        return ask(lone, temperature=1.2, seed=seed).choices[0].message.content

    assert said(11) == said(11)
    assert said(11) != said(12)


def test_stop(lone: openai.OpenAI) -> None:
    whole = ask(lone).choices[0].message.content or ""
    word = whole.split()[3]
    stopped = ask(lone, stop=[word, "never"]).choices[0]
    assert stopped.message.content == whole[: whole.index(word)]
    assert stopped.finish_reason == "stop"


def test_max_tokens(client: openai.OpenAI) -> None:
    reply = ask(client, max_tokens=3)
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 3
    assert ask(client, max_completion_tokens=2).usage.completion_tokens == 2  # type: ignore[union-attr]


def test_how_likely_the_tokens_were(lone: openai.OpenAI) -> None:
    choice = ask(lone, logprobs=True, top_logprobs=3).choices[0]
    assert choice.logprobs is not None
    scores = choice.logprobs.content or []
    assert b"".join(bytes(s.bytes or []) for s in scores).decode() == choice.message.content
    for score in scores:
        tops = [likely.logprob for likely in score.top_logprobs]
        assert len(tops) == 3
        assert tops == sorted(tops, reverse=True)
        assert score.logprob == tops[0] <= 0, "without chance the likeliest token comes"
    streamed = list(ask(lone, logprobs=True, stream=True))  # type: ignore[call-overload]
    given = [chunk.choices[0].logprobs for chunk in streamed if chunk.choices[0].logprobs]
    assert [s.token for lot in given for s in lot.content] == [s.token for s in scores]
    assert ask(lone).choices[0].logprobs is None


def test_the_second_turn_knows_the_first(lone: openai.OpenAI) -> None:
    first = ask(lone, max_tokens=200)
    assert first.usage is not None
    turns = [
        *QUESTION,
        {"role": "assistant", "content": first.choices[0].message.content},
        {"role": "user", "content": "And a fourth one?"},
    ]
    second = ask(lone, messages=turns)
    assert second.usage is not None
    assert second.usage.prompt_tokens_details is not None
    cached = second.usage.prompt_tokens_details.cached_tokens or 0
    assert cached >= first.usage.prompt_tokens - 1


def test_what_is_known_does_not_change_what_is_said(lone: openai.OpenAI) -> None:
    def said(question: str) -> tuple[str | None, int]:
        messages = [{"role": "user", "content": question}]
        reply = ask(lone, messages=messages, max_tokens=60)
        assert reply.usage is not None
        assert reply.usage.prompt_tokens_details is not None
        return reply.choices[0].message.content, reply.usage.prompt_tokens_details.cached_tokens

    fresh, few = said("How does a steam engine turn heat into motion?")
    reused, many = said("How does a steam engine turn heat into motion?")
    assert many > few
    assert reused == fresh


def test_plain_completion(lone: openai.OpenAI) -> None:
    reply = lone.completions.create(
        model="smol", prompt="The capital of France is", max_tokens=4, temperature=0
    )
    assert "Paris" in reply.choices[0].text
    parts = lone.completions.create(
        model="smol", prompt="The capital of France is", max_tokens=4, temperature=0, stream=True
    )
    assert "".join(part.choices[0].text for part in parts) == reply.choices[0].text


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"messages": "hello"}, openai.UnprocessableEntityError),
        ({"max_tokens": "many"}, openai.UnprocessableEntityError),
        ({"top_logprobs": 3}, openai.BadRequestError),
        ({"tool_choice": "required", "tools": []}, openai.BadRequestError),
        ({"n": 5}, openai.BadRequestError),
        ({"messages": [{"role": "user", "content": "word " * 3000}]}, openai.BadRequestError),
    ],
)
def test_refusals_are_the_clients_own_errors(
    client: openai.OpenAI, wanted: dict[str, Any], error: type[openai.APIStatusError]
) -> None:
    with pytest.raises(error) as refusal:
        ask(client, **wanted)
    assert refusal.value.body["message"]  # type: ignore[index]


def test_a_prompt_that_does_not_fit_has_its_code(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refusal:
        ask(client, messages=[{"role": "user", "content": "word " * 3000}])
    assert refusal.value.code == "context_length_exceeded"


def test_embeddings_are_not_there(client: openai.OpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as refusal:
        client.embeddings.create(model="smol", input="a", encoding_format="float")
    assert refusal.value.status_code == 501


def test_a_wrong_key(client: openai.OpenAI) -> None:
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="wrong").models.list()
