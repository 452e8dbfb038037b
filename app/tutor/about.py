"""What the program is made of: versions, their dates where they are known, and licences.

A package carries the list of what is inside as ``licences/OVERVIEW.txt``; elsewhere Python knows.
"""

import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from app.paths import PROGRAM_ROOT
from app.store import about as sqlite

OVERVIEW = PROGRAM_ROOT.parent / "licences" / "OVERVIEW.txt"  # of a packaged program
OURSELVES = "lemma-tutor"
OUR_LICENCE = "Apache-2.0"

_ROW = re.compile(r"(?P<name>\S+) (?P<version>\S+): (?P<licence>.+)")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_TROVE = "License :: OSI Approved :: "
_LONGEST_LICENCE = 60  # characters; longer ones are a whole text
#: What is no Python package, or has another licence than the package that brings it.
_OTHERS = (("MathJax", "3.2.2", "Apache-2.0"), ("mhchemparser", "4.2.1", "Apache-2.0"))


@dataclass(frozen=True)
class Part:
    """One program inside; ``date`` as 2022-12-28 where it is known."""

    name: str
    version: str
    licence: str = ""
    date: str = ""

    def __str__(self) -> str:
        version = f"{self.name} {self.version}".strip()
        return f"{version} ({self.date})" if self.date else version


def parts() -> list[Part]:
    """What a question about a defect asks for first: the big things inside."""
    inside = {_plain(part.name): part for part in licences()}
    named = (("llama-cpp-python", "llama-cpp-python"), ("Qt", "pyside6-essentials"))
    found = [Part(title, inside[name].version) for title, name in named if name in inside]
    return [*found, *_of_python()]


def lines() -> list[str]:
    """The same, a line each."""
    return [str(part) for part in parts()]


def licences() -> list[Part]:
    """All that is inside and was written by others, by name."""
    rows = _overview(OVERVIEW) if getattr(sys, "frozen", False) else _installed()
    return sorted(rows, key=lambda part: part.name.lower())


def _of_python() -> list[Part]:
    built = " ".join(platform.python_build()[1].split())
    try:
        day = f"{datetime.strptime(built, '%b %d %Y %H:%M:%S'):%Y-%m-%d}"
    except ValueError:  # a build of somebody who left it out
        day = ""
    return [
        Part("Python", platform.python_version(), "PSF-2.0", day),
        Part("SQLite", sqlite.version(), "public domain", sqlite.date()),
    ]


def _overview(file: Path) -> list[Part]:
    """What the package's list says; nothing where it was taken away."""
    try:
        text = file.read_text("utf-8")
    except OSError:
        return []
    return [Part(*row.group("name", "version", "licence")) for row in _ROW.finditer(text)]


def _installed() -> list[Part]:
    """The packages that are installed for us, with all that they need."""
    found: dict[str, Part] = {}
    waiting = [OURSELVES]
    while waiting:
        name = waiting.pop()
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system, or optional
            continue
        waiting += [need for need in _needs(package) if need not in found]
        found[_plain(name)] = Part(package.name, package.version, _licence(package.metadata))
    found.pop(OURSELVES, None)
    qt = found.get("pyside6-essentials")
    qt_itself = [Part("Qt", qt.version, "LGPL-3.0-only")] if qt is not None else []
    return [*found.values(), *qt_itself, *(Part(*row) for row in _OTHERS), *_of_python()]


def _needs(package: metadata.Distribution) -> Iterator[str]:
    for row in package.requires or ():
        if "extra ==" not in row and (name := _NAME.match(row)):
            yield _plain(name[0])


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _licence(about: metadata.PackageMetadata) -> str:
    """The short name, from the newest of the places where packages put it."""
    if "License-Expression" in about:
        return str(about["License-Expression"])
    troves = [row for row in about.get_all("Classifier") or () if row.startswith(_TROVE)]
    if troves:
        return " AND ".join(row.removeprefix(_TROVE) for row in troves)
    words = str(about["License"]).strip() if "License" in about else ""
    return words if len(words) < _LONGEST_LICENCE and "\n" not in words else ""
