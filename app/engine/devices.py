"""What a model can run on, as llama.cpp's backends report it."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import psutil

from app.engine import ggml
from app.engine.lifeline import die_with_parent
from app.engine.plugins import Plugin

#: Backends that need no graphics card.
_PLAIN = frozenset({"CPU", "BLAS", "RPC"})


class Kind(Enum):
    """``enum ggml_backend_dev_type`` of ggml-backend.h, as far as we tell them apart."""

    PROCESSOR = 0
    GRAPHICS = 1
    INTEGRATED_GRAPHICS = 2
    OTHER = -1


@dataclass(frozen=True)
class Device:
    """One device; memory in bytes, 0 where the backend does not know it."""

    name: str
    description: str
    kind: Kind
    free: int
    total: int
    backend: str = ""
    handle: int = 0  # llama.cpp's own
    bus_id: str = ""  # where it is plugged in, as far as that is known


def devices() -> list[Device]:
    """The devices that the loaded backends found, each once."""
    kinds = {kind.value: kind for kind in Kind}
    return without_doubles(
        Device(
            name=raw.name,
            description=raw.description,
            kind=kinds.get(raw.type, Kind.OTHER),
            free=raw.free,
            total=raw.total,
            backend=raw.backend,
            handle=raw.handle,
            bus_id=raw.bus_id,
        )
        for raw in ggml.raw_devices()
    )


def without_doubles(found: Iterable[Device]) -> list[Device]:
    """The devices without those that a backend before them has reported.

    Where CUDA and Vulkan see the same card, its memory must not be planned for twice.
    """
    kept: list[Device] = []
    for device in found:
        if not any(_same_card(device, other) for other in kept):
            kept.append(device)
    return kept


def _same_card(one: Device, other: Device) -> bool:
    if one.backend == other.backend or Kind.PROCESSOR in (one.kind, other.kind):
        return False
    if one.bus_id and other.bus_id:
        return one.bus_id == other.bus_id
    return one.description == other.description


def cards(names: Sequence[str] = ()) -> list[Device]:
    """The devices of these names; none if one of them is gone.

    Without names: the first graphics card, else an integrated one.
    """
    found = devices()
    if names:
        by_name = {device.name: device for device in found}
        return [by_name[name] for name in names] if by_name.keys() >= set(names) else []
    for kind in (Kind.GRAPHICS, Kind.INTEGRATED_GRAPHICS):
        if of_kind := [device for device in found if device.kind is kind]:
            return of_kind[:1]
    return []


def report() -> dict[str, Any]:
    """All that is known, for JSON. ``idle`` are backends for cards that found none."""
    found = devices()
    rows = [asdict(device) | {"kind": device.kind.name.lower()} for device in found]
    for row in rows:
        del row["handle"], row["bus_id"]
    # Also a backend whose cards another one uses has found some.
    at_work = {device.backend for device in ggml.raw_devices()} | _PLAIN
    backends = ggml.backends()
    known = [*backends, *ggml.built_for_cards()]
    return {
        "devices": rows,
        "backends": backends,
        "idle": [name for name in dict.fromkeys(known) if name not in at_work],
        "plugins": [_row(plugin) for plugin in ggml.plugins()],
        "versions": ggml.versions(),
    }


def _row(plugin: Plugin) -> dict[str, str]:
    about = {"file": plugin.path.name, "kind": plugin.kind, "variant": plugin.variant}
    return about | {"fate": plugin.fate.value, "why": plugin.why}


def say_report() -> int:
    """Write the report as a line of JSON; returns the exit status.

    In a process of its own: a driver that crashes takes that with it, and nothing else.
    """
    die_with_parent()
    sys.stdout.write(json.dumps({"event": "devices", **report()}) + "\n")
    return 0


def good_threads() -> int:
    """Threads to decode with: one for each physical core that we may use.

    Decoding waits for memory, not for arithmetic, so a second thread on a core only slows down the
    barriers between layers.
    """
    cores = psutil.cpu_count(logical=False) or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))
