"""Compiles llama.cpp with its backends as files of their own, for every processor and card.

The very version that llama-cpp-python carries is built. The result is a ``llama_cpp`` package in a
folder that can be put first on Python's path: then a checkout runs as an installed program does.
What the compiler made stays in ``WORK``, so that a compile that was stopped goes on where it was.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.about import BUILD, ROOT

FOLDER = BUILD / "backends"
CUDA_FOLDER = BUILD / "backends-cuda"
WORK = BUILD / "llama.cpp"
LIBRARIES = "llama_cpp/lib"
LOCK = ROOT / "requirements" / "run.txt"
LLAMA = "vendor/llama.cpp"
RECIPE = f"{LLAMA}/ggml/src/CMakeLists.txt"
VULKAN_PATCH = ROOT / "tools" / "vulkan_headers.patch"

#: GeForce GTX 10, RTX 20, 30 and 40; the last for everything newer, compiled at its first start.
CUDA_CARDS = "61-real;75-real;86-real;89-real;90-virtual"
#: What the CUDA plug-in loads and no driver brings: libraries that NVIDIA lets others pass on.
CUDA_RUNTIME = ("cudart", "cublas", "cublasLt")
CUDA_LICENCE = "EULA.txt"

VULKAN = "vulkan"
CHOICE = "only.txt"  # beside what was compiled: the plug-ins of a trial; empty if it is everything
JOBS_VARIABLE = "CMAKE_BUILD_PARALLEL_LEVEL"  # CMake's own; without it, as many as there are cores

_SHARED = {
    "BUILD_SHARED_LIBS": "ON",
    "GGML_BACKEND_DL": "ON",
    "GGML_NATIVE": "OFF",  # nothing of the processor that compiles
    "CMAKE_BUILD_TYPE": "Release",
    # Libraries find each other in their folder, and no path of this computer is in them.
    "CMAKE_INSTALL_RPATH": "$ORIGIN",
    "CMAKE_BUILD_WITH_INSTALL_RPATH": "ON",
    # The libraries alone.
    "LLAMA_BUILD_APP": "OFF",
    "LLAMA_BUILD_COMMON": "OFF",
    "LLAMA_BUILD_EXAMPLES": "OFF",
    "LLAMA_BUILD_SERVER": "OFF",
    "LLAMA_BUILD_TESTS": "OFF",
    "LLAMA_BUILD_TOOLS": "OFF",
}
_CUDA = {
    "GGML_CPU": "OFF",
    "GGML_CUDA": "ON",
    "GGML_CUDA_NCCL": "OFF",  # several cards take turns; a library less
    "GGML_CUDA_FORCE_MMQ": "ON",  # kernels of its own also where cuBLAS would do: less memory
}

#: "libggml-base.so.0.25.3" -> name, first number, the rest.
_VERSIONED = re.compile(r"(?P<name>lib[\w-]+\.so)(?:\.(?P<major>\d+)(?P<rest>(?:\.\d+)*))?")
#: Libraries that others load by their name with a number; the rest are opened by their plain name.
_LINKED = frozenset({"libggml.so", "libggml-base.so"})
#: A line of llama.cpp's recipe that builds the plug-in for one kind of processors.
_VARIANT = re.compile(
    r"^(?P<indent> *)#?(?P<call>ggml_add_cpu_backend_variant\((?P<name>\w+)[ )])", re.MULTILINE
)
_WANTED = re.compile(r"(?:lib)?(?:llama|ggml(?:-[\w.-]+)?)\.(?:so|dll)|(?:libomp\w*|vcomp\w*)\.dll")


def arguments(options: Mapping[str, str]) -> list[str]:
    """Options as CMake takes them."""
    return [f"-D{name}={value}" for name, value in options.items()]


def all_options(only: Collection[str] = ()) -> dict[str, str]:
    """What is switched on for the base package: every processor, and Vulkan if it is wanted."""
    vulkan = "ON" if not only or VULKAN in only else "OFF"
    return {**_SHARED, "GGML_CPU_ALL_VARIANTS": "ON", "GGML_VULKAN": vulkan}


def cuda_options(cards: str = CUDA_CARDS) -> dict[str, str]:
    """What is switched on for the CUDA plug-in alone."""
    return {**_SHARED, **_CUDA, "CMAKE_CUDA_ARCHITECTURES": cards}


def requirement(lock: str) -> str:
    """The locked llama-cpp-python with its hashes, as pip reads it."""
    lines = lock.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("llama-cpp-python=="))
    end = next((n for n in range(at + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
    return "\n".join(lines[at:end]).rstrip("\\ \n") + "\n"


def build(target: Path = FOLDER, *, seconds: int, only: Collection[str] = ()) -> Path:
    """Compile everything but CUDA into ``target``, which is made anew; about an hour on two cores.

    ``only`` names the plug-ins of a trial ("x64", "haswell", "vulkan"), which takes minutes.
    """
    source = fetch(WORK)
    recipe = source / RECIPE
    recipe.write_text(chosen(recipe.read_text("utf-8"), only), encoding="utf-8")
    made = _compile(source, "all", all_options(only), seconds, ("llama", "ggml"))
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source / "llama_cpp", target / "llama_cpp")
    _collect(made, target / LIBRARIES)
    (target / CHOICE).write_text(",".join(only), encoding="utf-8")
    return target


def is_built(only: Collection[str], target: Path = FOLDER) -> bool:
    """Whether exactly this was compiled: a trial shall not get into a release."""
    choice = target / CHOICE
    return choice.exists() and choice.read_text("utf-8") == ",".join(only)


def build_cuda(target: Path = CUDA_FOLDER, *, seconds: int, cards: str = CUDA_CARDS) -> Path:
    """Compile the CUDA plug-in alone; returns the folder of its library."""
    made = _compile(fetch(WORK), "cuda", cuda_options(cards), seconds, ("ggml-cuda",))
    place = target / LIBRARIES
    shutil.rmtree(target, ignore_errors=True)
    place.mkdir(parents=True)
    for file in plugin_files(made):
        shutil.copyfile(file, place / _plain(file.name))
    return place


def chosen(recipe: str, only: Collection[str]) -> str:
    """llama.cpp's recipe with the processor variants of ``only``; with all of them if it is empty.

    A line that is switched off is a comment, so that it can be switched on again.
    """
    return _VARIANT.sub(lambda row: _switched(row, not only or row["name"] in only), recipe)


def _switched(row: re.Match[str], wanted: bool) -> str:
    return row["indent"] + ("" if wanted else "#") + row["call"]


def _compile(
    source: Path, name: str, options: Mapping[str, str], seconds: int, targets: Sequence[str]
) -> Path:
    """Compile ``targets`` in a folder of this ``name``, which is returned."""
    made = WORK / name
    environment = _environment(WORK, seconds)
    configure = ["cmake", "-S", str(source / LLAMA), "-B", str(made), *arguments(options)]
    if sys.platform == "linux":
        configure += ["-G", "Ninja"]
    subprocess.run(configure, check=True, env=environment)
    command = ["cmake", "--build", str(made), "--config", "Release", "--target", *targets]
    command += [] if JOBS_VARIABLE in environment else ["--parallel"]
    subprocess.run(command, check=True, env=environment)
    return made


def _collect(made: Path, target: Path) -> None:
    """Copy the libraries from the folder of CMake's that holds them to ``target``."""
    target.mkdir(exist_ok=True)
    for file in sorted((made / "bin").rglob("*")):
        if wanted([_plain(file.name)]):
            shutil.copyfile(file, target / file.name, follow_symlinks=False)
    tidy(target)


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
    """The locked source, checked by its hash and unpacked below ``work``; returns its folder."""
    locked = requirement(LOCK.read_text("utf-8"))
    source = work / "source"
    lock = work / "lock.txt"  # written last: with it, the source is complete
    if lock.exists() and lock.read_text("utf-8") == locked:
        return source
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=work) as place:
        _download(Path(place), locked).rename(source)
    if sys.platform == "linux":  # Debian's headers of Vulkan are older than what llama.cpp expects
        with VULKAN_PATCH.open("rb") as patch:
            subprocess.run(["patch", "-s", "-p1", "-d", str(source)], check=True, stdin=patch)
    lock.write_text(locked, encoding="utf-8")
    return source


def _download(place: Path, locked: str) -> Path:
    """The source as it was published, unpacked in ``place``."""
    lock = place / "lock.txt"
    lock.write_text(locked, encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
    command += ["--no-binary", "llama-cpp-python", "--require-hashes", "-r", str(lock)]
    subprocess.run([*command, "-d", str(place)], check=True)
    (archive,) = place.glob("llama_cpp_python-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    return archive.with_name(archive.name.removesuffix(".tar.gz"))


def _environment(work: Path, seconds: int) -> dict[str, str]:
    """What the compiler sees: no path of this computer may come into the result."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(seconds)}
    if sys.platform == "linux":
        hidden = f"-ffile-prefix-map={work}=/llama.cpp"
        environment |= {"CFLAGS": hidden, "CXXFLAGS": hidden}
    return environment


def tidy(folder: Path) -> None:
    """Keep one file of each library, with the names by which it is looked for.

    CMake makes three names of each, and packages for Windows know no links.
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
