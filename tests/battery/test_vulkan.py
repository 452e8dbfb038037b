"""Layers on a graphics card, on Vulkan with Mesa's software driver: it really places and computes.

Only speed says nothing here. Needs ``tools/setup.sh vulkan``, as ``make battery`` calls it.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import llama_cpp
import pytest
from support import model_shapes, vulkan

from app.cli.ask import Heard, hear
from app.client.hardware import Hardware, look
from app.client.openai import Endpoint
from app.client.supervisor import EngineState, Supervisor
from app.domain import allocation
from app.domain.allocation import MIB, Plan
from app.domain.chat import Role
from app.domain.events import Channel
from app.domain.generation import Request, Sampling
from app.domain.prompt import ChatMessage
from app.i18n import explain
from app.models.gguf import read_header
from app.paths import DataDir
from app.tutor.program import Program

ENGINE = (sys.executable, "-m", "app", "serve")
PROMPTS = max(5, int(os.environ.get("LEMMA_CASES", "50")) // 10)
TOKENS = 10
TOLERANCE = 0.03
SAME_SHARE = 0.95
COUNTRIES = (
    "Argentina Australia Austria Belgium Brazil Bulgaria Canada Chile China Colombia Croatia Cuba "
    "Denmark Egypt Ethiopia Finland France Germany Ghana Greece Hungary Iceland India Indonesia "
    "Iran Iraq Ireland Israel Italy Jamaica Japan Kenya Mexico Mongolia Morocco Nepal Nigeria "
    "Norway Pakistan Peru Poland Portugal Romania Russia Spain Sweden Thailand Turkey Ukraine "
    "Vietnam"
)
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


def on_card(layers: int = ALL, *, of: int = ALL, context: int = 1024, **wanted: Any) -> Plan:
    return Plan(
        context=context,
        gpu_layers=-1 if layers == of else layers,
        cards=(vulkan.CARD,),
        split=(layers,),
        **{"parallel": 1, **wanted},
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


@pytest.fixture(scope="module")
def shape_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 1.5B without its weights, and with fewer words: the driver has no buffers over 128 MB."""
    dimensions = replace(model_shapes.R1_1_5B, vocab=64_000)
    return model_shapes.write(tmp_path_factory.mktemp("shape") / "r1.gguf", dimensions, "Q4_K_M")


@pytest.mark.parametrize(
    "plan",
    [
        on_card(29, of=29, context=32768),
        on_card(29, of=29, context=8192, kv_type="q8_0", micro_batch=128),
        on_card(20, of=29, context=8192),
        on_card(6, of=29, context=4096),
    ],
)
def test_what_lies_on_the_card_is_what_was_planned(shape_file: Path, plan: Plan):
    shape = read_header(shape_file).shape
    found = vulkan.buffers(shape_file, plan)[vulkan.CARD]
    layers = plan.split[0] - 1  # the output counts as one
    cached = allocation.kv_bytes(shape, plan) * layers / shape.layers
    weights = sum(shape.layer_bytes[shape.layers - layers :]) + shape.output_bytes
    assert found["cache"] == pytest.approx(cached, rel=TOLERANCE)
    assert found["weights"] == pytest.approx(weights, rel=TOLERANCE)
    planned = allocation.need(shape, plan).card
    in_all = found["weights"] + found["cache"] + found["compute"]
    # Of the layers that are elsewhere, the plan lets a whole one visit; llama.cpp sends its parts.
    slack = 0 if plan.gpu_layers < 0 else max(shape.layer_bytes)
    assert planned - slack - TOLERANCE * planned <= in_all <= planned


@pytest.fixture(scope="module")
def full_precision(smollm2: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small model with weights of 32 bits.

    With quantized weights processors round what is multiplied to 8 bits as well, cards do not: then
    8 of 50 texts fall differently, though nothing is wrong.
    """
    file = tmp_path_factory.mktemp("full") / "full.gguf"
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype = llama_cpp.LLAMA_FTYPE_ALL_F32
    parameters.allow_requantize = True
    done = llama_cpp.llama_model_quantize(os.fsencode(smollm2), os.fsencode(file), parameters)
    assert done == 0
    return file


@pytest.mark.timeout(1800)  # each token takes about a second there
async def test_the_text_is_the_processors(full_precision: Path, tmp_path: Path):
    questions = [f"What is the capital of {country}?" for country in COUNTRIES.split()[:PROMPTS]]
    here = await run(full_precision, Plan(context=1024, parallel=1), tmp_path, questions)
    there = await run(full_precision, on_card(), tmp_path, questions)
    same = sum(one == other for one, other in zip(here, there, strict=True))
    assert all(here)
    assert same >= SAME_SHARE * len(questions), list(zip(here, there, strict=True))


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


async def test_pain_17_a_card_that_is_far_too_slow_is_said(smollm2: Path, data: DataDir):
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
