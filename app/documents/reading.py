"""Which file is read how, and what it may be at most. Everything a person meets is told by key."""

import stat
from pathlib import Path

from app.documents import plain, tables
from app.domain.documents import (
    MAX_CHARACTERS,
    MAX_PDF_BYTES,
    MAX_TEXT_BYTES,
    Document,
    Kind,
    kind_of,
)
from app.errors import DocumentError
from app.i18n import file_size


def prepare(path: Path) -> None:
    """Import what reading this file takes, while that is still allowed."""
    if kind_of(path.name) is Kind.PDF:
        from app.documents import pdf

        pdf.prepare()


def read(path: Path, pages: str = "") -> Document:
    """The text of a file, of some of its pages if it has pages.

    Raises:
        DocumentError: it cannot go with a question.
        OSError: it cannot be read.
    """
    kind = kind_of(path.name)
    _check_size(path, MAX_PDF_BYTES if kind is Kind.PDF else MAX_TEXT_BYTES)
    if kind is Kind.PDF:
        from app.documents import pdf

        document = pdf.read(path, pages)
    else:
        text, encoding = plain.decoded(path.read_bytes(), path.name)
        document = Document(path.name, text, encoding=encoding)
        if kind is Kind.TABLE:
            document = tables.read(document)
    if not document.text.strip():
        raise DocumentError("composer.empty_file", name=path.name)
    return document.cut(MAX_CHARACTERS)


def _check_size(path: Path, most: int) -> None:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        raise DocumentError("composer.no_file", name=path.name)
    if found.st_size > most:
        size = {"size": file_size(found.st_size), "most": file_size(most)}
        raise DocumentError("composer.too_big", name=path.name, **size)
