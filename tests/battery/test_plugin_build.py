"""The build that packages carry, with its backends as files of their own, in a real engine.

``python build_installer.py build`` makes it; without it these tests wait.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.cli.ask import hear
from app.client.hardware import WITHOUT_CARDS, look
from app.client.supervisor import Supervisor
from app.domain.allocation import Plan
from app.domain.chat import Role
from app.domain.events import Channel
from app.domain.generation import Request, Sampling
from app.domain.prompt import ChatMessage
from app.engine.plugins import CARD_KINDS
from installer import backends

ENGINE = (sys.executable, "-m", "app", "serve")
ROOT = Path(__file__).parents[2]
PLAN = Plan(context=1024, gpu_layers=0, parallel=1)
QUESTIONS = ("What is 2+2?", "What is the capital of France?", "Count from one to five.")

pytestmark = [
    pytest.mark.battery,
    pytest.mark.skipif(not backends.FOLDER.exists(), reason="build_installer.py build makes it"),
]
#: Puts the build first on the path of engines started from now on.
PLUGINS = {"PYTHONPATH": os.pathsep.join([str(backends.FOLDER), str(ROOT)])}


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def put(monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


async def answers(model: Path, logs: Path) -> list[str]:
    supervisor = Supervisor(ENGINE, logs)
    try:
        await supervisor.start(model, PLAN)
        endpoint = await supervisor.endpoint()
        texts = []
        for question in QUESTIONS:
            messages = (ChatMessage(Role.USER, question),)
            request = Request(messages, Sampling(temperature=0.0), max_tokens=16)
            texts.append((await hear(endpoint, request)).texts[Channel.ANSWER])
        return texts
    finally:
        await supervisor.stop()


async def test_one_variant_is_in_use_and_every_other_file_is_named(monkeypatch):
    put(monkeypatch, PLUGINS)
    found = await look(ENGINE)
    files = {file.file: file for file in found.files}
    processors = [file for file in found.files if file.kind == "cpu"]
    assert len(processors) > 10
    assert [file.fate for file in processors].count("loaded") == 1
    assert {file.fate for file in processors} <= {"loaded", "outdone", "unfit"}
    assert "libggml-vulkan.so" in files
    assert "CPU" in found.backends


async def test_without_cards_no_driver_is_loaded(monkeypatch):
    put(monkeypatch, {**PLUGINS, **WITHOUT_CARDS})
    found = await look(ENGINE)
    fates = {file.kind: file.fate for file in found.files}
    assert all(fate == "unwanted" for kind, fate in fates.items() if kind in CARD_KINDS)
    assert found.cards == ()


async def test_answers_are_hardly_others_than_of_a_build_for_this_very_processor(
    monkeypatch, data, smollm2: Path
):
    linked_in = await answers(smollm2, data.logs)
    put(monkeypatch, PLUGINS)
    loaded = await answers(smollm2, data.logs)
    assert all(loaded)
    # Other instructions round otherwise: now and then that tips a word.
    assert sum(one == other for one, other in zip(loaded, linked_in, strict=True)) >= 2
