"""How many threads decode a model fastest on this computer: measured when it is loaded.

Short decodes with each number of threads, by turns, so that a change of the computer's speed meets
all; the fastest step of each counts. It takes at most ``WARM_S`` + ``MEASURE_S`` and a step. Where
that is too short for ``ENOUGH_ROUNDS``, so for models whose steps take longer than a fifth of a
second, what came out decides how to begin, but is not remembered; the tuner finds out the rest
while answers are written.

What was measured is remembered in a small file, by computer, build and model. That file may be lost
or broken at any time: then it is measured again.
"""

import json
import logging
import os
import platform
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import llama_cpp as lib

from app.domain.threads import ThreadTuner, candidates
from app.engine.batch import Batch
from app.engine.devices import good_threads
from app.engine.llama import Context, EvaluationError, Outcome
from app.paths import PRIVATE_FILE_MODE

WARM_S = 0.9  # for a first step, which reads the weights from the disk
MEASURE_S = 1.0
ENOUGH_ROUNDS, ROUNDS = 2, 5
HOPELESS = 2.0  # times the fastest: a number of threads that is not measured again
WORTH_A_THREAD = 0.97  # of the seconds: more threads that save less are left to other programs
KEPT = 64  # models that are remembered

_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC

Seconds = dict[int, float]  # of a step, by threads

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Memory:
    """What was measured for one model, kept in ``path``; without a path nothing is."""

    path: Path | None
    model: Path
    gpu_layers: int

    def recall(self) -> Seconds | None:
        """What was measured on this computer; None if nothing was."""
        found = self._read().get(self._key)
        with suppress(ValueError, TypeError, AttributeError):
            return {int(count): float(found[count]) for count in found} if found else None
        return None

    def keep(self, seconds: Seconds) -> None:
        """Remember; the models used last are kept. A disk that refuses costs the memory alone."""
        if self.path is None:
            return
        rows = {key: row for key, row in self._read().items() if key != self._key}
        rows = dict(list(rows.items())[1 - KEPT :]) | {self._key: seconds}
        unfinished = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(unfinished, _WRITE, PRIVATE_FILE_MODE), "w") as file:
                json.dump(rows, file, indent=1)
            unfinished.replace(self.path)
        except OSError as error:
            _log.info("what was measured of threads cannot be kept: %s", error.strerror)

    @property
    def _key(self) -> str:
        size = self.model.stat().st_size
        computer = f"{platform.node()} {good_threads()} {lib.__version__}"
        return f"{computer} {self.model.name} {size} {self.gpu_layers}"

    def _read(self) -> dict[str, Seconds]:
        if self.path is not None:
            with suppress(OSError, ValueError):
                rows = json.loads(self.path.read_bytes())
                return rows if isinstance(rows, dict) else {}
        return {}


def tuner_for(context: Context, memory: Memory, *, chosen: int) -> ThreadTuner:
    """The tuner for a model that is loaded. Threads that somebody has ``chosen`` are kept."""
    if chosen:
        return ThreadTuner([chosen], chosen)
    counts = candidates(good_threads())
    seconds = memory.recall()
    if len(counts) > 1 and (seconds is None or seconds.keys() != set(counts)):
        seconds, rounds = measure(context, counts)
        if rounds >= ENOUGH_ROUNDS:
            memory.keep(seconds)
        _log.info("seconds of a step by threads: %s", seconds)
    return ThreadTuner(counts, best(seconds) if seconds else counts[-1])


def best(seconds: Seconds) -> int:
    """The fewest threads that are as good as the fastest ones."""
    fastest = min(seconds.values())
    return min(count for count, took in seconds.items() if took * WORTH_A_THREAD <= fastest)


def measure(context: Context, counts: Sequence[int]) -> tuple[Seconds, int]:
    """The fastest step with each number of threads, and how often each of them had its turn."""
    try:
        decodes = _Decodes(context)
        warm = decodes.warm_up(counts[(len(counts) - 1) // 2])
        return _measured(decodes, counts) if warm else ({}, 0)
    except EvaluationError:
        return {}, 0
    finally:
        context.clear()
        context.clear_abort()


def _measured(decodes: "_Decodes", counts: Sequence[int]) -> tuple[Seconds, int]:
    end = time.perf_counter() + MEASURE_S
    seconds: Seconds = {}
    for number in range(ROUNDS):
        for count in reversed(counts):  # one thread takes longest, and is seldom best
            if time.perf_counter() > end:
                return seconds, number
            known = seconds.get(count)
            if known is None or known <= HOPELESS * min(seconds.values()):
                seconds[count] = min(decodes.step(count), known or MEASURE_S)
    return seconds, ROUNDS


class _Decodes:
    """Single steps of the first token of a text."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._batch = Batch(1)

    def warm_up(self, threads: int) -> bool:
        """A first step; False if it had to be broken off."""
        timer = threading.Timer(WARM_S, self._context.abort)
        timer.start()
        try:
            return self._decode(threads, abortable=True) is Outcome.DONE
        finally:
            timer.cancel()
            timer.join()

    def step(self, threads: int) -> float:
        started = time.perf_counter()
        self._decode(threads, abortable=False)
        return time.perf_counter() - started

    def _decode(self, threads: int, *, abortable: bool) -> Outcome:
        self._context.use_threads(threads)
        self._context.forget(0)
        self._batch.clear()
        self._batch.add([0], sequence=0, position=0, output=True)
        return self._context.evaluate(self._batch, abortable=abortable)
