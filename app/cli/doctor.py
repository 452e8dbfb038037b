"""Say what this computer has, which model suits it, and how models would be placed. Offline."""

import argparse
import json
import platform
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

import psutil

from app import __version__
from app import settings as settings_file
from app.cli import interrupts
from app.client.hardware import BackendFile
from app.domain import memory
from app.domain.allocation import MIB, ModelShape
from app.domain.memory import Choice, Device
from app.errors import ModelError, UsageError
from app.i18n import explain, file_size, memory_size, tr
from app.models import catalogue, wish
from app.models.library import Installed, Library
from app.paths import DataDir
from app.settings import Settings
from app.tutor import placement
from app.tutor.computer import Computer, Hardware

_FATES = {
    "loaded": "cli.doctor_files_loaded",
    "outdone": "cli.doctor_files_outdone",
    "unfit": "cli.doctor_files_unfit",
    "unwanted": "cli.doctor_files_unwanted",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="ID|PATH|demo", help="this model instead of all")
    parser.add_argument(
        "--simulate",
        nargs="*",
        metavar="NAME:TOTAL:FREE",
        help="plan for these graphics cards instead, memory in MiB; none for the processor alone",
    )
    parser.add_argument("--ram", type=int, metavar="MIB", help="plan for this much free memory")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, data: DataDir, engine: Sequence[str]) -> int:
    """Look, plan and print. Raises UserFacingError for arguments that make no sense."""
    simulated = None if args.simulate is None else list(map(_simulated, count(), args.simulate))
    computer = Computer(engine)
    hardware = interrupts.run(computer.look())
    report = _Report(
        data=data,
        settings=settings_file.load(data.settings),
        hardware=hardware,
        cards=hardware.cards if simulated is None else simulated,
        ram_free=computer.ram_free if args.ram is None else args.ram * MIB,
        simulated=simulated is not None or args.ram is not None,
    )
    rows = list(report.rows(Library(data, catalogue.load(data.catalogue)), args.model))
    if args.json:
        print(json.dumps(report.as_json(rows), ensure_ascii=False))
    else:
        print(*report.lines(rows), sep="\n")
    return 0


def _simulated(index: int, text: str) -> Device:
    """``NAME:TOTAL:FREE`` in MiB."""
    name, _, numbers = text.partition(":")
    total, _, free = numbers.partition(":")
    if not (name and total.isdecimal() and free.isdecimal()):
        raise UsageError("cli.doctor_bad_card", text=text)
    return Device(f"GPU{index}", int(free) * MIB, int(total) * MIB, name)


@dataclass(frozen=True)
class _Row:
    """A model with how it would be placed, or why that cannot be said."""

    id: str
    name: str
    installed: bool
    current: bool = False
    recommended: bool = False
    choice: Choice | None = None
    layers: int = 0
    error: ModelError | None = None

    def as_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "installed": self.installed,
            "current": self.current,
            "recommended": self.recommended,
            "error": explain(self.error) if self.error else None,
        }
        if self.choice is None:
            return row
        needed = self.choice.need
        return row | {
            "fit": self.choice.fit.name.lower(),
            "layers": self.layers,
            "plan": asdict(self.choice.plan),
            "need_bytes": {"cards": needed.cards, "ram": needed.ram},
            "reasons": [asdict(reason) for reason in self.choice.reasons],
            "sentence": placement.explain(self.choice),
        }


@dataclass(frozen=True)
class _Report:
    data: DataDir
    settings: Settings
    hardware: Hardware
    cards: Sequence[Device]
    ram_free: int
    simulated: bool

    def rows(self, library: Library, wanted: str | None) -> Iterator[_Row]:
        """The models that are here and the one recommended, or the ``wanted`` one alone."""
        best = library.catalogue.recommend(ram_free=self.ram_free, devices=self.cards)
        if wanted is not None:
            yield self._installed_row(wish.get(library, wanted), best.id)
            return
        installed = library.installed()
        for model in installed:
            yield self._installed_row(model, best.id)
        if best.id not in {model.id for model in installed} and best.shape is not None:
            choice = self._choose(best.shape)
            layers = best.shape.layers
            yield _Row(best.id, best.title, False, False, True, choice, layers)

    def _installed_row(self, model: Installed, best: str) -> _Row:
        current, recommended = model.id == self.settings.model, model.id == best
        try:
            shape = model.shape
        except ModelError as error:
            return _Row(model.id, model.name, True, current, recommended, error=error)
        choice = self._choose(shape)
        return _Row(model.id, model.name, True, current, recommended, choice, shape.layers)

    def _choose(self, shape: ModelShape) -> Choice:
        context = self.settings.context
        return memory.choose(shape, ram_free=self.ram_free, devices=self.cards, context=context)

    # --- JSON ---------------------------------------------------------------------------------

    def as_json(self, rows: Sequence[_Row]) -> dict[str, Any]:
        problem = self.hardware.problem
        return {
            "versions": {"lemma": __version__, "python": platform.python_version()}
            | self.hardware.versions,
            "processor": self._processor(),
            "memory": {"total": psutil.virtual_memory().total, "free": self.ram_free},
            "backends": self.hardware.backends,
            "backend_files": [asdict(file) for file in self.hardware.files],
            "cards": [asdict(card) for card in self.cards],
            "simulated": self.simulated,
            "problem": explain(problem) if problem else None,
            "models": [row.as_json() for row in rows],
            "folders": {"data": str(self.data.root), "models": str(self.data.models)}
            | {"logs": str(self.data.logs), "free_bytes": self._disk_free()},
        }

    def _processor(self) -> dict[str, Any]:
        return {
            "name": self.hardware.processor or platform.processor() or platform.machine(),
            "cores": psutil.cpu_count(logical=False),
            "threads": psutil.cpu_count(),
        }

    def _disk_free(self) -> int:
        return shutil.disk_usage(self.data.models).free

    # --- text ---------------------------------------------------------------------------------

    def lines(self, rows: Sequence[_Row]) -> Iterator[str]:
        yield from self._about()
        yield ""
        yield from self._about_computer()
        for row in rows:
            yield ""
            yield from _about_model(row)
        yield ""
        free = file_size(self._disk_free())
        yield tr("cli.doctor_folders", path=self.data.root, free=free, log=self.data.logs)
        yield tr("cli.doctor_offline")

    def _about(self) -> Iterator[str]:
        versions = self.hardware.versions
        yield f"Lemma {__version__} · Python {platform.python_version()}" + "".join(
            f" · {title} {versions[name]}"
            for name, title in (("llama_cpp_python", "llama-cpp-python"), ("ggml", "ggml"))
            if name in versions
        )
        if commit := versions.get("commit"):
            yield f"llama.cpp {commit} · {versions.get('instructions', '')}"

    def _about_computer(self) -> Iterator[str]:
        yield tr("cli.doctor_processor", **self._processor())
        total = memory_size(psutil.virtual_memory().total)
        yield tr("cli.doctor_memory", total=total, free=memory_size(self.ram_free))
        yield tr("cli.doctor_backends", names=", ".join(self.hardware.backends) or "–")
        yield from _about_files(self.hardware.files)
        for card in self.cards:
            sizes = {"total": memory_size(card.total_bytes), "free": memory_size(card.free_bytes)}
            yield tr("cli.doctor_card", name=card.name, title=card.title, **sizes)
        if not self.cards:
            yield tr("cli.doctor_no_card")
        if self.simulated:
            yield tr("cli.doctor_simulated")
        elif self.hardware.problem is not None:
            yield explain(self.hardware.problem)


def _about_files(files: Sequence[BackendFile]) -> Iterator[str]:
    """A line for each fate, and one for each file that could not be loaded."""
    for fate, key in _FATES.items():
        if names := [file.file for file in files if file.fate == fate]:
            yield "  " + tr(key, names=", ".join(names))
    for file in files:
        if file.fate == "failed":
            why = file.why or tr("cli.doctor_file_no_reason")
            yield "  " + tr("cli.doctor_file_failed", name=file.file, why=why)


def _about_model(row: _Row) -> Iterator[str]:
    marks = [
        tr(key)
        for holds, key in (
            (row.current, "cli.doctor_current"),
            (row.recommended, "cli.doctor_recommended"),
            (not row.installed, "cli.doctor_not_here"),
        )
        if holds
    ]
    yield " · ".join([row.name, *marks])
    if row.error is not None:
        yield f"  {explain(row.error)}"
    if row.choice is not None:
        yield f"  {placement.explain(row.choice)}"
        yield f"  {_technical(row.choice, row.layers)}"


def _technical(choice: Choice, layers: int) -> str:
    plan, needed = choice.plan, choice.need
    places = [
        f"{name} {share}: {memory_size(size)}"
        for name, share, size in zip(plan.cards, plan.split, needed.cards, strict=True)
    ]
    on_cards = layers + 1 if plan.gpu_layers < 0 else plan.gpu_layers
    return tr(
        "cli.doctor_plan",
        layers=f"{on_cards}/{layers + 1}",
        places=f" ({', '.join(places)})" if places else "",
        ram=memory_size(needed.ram),
        context=plan.context,
        saved=memory_size(plan.saved_bytes),
        kv=plan.kv_type,
        batch=plan.micro_batch,
        parallel=plan.parallel,
        threads=plan.threads or tr("cli.doctor_by_engine"),
    )
