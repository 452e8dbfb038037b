"""How much memory this process holds, mapped model files included, and what it need not hold."""

import ctypes
import sys
from contextlib import suppress
from pathlib import Path

import psutil

KIB = 1024
STATUS = Path("/proc/self/status")
MAPS = Path("/proc/self/maps")
CLEAR = Path("/proc/self/clear_refs")
_DONT_NEED, _RESET_PEAK = 4, "5"  # see madvise(2) and proc(5)
COPIED_SHARE = 4  # one part in so many of a file held as our own memory means that it was copied


def peak_memory_bytes() -> int:
    """The greatest resident size so far; where the system does not keep it, the present one."""
    info = psutil.Process().memory_info()
    return _status("VmHWM") or int(getattr(info, "peak_wset", info.rss))


def release_copied(path: Path) -> None:
    """Give back the mapped pages of a model file that was copied into memory of our own.

    llama.cpp maps the file, and then copies most weights into an order that suits the processor, so
    both would count as held. What is still read from the file comes back from the system's cache.
    The greatest size counts from here on. Does nothing where this is not known to work.
    """
    with suppress(OSError):
        if sys.platform == "linux" and COPIED_SHARE * _status("RssAnon") > path.stat().st_size:
            release(path)
            CLEAR.write_text(_RESET_PEAK)


def release(path: Path) -> None:
    """Let the system take back the mapped pages of a file; they can be read as before. Linux."""
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for line in MAPS.read_text("utf-8", errors="surrogateescape").splitlines():
        if line.endswith(f" {path.resolve()}"):
            start, end = (int(bound, 16) for bound in line.split()[0].split("-"))
            advise(start, end - start, _DONT_NEED)


def _status(name: str) -> int:
    """A size in bytes as Linux keeps it; 0 elsewhere."""
    # Not getrusage: that remembers the size of the process which started us.
    with suppress(OSError):
        for line in STATUS.read_text("ascii", errors="replace").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * KIB
    return 0
