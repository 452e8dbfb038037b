"""How a figure is taken, judged, printed and kept: runs, their median, their spread, its bound.

Every bench prints its figures one a line, and with ``--json FILE`` keeps them for
``bench/report.py``. A ratio is taken in each run by itself, between things measured by turns: so a
change of the computer's speed meets both.
"""

import argparse
import json
import operator
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
RUNS, QUICK_RUNS = 5, 1
_HOLDS = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True)
class Figure:
    """One figure over all ``runs``. ``bound`` is what is promised of its median, as ">= 0.97"."""

    name: str
    model: str
    unit: str
    runs: tuple[float, ...]
    bound: str = ""

    @property
    def median(self) -> float:
        return median(self.runs)

    @property
    def holds(self) -> bool | None:
        """Whether the promise is kept; None where there is none."""
        if not self.bound:
            return None
        sign, limit = self.bound.split()
        return bool(_HOLDS[sign](self.median, float(limit)))

    def line(self) -> str:
        """The figure for people."""
        verdict = {None: "", True: f"  ({self.bound}: holds)", False: f"  ({self.bound}: MISSED)"}
        spread = f"{shown(min(self.runs))} to {shown(max(self.runs))}"
        return (
            f"{self.model:>14}  {self.name}: {shown(self.median)} {self.unit}"
            f"  [{spread}, {len(self.runs)} runs]{verdict[self.holds]}"
        )


@dataclass
class Report:
    """All figures of one bench."""

    bench: str
    quick: bool
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self, name: str, model: str, runs: Sequence[float], *, unit: str = "", bound: str = ""
    ) -> None:
        """Take a figure in, and print it."""
        figure = Figure(name, model, unit, tuple(map(float, runs)), bound)
        self.figures.append(figure)
        print(figure.line(), flush=True)

    def note(self, text: str) -> None:
        """Say something about the figures."""
        self.notes.append(text)
        print(text, flush=True)

    def save(self, path: Path | None) -> None:
        """Keep the figures as JSON, if a place for them was named."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(self._as_json(), indent=1, ensure_ascii=False) + "\n")

    def _as_json(self) -> dict[str, Any]:
        rows = [asdict(f) | {"median": f.median, "holds": f.holds} for f in self.figures]
        return {
            "bench": self.bench,
            "quick": self.quick,
            "computer": computer(),
            "figures": rows,
            "notes": self.notes,
        }


def load(path: Path) -> Report:
    """What ``Report.save`` kept."""
    kept = json.loads(path.read_text())
    figures = [
        Figure(row["name"], row["model"], row["unit"], tuple(row["runs"]), row["bound"])
        for row in kept["figures"]
    ]
    return Report(kept["bench"], kept["quick"], figures, kept["notes"])


def computer() -> str:
    """This computer in words."""
    memory_gib = psutil.virtual_memory().total / 1024**3
    return f"{_processor()}, {psutil.cpu_count()} cores, {memory_gib:.0f} GiB, {platform.system()}"


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def shown(value: float) -> str:
    """A number with as many digits as say something."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """One over the other, run by run."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def arguments(
    description: str | None, *, runs: int = RUNS, models: bool = True
) -> argparse.ArgumentParser:
    """What every bench can be told; without ``models`` those that measure none."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a look in seconds, not a measurement")
    parser.add_argument("--runs", type=int, default=0, help=f"of everything; {runs} by default")
    parser.set_defaults(usual_runs=runs)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures there")
    if models:
        from app.engine.devices import good_threads  # brings llama.cpp, which the window has not

        parser.add_argument(
            "--model",
            action="append",
            metavar="smollm2|shape|PATH",
            help="may be given again; both of them by default, with --quick the first",
        )
        parser.add_argument("--threads", type=int, default=good_threads())
    return parser


def runs_of(args: argparse.Namespace) -> int:
    """How often everything is measured."""
    return int(args.runs) or (QUICK_RUNS if args.quick else int(args.usual_runs))
