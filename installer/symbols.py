"""Takes the tables of symbols out of libraries: nobody needs them to run a program.

They are 12 MB of the program. A library whose parts would no longer lie where the system's loader
wants them is left as it is: that happens to those that a wheel brought along and patched.
"""

import re
import subprocess
from pathlib import Path

_TABLE = re.compile(r"\s\.symtab\s")
#: A part that is loaded: where it is in the file, where it goes, and what both are multiples of.
_PART = re.compile(r"^\s*LOAD\s+(0x[0-9a-f]+)\s+(0x[0-9a-f]+)\s.*\s(0x[0-9a-f]+)\s*$", re.MULTILINE)


def strip(program: Path) -> None:
    """Do it to every library below ``program``."""
    for path in sorted(program.rglob("*.so*")):
        if path.is_file() and not path.is_symlink() and _TABLE.search(_said(path, "-S")):
            _strip(path)


def _strip(path: Path) -> None:
    smaller = path.with_name(f"{path.name}.stripped")
    subprocess.run(["strip", "--strip-unneeded", "-o", str(smaller), str(path)], check=True)
    if is_loadable(_said(smaller, "-l")):
        smaller.replace(path)
    else:
        smaller.unlink()


def is_loadable(headers: str) -> bool:
    """Whether the loader takes a library, from the words of ``readelf -lW``."""
    parts = [[int(figure, 16) for figure in row] for row in _PART.findall(headers)]
    return bool(parts) and all((at - address) % step == 0 for at, address, step in parts)


def _said(path: Path, what: str) -> str:
    command = ["readelf", "-W", what, str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
