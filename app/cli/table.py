"""Tables for a terminal, in columns that are straight with Chinese too."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width


def lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows with their first column to the left and the others to the right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        pads = [padding(cell, size) for size, cell in zip(widths, row, strict=True)]
        first = row[0] + pads[0]
        rest = [pad + cell for pad, cell in zip(pads[1:], row[1:], strict=True)]
        yield "  ".join([first, *rest]).rstrip()


def padding(text: str, size: int) -> str:
    """What fills the text up to ``size`` columns."""
    return " " * (size - width(text))


def width(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
