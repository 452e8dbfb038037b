"""How much memory this process has held at most, mapped model files included."""

from contextlib import suppress
from pathlib import Path

import psutil

KIB = 1024
STATUS = Path("/proc/self/status")


def peak_memory_bytes() -> int:
    """The greatest resident size so far; where the system does not keep it, the present one."""
    info = psutil.Process().memory_info()
    return _high_water_mark() or int(getattr(info, "peak_wset", info.rss))


def _high_water_mark() -> int:
    """As Linux keeps it; 0 elsewhere."""
    # Not getrusage: that remembers the size of the process which started us.
    with suppress(OSError):
        for line in STATUS.read_text("ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * KIB
    return 0
