"""The program as one folder that needs no Python, by PyInstaller.

PyInstaller follows the imports; here stands what it cannot see, and what it takes without need.
llama.cpp's libraries are not left to it: they are put into the folder as ``backends`` made them,
each once, with their links.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TypeVar

from installer import backends, redist, symbols, system
from installer.about import BUILD, PACKAGE, ROOT
from installer.system import LIBRARIES

RECIPE = ROOT / "installer" / "lemma.spec"
FROZEN = BUILD / "frozen"
INSIDE = "_internal"  # where PyInstaller puts everything but the program itself
#: Written by the recipe: the libraries of this system that were taken along, for their licences.
TAKEN_FILE = BUILD / "taken.json"
GOMP = "libgomp.so.1"  # GCC's library for threads, which llama.cpp's processor variants load

#: Data of the program: from, to.
DATA = (("resources", "resources"), ("models.toml", "."), ("LICENSE", "."))
#: Of others, loaded by their names in strings. Of ours, everything is taken.
HIDDEN_IMPORTS = (
    "nacl.signing",
    "uvicorn.loops.asyncio",
    "uvicorn.protocols.http.h11_impl",
)
#: Brought by libraries for things that the program does not do.
EXCLUDED_MODULES = (
    *("tkinter", "lib2to3", "idlelib", "ensurepip", "venv", "turtledemo"),
    *("hf_xet", "llama_cpp.server", "llama_cpp.mtmd_cpp", "numpy.testing", "numpy.f2py"),
    *("pytest", "hypothesis", "IPython", "setuptools", "pip", "torch", "matplotlib", "pandas"),
    *("uvicorn.workers", "uvloop", "httptools", "watchfiles", "websockets", "wsproto"),
    "readline",  # edits lines in terminals, under the GPL, which would then hold for all
)

#: What Qt loads by itself, of the many things that lie beside it.
QT_PLUGINS = frozenset(
    {
        *("iconengines/qsvgicon", "imageformats/qsvg", "imageformats/qjpeg"),
        *("platforms/qxcb", "platforms/qwayland", "platforms/qoffscreen", "platforms/qwindows"),
        "platforminputcontexts/composeplatforminputcontextplugin",
        "platforminputcontexts/ibusplatforminputcontextplugin",
        *("platformthemes/qxdgdesktopportal", "styles/qmodernwindowsstyle"),
        *("wayland-decoration-client/adwaita", "wayland-decoration-client/bradient"),
        *("wayland-shell-integration/xdg-shell", "xcbglintegrations/qxcb-egl-integration"),
        "wayland-graphics-integration-client/qt-plugin-wayland-egl",
    }
)
QT_LIBRARIES = frozenset(
    {
        *("Core", "Gui", "Widgets", "DBus", "Svg", "OpenGL", "XcbQpa", "EglFSDeviceIntegration"),
        *("WaylandClient", "WlShellIntegration"),
    }
)
QT_MODULES = frozenset({"QtCore", "QtGui", "QtWidgets", "QtDBus", "QtSvg"})
QT_TRANSLATIONS = re.compile(r"qtbase_(en|zh_CN)\.qm")
#: For programs that draw by OpenGL, 25 MB on Windows.
_QT_DRAWING = frozenset({"opengl32sw.dll", "d3dcompiler_47.dll"})
_QT_LIBRARY = re.compile(r"(?:lib)?Qt6(?P<name>\w+)\.(?:so\.6|dll)")
_QT_MODULE = re.compile(r"(?P<name>Qt\w+)\.(?:abi3\.so|pyd)")
_LIBRARY_SUFFIX = re.compile(r"\.(?:so|dll)$")

_LOADED = ("BINARY", "EXTENSION")

#: A row of PyInstaller's lists: where it goes, where it comes from, its kind.
Row = TypeVar("Row", bound=tuple[str, str, str])


def is_wanted(destination: str) -> bool:
    """Whether a file that PyInstaller found belongs into the program."""
    path = PurePosixPath(destination.replace("\\", "/"))
    if path.name in LIBRARIES or path.is_relative_to(backends.LIBRARIES):
        return False
    if _is_loose_backend(path):
        return False
    if library := _QT_LIBRARY.fullmatch(path.name):  # also the links to it that lie elsewhere
        return library["name"] in QT_LIBRARIES
    return "PySide6" not in path.parts or _is_wanted_of_qt(path)


def _is_loose_backend(path: PurePosixPath) -> bool:
    """llama.cpp's libraries also lie where others look for libraries; there they are not wanted."""
    return path.name.startswith(("libggml", "libllama", "libmtmd", "ggml", "llama.dll"))


def _is_wanted_of_qt(path: PurePosixPath) -> bool:
    if "plugins" in path.parts:
        name = _LIBRARY_SUFFIX.sub("", path.name.removeprefix("lib"))
        return f"{path.parent.name}/{name}" in QT_PLUGINS
    if "translations" in path.parts:
        return QT_TRANSLATIONS.fullmatch(path.name) is not None
    if "qml" in path.parts or "libexec" in path.parts or path.name in _QT_DRAWING:
        return False
    module = _QT_MODULE.fullmatch(path.name)
    return module is None or module["name"] in QT_MODULES


def filtered(rows: Iterable[Row]) -> list[Row]:
    """The rows of one of PyInstaller's lists that belong into the program, by destination."""
    return sorted((row for row in rows if is_wanted(row[0])), key=lambda row: row[0])


def without_orphans(rows: Iterable[Row]) -> list[Row]:
    """The rows without libraries of the system that nothing among them loads.

    Those came with plug-ins that stay out: a theme of the desktop alone brings thirty of them.
    """
    found = list(rows)
    loose = {row[0]: row for row in found if _is_of_system(row)}
    kept = [row for row in found if row[0] not in loose]
    for row in kept:  # grows while it is read
        names = system.needed(dump(row[1])) if row[2] in _LOADED else set()
        kept += [loose.pop(name) for name in sorted(names & loose.keys())]
    return sorted(kept, key=lambda row: row[0])


def _is_of_system(row: tuple[str, str, str]) -> bool:
    name, source, kind = row
    ours = name.startswith(f"libpython{sys.version_info.major}")  # the program itself opens it
    return kind == "BINARY" and "/" not in name and _comes_from_system(source) and not ours


def _comes_from_system(source: str) -> bool:
    return source.startswith(("/usr/lib", "/lib"))


@cache
def dump(path: str) -> str:
    """What ``objdump -p`` says of a program or library: what it loads, and with which versions."""
    command = ["objdump", "-p", path]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def note_taken(rows: Iterable[tuple[str, str, str]]) -> None:
    """Write down which libraries come from the system and not from a Python package."""
    sources = {source for _name, source, _kind in rows if _comes_from_system(source)}
    TAKEN_FILE.write_text(json.dumps(sorted(sources), indent=1), encoding="utf-8")


def taken() -> list[Path]:
    """What ``note_taken`` wrote, for the licences; empty where nothing was frozen."""
    rows = json.loads(TAKEN_FILE.read_text("utf-8")) if TAKEN_FILE.exists() else []
    return [Path(row) for row in rows]


def run(*, seconds: int) -> Path:
    """Freeze the program with the backends that were compiled before; returns its folder."""
    libraries = backends.FOLDER / backends.LIBRARIES
    if not libraries.is_dir():
        raise FileNotFoundError(f"{libraries}: build the backends first")
    shutil.rmtree(FROZEN, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean"]
    command += ["--distpath", str(FROZEN), "--workpath", str(FROZEN.with_name("work")), str(RECIPE)]
    subprocess.run(command, check=True, cwd=ROOT, env=_environment(seconds))
    program = FROZEN / PACKAGE
    target = program / INSIDE / backends.LIBRARIES
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(libraries, target, symlinks=True)
    if sys.platform == "linux":
        _add_gomp(target)
        symbols.strip(program)
    elif sys.platform == "win32":
        redist.add(target, redist.source())
    return program


def _environment(seconds: int) -> dict[str, str]:
    """The order of sets goes into compiled files, unless hashes are fixed."""
    path = os.pathsep.join([str(backends.FOLDER), str(ROOT)])
    fixed = {"SOURCE_DATE_EPOCH": str(seconds), "PYTHONHASHSEED": "0", "PYTHONPATH": path}
    return {**os.environ, **fixed}


def _add_gomp(target: Path) -> None:
    command = ["g++", f"-print-file-name={GOMP}"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    shutil.copyfile(Path(found).resolve(), target / GOMP)
    rows = sorted({*map(str, taken()), found})
    TAKEN_FILE.write_text(json.dumps(rows, indent=1), encoding="utf-8")
