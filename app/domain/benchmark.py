"""What a benchmark of model files found: runs, their medians and spread, and how alike answers are.

A model is compared with the first one, the reference: figures as a change in per cent, answers by
the tokens that they have in common.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Run:
    """One run of one model: bytes, seconds, tokens per second, requests per minute.

    The last two are with one request at a time and with four; ``answer`` is what it said to the
    question of this run.
    """

    memory: int
    ttft_s: float
    decode_tps: float
    rpm_1: float
    rpm_4: float
    answer: str


#: The figures of a run, and whether more of it is better.
FIGURES = {"memory": False, "ttft_s": False, "decode_tps": True, "rpm_1": True, "rpm_4": True}


@dataclass(frozen=True)
class Figure:
    """One figure over all runs; the spread is from the least to the greatest."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Measured:
    """A model file with all its runs; ``size`` in bytes."""

    name: str
    size: int
    device: str
    runs: tuple[Run, ...]

    def figure(self, name: str) -> Figure:
        """A figure of ``FIGURES``."""
        values = [float(getattr(run, name)) for run in self.runs]
        return Figure(median(values), min(values), max(values))


def change(measured: Measured, reference: Measured, name: str) -> float:
    """How far the median of a figure is from the reference's, per cent of that."""
    base = reference.figure(name).median
    return 100 * (measured.figure(name).median / base - 1) if base else 0.0


def agreement(measured: Measured, reference: Measured) -> float:
    """How alike the answers are to the same questions: the median overlap, from 0 to 1."""
    pairs = zip(measured.runs, reference.runs, strict=False)
    return median(overlap(ours.answer, theirs.answer) for ours, theirs in pairs)


def overlap(one: str, other: str) -> float:
    """Share of tokens that two texts have in common: the F1 of their words and signs."""
    tokens, others = Counter(_TOKEN.findall(one)), Counter(_TOKEN.findall(other))
    total = tokens.total() + others.total()
    return 2 * (tokens & others).total() / total if total else 1.0


def report(models: Sequence[Measured]) -> list[dict[str, Any]]:
    """All models for JSON, the reference first."""
    reference = models[0]
    return [
        {
            "name": model.name,
            "bytes": model.size,
            "device": model.device,
            "figures": {name: asdict(model.figure(name)) for name in FIGURES},
            "change_percent": {name: round(change(model, reference, name), 1) for name in FIGURES},
            "agreement": round(agreement(model, reference), 4),
            "runs": [asdict(run) for run in model.runs],
        }
        for model in models
    ]
