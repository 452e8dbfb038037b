"""What is inside a package and was written by others: names, versions, licences and their texts.

Nothing goes out whose licence lacks its text: ``without_text`` names what does.
"""

import platform
import subprocess
import sysconfig
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.about import ROOT
from installer.tree import Entry, text

FOLDER = "licences"
#: Things that are no Python package: name, licence, where the texts lie, relative to ROOT.
OTHERS_FILE = ROOT / "installer" / "others.toml"
#: Python packages that bring no text -> the entry of ``others.toml`` that has it.
_ELSEWHERE = {"PySide6_Essentials": "Qt", "shiboken6": "Qt"}
DOCUMENTS = Path("/usr/share/doc")
_UNKNOWN = "see its text"
_TEXTS = ("LICEN", "COPYING", "NOTICE", "AUTHORS")
_TROVE = "License :: OSI Approved :: "


@dataclass(frozen=True)
class Component:
    """One program of others. ``texts`` are (file name, text) of its licence."""

    name: str
    version: str
    licence: str
    kind: str = "pypi"  # or "generic": how a package URL calls it
    texts: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def components(system_libraries: Iterable[Path] = ()) -> list[Component]:
    """All that is inside, by name: Python and its packages, other things, Debian's libraries."""
    packages = map(_component, closure(_direct()))
    found = [_python(), *packages, *others(), *debian(system_libraries)]
    return sorted(found, key=lambda component: component.name.lower())


def without_text(inside: Iterable[Component]) -> list[str]:
    """Names of the components whose licence would be missing."""
    return [row.name for row in inside if not row.texts and row.name not in _ELSEWHERE]


def _python() -> Component:
    words = Path(sysconfig.get_path("stdlib"), "LICENSE.txt").read_text("utf-8")
    return Component(
        "Python", platform.python_version(), "PSF-2.0", "generic", (("LICENSE", words),)
    )


def closure(names: Iterable[str]) -> list[Distribution]:
    """The installed packages of these names with all that they need here."""
    found: dict[str, Distribution] = {}
    waiting = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = distribution(name)
            waiting += _needs(found[name])
    return [found[name] for name in sorted(found)]


def _direct() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(row).name for row in project["dependencies"]]


def _needs(package: Distribution) -> Iterator[Any]:
    for row in package.requires or ():
        requirement = Requirement(row)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


def _component(package: Distribution) -> Component:
    return Component(
        package.name, package.version, licence_of(package), texts=tuple(_texts(package))
    )


def licence_of(package: Distribution) -> str:
    """The licence's short name, from the newest of the places where packages put it."""
    about = package.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    troves = [row for row in about.get_all("Classifier") or () if row.startswith(_TROVE)]
    if troves:
        return " AND ".join(row.removeprefix(_TROVE) for row in troves)
    words = about["License"].strip() if "License" in about else ""
    return words if words and len(words) < 60 and "\n" not in words else _UNKNOWN


def _texts(package: Distribution) -> Iterator[tuple[str, str]]:
    for file in package.files or ():
        if file.name.upper().startswith(_TEXTS) and ".dist-info" in str(file):
            path = Path(str(file.locate()))
            if path.is_file():
                yield _name(str(file)), path.read_text("utf-8", errors="replace")


def _name(path: str) -> str:
    """A name for the text in one folder: numpy has a dozen files called LICENSE.md."""
    inside = path.partition(".dist-info/")[2].removeprefix("licenses/")
    return inside.replace("/", "-")


def others(file: Path = OTHERS_FILE) -> list[Component]:
    """What is no Python package, as written down in ``others.toml``."""
    rows = tomllib.loads(file.read_text("utf-8"))["component"]
    return [
        Component(
            row["name"],
            row["version"],
            row["licence"],
            kind="generic",
            texts=tuple(map(_text_of_ours, row["texts"])),
        )
        for row in rows
    ]


def _text_of_ours(name: str) -> tuple[str, str]:
    return Path(name).name, (ROOT / name).read_text("utf-8")


def debian(libraries: Iterable[Path]) -> list[Component]:
    """The Debian packages that libraries of this system belong to."""
    packages = sorted({owner for path in libraries if (owner := _owner(path))})
    return [_debian_component(package) for package in packages]


def _owner(path: Path) -> str:
    """The package of a file, without its architecture; empty if it belongs to none."""
    for name in (path, path.resolve(), Path("/usr") / path.resolve().relative_to("/")):
        command = ["dpkg-query", "-S", str(name)]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.partition(":")[0]
    return ""


def _debian_component(package: str) -> Component:
    command = ["dpkg-query", "-W", "-f=${Version}\n", package]
    version = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    words = (DOCUMENTS / package / "copyright").read_text("utf-8", errors="replace")
    first = version.splitlines()[0]
    return Component(package, first, _UNKNOWN, "deb/debian", (("copyright", words),))


def entries(inside: Iterable[Component]) -> list[Entry]:
    """The texts as files, a folder for each component, and a table of all."""
    rows = list(inside)
    table = "".join(f"{row.name} {row.version}: {row.licence}\n" for row in rows)
    files = [
        text(f"{FOLDER}/{row.name}/{name}", words) for row in rows for name, words in row.texts
    ]
    return [text(f"{FOLDER}/OVERVIEW.txt", table), *files]
