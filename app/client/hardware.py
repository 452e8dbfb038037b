"""Asks a short-lived engine process which graphics cards there are and what is free on them.

Asking loads the drivers, and a driver may crash or hang: that must cost nothing but the cards.
"""

import asyncio
import json
import logging
import os
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.client.deaths import cause_of_death
from app.client.process_tree import ProcessTree, spawn_options
from app.domain.memory import Device
from app.errors import EngineError

log = logging.getLogger(__name__)

#: A driver that wakes a sleeping card may take some seconds.
PATIENCE_S = 20.0
_CARDS = {"graphics": False, "integrated_graphics": True}  # kind -> shares the computer's memory
#: Makes the backends of an engine find no card. It then loads no driver either: the first is for
#: backends that are files of their own, the others for those that are linked in.
WITHOUT_CARDS = {
    "LEMMA_WITHOUT_CARDS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "HIP_VISIBLE_DEVICES": "-1",
    "GGML_DISABLE_VULKAN": "1",
}


@dataclass(frozen=True)
class BackendFile:
    """A file with a backend of the engine: ``fate`` is what became of it, ``why`` it failed."""

    file: str
    kind: str
    fate: str  # loaded, outdone, unfit, unwanted or failed
    why: str = ""


@dataclass(frozen=True)
class Hardware:
    """What the engine can run on. ``problem`` says why cards may be missing.

    ``files`` are the backends that are files of their own; empty where all are linked in.
    """

    cards: tuple[Device, ...] = ()
    processor: str = ""
    backends: tuple[str, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    problem: EngineError | None = None
    files: tuple[BackendFile, ...] = ()


async def look(command: Sequence[str], *, patience_s: float = PATIENCE_S) -> Hardware:
    """Ask ``command``, which starts an engine. Whatever goes wrong is the answer's ``problem``."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command, "--devices", stdout=PIPE, stderr=PIPE, **spawn_options()
        )
    except OSError as error:
        why = error.strerror or str(error)
        return Hardware(problem=EngineError("engine.not_started", why=why))
    tree = ProcessTree(process.pid)
    try:
        out, errors = await asyncio.wait_for(process.communicate(), patience_s)
    except TimeoutError:
        return Hardware(problem=EngineError("engine.look_stalled", seconds=round(patience_s)))
    finally:
        tree.kill()
        await process.wait()
    words = errors.decode("utf-8", errors="replace")
    return _read(out) or Hardware(problem=_problem(process.returncode, words))


def _read(out: bytes) -> Hardware | None:
    for line in out.splitlines():
        try:
            said = json.loads(line)
            if said["event"] == "devices":
                return _hardware(said)
        except (ValueError, TypeError, KeyError):
            continue
    return None


def _hardware(said: dict[str, Any]) -> Hardware:
    rows = said["devices"]
    idle = ", ".join(said["idle"])
    processors = [str(row["description"]) for row in rows if row["kind"] == "processor"]
    return Hardware(
        cards=tuple(_card(row) for row in rows if row["kind"] in _CARDS),
        processor=next(iter(processors), ""),
        backends=tuple(map(str, said["backends"])),
        versions={str(name): str(version) for name, version in said["versions"].items()},
        problem=EngineError("engine.no_driver", backend=idle) if idle else None,
        files=tuple(map(_file, said.get("plugins", ()))),
    )


def _file(row: dict[str, Any]) -> BackendFile:
    return BackendFile(*(str(row[name]) for name in ("file", "kind", "fate", "why")))


def _card(row: dict[str, Any]) -> Device:
    return Device(
        name=str(row["name"]),
        free_bytes=int(row["free"]),
        total_bytes=int(row["total"]),
        description=str(row["description"]),
        shared=_CARDS[row["kind"]],
    )


def _problem(status: int | None, words: str) -> EngineError:
    """Why there was no answer."""
    log.info("looking for cards ended with status %s: %s", status, words[-1000:])
    cause = cause_of_death(status, words, log="")
    if cause.key in ("engine.driver_missing", "engine.library_missing"):
        return cause
    return EngineError("engine.look_died", status="?" if status is None else status)


def environment(*, cards: bool) -> dict[str, str]:
    """What an engine process starts with, with the graphics cards or without."""
    return {**os.environ, **({} if cards else WITHOUT_CARDS)}
