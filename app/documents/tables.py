"""Comma-separated values as a compact table that a model can read."""

import csv
from collections.abc import Iterator
from dataclasses import replace

from app.domain.documents import MAX_CHARACTERS, MAX_TEXT_BYTES, Document
from app.errors import DocumentError

MAX_COLUMNS = 60  # that anybody could read in one line
DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 20


def read(document: Document) -> Document:
    """The document with its rows as ``a | b | c``, the first one underlined as head.

    Raises:
        DocumentError: the rows cannot be told apart.
    """
    csv.field_size_limit(MAX_TEXT_BYTES)
    widest, lines, size = 0, [], 0
    try:
        for row in _rows(document.text):
            widest = max(widest, len(row))
            lines.append(" | ".join(map(_cell, row[:MAX_COLUMNS])))
            size += len(lines[-1]) + 1
            if len(lines) == 1:
                lines.append(" | ".join(["---"] * min(len(row), MAX_COLUMNS)))
            if size > MAX_CHARACTERS:
                break  # the rest would be cut
    except csv.Error as error:
        raise DocumentError("composer.no_table", name=document.name) from error
    left_out = max(0, widest - MAX_COLUMNS)
    return replace(document, text="\n".join(lines), columns_left_out=left_out)


def _rows(text: str) -> Iterator[list[str]]:
    lines = text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES]
    counts = {sign: sum(line.count(sign) for line in lines) for sign in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda sign: counts[sign])
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    return (row for row in rows if any(cell.strip() for cell in row))


def _cell(cell: str) -> str:
    return " ".join(cell.split()).replace("|", "/")
