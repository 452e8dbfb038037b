"""Names of model files on disk: ours alone.

A name from outside (a repository, a download, another person's folder) is never used as a path.
Model files are called ``<id>.gguf``, and an id is plain lower-case ASCII that every file system
reads alike.
"""

import re
import unicodedata
from collections.abc import Container

SUFFIX = ".gguf"
MAX_LENGTH = 64

_SAFE = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9_])?")
_UNSAFE_RUN = re.compile(r"[^a-z0-9_.]+|\.{2,}")
#: Names that Windows keeps for devices, whatever follows the first dot.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def is_safe(name: str) -> bool:
    """Whether ``name`` may be an id, and so a file's stem."""
    return bool(_SAFE.fullmatch(name)) and not _RESERVED.fullmatch(name)


def safe_id(wish: str, *, taken: Container[str] = ()) -> str:
    """A safe id as near to ``wish`` as may be, with a number at its end if it is ``taken``."""
    ascii_only = unicodedata.normalize("NFKD", wish).encode("ascii", "ignore").decode().lower()
    stem = _UNSAFE_RUN.sub("-", ascii_only).strip("-._")[: MAX_LENGTH - 4].rstrip("-._")
    if not is_safe(stem):
        stem = f"model-{stem}" if stem else "model"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem[: MAX_LENGTH - 4]}-{number}"
    return name
