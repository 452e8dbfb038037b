"""Two builds side by side: which files differ, so that what is not reproducible has a name."""

import hashlib
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """What is not the same in two tables of contents, a line each; empty if all is."""
    lines = [f"only in the first: {name}" for name in sorted(one.keys() - other.keys())]
    lines += [f"only in the second: {name}" for name in sorted(other.keys() - one.keys())]
    both = sorted(one.keys() & other.keys())
    return lines + [f"differs: {name}" for name in both if one[name] != other[name]]


def contents(path: Path) -> dict[str, str]:
    """A folder or package as a table: name -> rights, time and hash.

    Packages are opened; of a file that cannot be opened the hash is all.
    """
    if path.is_dir():
        return _folder(path)
    with tempfile.TemporaryDirectory() as place:
        if path.name.endswith(".deb"):
            plain = Path(place, "data.tar")
            with plain.open("wb") as file:
                subprocess.run(["dpkg-deb", "--fsys-tarfile", str(path)], check=True, stdout=file)
            return _tar(plain)
        if path.name.endswith(".tar.zst"):
            plain = Path(place, "plain.tar")
            subprocess.run(["zstd", "-q", "-d", str(path), "-o", str(plain)], check=True)
            return _tar(plain)
    return {path.name: _hash(path.read_bytes())}


def report(one: Path, other: Path) -> list[str]:
    """What differs; one line that names the packages themselves if only their wrapping does."""
    if one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes():
        return []
    lines = differences(contents(one), contents(other))
    if not lines and one.is_file():
        return [f"differs: {one.name} as a whole, with the same files inside"]
    return lines


def _folder(folder: Path) -> dict[str, str]:
    table: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            table[name] = f"-> {path.readlink()}"
        elif path.is_file():
            table[name] = f"{path.stat().st_mode & 0o777:o} {_hash(path.read_bytes())}"
    return table


def _tar(file: Path) -> dict[str, str]:
    table: dict[str, str] = {}
    with tarfile.open(file) as archive:
        for member in archive:
            data = archive.extractfile(member) if member.isfile() else None
            inside = _hash(data.read()) if data is not None else f"-> {member.linkname}"
            owner = f"{member.uid}:{member.gid}"
            table[member.name] = f"{member.mode:o} {owner} {member.mtime} {inside}"
    return table


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
