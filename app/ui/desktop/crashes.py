"""Reports of crashes: written by the program that dies, found by the next one, sent to nobody.

While a window runs, a file ``running-…`` in ``DataDir.reports`` is open for ``faulthandler``, and
unhandled errors are noted in it. A window that ends in order deletes it. What lies there at the
next start from a process that is gone becomes a report, with versions and the end of the log.

A report holds no words of a conversation: of an error its kind and the places in the program, never
its message; of the log only lines in its own form, which hold none.
"""

import faulthandler
import logging
import os
import re
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from app import __version__
from app.errors import LemmaError
from app.paths import PRIVATE_DIR_MODE, PRIVATE_FILE_MODE, PROGRAM_ROOT, DataDir
from app.ui.desktop.files import write_private

log = logging.getLogger(__name__)

RUNNING = "running-*.txt"
FRESH = "report-*.new.txt"  # nobody was told of it yet
LOG = "lemma.log"
KEPT = 5  # reports
LOG_LINES = 40
MOST_NOTED = 5  # errors of one run: a slot may fail with every movement of the mouse
MARK = "----\n"  # after it comes what went wrong
_LOG_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} [A-Z]+ [\w.]+: ")
_CLOCK = "%Y-%m-%d %H:%M:%S"
_STAMP = "%Y%m%d-%H%M%S"


@contextmanager
def watched(data: DataDir) -> Iterator[None]:
    """Leave a report if the process dies within, or an error is not handled."""
    folder = data.reports
    try:
        folder.mkdir(mode=PRIVATE_DIR_MODE, exist_ok=True)
        _collect(folder, data.logs / LOG)
        watch = _Watch(folder)
    except OSError as error:
        log.warning("no reports of crashes: %s", error.strerror)
        yield
        return
    try:
        yield
    except LemmaError:
        raise
    except Exception as error:
        watch.note(error)
        raise
    finally:
        watch.end()


class _Watch:
    """The file of this process, and the hooks that write to it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"running-{time.strftime(_STAMP)}-{os.getpid()}.txt"
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE)
        self._file = os.fdopen(handle, "w", encoding="utf-8")
        self._file.write(f"Lemma {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n")
        self._file.write(MARK)
        self._file.flush()
        self._noted = 0
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook, threading.excepthook = self._unhandled, self._unhandled_in_thread
        faulthandler.enable(self._file)

    def note(self, error: BaseException) -> None:
        """Write down what kind of error it was and where."""
        log.error("not handled: %s", type(error).__name__)
        self._noted += 1
        if self._noted <= MOST_NOTED:
            self._file.write("".join(_lines(error)))
            self._file.flush()

    def end(self) -> None:
        """The process ends in order; only what was noted stays."""
        faulthandler.disable()
        sys.excepthook, threading.excepthook = self._before
        self._file.close()
        if not self._noted:
            with suppress(OSError):
                self._path.unlink()

    def _unhandled(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            self.note(error)
        self._before[0](kind, error, trace)

    def _unhandled_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            self.note(args.exc_value)
        self._before[1](args)


def _lines(error: BaseException) -> Iterator[str]:
    """Kinds and places, from the cause to what came of it."""
    before = error.__cause__ or error.__context__
    if before is not None and before is not error:
        yield from _lines(before)
        yield "then:\n"
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
    for place in traceback.extract_tb(error.__traceback__):
        yield f'  File "{place.filename}", line {place.lineno} in {place.name}\n'


# --- at the next start ------------------------------------------------------------------------


def _collect(folder: Path, log_file: Path) -> None:
    """Make reports of what processes that are gone have left."""
    for left in sorted(folder.glob(RUNNING)):
        if _is_running(left):
            continue
        with suppress(OSError):
            head, _, wrong = left.read_text("utf-8", errors="replace").partition(MARK)
            if wrong.strip():
                _report(folder, (head, wrong), left.stat().st_mtime, log_file)
            left.unlink()
    for old in sorted(folder.glob("report-*.txt"))[:-KEPT]:
        with suppress(OSError):
            old.unlink()


def _is_running(left: Path) -> bool:
    if sys.platform == "win32":
        return False  # nothing can be deleted there that a process has open
    with suppress(OSError, ValueError):
        os.kill(int(left.stem.rpartition("-")[2]), 0)
        return True
    return False


def _report(folder: Path, kept: tuple[str, str], at: float, log_file: Path) -> None:
    from app.tutor import about  # a start after an orderly end does without

    head, wrong = kept
    when = time.localtime(at)
    parts = [
        f"{time.strftime(_CLOCK, when)}\n{head}" + "".join(f"{row}\n" for row in about.lines()),
        wrong,
        "".join(_log_before(log_file, time.strftime(_CLOCK, when))),
    ]
    text = _without_places_of_people("\n".join(parts))
    write_private(folder / f"report-{time.strftime(_STAMP, when)}.new.txt", text)


def _log_before(log_file: Path, moment: str) -> Iterator[str]:
    last: deque[str] = deque(maxlen=LOG_LINES)
    with suppress(OSError), log_file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if (found := _LOG_LINE.match(line)) and found[1] <= moment:
                last.append(line)
    yield from last


def _without_places_of_people(text: str) -> str:
    """Paths without the folder of the program and the name of who uses it."""
    text = text.replace(f"{PROGRAM_ROOT}{os.sep}", "")
    return text.replace(str(Path.home()), "~")


def fresh(data: DataDir) -> Path | None:
    """The newest report of which nobody was told yet; it counts as told from now on."""
    found = sorted(data.reports.glob(FRESH))
    told = [path.replace(path.with_name(path.name.replace(".new", ""))) for path in found]
    return told[-1] if told else None
