"""Looking for cards with an engine that answers, crashes, hangs, and misses its driver."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from app.client.hardware import WITHOUT_CARDS, BackendFile, environment, look
from app.domain.memory import Device
from app.engine.plugins import WITHOUT_CARDS_VARIABLE
from app.i18n import explain

ROOT = Path(__file__).parents[3]
ROW = {"backend": "CUDA", "total": 6442450944, "free": 6012954214}
REPORT = {
    "event": "devices",
    "devices": [
        {"name": "CUDA0", "description": "RTX 2060", "kind": "graphics", **ROW},
        {"name": "Vulkan1", "description": "UHD", "kind": "integrated_graphics", **ROW},
        {"name": "BLAS", "description": "OpenBLAS", "kind": "other", **ROW},
        {"name": "CPU", "description": "Ryzen 5", "kind": "processor", **ROW},
    ],
    "backends": ["CUDA", "CPU"],
    "idle": [],
    "versions": {"ggml": "0.25.3"},
}


def engine(script: str) -> list[str]:
    """A command that runs ``script`` where an engine would look for devices."""
    return [sys.executable, "-S", "-c", f"import json, os, sys, time\n{script}"]


def says(report: object) -> list[str]:
    return engine(f"print('loading CUDA...'); print({json.dumps(report)!r})")


async def test_what_the_engine_reports():
    found = await look(says(REPORT))
    assert found.cards == (
        Device("CUDA0", 6012954214, 6442450944, "RTX 2060"),
        Device("Vulkan1", 6012954214, 6442450944, "UHD", shared=True),
    )
    assert (found.processor, found.backends) == ("Ryzen 5", ("CUDA", "CPU"))
    assert found.versions == {"ggml": "0.25.3"}
    assert found.problem is None


async def test_a_backend_without_a_card_is_named():
    found = await look(says({**REPORT, "devices": [], "idle": ["Vulkan"]}))
    assert found.problem is not None
    assert found.problem.key == "engine.no_driver"
    assert "Vulkan" in explain(found.problem)


async def test_backends_that_are_files_of_their_own():
    why = "libcuda.so.1: cannot open shared object file"
    row = {"file": "libggml-cuda.so", "kind": "cuda", "variant": "", "fate": "failed", "why": why}
    found = await look(says({**REPORT, "plugins": [row]}))
    assert found.files == (BackendFile("libggml-cuda.so", "cuda", "failed", why),)


async def test_a_driver_that_crashes_costs_the_cards_and_nothing_else():
    found = await look(engine(f"os.kill(os.getpid(), {int(signal.SIGSEGV)})"))
    assert found.cards == ()
    assert found.problem is not None
    assert found.problem.key == "engine.look_died"
    assert "-11" in explain(found.problem)


async def test_a_driver_that_hangs_is_not_waited_for():
    began = time.monotonic()
    found = await look(engine("time.sleep(60)"), patience_s=0.3)
    assert time.monotonic() - began < 5
    assert found.problem is not None
    assert found.problem.key == "engine.look_stalled"


@pytest.mark.parametrize(
    ("words", "key", "library"),
    [
        ("libcuda.so.1: cannot open shared object file: No such file", "driver_missing", "libcuda"),
        ("libvulkan.so.1: cannot open shared object file", "driver_missing", "libvulkan"),
        ("libgomp.so.1: cannot open shared object file", "library_missing", ""),
    ],
)
async def test_a_missing_driver_is_named(words: str, key: str, library: str):
    script = f"sys.exit('RuntimeError: Failed to load shared library: {words}')"
    found = await look(engine(script))
    assert found.problem is not None
    assert found.problem.key == f"engine.{key}"
    assert library in explain(found.problem)


@pytest.mark.parametrize(
    "said",
    [
        "nonsense",
        [],
        {"event": "devices"},
        {**REPORT, "devices": [{"name": "CUDA0"}]},
        {**REPORT, "devices": [{"kind": "graphics", "name": "X", "free": "much"}]},
    ],
)
async def test_nonsense_is_no_answer(said: object):
    found = await look(says(said))
    assert found.problem is not None
    assert found.problem.key == "engine.look_died"


async def test_an_engine_that_cannot_be_started():
    found = await look(["/nowhere/lemma"])
    assert found.problem is not None
    assert found.problem.key == "engine.not_started"


async def test_the_real_engine_answers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    found = await look([sys.executable, "-m", "app", "serve"])
    assert found.problem is None
    assert found.processor
    assert "CPU" in found.backends
    assert found.versions["llama_cpp_python"] == "0.3.36"


def test_an_engine_on_the_processor_finds_no_card():
    assert environment(cards=True) == dict(os.environ)
    assert WITHOUT_CARDS_VARIABLE in WITHOUT_CARDS
    assert WITHOUT_CARDS.items() <= environment(cards=False).items()
