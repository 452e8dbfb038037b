"""Finds the blocks of a cut text: headings, lists, quotations, tables, rules, paragraphs.

Own rules instead of Python-Markdown's, because chat models indent lists by anything, start them
right after a paragraph and glue tables to it, and because only a reader of lines can say which
blocks are settled while a text grows. ``chunks`` never looks back: what it says of the lines from
the start of a chunk on does not depend on the lines before. Therefore every item is a chunk, and
``gathered`` makes lists of them.

Differences from CommonMark, on purpose: a list may follow a paragraph directly, whatever its first
number up to 99; two more spaces nest an item; ``---`` is a rule even right under a paragraph;
``##Heading`` needs no space; indented lines are code only at the top level, outside lists, and
only if they hold no formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from app.domain.blocks import (
    TASK_DONE,
    TASK_OPEN,
    Block,
    Code,
    Document,
    Heading,
    Item,
    ListBlock,
    Quote,
    Rule,
)
from app.domain.mathtext.cutting import PLACEHOLDER, CutText, Piece
from app.domain.mathtext.spans import Spans

#: Lists and quotations nested deeper than this are plain paragraphs.
DEPTH_LIMIT = 16
#: So many columns more than an item's marker make a line part of the item.
NESTING_COLUMNS = 2
CODE_COLUMNS = 4

_ITEM = re.compile(r"(?P<indent> *)(?:[-*+]|(?P<number>[0-9]{1,9})[.)])(?P<gap> +|$)")
_INTERRUPTING_ITEM = re.compile(r" *(?:[-*]|[0-9]{1,2}[.)]) +\S")
_TASK = re.compile(r"\[([ xX])\] +(?=\S)")
_FOOTNOTE = re.compile(r" {0,3}\[\^[0-9]{1,2}\]: ")
_QUOTED = re.compile(r" {0,3}> ?")
_HEADING = re.compile(r" {0,3}(?P<marks>#(?= |$)|#{2,6}(?!#)) *(?P<words>.*?)(?: +#+)? *$")
_RULE = re.compile(r" {0,3}(?P<sign>[-*_])(?: *(?P=sign)){2,} *$")
_DELIMITER_ROW = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


@dataclass(frozen=True)
class Chunk:
    """What begins with line number ``start``.

    A paragraph is several blocks where it displays formulas; an item of a list is a list of one.
    """

    start: int
    blocks: tuple[Block, ...]


def chunks(cut_text: CutText, spans: Spans) -> list[Chunk]:
    """The chunks of a text, in order."""
    spaced = _INDENTATION.sub(lambda blank: blank[0].expandtabs(CODE_COLUMNS), cut_text.text)
    return list(_Structure(cut_text.pieces, spans).chunks(spaced.split("\n"), depth=0))


def gathered(blocks: Iterable[Block]) -> Document:
    """The same with neighbouring lists of one kind made one; other blocks stay what they are."""
    document: list[Block] = []
    for _, neighbours in groupby(blocks, _list_kind):
        members = [*neighbours]
        lists = [block for block in members if isinstance(block, ListBlock)]
        document += [_one_list(lists)] if len(lists) > 1 else members
    return tuple(document)


def _list_kind(block: Block) -> bool | None:
    return block.ordered if isinstance(block, ListBlock) else None


def _one_list(lists: Sequence[ListBlock]) -> ListBlock:
    return replace(lists[0], items=tuple(item for part in lists for item in part.items))


class _Structure:
    def __init__(self, pieces: Sequence[Piece], spans: Spans) -> None:
        self._pieces = pieces
        self._spans = spans

    def chunks(self, lines: Sequence[str], *, depth: int) -> Iterator[Chunk]:
        start = _next_filled(lines, 0)
        while start < len(lines):
            end, blocks = self._chunk(lines, start, depth)
            yield Chunk(start, blocks)
            start = _next_filled(lines, end)

    def _chunk(self, lines: Sequence[str], start: int, depth: int) -> tuple[int, tuple[Block, ...]]:
        """The line after the chunk that begins with line ``start``, and its blocks."""
        line = lines[start]
        if heading := _HEADING.match(line):
            words = self._spans.inlines(heading["words"], self._pieces)
            return start + 1, (Heading(len(heading["marks"]), words),)
        if _RULE.match(line):
            return start + 1, (Rule(),)
        if depth < DEPTH_LIMIT and (item := _ITEM.match(line)):
            return self._item(lines, start, item["number"], depth)
        if depth < DEPTH_LIMIT and _QUOTED.match(line):
            return self._quote(lines, start, depth)
        if depth == 0 and (end := _code_end(lines, start)):
            text = "\n".join(line[CODE_COLUMNS:] for line in lines[start:end])
            return end, (Code(text),)
        end = _paragraph_end(lines, start)
        paragraph = "\n".join(line.lstrip(" ") for line in lines[start:end])
        return end, self._spans.blocks(paragraph, self._pieces)

    def _item(
        self, lines: Sequence[str], start: int, number: str | None, depth: int
    ) -> tuple[int, tuple[Block, ...]]:
        end = _item_end(lines, start)
        item = Item(self._nested(_item_lines(lines[start:end]), depth))
        return end, (ListBlock((item,), number is not None, int(number or 1)),)

    def _quote(self, lines: Sequence[str], start: int, depth: int) -> tuple[int, tuple[Block, ...]]:
        quoted = [
            _QUOTED.sub("", line, count=1) for line in takewhile(_QUOTED.match, lines[start:])
        ]
        return start + len(quoted), (Quote(self._nested(quoted, depth)),)

    def _nested(self, lines: Sequence[str], depth: int) -> tuple[Block, ...]:
        inner = self.chunks(lines, depth=depth + 1)
        return gathered(block for chunk in inner for block in chunk.blocks)


def _next_filled(lines: Sequence[str], start: int) -> int:
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start


def _columns(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _paragraph_end(lines: Sequence[str], start: int) -> int:
    is_table = _starts_table(lines, start)
    end = start + 1
    while end < len(lines) and lines[end].strip() and not _interrupts(lines, end):
        if is_table and "|" not in lines[end]:
            break
        end += 1
    return end


def _interrupts(lines: Sequence[str], at: int) -> bool:
    """Whether the line begins something else than a paragraph, even right under one."""
    patterns = (_HEADING, _RULE, _INTERRUPTING_ITEM, _QUOTED, _FOOTNOTE)
    return any(pattern.match(lines[at]) for pattern in patterns) or _starts_table(lines, at)


def _starts_table(lines: Sequence[str], at: int) -> bool:
    if at + 1 == len(lines) or "|" not in lines[at] or "|" not in lines[at + 1]:
        return False
    return _DELIMITER_ROW.match(lines[at + 1]) is not None


def _code_end(lines: Sequence[str], start: int) -> int:
    """The line after the indented code that begins with ``start``; 0 if it is none."""
    end = at = start
    while at < len(lines) and _columns(lines[at]) >= CODE_COLUMNS:
        if PLACEHOLDER.search(lines[at]):
            return 0
        end = at + 1
        at = _next_filled(lines, end)
    return end if end > start else 0


def _item_end(lines: Sequence[str], start: int) -> int:
    inside = _columns(lines[start]) + NESTING_COLUMNS
    end = at = start + 1
    while (at := _next_filled(lines, at)) < len(lines):
        goes_on = at == end and not _ITEM.match(lines[at]) and not _interrupts(lines, at)
        if _columns(lines[at]) < inside and not goes_on:
            break
        end = at = at + 1
    return end


def _item_lines(lines: Sequence[str]) -> list[str]:
    """The lines of an item without its marker and its indentation."""
    marker = _ITEM.match(lines[0])
    assert marker is not None
    inside = len(marker["indent"]) + NESTING_COLUMNS
    widths = [_columns(line) for line in lines[1:] if line.strip()]
    removed = min([marker.end(), *(width for width in widths if width >= inside)])
    first = lines[0][marker.end() :]
    if task := _TASK.match(first):
        first = f"{TASK_OPEN if task[1] == ' ' else TASK_DONE} {first[task.end() :]}"
    return [first, *(line[min(removed, _columns(line)) :] for line in lines[1:])]
