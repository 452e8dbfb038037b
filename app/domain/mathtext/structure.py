"""Finds the blocks of a cut text: headings, lists, quotations, tables, rules, paragraphs.

Own rules instead of Python-Markdown's, because chat models indent lists by anything, start them
right after a paragraph and glue tables to it, and because only a reader of lines can say which
blocks are settled while a text grows. ``chunks`` never looks back before the line a chunk begins
with: what it says of the lines from there on does not depend on the lines before.

Differences from CommonMark, on purpose: a list may follow a paragraph directly, whatever its first
number up to 99; two more spaces nest an item; ``---`` is a rule even right under a paragraph;
``##Heading`` needs no space; indented lines are code only at the top level, outside lists, and
only if they hold no formula.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.blocks import Block, Code, Heading, Item, ListBlock, Quote, Rule
from app.domain.mathtext.cutting import PLACEHOLDER, Piece
from app.domain.mathtext.spans import Spans

#: Lists and quotations nested deeper than this are plain paragraphs.
DEPTH_LIMIT = 16
#: So many columns more than an item's marker make a line part of the item.
NESTING_COLUMNS = 2
CODE_COLUMNS = 4

_ITEM = re.compile(r"(?P<indent> *)(?:[-*+]|(?P<number>[0-9]{1,9})[.)])(?P<gap> +|$)")
_INTERRUPTING_ITEM = re.compile(r" *(?:[-*]|[0-9]{1,2}[.)]) +\S")
_QUOTED = re.compile(r" {0,3}> ?")
_HEADING = re.compile(r" {0,3}(?P<marks>#(?= |$)|#{2,6}(?!#)) *(?P<words>.*?)(?: +#+)? *$")
_RULE = re.compile(r" {0,3}(?P<sign>[-*_])(?: *(?P=sign)){2,} *$")
_DELIMITER_ROW = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


@dataclass(frozen=True)
class Chunk:
    """The blocks that begin with line number ``start`` (several where a formula is displayed)."""

    start: int
    blocks: tuple[Block, ...]


def chunks(text: str, pieces: Sequence[Piece], spans: Spans) -> list[Chunk]:
    """The chunks of a cut text, in order."""
    lines = _INDENTATION.sub(lambda blank: blank[0].expandtabs(CODE_COLUMNS), text).split("\n")
    return list(_Structure(pieces, spans).chunks(lines, depth=0))
