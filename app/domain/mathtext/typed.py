r"""What somebody is typing, as it will look: a document, formulas under way as far as they are.

Bare TeX counts (``places``), an empty place is a box, and a formula without an end is shown as if
it ended here.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from app.domain.blocks import (
    Block,
    Cell,
    Code,
    DisplayMath,
    Document,
    Heading,
    Inline,
    Item,
    ListBlock,
    Math,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
)
from app.domain.mathtext.document import formulas, parse, with_line_breaks
from app.domain.mathtext.places import with_delimiters

#: A text without any of these has no formula; so most keys cost nothing.
_MAY_HAVE_FORMULA = re.compile(r"[$\\]")
_SIGN = re.compile(r"[\\^_{=]")
_EMPTY_GROUP = re.compile(r"(?<=[\w}^_])\{\s*\}")

Change = Callable[[Math], Inline]


def may_have_formula(text: str) -> bool:
    """Whether it is worth looking."""
    return _MAY_HAVE_FORMULA.search(text) is not None


def document_of(text: str) -> Document:
    """The document of a text under way; empty where it has no formula."""
    if not may_have_formula(text):
        return ()
    document = parse(with_line_breaks(with_delimiters(text)), final=False)
    document = with_formulas(document, _under_way)
    return document if any(True for _ in formulas(document)) else ()


def with_formulas(document: Document, change: Change) -> Document:
    """The document with ``change`` made to every formula."""
    return tuple(_block(block, change) for block in document)


def _under_way(math: Math) -> Inline:
    if math.open and not _SIGN.search(math.tex):
        return Text(math.source)  # rather a price
    return replace(math, tex=_EMPTY_GROUP.sub(r"{\\square}", math.tex), open=False)


def _block(block: Block, change: Change) -> Block:
    match block:
        case DisplayMath(math):
            changed = change(math)
            return DisplayMath(changed) if isinstance(changed, Math) else Paragraph((changed,))
        case Paragraph(inlines):
            return Paragraph(_inlines(inlines, change))
        case Heading(level, inlines):
            return Heading(level, _inlines(inlines, change))
        case Quote(blocks):
            return Quote(with_formulas(blocks, change))
        case ListBlock(items):
            changed_items = tuple(Item(with_formulas(item.blocks, change)) for item in items)
            return replace(block, items=changed_items)
        case Table(header, rows):
            return replace(
                block,
                header=_cells(header, change),
                rows=tuple(_cells(row, change) for row in rows),
            )
        case Code() | Rule():
            return block


def _cells(cells: tuple[Cell, ...], change: Change) -> tuple[Cell, ...]:
    return tuple(Cell(_inlines(cell.inlines, change)) for cell in cells)


def _inlines(inlines: tuple[Inline, ...], change: Change) -> tuple[Inline, ...]:
    return tuple(change(each) if isinstance(each, Math) else each for each in inlines)
