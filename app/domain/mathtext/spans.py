"""Reads what has no structure of blocks: the words of a paragraph, a heading, an item, a table.

This is Python-Markdown's part, reduced to what a mathematical text needs: emphasis, links, escapes,
hard line breaks and tables. HTML, entities and references are plain text here; an image becomes a
link with its description, for nothing is ever loaded.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

import markdown

from app.domain.blocks import (
    Align,
    Block,
    Cell,
    Code,
    DisplayMath,
    Inline,
    LineBreak,
    Math,
    Paragraph,
    Table,
    Text,
)
from app.domain.mathtext.cutting import PLACEHOLDER, Piece

#: Longer paragraphs are shown without emphasis and links: nobody writes such, and Python-Markdown's
#: time grows with the square of some of them.
SPAN_LIMIT = 20_000
#: The same for paragraphs with more than so many characters that may open emphasis or a link.
MARKS_LIMIT = 1_000

_MARKS = re.compile(r"[*_\[~<]")
_UNUSED_PATTERNS = (
    *("backtick", "reference", "image_reference", "short_reference", "short_image_ref"),
    *("automail", "html", "entity"),
)
_USED_BLOCKS = ("table", "paragraph")
# A product or a power in plain text, 2*x*3 or x**2: Markdown would take it for emphasis.
_PRODUCT = re.compile(r"(?<=[0-9A-Za-z)])(?:\*(?=[0-9A-Za-z(])|\*\*(?=[0-9]))")


@dataclass(frozen=True)
class _Style:
    bold: bool = False
    italic: bool = False
    strike: bool = False
    link: str = ""


class Spans:
    """Reads cut texts. Not for several threads at once; keep one to read what repeats quickly."""

    def __init__(self) -> None:
        self._markdown = _reduced_markdown()
        self._read: dict[tuple[str, tuple[Piece, ...]], tuple[Block, ...]] = {}

    def blocks(self, source: str, pieces: Sequence[Piece]) -> tuple[Block, ...]:
        """The paragraphs, displayed formulas, code blocks and tables in lines without a blank one.

        ``pieces`` are those of the whole cut text.
        """
        used = tuple(pieces[int(number)] for number in PLACEHOLDER.findall(source))
        key = (source, used)
        if key not in self._read:
            self._read[key] = tuple(self._blocks(source, _Putting(pieces)))
        return self._read[key]

    def inlines(self, source: str, pieces: Sequence[Piece]) -> tuple[Inline, ...]:
        """What one line of text, a heading, consists of; displayed formulas stay in the line."""
        return _tidy(_Putting(pieces).inlines(self._tree(source)))

    def forget(self) -> None:
        """Drop what was kept for reading the same again."""
        self._read.clear()

    def _blocks(self, source: str, putting: "_Putting") -> Iterator[Block]:
        for element in self._tree(source):
            if element.tag == "table":
                yield _table(element, putting, empty=source.count("\n") < 2)
            else:
                yield from _paragraphs(putting.inlines(element))

    def _tree(self, source: str) -> Element:
        root = Element("div")
        if len(source) > SPAN_LIMIT or len(_MARKS.findall(source)) > MARKS_LIMIT:
            paragraph = Element("p")
            paragraph.text = source
            root.append(paragraph)
            return root
        self._markdown.reset()
        parser = self._markdown.parser
        parser.parseChunk(root, _PRODUCT.sub(r"\\\g<0>", source).replace("**\\", "**\\"))
        for processor in self._markdown.treeprocessors:
            processor.run(root)
        return root
