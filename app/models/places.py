"""GGUF files that other programs have left on this computer.

The search is bounded in depth and in files looked at, follows no linked folders, and opens nothing
but the first bytes of a file.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.models import names
from app.models.gguf import MAGIC

MAX_DEPTH = 6
MAX_FILES = 20_000

_USUAL = (
    "Downloads",
    "下载",
    ".cache/huggingface/hub",
    ".lmstudio/models",
    ".cache/lm-studio/models",
    ".local/share/Jan/data",
    "AppData/Roaming/Jan/data",
    "jan",
    ".local/share/nomic.ai/GPT4All",
    "AppData/Local/nomic.ai/GPT4All",
)
#: Companions of other models and pieces of split ones: no model by themselves.
_NOT_A_MODEL = re.compile(r"mmproj|-\d{5}-of-\d{5}", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A file that looks like a model."""

    path: Path
    bytes: int

    @property
    def name(self) -> str:
        """What people see."""
        return names.one_line(self.path.stem)


def usual(home: Path) -> list[Path]:
    """Where browsers and similar programs put models."""
    return [home / place for place in _USUAL]


def search(folders: Iterable[Path]) -> list[Found]:
    """Model files below ``folders``, the biggest first; a file with two names counts once."""
    files: dict[Path, Found] = {}
    for path in islice(_files(folders), MAX_FILES):
        if _is_model(path):
            files.setdefault(path.resolve(), Found(path, path.stat().st_size))
    return sorted(files.values(), key=lambda found: -found.bytes)


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for place, subfolders, file_names in os.walk(folder):
            if len(Path(place).relative_to(folder).parts) >= MAX_DEPTH:
                subfolders.clear()
            yield from (Path(place, name) for name in file_names)


def _is_model(path: Path) -> bool:
    if path.suffix.lower() != names.SUFFIX or _NOT_A_MODEL.search(path.name):
        return False
    try:
        with path.open("rb") as file:
            return path.is_file() and file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False
