"""Microsoft's own libraries, which programs of its compiler load and Windows does not have.

A computer on which nothing ever brought them could not load llama.cpp. Qt's package for Python has
them all, in a version that is locked, and Microsoft lets them be passed on with what needs them.
They lie beside llama.cpp's libraries, where Windows looks first.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from installer import pe

#: The compiler's libraries: for C and C++, and for threads by OpenMP.
_OWN = re.compile(r"(?:msvcp|vcruntime|vcomp|concrt)\d+\w*\.dll")
#: Names behind which each Windows puts libraries of its own.
_OF_WINDOWS = ("api-ms-", "ext-ms-")
#: A plug-in that lacks these is left out when the program starts, and named by `lemma doctor`.
OPTIONAL = frozenset({"vulkan-1.dll", "nvcuda.dll"})
_PROGRAMS = frozenset({".dll", ".pyd", ".exe"})


def source() -> Path:
    """The folder that has them, as it was installed by its hash."""
    import shiboken6

    return Path(shiboken6.__path__[0])


def windows() -> Path:
    """Where Windows keeps its own libraries."""
    return Path(os.environ["SYSTEMROOT"], "System32")


def add(folder: Path, given: Path) -> None:
    """Put all that the libraries in ``folder`` load of the compiler's beside them, from ``given``.

    Raises:
        FileNotFoundError: one is not there.
        ValueError: those that are there are older than the compiler that was used.
    """
    waiting = sorted(folder.glob("*.dll"))
    for path in waiting:  # grows while it is read
        image = pe.read(path)
        for name in sorted(name for name in image.imports if _OWN.fullmatch(name)):
            if not (folder / name).exists():
                shutil.copyfile(given / name, folder / name)
                waiting.append(folder / name)
            _check(path, image.linker, folder / name)


def _check(path: Path, linker: tuple[int, int], library: Path) -> None:
    # C++'s library fits programs of older tools than its own, not of newer ones.
    if library.name.startswith("msvcp") and (theirs := pe.read(library).linker) < linker:
        raise ValueError(f"{library.name} of {theirs} is too old for {path.name} of {linker}")


def missing(program: Path, system: Path) -> dict[str, set[str]]:
    """Libraries that are neither in the program nor Windows' -> the files that load them."""
    files = list(_files(program))
    inside = {path.name.lower() for path in files}
    lacking: dict[str, set[str]] = {}
    for path in files:
        for name in pe.read(path).imports - inside - OPTIONAL:
            if not _is_of_windows(name, system):
                lacking.setdefault(name, set()).add(path.name)
    return lacking


def _files(program: Path) -> Iterator[Path]:
    for path in sorted(program.rglob("*")):
        if path.suffix.lower() in _PROGRAMS and path.is_file():
            yield path


def _is_of_windows(name: str, system: Path) -> bool:
    # There also lie those of the compiler, put by some other program: not on every computer.
    known = name.startswith(_OF_WINDOWS) or (system / name).exists()
    return known and _OWN.fullmatch(name) is None
