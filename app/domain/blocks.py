"""What a text consists of: the values that ``mathtext`` makes and every renderer draws.

Inlines make up paragraphs; blocks make up documents. All are plain frozen values: two equal blocks
look the same, which is how the transcript knows what to leave alone while an answer streams.
"""

from dataclasses import dataclass
from enum import StrEnum

#: Stand at the start of an item that is a task.
TASK_OPEN, TASK_DONE = "☐", "☑"


@dataclass(frozen=True)
class Text:
    """A run of plain text with its emphasis. ``link`` is an address, shown before it is opened."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    link: str = ""


@dataclass(frozen=True)
class Math:
    """A formula: ``tex`` without delimiters; ``source`` as written, delimiters included.

    An ``open`` formula has no closing delimiter yet (the text is still streaming): renderers show a
    quiet placeholder instead of raw TeX.
    """

    tex: str
    source: str
    display: bool = False
    open: bool = False
    bold: bool = False


@dataclass(frozen=True)
class LineBreak:
    """A hard line break inside a paragraph."""


Inline = Text | Math | LineBreak


class Align(StrEnum):
    """Alignment of a table column."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True)
class Paragraph:
    inlines: tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    level: int  # 1 to 6
    inlines: tuple[Inline, ...]


@dataclass(frozen=True)
class DisplayMath:
    """A formula on a line of its own, as a block."""

    math: Math


@dataclass(frozen=True)
class Code:
    """A code block, its text unchanged; ``language`` stood after the fence, if anything did."""

    text: str
    language: str = ""
    open: bool = False  # the closing fence has not come yet


@dataclass(frozen=True)
class Item:
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True)
class ListBlock:
    items: tuple[Item, ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Quote:
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True)
class Cell:
    inlines: tuple[Inline, ...]


@dataclass(frozen=True)
class Table:
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    aligns: tuple[Align, ...]


@dataclass(frozen=True)
class Rule:
    """A horizontal line."""


Block = Paragraph | Heading | DisplayMath | Code | ListBlock | Quote | Table | Rule
Document = tuple[Block, ...]
