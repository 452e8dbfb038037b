"""The text of a PDF, page by page. The file may be damaged or made to do harm.

A page that cannot be read counts as one without text. Bombs end at pypdf's own bounds, at the
memory of this process, or at the deadline.
"""

import logging
from pathlib import Path
from typing import Any, BinaryIO

from app.domain import page_choice
from app.domain.documents import MAX_CHARACTERS, Document
from app.errors import DocumentError

MAX_PAGES = 5_000
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0x00AD: ""}
_CONTROLS = {code: " " for code in (*range(0x09), *range(0x0B, 0x20), 0x7F)}


def prepare() -> None:
    """Import what takes time and files."""
    import pypdf
    import pypdf.generic

    logging.getLogger(pypdf.__name__).setLevel(logging.CRITICAL)  # it tells of every oddity


def read(path: Path, choice: str) -> Document:
    """The text of the chosen pages, of all for an empty choice.

    Raises:
        DocumentError: it is damaged, locked, has no text, or no such pages.
    """
    name = path.name
    with path.open("rb") as file:
        reader, count = _opened(file, name)
        try:
            pages = page_choice.read(choice, count)
        except ValueError as error:
            raise DocumentError("composer.no_pages", name=name, count=count) from error
        texts = _texts(reader, pages)
    empty = tuple(page for page, text in texts.items() if not text.strip())
    if len(empty) == len(texts):
        raise DocumentError("composer.pdf_without_text", name=name)
    return Document(
        name,
        "\n\n".join(text.strip() for text in texts.values() if text.strip()),
        pages=page_choice.written(pages) if choice.strip() else "",
        page_count=count,
        without_text=page_choice.written(empty),
    )


def _opened(file: BinaryIO, name: str) -> tuple[Any, int]:
    """A reader, and the number of pages."""
    from pypdf import PasswordType, PdfReader

    try:
        reader = PdfReader(file)
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise DocumentError("composer.pdf_locked", name=name)
        count = len(reader.pages)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # a damaged file fails in every way that Python knows
        raise DocumentError("composer.pdf_damaged", name=name) from error
    if not 0 < count <= MAX_PAGES:
        raise DocumentError("composer.pdf_damaged", name=name)
    return reader, count


def _texts(reader: Any, pages: tuple[int, ...]) -> dict[int, str]:
    """Text by page, until there is more than enough."""
    texts: dict[int, str] = {}
    size = 0
    for page in pages:
        texts[page] = _text(reader, page)
        size += len(texts[page])
        if size > MAX_CHARACTERS:
            break
    return texts


def _text(reader: Any, page: int) -> str:
    try:
        text: str = reader.pages[page - 1].extract_text()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - this page is damaged; others may not be
        return ""
    clean = text.encode("utf-8", "replace").decode()
    return clean.replace("\r", "\n").translate(_LIGATURES | _CONTROLS)
