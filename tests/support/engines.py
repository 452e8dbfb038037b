"""Starts real engine processes for tests, as the window's supervisor would."""

import json
import subprocess
import sys
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
    """An engine process for ``model`` with further ``ServeOptions``; one thread by default."""
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

    def stop(self) -> None:
        """Close its standard input, as the death of its parent would, and reap it."""
        self.process.communicate()


def start(model: Path, **options: Any) -> RunningEngine:
    """Start an engine and wait until it is ready."""
    process = spawn(model, **options)
    listening = next_event(process)
    ready = next_event(process)
    assert (listening["event"], ready["event"]) == ("listening", "ready"), (listening, ready)
    return RunningEngine(process, listening["url"], ready)
