"""Shuts the checker process in: it computes, and can do nothing else.

No network, no other program, no file written, no code run that came as text, and bounds on memory
and processor time. Nothing here trusts SymPy: were a text to reach ``eval``, Python would refuse.
"""

import os
import sys
from types import CodeType, FrameType
from typing import Any

if sys.platform != "win32":
    import resource

MEMORY_BYTES = 1 << 30  # of address space; SymPy takes about a tenth
REQUEST_CPU_S = 60  # a net below the parent's deadline, should the parent be gone

_REFUSED = (
    *("socket.", "subprocess.", "shutil.", "tempfile.", "ftplib.", "smtplib.", "urllib.", "http."),
    *("os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "os.kill"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"),
    *("os.chmod", "os.chown", "os.utime", "os.putenv", "ctypes.", "mmap.", "pty.", "winreg."),
    *("webbrowser.", "sqlite3.", "cpython.run_", "code.__new__", "marshal.load"),
)
#: Parts of the standard library that build code from templates of their own while being imported.
_TEMPLATES = frozenset({"collections", "dataclasses", "typing", "enum", "functools"})


class Refused(PermissionError):
    """The checker process may not do that."""


def confine() -> None:
    """From here on this process only computes. There is no way back."""
    if sys.platform != "win32":  # there the job object of the parent bounds the memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.dont_write_bytecode = True
    sys.addaudithook(_guard)


def allow_more_time() -> None:
    """Bound the processor time of what comes next."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + REQUEST_CPU_S
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        _guard_open(*arguments)
    elif event in ("exec", "compile"):
        _guard_code(event, arguments[0])
    elif event.startswith(_REFUSED) and event != "marshal.loads":
        raise Refused(event)


def _guard_open(path: object, mode: str | None, flags: int) -> None:
    writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    if writes or set(mode or "") & set("wax+"):
        raise Refused("open")


def _guard_code(event: str, code: object) -> None:
    """Modules come from files; anything else is code that somebody made of text."""
    if event == "exec" and isinstance(code, CodeType) and not code.co_filename.startswith("<"):
        return
    frame: FrameType | None = sys._getframe(2)
    module = frame.f_globals.get("__name__", "") if frame else ""
    if module in _TEMPLATES or module.startswith("importlib."):
        return
    raise Refused(event)
