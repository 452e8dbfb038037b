"""What a model can run on, as llama.cpp's backends report it."""

import os
from dataclasses import dataclass
from enum import Enum

import psutil

from app.engine import llama


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


def devices() -> list[Device]:
    """All devices that the loaded backends found."""
    kinds = {kind.value: kind for kind in Kind}
    return [
        Device(raw.name, raw.description, kinds.get(raw.type, Kind.OTHER), raw.free, raw.total)
        for raw in llama.raw_devices()
    ]


def graphics() -> Device | None:
    """The first graphics card, else an integrated one, else None: the processor does it all."""
    found = {device.kind: device for device in reversed(devices())}
    return found.get(Kind.GRAPHICS) or found.get(Kind.INTEGRATED_GRAPHICS)


def good_threads() -> int:
    """Threads to decode with: one for each physical core that we may use.

    Decoding waits for memory, not for arithmetic, so a second thread on a core only slows down the
    barriers between layers.
    """
    cores = psutil.cpu_count(logical=False) or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))
