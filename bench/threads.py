"""What threads are worth here: each number, each way of waiting, alone and beside a busy program.

    python bench/threads.py [--quick] [--runs 5] [--model smollm2|shape|PATH] [--json FILE]

Threads wait for each other at a barrier after each node of the graph, several hundred times a step.
In a build with OpenMP that barrier is OpenMP's: llama.cpp's own thread pool can then choose cores
and priority, but no polling. How OpenMP waits is read from the environment when its library is
loaded, so each ``kind`` is a process of its own:

* ``program``: as the program sets it (``app/engine/openmp.py``);
* ``openmp``: as it comes (libgomp spins for some milliseconds, then sleeps);
* ``spin1000``, ``spin10000``: other numbers of looks before a thread sleeps;
* ``passive``: OMP_WAIT_POLICY=passive, which sleeps at once;
* ``pinned``: a pool that keeps each thread on a core of its own;
* ``yielding``: a pool of low priority (SCHED_BATCH on Linux; higher ones need an administrator);
* ``poll0``, ``poll100``: llama.cpp's own pool, sleeping or spinning; in builds without OpenMP.

``tuner`` is the program's own (``domain/threads``), which goes on through all runs while the load
comes and goes. All take turns within a run. The tuner's share is of the best fixed number of the
same kind, run by run.
"""

import argparse
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from measuring.figures import Report, arguments, ratios, runs_of
from measuring.models import BenchModel
from measuring.running import of_each_model

from app.domain.threads import ThreadTuner, candidates
from app.engine import openmp

OWN = "program"
ENVIRONMENTS = {
    "openmp": {},
    "spin1000": {"GOMP_SPINCOUNT": "1000"},
    "spin10000": {"GOMP_SPINCOUNT": "10000"},
    "passive": {"OMP_WAIT_POLICY": "passive"},
}
POOLS: dict[str, dict[str, int]] = {
    "pinned": {"strict_cpu": 1},
    "yielding": {"prio": -1},
    "poll0": {"poll": 0},
    "poll100": {"poll": 100},
}
KINDS = (OWN, *ENVIRONMENTS, *POOLS)
TUNER = "tuner"
SECONDS, QUICK_SECONDS = 3.0, 0.3  # of one way in one run
CONTEXT, TURN = 512, 256  # tokens; after each turn the context is emptied
BURN = "while True: pass"
MAX_THREADS = 512  # GGML_MAX_N_THREADS


# --- the process that decodes ----------------------------------------------------------------


class PoolParameters(ctypes.Structure):
    """``ggml_threadpool_params`` of ggml.h."""

    _fields_ = (
        ("cpumask", ctypes.c_bool * MAX_THREADS),
        ("n_threads", ctypes.c_int),
        ("prio", ctypes.c_int),
        ("poll", ctypes.c_uint32),
        ("strict_cpu", ctypes.c_bool),
        ("paused", ctypes.c_bool),
    )


def child(kind: str, path: Path, most: int) -> None:
    """Decode as told: a line ``THREADS SECONDS``, with 0 threads for the tuner's choice."""
    from app.engine.batch import Batch
    from app.engine.llama import Context, ContextOptions, Log, Model

    counts = candidates(most)
    log = Log()
    model = Model(path, gpu_layers=0, log=log, on_progress=lambda _share: True)
    sizes = ContextOptions(tokens=CONTEXT, sequences=1, batch=64, threads=counts[-1])
    context = Context(model, sizes, log=log)
    if kind in POOLS:
        attach_pool(context.handle, counts[-1], POOLS[kind])
    batch, tuner = Batch(64), ThreadTuner(counts, counts[-1])
    print("ready", flush=True)
    for line in sys.stdin:
        threads, seconds = line.split()
        chosen = tuner if threads == "0" else ThreadTuner([int(threads)], int(threads))
        print(decode(context, batch, chosen, float(seconds)), flush=True)


def decode(context: Any, batch: Any, tuner: ThreadTuner, seconds: float) -> float:
    """Steps a second."""
    started, steps = time.perf_counter(), 0
    while (now := time.perf_counter()) - started < seconds:
        if steps % TURN == 0:
            context.clear()
        context.use_threads(tuner.count)
        batch.clear()
        batch.add([1], sequence=0, position=steps % TURN, output=True)
        context.evaluate(batch, abortable=False)
        tuner.record(1, time.perf_counter() - now)
        steps += 1
    return steps / (time.perf_counter() - started)


def attach_pool(context: int, threads: int, wanted: dict[str, int]) -> None:
    """Give a context a thread pool of its own."""
    from llama_cpp import llama_cpp
    from llama_cpp._ctypes_extensions import load_shared_library
    from llama_cpp._ggml import libggml_base_path

    base = load_shared_library("ggml-base", libggml_base_path)
    cpu = load_shared_library("ggml-cpu", libggml_base_path)
    parameters = PoolParameters()
    base.ggml_threadpool_params_init(ctypes.byref(parameters), ctypes.c_int(threads))
    assert parameters.n_threads == threads, "ggml_threadpool_params has another layout"
    for name, value in wanted.items():
        setattr(parameters, name, value)
    if wanted.get("strict_cpu"):
        for core in os.sched_getaffinity(0):
            parameters.cpumask[core] = True
    cpu.ggml_threadpool_new.restype = ctypes.c_void_p
    pool = ctypes.c_void_p(cpu.ggml_threadpool_new(ctypes.byref(parameters)))
    attach = llama_cpp._lib.llama_attach_threadpool
    attach(ctypes.c_void_p(context), pool, pool)


# --- the one that asks -----------------------------------------------------------------------


class Worker:
    """A process that decodes with one kind."""

    def __init__(self, kind: str, path: Path, most: int) -> None:
        self.kind = kind
        environment = {key: value for key, value in os.environ.items() if "OMP_" not in key}
        environment |= ENVIRONMENTS.get(kind, {})
        if kind not in ENVIRONMENTS:
            openmp.wait_briefly(environment)
        command = [sys.executable, __file__, "--child", kind, "--model", str(path)]
        self._process = subprocess.Popen(
            [*command, "--threads", str(most)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._read() == "ready", f"{kind} does not start"

    def speed(self, threads: int, seconds: float) -> float:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{threads} {seconds}\n")
        return float(self._read())

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def load(*, busy: bool) -> Iterator[None]:
    """With ``busy`` a program that never rests on the first core."""
    if not busy:
        yield
        return
    burning = subprocess.Popen([sys.executable, "-c", BURN])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(burning.pid, {min(os.sched_getaffinity(0))})
    try:
        yield
    finally:
        burning.kill()
        burning.wait()


Rows = dict[str, list[float]]  # tokens per second of each way, run by run


async def measure(model: BenchModel, report: Report, args: argparse.Namespace) -> None:
    """Everything about one model, alone and beside a busy program."""
    counts = candidates(args.threads)
    kinds = [OWN, *(kind for kind in kinds_of_this_build(args.kinds) if kind != OWN)]
    speeds: dict[str, Rows] = {"alone": {}, "beside a busy program": {}}
    with ExitStack() as stack:
        workers = [Worker(kind, model.path, args.threads) for kind in kinds]
        for worker in workers:
            stack.callback(worker.close)
        for _ in range(runs_of(args)):
            for state, rows in speeds.items():
                with load(busy=state != "alone"):
                    _run(workers, counts, rows, QUICK_SECONDS if args.quick else SECONDS)
    for state, rows in speeds.items():
        _tell(report, model.name, state, rows, counts)


def _run(workers: list[Worker], counts: list[int], rows: Rows, seconds: float) -> None:
    for worker in workers:
        for count in counts:
            rows.setdefault(_way(worker.kind, count), []).append(worker.speed(count, seconds))
    rows.setdefault(TUNER, []).append(workers[0].speed(0, 3 * seconds))


def _way(kind: str, threads: int) -> str:
    return f"{kind}, {threads} threads" if threads > 1 else f"{kind}, 1 thread"


def _tell(report: Report, model: str, state: str, rows: Rows, counts: list[int]) -> None:
    for way, runs in rows.items():
        report.add(f"{way}, {state}", model, runs, unit="tokens/s")
    best = max((_way(OWN, count) for count in counts), key=lambda way: median(rows[way]))
    shares = ratios(rows[TUNER], rows[best])
    report.add(f"{TUNER} / best fixed number, {state}", model, shares)


def kinds_of_this_build(wanted: list[str]) -> list[str]:
    """Polling is for llama.cpp's own pool, which a build with OpenMP has not got."""
    import llama_cpp

    missing = set(ENVIRONMENTS)
    if b"OPENMP = 1" in llama_cpp.llama_print_system_info():
        missing = {"poll0", "poll100"}
    if not hasattr(os, "sched_getaffinity"):
        missing.add("pinned")
    return [kind for kind in wanted if kind not in missing]


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--child", choices=KINDS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child, Path(args.model[0]), args.threads)
        return 0
    return of_each_model("threads", measure, args)


if __name__ == "__main__":
    sys.exit(main())
