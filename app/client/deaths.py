"""Why the engine died, in words: from its exit status and the last lines it wrote."""

import re
import signal
from pathlib import Path

from app.errors import EngineError

_BY_SIGNAL = {
    "SIGKILL": "engine.killed",
    "SIGILL": "engine.processor_too_old",
    "SIGBUS": "engine.file_lost",  # a mapped file that was truncated or whose drive went away
    "SIGSEGV": "engine.crashed",
    "SIGFPE": "engine.crashed",
    "SIGABRT": "engine.aborted",
}
_BY_STATUS = {
    3: "engine.aborted",  # abort() on Windows
    0xC0000409: "engine.aborted",  # STATUS_STACK_BUFFER_OVERRUN, how abort() ends as well
    0xC0000005: "engine.crashed",  # STATUS_ACCESS_VIOLATION
    0xC000001D: "engine.processor_too_old",  # STATUS_ILLEGAL_INSTRUCTION
    0xC0000006: "engine.file_lost",  # STATUS_IN_PAGE_ERROR
    0xC0000135: "engine.library_missing",  # STATUS_DLL_NOT_FOUND
}
# As CUDA, ggml, C++ and Python say it.
_NO_MEMORY = re.compile(
    r"out of memory|failed to allocate|unable to allocate|bad_alloc|MemoryError|ErrorOutOfDevice",
    re.IGNORECASE,
)
# As the loaders of Linux and macOS say it.
_LIBRARY = re.compile(
    r"(lib[\w.+-]+): cannot open shared object|Library not loaded: \S*?([^/\s]+)\s"
)
_DRIVERS = ("libcuda", "libcudart", "libcublas", "libvulkan", "libamdhip", "librocblas", "libhip")


def oom_kills() -> int:
    """How many processes Linux has killed for want of memory since it started; elsewhere 0."""
    try:
        lines = Path("/proc/vmstat").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)


def cause_of_death(
    status: int | None, last_words: str, *, log: str, oom_killed: bool = False
) -> EngineError:
    """The error for an engine that ended by itself.

    Args:
        status: exit status, negative for a signal; None if it closed its output but lives on.
        last_words: the end of what it wrote to standard error.
        log: where people find the rest of that.
        oom_killed: the kernel has killed some process for want of memory meanwhile.
    """
    key = _key(status)
    if missing := _LIBRARY.search(last_words):
        library = missing[1] or missing[2]
        ours = not library.startswith(_DRIVERS)
        key = "engine.library_missing" if ours else "engine.driver_missing"
        return EngineError(key, library=library)
    if _NO_MEMORY.search(last_words) or (oom_killed and key == "engine.killed"):
        key = "engine.out_of_memory"
    return EngineError(key, status="?" if status is None else status, log=log)


def _key(status: int | None) -> str:
    if status is None:
        return "engine.ended"
    if status < 0 and -status in set(signal.Signals):
        return _BY_SIGNAL.get(signal.Signals(-status).name, "engine.ended")
    return _BY_STATUS.get(status, "engine.ended")
