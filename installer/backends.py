"""Compiles llama.cpp with its backends as files of their own, for every processor and card.

The very version that llama-cpp-python carries is built, by its own recipe; only what is switched on
differs. The result is a ``llama_cpp`` package in a folder that can be put first on Python's path:
then a checkout runs as an installed program does.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from installer.about import ROOT

FOLDER = ROOT / "build" / "backends"
CUDA_FOLDER = ROOT / "build" / "backends-cuda"
LIBRARIES = "llama_cpp/lib"
LOCK = ROOT / "requirements" / "run.txt"
VULKAN_PATCH = ROOT / "tools" / "vulkan_headers.patch"

#: GeForce GTX 10, RTX 20, 30 and 40; the last for everything newer, compiled at its first start.
CUDA_CARDS = "61-real;75-real;86-real;89-real;90-virtual"
#: What the CUDA plug-in loads and no driver brings: libraries that NVIDIA lets others pass on.
CUDA_RUNTIME = ("cudart", "cublas", "cublasLt")
CUDA_LICENCE = "EULA.txt"

_SHARED = {
    "BUILD_SHARED_LIBS": "ON",
    "GGML_BACKEND_DL": "ON",
    "GGML_NATIVE": "OFF",  # nothing of the processor that compiles
    "CMAKE_INSTALL_RPATH": "$ORIGIN",
    "CMAKE_BUILD_TYPE": "Release",
}
_ALL = {
    "GGML_CPU_ALL_VARIANTS": "ON",
    "GGML_VULKAN": "ON",
    "LLAVA_BUILD": "OFF",  # pictures are not asked about
    # Also the plug-ins, which the recipe of the bindings does not name, go to the libraries.
    "CMAKE_INSTALL_BINDIR": LIBRARIES,
    "CMAKE_INSTALL_LIBDIR": LIBRARIES,
}
_CUDA = {
    "GGML_CPU": "OFF",
    "GGML_CUDA": "ON",
    "GGML_CUDA_NCCL": "OFF",  # several cards take turns; a library less
    "GGML_CUDA_FORCE_MMQ": "ON",  # kernels of its own also where cuBLAS would do: less memory
    "LLAMA_BUILD_TESTS": "OFF",
    "LLAMA_BUILD_TOOLS": "OFF",
    "LLAMA_BUILD_EXAMPLES": "OFF",
    "LLAMA_BUILD_SERVER": "OFF",
    "LLAMA_CURL": "OFF",
}

#: "libggml-base.so.0.25.3" -> name, first number, the rest.
_VERSIONED = re.compile(r"(?P<name>lib[\w-]+\.so)(?:\.(?P<major>\d+)(?P<rest>(?:\.\d+)*))?")
#: Libraries that others load by their name with a number; the rest are opened by their plain name.
_LINKED = frozenset({"libggml.so", "libggml-base.so"})
_WANTED = re.compile(r"(?:lib)?(?:llama|ggml(?:-[\w.-]+)?)\.(?:so|dll)|(?:libomp\w*|vcomp\w*)\.dll")


def arguments(options: Mapping[str, str]) -> list[str]:
    """Options as CMake takes them."""
    return [f"-D{name}={value}" for name, value in options.items()]


def all_options() -> dict[str, str]:
    """What is switched on for the base package: every processor, and Vulkan."""
    return {**_SHARED, **_ALL}


def cuda_options(cards: str = CUDA_CARDS) -> dict[str, str]:
    """What is switched on for the CUDA plug-in alone."""
    return {**_SHARED, **_CUDA, "CMAKE_CUDA_ARCHITECTURES": cards}


def requirement(lock: str) -> str:
    """The locked llama-cpp-python with its hashes, as pip reads it."""
    lines = lock.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("llama-cpp-python=="))
    end = next((n for n in range(at + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
    return "\n".join(lines[at:end]).rstrip("\\ \n") + "\n"


def build(target: Path = FOLDER, *, seconds: int) -> Path:
    """Compile everything but CUDA into ``target``, which is made anew; about half an hour."""
    with tempfile.TemporaryDirectory() as work:
        source = fetch(Path(work))
        command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-cache-dir"]
        environment = _environment(source, seconds)
        environment["CMAKE_ARGS"] = " ".join(arguments(all_options()))
        subprocess.run([*command, str(source), "-w", work], check=True, env=environment)
        (wheel,) = Path(work).glob("*.whl")
        shutil.rmtree(target, ignore_errors=True)
        zipfile.ZipFile(wheel).extractall(target)
    tidy(target / LIBRARIES)
    return target


def build_cuda(target: Path = CUDA_FOLDER, *, seconds: int, cards: str = CUDA_CARDS) -> Path:
    """Compile the CUDA plug-in alone; returns the folder of its library."""
    place = target / LIBRARIES
    with tempfile.TemporaryDirectory() as work:
        source = fetch(Path(work)) / "vendor" / "llama.cpp"
        made = Path(work, "made")
        configure = ["cmake", "-S", str(source), "-B", str(made), *arguments(cuda_options(cards))]
        environment = _environment(source, seconds)
        subprocess.run(configure, check=True, env=environment)
        command = ["cmake", "--build", str(made), "--config", "Release", "--target", "ggml-cuda"]
        subprocess.run([*command, "--parallel"], check=True, env=environment)
        shutil.rmtree(target, ignore_errors=True)
        place.mkdir(parents=True)
        for file in plugin_files(made):
            shutil.copyfile(file, place / _plain(file.name))
    return place


def add_runtime(runtime: Path, terms: Path | None = None, target: Path = CUDA_FOLDER) -> None:
    """Put CUDA's own libraries beside the plug-in, and NVIDIA's terms, which have to go with them.

    Without ``terms`` they are looked for in the folders above ``runtime``.
    """
    copy_runtime(runtime, target / LIBRARIES)
    shutil.copyfile(terms or cuda_licence(runtime), target / CUDA_LICENCE)


def cuda_licence(runtime: Path) -> Path:
    """NVIDIA's licence, in a folder above ``runtime``."""
    places = [folder / CUDA_LICENCE for folder in runtime.resolve().parents]
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        raise FileNotFoundError(f"{CUDA_LICENCE} lies in no folder above {runtime}")
    return found


def plugin_files(made: Path) -> list[Path]:
    """The CUDA plug-in in a folder of CMake's, without the second names of it."""
    found = [*made.rglob("libggml-cuda.so*"), *made.rglob("ggml-cuda.dll")]
    return [path for path in found if path.is_file() and not path.is_symlink()]


def copy_runtime(source: Path, target: Path) -> None:
    """CUDA's own libraries, under the names by which the plug-in loads them."""
    for name in CUDA_RUNTIME:
        found = [*source.glob(f"lib{name}.so.[0-9]*"), *source.glob(f"{name}64_[0-9]*.dll")]
        if not found:
            raise FileNotFoundError(f"{source} has no {name}")
        shortest = min(found, key=lambda path: len(path.name))  # libcudart.so.12, not .so.12.4.127
        shutil.copyfile(shortest, target / shortest.name)


def fetch(work: Path) -> Path:
    """The locked source, checked by its hash and unpacked; returns its folder."""
    lock = work / "lock.txt"
    lock.write_text(requirement(LOCK.read_text("utf-8")), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
    command += ["--no-binary", "llama-cpp-python", "--require-hashes", "-r", str(lock)]
    command += ["-d", str(work)]
    subprocess.run(command, check=True)
    (archive,) = work.glob("llama_cpp_python-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(work, filter="data")
    source = archive.with_name(archive.name.removesuffix(".tar.gz"))
    if sys.platform == "linux":  # Debian's headers of Vulkan are older than what llama.cpp expects
        with VULKAN_PATCH.open("rb") as patch:
            subprocess.run(["patch", "-s", "-p1", "-d", str(source)], check=True, stdin=patch)
    return source


def _environment(source: Path, seconds: int) -> dict[str, str]:
    """What the compiler sees: no path of this computer may come into the result."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(seconds)}
    if sys.platform == "linux":
        hidden = f"-ffile-prefix-map={source}=/llama.cpp"
        environment |= {"CFLAGS": hidden, "CXXFLAGS": hidden}
    return environment


def tidy(folder: Path) -> None:
    """Keep one file of each library, with the names by which it is looked for.

    Wheels know no links: they hold each library three times, so that it is loaded twice.
    """
    for name in sorted(path.name for path in folder.iterdir()):
        if _plain(name) not in wanted([_plain(name)]):
            (folder / name).unlink()
    for plain in sorted({_plain(path.name) for path in folder.iterdir()}):
        _keep_one(folder, plain)


def wanted(names: Iterable[str]) -> set[str]:
    """Those of the names that the program loads."""
    return {name for name in names if _WANTED.fullmatch(name)}


def _plain(name: str) -> str:
    """A library's name without numbers."""
    match = _VERSIONED.fullmatch(name)
    return match["name"] if match is not None else name


def _keep_one(folder: Path, plain: str) -> None:
    same = sorted(path for path in folder.iterdir() if _plain(path.name) == plain)
    data = next(path for path in same if not path.is_symlink())
    numbered = (path.name for path in same if path.name.count(".") == 2)
    kept = next(numbered, plain) if plain in _LINKED else plain
    if data.name != kept:
        data.replace(folder / kept)
    for path in same:
        if path.name != kept:
            path.unlink(missing_ok=True)
    if kept != plain:
        (folder / plain).symlink_to(kept)


@dataclass(frozen=True)
class Built:
    """What was compiled, as it goes into packages."""

    processors: tuple[str, ...]
    cards: tuple[str, ...]


def built(folder: Path) -> Built:
    """The plug-ins in a folder of libraries, by the rule of the engine itself."""
    from app.engine.plugins import CARD_KINDS, find

    found = find(folder)
    return Built(
        processors=tuple(plugin.variant for plugin in found if plugin.kind == "cpu"),
        cards=tuple(plugin.kind for plugin in found if plugin.kind in CARD_KINDS),
    )
