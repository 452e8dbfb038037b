"""Layers on a graphics card, on Vulkan with Mesa's software driver: it really places and computes.

Only speed says nothing here. Needs ``tools/setup.sh vulkan``, as ``make battery`` calls it.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from support import vulkan

from app.cli.ask import Heard, hear
from app.client.hardware import Hardware, look
from app.client.openai import Endpoint
from app.client.supervisor import EngineState, Supervisor
from app.domain import memory
from app.domain.chat import Role
from app.domain.events import Channel
from app.domain.generation import Request, Sampling
from app.domain.memory import MIB, Plan
from app.domain.prompt import ChatMessage
from app.i18n import explain
from app.models.gguf import read_header
from app.paths import DataDir
from app.tutor.program import Program

ENGINE = (sys.executable, "-m", "app", "serve")
PROMPTS = max(5, int(os.environ.get("LEMMA_CASES", "50")) // 10)
TOKENS = 24
TOLERANCE = 0.03
SAME_SHARE = 0.95
ALL = 31  # SmolLM2 has 30 layers, and its output

pytestmark = [
    pytest.mark.battery,
    pytest.mark.skipif(not vulkan.BUILD.exists(), reason="no Vulkan build: tools/setup.sh vulkan"),
]


@pytest.fixture(autouse=True)
def _vulkan_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(vulkan.ROOT)
    for name, value in vulkan.environment().items():
        monkeypatch.setenv(name, value)


def on_card(layers: int = ALL, *, context: int = 1024) -> Plan:
    return Plan(
        context=context,
        gpu_layers=-1 if layers == ALL else layers,
        parallel=1,
        cards=(vulkan.CARD,),
        split=(layers,),
    )


def request(question: str, tokens: int = TOKENS) -> Request:
    messages = (ChatMessage(Role.USER, question),)
    return Request(messages, Sampling(temperature=0.0), max_tokens=tokens)


async def answers(supervisor: Supervisor, questions: Sequence[str]) -> list[str]:
    endpoint: Endpoint = await supervisor.endpoint()
    heard: list[Heard] = [await hear(endpoint, request(question)) for question in questions]
    return [said.texts[Channel.ANSWER] for said in heard]


async def run(model: Path, plan: Plan, logs: Path, questions: Sequence[str]) -> list[str]:
    supervisor = Supervisor(ENGINE, logs)
    try:
        await supervisor.start(model, plan)
        return await answers(supervisor, questions)
    finally:
        await supervisor.stop()


# --- finding it -----------------------------------------------------------------------------------


async def test_the_card_and_its_memory_are_found():
    found: Hardware = await look(ENGINE)
    assert found.problem is None
    (card,) = found.cards
    assert card.name == vulkan.CARD
    assert "llvmpipe" in card.description
    assert 0 < card.free_bytes <= card.total_bytes
    assert "Vulkan" in found.backends


async def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for variable in ("VK_DRIVER_FILES", "VK_ICD_FILENAMES"):
        monkeypatch.setenv(variable, str(tmp_path / "none.json"))
    found = await look(ENGINE)
    assert found.cards == ()
    assert found.problem is not None
    assert "Vulkan" in explain(found.problem)


# --- placing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("layers", [ALL, 20, 6])
def test_what_lies_on_the_card_is_what_was_planned(smollm2: Path, layers: int):
    plan = on_card(layers)
    shape = read_header(smollm2).shape
    found = vulkan.buffers(smollm2, plan)[vulkan.CARD]
    cached = memory.kv_bytes(shape, plan) * (layers - 1) / shape.layers  # one is the output
    assert found["cache"] == pytest.approx(cached, rel=TOLERANCE)
    in_all = found["weights"] + found["cache"] + found["compute"]
    assert in_all == pytest.approx(memory.need(shape, plan).card, rel=TOLERANCE)


async def test_the_text_is_the_processors(smollm2: Path, tmp_path: Path):
    questions = [f"Write a sentence about the number {number}." for number in range(PROMPTS)]
    here = await run(smollm2, Plan(context=1024, parallel=1), tmp_path, questions)
    there = await run(smollm2, on_card(), tmp_path, questions)
    same = sum(one == other for one, other in zip(here, there, strict=True))
    assert all(here)
    assert same >= SAME_SHARE * PROMPTS, list(zip(here, there, strict=True))


# --- when it fails --------------------------------------------------------------------------------


async def test_a_card_whose_memory_is_not_there_is_left(smollm2: Path, tmp_path: Path):
    """It said that it had room; then nothing more can be had than the processor needs."""
    limit = 1200 * MIB
    command = [shutil.which("prlimit") or "", f"--as={limit}", *ENGINE]
    supervisor = Supervisor(command, tmp_path)
    states: list[EngineState] = []
    supervisor.observers.append(states.append)
    try:
        await supervisor.start(smollm2, on_card(context=8192))
        assert supervisor.state.plan is not None
        assert supervisor.state.plan.gpu_layers == 0
        assert supervisor.state.reduced
        assert await answers(supervisor, ["Say something."]) != [""]
    finally:
        await supervisor.stop()
    tried = {state.plan for state in states if state.plan is not None}
    assert len(tried) > 1


async def test_a_card_that_is_far_too_slow_is_said(smollm2: Path, data: DataDir):
    """The whole way: the program finds the card, plans for it, asks, and notices the figures."""
    program = Program(data, ENGINE, keep=False)
    program.save_settings(program.changed_settings(model=str(smollm2), context=2048))
    try:
        endpoint = await program.room.endpoint()
        assert "llvmpipe" in program.room.placement
        heard = await hear(endpoint, request("Tell me about the number seven.", 48))
        program.room.heed(heard.finished)
        assert "llvmpipe" in program.room.notice
    finally:
        await program.close()
