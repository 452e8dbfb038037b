"""Small files of the window in the data folder, readable by their owner alone."""

import json
import os
from pathlib import Path
from typing import Any

from app.paths import PRIVATE_FILE_MODE


def write_private(path: Path, text: str) -> None:
    """Write ``text``; afterwards the file is the old one or the new one.

    Raises:
        OSError: it cannot be written.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in ``path``; empty for what is missing or cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
