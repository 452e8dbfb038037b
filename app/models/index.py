"""What the models folder cannot say by itself: imported files, and files used where they lie.

``library.json`` is whole at any moment. An index that cannot be read is kept aside as
``library.json.bad`` and counts as empty.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.models import disk, names

FILE_NAME = "library.json"


@dataclass(frozen=True)
class Record:
    """An imported model; its file is ``<id>.gguf`` in the models folder, or lies at ``path``."""

    id: str
    name: str
    bytes: int
    sha256: str
    path: str = ""  # absolute; empty for a file of our own


def read(folder: Path) -> list[Record]:
    """All records; those that make no sense are left out."""
    path = folder / FILE_NAME
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["models"]
        records = [Record(**row) for row in rows]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError):
        path.replace(path.with_suffix(".json.bad"))
        return []
    return [record for record in records if _sensible(record)]


def write(folder: Path, records: Sequence[Record]) -> None:
    """Keep ``records`` in place of what was there.

    In ASCII: a path may hold bytes that are no text, which UTF-8 cannot say.
    """
    content = {"version": 1, "models": [asdict(record) for record in records]}
    disk.write_text(folder / FILE_NAME, json.dumps(content, indent=1))


def _sensible(record: Record) -> bool:
    """Whether the values have the types they should, and the id may be a file's name."""
    texts = (record.id, record.name, record.sha256, record.path)
    typed = isinstance(record.bytes, int) and all(isinstance(text, str) for text in texts)
    return typed and names.is_safe(record.id)
