"""Documents as they are read: kinds, bounds, text, and what is to be told of it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.attached import CUT_MARK, Attachment

MAX_TEXT_BYTES = 4_000_000
MAX_PDF_BYTES = 60_000_000
MAX_CHARACTERS = 300_000  # of text; more than most models can keep in mind


class Kind(StrEnum):
    """What a file is, by its name."""

    TEXT = "text"
    TABLE = "table"
    PDF = "pdf"
    PICTURE = "picture"  # which no model here can see
    OTHER = "other"


_KINDS = {
    Kind.TEXT: ("txt", "md", "markdown", "tex", "text"),
    Kind.TABLE: ("csv", "tsv"),
    Kind.PDF: ("pdf",),
    Kind.PICTURE: ("png", "jpg", "jpeg", "gif", "bmp", "webp", "heic", "svg", "tif", "tiff"),
}
READABLE = (*_KINDS[Kind.TEXT], *_KINDS[Kind.TABLE], *_KINDS[Kind.PDF])


def kind_of(name: str) -> Kind:
    """What the file ``name`` is."""
    ending = name.lower().rpartition(".")[2]
    return next((kind for kind, endings in _KINDS.items() if ending in endings), Kind.OTHER)


@dataclass(frozen=True)
class Document:
    """The text of a file. ``pages`` are those chosen, empty for all of ``page_count``."""

    name: str
    text: str
    encoding: str = ""  # of a text file that is not UTF-8
    pages: str = ""
    page_count: int = 0
    without_text: str = ""  # pages that are pictures
    columns_left_out: int = 0  # of a table

    def cut(self, characters: int) -> "Document":
        """The same with no more text than this."""
        if len(self.text) <= characters:
            return self
        return replace(self, text=f"{self.text[:characters].rstrip()}\n{CUT_MARK}")

    @property
    def attachment(self) -> Attachment:
        return Attachment(self.name, self.text, self.pages)


_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\uffef]")
_DIGIT = re.compile(r"[0-9]")
TOKENS_PER_HAN = 0.8
CHARACTERS_PER_TOKEN = 3.4  # of other words and signs


def estimated_tokens(text: str) -> int:
    """About how many tokens a text has; a model's own count may differ by a fourth."""
    han, digits = len(_HAN.findall(text)), len(_DIGIT.findall(text))
    others = len(text) - han - digits
    return round(han * TOKENS_PER_HAN + digits + others / CHARACTERS_PER_TOKEN)
