"""Names of model files on disk: ours alone.

A name from outside (a repository, a download, another person's folder) is never used as a path.
Model files are called ``<id>.gguf``, and an id is plain lower-case ASCII that every file system
reads alike.
"""

import re
import unicodedata
from collections.abc import Container

from app.errors import ModelError

SUFFIX = ".gguf"
MAX_LENGTH = 64
SHOWN_LENGTH = 120
MAX_ACCENTS = 2  # on one letter; Vietnamese needs two

_SAFE = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9_])?")
_UNSAFE_RUN = re.compile(r"[^a-z0-9_.]+|\.{2,}")
#: Names that Windows keeps for devices, whatever follows the first dot.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")

#: Printable for Python, and yet nothing is seen: joiners, fillers, selectors, Braille's empty cell.
_WITHOUT_INK = frozenset(
    map(chr, [0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0])
) | frozenset(map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))


def is_safe(name: str) -> bool:
    """Whether ``name`` may be an id, and so a file's stem."""
    return bool(_SAFE.fullmatch(name)) and not _RESERVED.fullmatch(name)


def file_name(model_id: str) -> str:
    """The name of a model's file in the models folder.

    Raises:
        ModelError: this is no id.
    """
    if not is_safe(model_id):
        raise ModelError("models.unknown", id=one_line(model_id))
    return model_id + SUFFIX


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


def one_line(text: str, *, limit: int = SHOWN_LENGTH) -> str:
    """A text from outside as people may see it: one line, nothing invisible, nothing that turns it.

    Control characters, marks of direction, characters without width, and more than a few accents
    on one letter would let a name look like another one, or spoil the line it stands in.
    """
    kept: list[str] = []
    accents = 0
    for character in unicodedata.normalize("NFC", text[: 4 * limit]):
        accents = accents + 1 if unicodedata.combining(character) else 0
        hidden = not character.isprintable() or character in _WITHOUT_INK
        if accents <= MAX_ACCENTS:
            kept.append(" " if hidden else character)
    return " ".join("".join(kept).split())[:limit].rstrip()
