"""Hears of everything that this process writes, renames, makes or deletes in the file system.

An audit hook of the interpreter: it cannot be taken out, so it is put in once and switched.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Events -> which of their arguments are paths that change.
_CHANGES = {
    "os.rename": (0, 1),
    "os.remove": (0,),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.utime": (0,),
}
_heard: list[str] | None = None
_installed = False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _heard is None:
        return
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING:
        _note_opened(_text(arguments[0]), follows=not arguments[2] & os.O_NOFOLLOW)
    for index in _CHANGES.get(event, ()):
        _note_entry(arguments[index])


def _text(path: Any) -> str:
    """Nothing for what is open already."""
    return "" if isinstance(path, int) else os.fsdecode(path)


def _note_opened(path: str, *, follows: bool) -> None:
    if path and follows:
        _note(os.path.realpath(path))
    else:
        _note_entry(path)


def _note_entry(path: Any) -> None:
    """The name itself changes, not what a link of that name leads to."""
    text = _text(path)
    if text:
        _note(os.path.join(os.path.realpath(os.path.dirname(text)), os.path.basename(text)))


def _note(path: str) -> None:
    if _heard is not None and path and "__pycache__" not in path and not path.startswith("/dev/"):
        _heard.append(path)


@contextmanager
def writes() -> Iterator[list[str]]:
    """The real paths of what is changed in the block, in order."""
    global _heard, _installed
    if not _installed:
        sys.addaudithook(_hook)
        _installed = True
    _heard = []
    try:
        yield _heard
    finally:
        _heard = None


def outside(paths: list[str], folder: Path) -> list[str]:
    """Those that are not in ``folder``."""
    inside = os.path.realpath(folder) + os.sep
    return [path for path in paths if not path.startswith(inside)]
