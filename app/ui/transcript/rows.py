"""A document as rows: lists and quotes taken apart, each row knowing how far it is set in.

Rows that can be one running text come together as one ``Segment``; every other row is a segment of
its own, whatever list or quote it stands in. So a table in a list scrolls like any other table.
Values of ``app.domain.blocks`` in, plain values out; nothing of Qt.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby, islice, takewhile
from operator import is_

from app.domain.blocks import (
    TASK_DONE,
    TASK_OPEN,
    Block,
    Code,
    DisplayMath,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
)

BULLETS = "•◦▪"
LIST_INSET_EM = 1.9
DIGIT_EM = 0.64
QUOTE_INSET_EM = 1.1

PARAGRAPH_GAP_EM = 0.75  # added to what the line height leaves between two lines
ITEM_GAP_EM = 0.15
HEADING_GAP_EM = 1.0
AFTER_HEADING_GAP_EM = 0.55
BLOCK_GAP_EM = 0.85  # around code and tables, which have edges


@dataclass(frozen=True)
class Inset:
    """How far a list or a quote sets its content in; a quote has a ``bar`` at its left."""

    em: float
    bar: bool = False


@dataclass(frozen=True)
class Row:
    """A block without inner blocks; ``marker`` stands before the first row of a list's item."""

    block: Paragraph | Heading | DisplayMath | Code | Table | Rule
    insets: tuple[Inset, ...] = ()
    marker: str = ""

    @property
    def is_prose(self) -> bool:
        return isinstance(self.block, Paragraph | Heading)

    @cached_property
    def outer(self) -> tuple[Inset, ...]:
        """The insets up to the innermost quote: rows of one text share them."""
        last_bar = max((i for i, inset in enumerate(self.insets, 1) if inset.bar), default=0)
        return self.insets[:last_bar]

    @property
    def inner_em(self) -> float:
        """Inset within the text that the row is part of."""
        return sum(inset.em for inset in self.insets[len(self.outer) :])

    @property
    def list_depth(self) -> int:
        return sum(not inset.bar for inset in self.insets)


@dataclass(frozen=True)
class Segment:
    """Rows of one widget: several of prose, or a single other one."""

    rows: tuple[Row, ...]

    @property
    def is_prose(self) -> bool:
        return self.rows[0].is_prose

    @property
    def insets(self) -> tuple[Inset, ...]:
        """What the widget itself is set in by."""
        return self.rows[0].outer if self.is_prose else self.rows[0].insets


class Segmenter:
    """Takes a document apart that is shown again and again while it grows."""

    def __init__(self) -> None:
        self._document: Document = ()
        self._rows: list[list[Row]] = []  # of each block
        self._segments: list[Segment] = []
        self._starts: list[int] = []  # rows before each segment
        self.kept = 0  # segments at the start that the last update left as they were

    def update(self, document: Document) -> list[Segment]:
        """What ``segments`` says; blocks at the start that are the same objects are not read."""
        same = sum(takewhile(bool, map(is_, self._document, document)))
        self._document = document
        self._rows[same:] = [list(_rows((block,), ())) for block in document[same:]]
        # The last segment that begins in the same blocks may go on in the new ones.
        rows_kept = sum(map(len, self._rows[:same]))
        self.kept = max(0, bisect_left(self._starts, rows_kept) - 1)
        first = self._starts[self.kept] if self.kept < len(self._starts) else 0
        del self._segments[self.kept :], self._starts[self.kept :]
        for segment in _grouped(islice(chain.from_iterable(self._rows), first, None)):
            self._starts.append(first)
            self._segments.append(segment)
            first += len(segment.rows)
        return self._segments.copy()


def segments(document: Document) -> list[Segment]:
    """The widgets that a document needs, from top to bottom."""
    return Segmenter().update(document)


def _grouped(rows: Iterable[Row]) -> Iterator[Segment]:
    for (prose, _), members in groupby(rows, lambda row: (row.is_prose, row.outer)):
        if prose:
            yield Segment(tuple(members))
        else:
            yield from (Segment((row,)) for row in members)


def gap_em(before: Row | None, after: Row) -> float:
    """Room between two rows, in em of body text."""
    if before is None:
        return 0.0
    if isinstance(before.block, Code | Table) or isinstance(after.block, Code | Table):
        return BLOCK_GAP_EM
    if isinstance(after.block, Heading):
        return HEADING_GAP_EM
    if isinstance(before.block, Heading):
        return AFTER_HEADING_GAP_EM
    in_list = after.list_depth and before.list_depth
    return ITEM_GAP_EM if in_list and before.is_prose and after.is_prose else PARAGRAPH_GAP_EM


def _rows(blocks: Document, insets: tuple[Inset, ...]) -> Iterator[Row]:
    for block in blocks:
        if isinstance(block, ListBlock):
            yield from _items(block, insets)
        elif isinstance(block, Quote):
            yield from _rows(block.blocks, (*insets, Inset(QUOTE_INSET_EM, bar=True)))
        else:
            yield Row(block, insets)


def _items(block: ListBlock, insets: tuple[Inset, ...]) -> Iterator[Row]:
    depth = sum(not inset.bar for inset in insets)
    last = block.start + len(block.items) - 1
    digits = len(str(last)) if block.ordered else 1
    within = (*insets, Inset(LIST_INSET_EM + DIGIT_EM * (digits - 1)))
    for number, item in enumerate(block.items, block.start):
        marker = f"{number}." if block.ordered else BULLETS[depth % len(BULLETS)]
        yield from _item(item.blocks, within, marker)


def _task(block: Block) -> tuple[str, Paragraph] | None:
    """The box of an item that is a task, and the paragraph without it."""
    if isinstance(block, Paragraph) and block.inlines and isinstance(block.inlines[0], Text):
        words = block.inlines[0]
        if words.text[:2] in (f"{TASK_OPEN} ", f"{TASK_DONE} "):
            rest = replace(words, text=words.text[2:])
            return words.text[0], Paragraph((rest, *block.inlines[1:]))
    return None


def _item(blocks: Document, insets: tuple[Inset, ...], marker: str) -> Iterator[Row]:
    """The rows of one item, the first one with its marker."""
    first, rest = blocks[:1], blocks[1:]
    if first and marker in BULLETS and (task := _task(first[0])) is not None:
        marker, first = task[0], (task[1],)
    if first and isinstance(first[0], Paragraph | Heading):
        yield Row(first[0], insets, marker)
    else:
        yield Row(Paragraph(()), insets, marker)
        rest = blocks
    yield from _rows(rest, insets)
