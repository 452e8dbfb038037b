"""The supervisor and the client with the real engine and a small real model."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.own_engines import engines

from app.client.supervisor import Phase, Supervisor
from app.domain.allocation import Plan
from app.domain.chat import Role
from app.domain.events import Channel, Delta, Finished, FinishReason
from app.domain.generation import Request, Sampling
from app.domain.prompt import ChatMessage
from app.errors import EngineError
from app.i18n import explain

ENGINE = [sys.executable, "-m", "app", "serve"]
PLAN = Plan(context=2048, parallel=2, threads=1)
REQUEST = Request(
    (ChatMessage(Role.USER, "What is 2+2?"),), Sampling(temperature=0.0), max_tokens=12
)


@pytest.fixture
async def supervisor(tmp_path: Path):
    made = Supervisor(ENGINE, tmp_path)
    yield made
    await made.stop()


async def answer(endpoint, request: Request = REQUEST) -> tuple[str, Finished]:
    events = [event async for event in endpoint.stream(request)]
    finished = events[-1]
    assert isinstance(finished, Finished)
    text = "".join(e.text for e in events if isinstance(e, Delta) and e.channel is Channel.ANSWER)
    return text, finished


async def killed_at_third_piece(endpoint):
    story = (ChatMessage(Role.USER, "Tell me a long story about a cat."),)
    pieces = 0
    async for event in endpoint.stream(replace(REQUEST, messages=story, max_tokens=400)):
        yield event
        pieces += 1
        if pieces == 3:
            (engine,) = engines()
            engine.kill()


async def test_a_question_is_answered_also_after_a_kill(supervisor, smollm2: Path) -> None:
    endpoint = await supervisor.start(smollm2, PLAN)
    assert supervisor.state.context == 2048
    assert supervisor.state.device
    first, finished = await answer(endpoint)
    assert "4" in first
    assert finished.usage.prompt_tokens > 5
    assert 1 < finished.usage.completion_tokens <= 12
    assert finished.timings.ttft_s > 0
    assert finished.timings.decode_tps > 0
    assert await endpoint.check() == [endpoint.model]

    events = [event async for event in killed_at_third_piece(endpoint)]
    assert len(events) > 3
    assert events[-1].reason is FinishReason.INTERRUPTED

    again, _ = await answer(await supervisor.endpoint())
    assert again == first, "temperature 0 and a fresh engine"
    assert supervisor.state.error.key == "engine.killed"


async def test_several_answers_share_one_prompt(supervisor, smollm2: Path) -> None:
    endpoint = await supervisor.start(smollm2, PLAN)
    completions = await endpoint.complete(replace(REQUEST, n=2))
    assert len({completion.answer for completion in completions}) == 1, "temperature 0"
    assert completions[0].finished.usage.completion_tokens <= 24


async def test_a_file_that_is_no_model_is_refused_in_words(supervisor, tmp_path: Path) -> None:
    (tmp_path / "bad.gguf").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(EngineError) as caught:
        await supervisor.start(tmp_path / "bad.gguf", Plan(context=2048))
    assert caught.value.key.startswith("engine.load_")
    assert "{" not in explain(caught.value)
    assert supervisor.state.phase is Phase.FAILED
