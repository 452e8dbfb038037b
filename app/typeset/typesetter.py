"""Formulas for the program: set once on a thread of their own, then answered from memory.

Thread-safe; every method may be called from any thread. The thread starts with the first formula,
which also loads what the work needs (``setting``), and ends with ``close``.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from app.typeset.engine import THREAD_STACK_BYTES, Engine
from app.typeset.formula import Formula, FormulaError

#: About 17 MB: some 2,500 formulas of usual size.
CACHED_SHAPES = 50_000

Outcome = Formula | FormulaError
Key = tuple[str, bool]


@dataclass(frozen=True)
class Written:
    """A formula for other programs."""

    tex: str  # as MathJax took it: cleaned, and repaired where that was needed
    mathml: str  # one <math> element, with the TeX that was asked for as its annotation


class Cache:
    """The formulas used last, as many as have ``limit`` shapes together."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._formulas: OrderedDict[Key, Outcome] = OrderedDict()

    def get(self, key: Key) -> Outcome | None:
        if key in self._formulas:
            self._formulas.move_to_end(key)
        return self._formulas.get(key)

    def put(self, key: Key, formula: Outcome) -> None:
        """Keep ``formula``, which was not there, and forget what was used longest ago."""
        self._formulas[key] = formula
        self._size += _size(formula)
        while self._size > self._limit and len(self._formulas) > 1:
            _, oldest = self._formulas.popitem(last=False)
            self._size -= _size(oldest)


def _size(formula: Outcome) -> int:
    return 1 + (len(formula.shapes) if isinstance(formula, Formula) else 0)


class Typesetter:
    """Sets formulas in the background."""

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine or Engine()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typesetter")
        self._lock = threading.Lock()  # guards the two below
        self._cache = Cache(CACHED_SHAPES)
        self._pending: dict[Key, Future[Outcome]] = {}

    def cached(self, tex: str, *, display: bool) -> Outcome | None:
        """The formula if it has been set already."""
        with self._lock:
            return self._cache.get((tex, display))

    def typeset(self, tex: str, *, display: bool) -> Future[Outcome]:
        """The formula, now or later. The future belongs to all who asked: don't cancel it.

        ``close`` cancels what has not been begun.

        Raises:
            RuntimeError: the typesetter is closed.
        """
        key = (tex, display)
        with self._lock:
            if (known := self._cache.get(key)) is not None:
                return _done(known)
            if key not in self._pending:
                # The executor starts its thread with the first formula.
                with _stack_for_new_threads(THREAD_STACK_BYTES):
                    self._pending[key] = self._thread.submit(self._set, key)
            return self._pending[key]

    def written(self, tex: str, *, display: bool) -> Future[Written | FormulaError]:
        """The formula for other programs, later; nothing of it is kept here.

        Raises:
            RuntimeError: the typesetter is closed.
        """
        with self._lock, _stack_for_new_threads(THREAD_STACK_BYTES):
            return self._thread.submit(_write, self._engine, tex, display=display)

    def close(self) -> None:
        """End the thread; waits for the formula at hand, a few seconds at most."""
        self._thread.shutdown(cancel_futures=True)

    def _set(self, key: Key) -> Outcome:
        from app.typeset.setting import set_formula

        tex, display = key
        try:
            formula = set_formula(self._engine, tex, display=display)
            with self._lock:
                self._cache.put(key, formula)
            return formula
        finally:
            with self._lock:
                del self._pending[key]


def _write(engine: Engine, tex: str, *, display: bool) -> Written | FormulaError:
    from app.typeset.setting import write_formula

    return write_formula(engine, tex, display=display)


def _done(formula: Outcome) -> Future[Outcome]:
    future: Future[Outcome] = Future()
    future.set_result(formula)
    return future


@contextmanager
def _stack_for_new_threads(size: int) -> Iterator[None]:
    """Threads that start meanwhile have a stack of ``size`` bytes."""
    before = threading.stack_size(size)
    try:
        yield
    finally:
        threading.stack_size(before)
