"""Files of a package as values: where they go, with which rights, and what is in them.

The same values become a folder, an archive, or a list of hashes, always in the same order, with the
same times and owners, whoever builds them and wherever.
"""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

PROGRAM_MODE = 0o755
FILE_MODE = 0o644
_EXECUTABLE_BITS = 0o111


@dataclass(frozen=True)
class Entry:
    """A file or a link at ``path`` of the package; its bytes are ``source``'s, else ``data``."""

    path: str
    data: bytes = b""
    source: Path | None = None
    link: str = ""  # where it points, relative to its own folder
    mode: int = FILE_MODE

    def read(self) -> bytes:
        return self.source.read_bytes() if self.source is not None else self.data

    @property
    def size(self) -> int:
        """Bytes; a link has none."""
        return self.source.stat().st_size if self.source is not None else len(self.data)


def text(path: str, words: str, mode: int = FILE_MODE) -> Entry:
    """A file of text."""
    return Entry(path, words.encode(), mode=mode)


def scan(folder: Path) -> list[Entry]:
    """All files and links below a folder, by name. Rights are those of a package, not the folder's.

    Links must lead to something inside, or the package would need files of another computer.
    """
    entries: list[Entry] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            _check_inside(path, folder)
            entries.append(Entry(name, link=os.readlink(path), mode=0o777))
        elif path.is_file():
            entries.append(Entry(name, source=path, mode=_mode(path)))
    return entries


def _check_inside(path: Path, folder: Path) -> None:
    target = os.readlink(path)
    if os.path.isabs(target) or not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{path} points out of its folder: {target}")
    if not path.exists():
        raise ValueError(f"{path} points at nothing: {target}")


def _mode(path: Path) -> int:
    is_library = ".so" in path.suffixes  # needs no right to be executed, and shall not have it
    executable = path.stat().st_mode & _EXECUTABLE_BITS and not is_library
    return PROGRAM_MODE if executable else FILE_MODE


def below(prefix: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries moved into a folder."""
    return [replace(entry, path=f"{prefix}/{entry.path}") for entry in entries]


def write(entries: Iterable[Entry], folder: Path, seconds: int) -> None:
    """Put the entries into ``folder``, which must not exist; all get the time ``seconds``."""
    folder.mkdir(parents=True)
    for entry in entries:
        place = folder / entry.path
        place.parent.mkdir(parents=True, exist_ok=True)
        if entry.link:
            place.symlink_to(entry.link)
        elif entry.source is not None:
            shutil.copyfile(entry.source, place)
        else:
            place.write_bytes(entry.data)
        if not entry.link:
            place.chmod(entry.mode)
    _set_folders(folder, seconds)


def _set_folders(folder: Path, seconds: int) -> None:
    # From below: writing a file changes the time of its folder.
    for path in [*sorted(folder.rglob("*"), reverse=True), folder]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(PROGRAM_MODE)
        follows = os.utime in os.supports_follow_symlinks
        os.utime(path, (seconds, seconds), follow_symlinks=not follows)


def tar(entries: Iterable[Entry], target: BinaryIO, seconds: int) -> None:
    """Write an archive without compression: by name, owned by root."""
    ordered = sorted(entries, key=lambda entry: entry.path)
    with tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for folder in _folders(ordered):
            archive.addfile(_header(Entry(folder, mode=PROGRAM_MODE), seconds, tarfile.DIRTYPE))
        for entry in ordered:
            kind = tarfile.SYMTYPE if entry.link else tarfile.REGTYPE
            data = None if entry.link else BytesIO(entry.read())
            archive.addfile(_header(entry, seconds, kind), data)


def _folders(entries: Iterable[Entry]) -> list[str]:
    parents = {parent for entry in entries for parent in PurePosixPath(entry.path).parents}
    return sorted(str(parent) for parent in parents if str(parent) != ".")


def _header(entry: Entry, seconds: int, kind: bytes) -> tarfile.TarInfo:
    header = tarfile.TarInfo(entry.path)
    header.type, header.mode, header.mtime = kind, entry.mode, seconds
    header.uname = header.gname = "root"
    header.linkname = entry.link
    header.size = entry.size if kind == tarfile.REGTYPE else 0
    return header


def sums(entries: Iterable[Entry], algorithm: str) -> str:
    """Hashes of all files, a line each, as md5sum and sha256sum write them."""
    ordered = sorted(entries, key=lambda entry: entry.path)
    return "".join(
        f"{hashlib.new(algorithm, entry.read(), usedforsecurity=False).hexdigest()}  {entry.path}\n"
        for entry in ordered
        if not entry.link
    )


def installed_bytes(entries: Iterable[Entry]) -> int:
    """What they take on the disk, files alone."""
    return sum(entry.size for entry in entries if not entry.link)
