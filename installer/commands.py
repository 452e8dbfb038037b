"""The commands of ``build_installer.py``: what is done, in which order, and what is printed of it.

build     compile the backends unless they are there, freeze the program, collect licences
package   make the packages of this system from it, and their checksums
smoke     start the frozen program, ask the demo model, print how long everything took
compare   say what differs between two builds or packages
cuda      compile the CUDA plug-in, for a package of its own
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from installer import (
    about,
    appimage,
    archive,
    backends,
    compare,
    deb,
    desktop,
    freeze,
    icons,
    licences,
    redist,
    sbom,
    system,
    tree,
    windows,
)
from installer.tree import Entry

PACKAGES = about.ROOT / "dist"
SBOM = "lemma.cdx.json"
SMOKE_S = 300  # for a slow computer; the figure that we promise is 60
_ELF = b"\x7fELF"
_NVIDIA = ("CUDA's libraries", f"NVIDIA's terms, see {backends.CUDA_LICENCE}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    args = _parser().parse_args(arguments)
    try:
        status: int = args.run(args)
        return status
    except (OSError, subprocess.CalledProcessError) as error:  # something of this computer
        return _refuse(str(error))


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("build_installer.py", description=__doc__, formatter_class=raw)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name)
        added.set_defaults(run=run)
        return added

    making = command("build", build)
    making.add_argument("--fresh", action="store_true", help="compile everything again")
    making.add_argument("--only", default="", help='for a trial: plug-ins, "x64,haswell,vulkan"')
    command("package", package)
    smoke = command("smoke", run_smoke)
    smoke.add_argument("--program", type=Path, default=freeze.FROZEN / about.PACKAGE / _program())
    smoke.add_argument("--model", help="a GGUF file in place of the demo model")
    pair = command("compare", run_compare)
    pair.add_argument("one", type=Path, help="a folder or a package")
    pair.add_argument("other", type=Path, help="what to compare it with")
    cuda = command("cuda", build_cuda)
    cuda.add_argument("--runtime", type=Path, help="folder with CUDA's own libraries")
    cuda.add_argument("--terms", type=Path, help="NVIDIA's licence, if not in CUDA's folder")
    cuda.add_argument("--cards", default=backends.CUDA_CARDS, help="CMake's list of architectures")
    return parser


def _program() -> str:
    return f"{about.PACKAGE}.exe" if sys.platform == "win32" else about.PACKAGE


# --- build --------------------------------------------------------------------------------------


def build(args: argparse.Namespace) -> int:
    """Make the folder that all packages hold."""
    seconds = about.epoch()
    only = tuple(filter(None, args.only.split(",")))
    if args.fresh:
        shutil.rmtree(backends.WORK, ignore_errors=True)
    if args.fresh or not backends.is_built(only):
        backends.build(seconds=seconds, only=only)
    program = freeze.run(seconds=seconds)
    inside = licences.components(freeze.taken())
    if lacking := licences.without_text(inside):
        return _refuse(f"no text of their licence: {', '.join(lacking)}")
    for entry in licences.entries(inside):
        place = program / entry.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(entry.data)
    (program / licences.FOLDER / SBOM).write_text(
        sbom.document(inside, about.date(seconds)), encoding="utf-8"
    )
    if lost := _missing(program):
        return _refuse("\n".join(f"{name} is needed by {files}" for name, files in lost.items()))
    made = backends.built(program / freeze.INSIDE / backends.LIBRARIES)
    size = tree.installed_bytes(tree.scan(program))
    print(f"{program}: {_megabytes(size)}, for {', '.join(made.processors)}; {made.cards}")
    return 0


def build_cuda(args: argparse.Namespace) -> int:
    """Compile the CUDA plug-in."""
    folder = backends.build_cuda(seconds=about.epoch(), cards=args.cards)
    if args.runtime is not None:
        backends.add_runtime(args.runtime, args.terms)
    print(f"{folder}: {_megabytes(tree.installed_bytes(tree.scan(folder)))}")
    return 0


def dumps(folder: Path) -> dict[str, str]:
    """What ``objdump -p`` says of every program and library below a folder."""
    files = [path for path in sorted(folder.rglob("*")) if _is_elf(path)]
    return {path.name: freeze.dump(str(path)) for path in files}


def _is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF


def _missing(program: Path) -> dict[str, set[str]]:
    if sys.platform == "win32":
        return redist.missing(program, redist.windows())
    names = {path.name for path in program.rglob("*")}
    return system.missing(dumps(program), names)


# --- package ------------------------------------------------------------------------------------


def package(_args: argparse.Namespace) -> int:
    """Make this system's packages from the frozen program."""
    program = freeze.FROZEN / about.PACKAGE
    if not program.is_dir():
        return _refuse(f"{program}: build it first")
    PACKAGES.mkdir(exist_ok=True)
    made = package_windows(program) if sys.platform == "win32" else package_linux(program)
    shutil.copyfile(program / licences.FOLDER / SBOM, PACKAGES / SBOM)
    sums = archive.checksums([*made, PACKAGES / SBOM])
    (PACKAGES / "SHA256SUMS").write_text(sums, encoding="utf-8")
    for file in made:
        print(f"{file.name}: {_megabytes(file.stat().st_size)}")
    return 0


def package_windows(program: Path) -> list[Path]:
    """The setup program, and CUDA's if it was compiled."""
    made = [_setup(windows.SCRIPT, program, windows.file_name())]
    if (cuda := backends.CUDA_FOLDER / backends.LIBRARIES).is_dir():
        made.append(_setup(windows.CUDA_SCRIPT, cuda, windows.file_name(deb.CARDS_PACKAGE)))
    return [file for file in made if file.exists()]


def _setup(script: Path, source: Path, name: str) -> Path:
    target = PACKAGES / name
    kibibytes = tree.installed_bytes(tree.scan(source)) // 1024
    if not windows.build(script, source, target, kibibytes):
        print(f"{name} is not made: makensis is not at hand", file=sys.stderr)
    return target


def package_linux(program: Path) -> list[Path]:
    """The .deb, the archive, and the AppImage where its tool is at hand; CUDA's .deb as well."""
    seconds = about.epoch()
    inside = tree.scan(program)
    entries = linux_entries(inside, seconds)
    loaded = dumps(program)
    made = [_write_deb(about.PACKAGE, entries, system.depends(loaded), system.RECOMMENDED)]
    made += [_write_archive(inside, seconds), *_write_appimage(entries, seconds)]
    if (cuda := backends.CUDA_FOLDER / backends.LIBRARIES).is_dir():
        made.append(_write_cuda(cuda, seconds))
    return made


def linux_entries(inside: Sequence[Entry], seconds: int) -> list[Entry]:
    """What a .deb of the program installs."""
    released = about.date(seconds)
    known = [(row.name, row.licence) for row in licences.components(freeze.taken())]
    return [
        *tree.below(deb.PROGRAM, inside),
        Entry(f"usr/bin/{about.PACKAGE}", link=f"../lib/{about.PACKAGE}/{about.PACKAGE}"),
        *desktop.entries(released),
        *icons.entries(),
        *deb.documents(about.PACKAGE, released, known),
        deb.overrides(),
        Entry(f"{deb.DOCUMENTS}/{about.PACKAGE}/CHANGELOG.md", source=about.ROOT / "CHANGELOG.md"),
    ]


def _write_deb(
    name: str, entries: Sequence[Entry], depends: Sequence[str], recommends: Sequence[str] = ()
) -> Path:
    target = PACKAGES / deb.file_name(name)
    control = deb.control(name, tree.installed_bytes(entries), depends, recommends)
    with _work() as work:
        deb.build(deb.with_control(entries, control), work, target, about.epoch())
    return target


def _write_cuda(libraries: Path, seconds: int) -> Path:
    """The plug-in fits the libraries of its own version alone."""
    place = f"{deb.PROGRAM}/{freeze.INSIDE}/{backends.LIBRARIES}"
    documents = deb.documents(deb.CARDS_PACKAGE, about.date(seconds), [_NVIDIA])
    entries = [*tree.below(place, tree.scan(libraries)), *documents]
    terms = backends.CUDA_FOLDER / backends.CUDA_LICENCE
    if terms.exists():  # it was built with CUDA's libraries
        entries.append(Entry(f"{deb.DOCUMENTS}/{deb.CARDS_PACKAGE}/{terms.name}", source=terms))
    same = f"{about.PACKAGE} (= {about.debian_version()})"
    return _write_deb(deb.CARDS_PACKAGE, entries, [same])


def _write_archive(inside: Sequence[Entry], seconds: int) -> Path:
    target = PACKAGES / archive.file_name()
    own = archive.own_files(desktop.menu_entry(), icons.DRAWING)
    archive.build([*inside, *own], target, seconds)
    return target


def _write_appimage(entries: Sequence[Entry], seconds: int) -> Iterator[Path]:
    target = PACKAGES / appimage.file_name()
    layout = appimage.layout(entries, desktop.menu_entry(), icons.paint(256))
    with _work() as work:
        if appimage.build(layout, work, target, seconds):
            yield target
        else:
            print(f"no AppImage is made: {appimage.LACKING}", file=sys.stderr)


@contextmanager
def _work() -> Iterator[Path]:
    """A folder that is yet to be made, and removed afterwards."""
    with tempfile.TemporaryDirectory() as place:
        yield Path(place, "work")


# --- smoke and compare --------------------------------------------------------------------------


def run_smoke(args: argparse.Namespace) -> int:
    """Start a packaged program with an empty data folder and nothing of this checkout in sight."""
    with tempfile.TemporaryDirectory() as data:
        command = [str(args.program), "--data-dir", data, "--smoke"]
        command += ["--model", args.model] if args.model else []
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SMOKE_S,
            cwd=data,
            env=_clean_environment(),
        )
    sys.stderr.write(done.stderr)
    print(done.stdout.strip())
    return 0 if done.returncode == 0 and is_answer(done.stdout) else 1


def is_answer(said: str) -> bool:
    """Whether the last line is the report of a smoke test that came to an answer."""
    try:
        return bool(json.loads(said.splitlines()[-1])["answer"])
    except (ValueError, IndexError, KeyError, TypeError):
        return False


def _clean_environment() -> dict[str, str]:
    hidden = ("PYTHON", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "LEMMA_")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


def run_compare(args: argparse.Namespace) -> int:
    """Print what differs; 0 if nothing does."""
    lines = compare.report(args.one, args.other)
    print(*(lines or ["the same"]), sep="\n")
    return 1 if lines else 0


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
