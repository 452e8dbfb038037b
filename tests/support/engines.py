"""Starts real engine processes for tests, as the window's supervisor would."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEY = "secret-of-this-test"

_BOOT = """
import json, sys
from pathlib import Path
from app.engine.main import run
from app.engine.options import ServeOptions
options = json.loads(sys.argv[1])
sys.exit(run(ServeOptions(Path(options.pop("model")), **options)))
"""


def spawn(model: Path, *, supervised: bool = True, **options: Any) -> "subprocess.Popen[str]":
    """An engine process for ``model`` with further ``ServeOptions``; one thread by default.

    As a context manager it closes the pipes at the end, upon which a supervised engine ends.
    """
    values = {"model": str(model), "threads": 1, "supervised": supervised, **options}
    process = subprocess.Popen(
        [sys.executable, "-c", _BOOT, json.dumps(values)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    if supervised:
        assert process.stdin is not None
        process.stdin.write(KEY + "\n")
    return process


def next_event(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """The next line of a supervised engine."""
    assert process.stdout is not None
    event: dict[str, Any] = json.loads(process.stdout.readline())
    return event


@dataclass(frozen=True)
class RunningEngine:
    """A supervised engine that has loaded its model."""

    process: "subprocess.Popen[str]"
    url: str
    ready: dict[str, Any]


@contextmanager
def running(model: Path, **options: Any) -> Iterator[RunningEngine]:
    """A supervised engine that is ready; ended by closing its standard input."""
    with spawn(model, **options) as process:
        listening = next_event(process)
        ready = next_event(process)
        assert (listening["event"], ready["event"]) == ("listening", "ready"), (listening, ready)
        yield RunningEngine(process, listening["url"], ready)
