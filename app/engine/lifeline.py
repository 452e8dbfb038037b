"""Ways to end with the parent process, whatever ended it.

End of file on a pipe that the parent holds open is the sure sign on every system. On Linux the
kernel's signal comes as well; it follows the *thread* that started us, which has to live on.
"""

import ctypes
import os
import signal
import sys
import threading
from typing import IO

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent is gone; does nothing but on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def exit_at_end_of(stream: IO[str]) -> None:
    """End this process at once when ``stream`` ends, from a thread of its own."""

    def wait() -> None:
        while stream.read(1):
            pass
        os._exit(0)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
