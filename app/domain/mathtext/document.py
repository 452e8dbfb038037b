"""Whole documents: reading them at once or while they grow, and what they contain."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from app.domain.blocks import (
    Block,
    Code,
    DisplayMath,
    Document,
    Heading,
    Inline,
    LineBreak,
    ListBlock,
    Math,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from app.domain.mathtext.cutting import CutText, cut
from app.domain.mathtext.spans import Spans
from app.domain.mathtext.structure import Chunk, chunks, gathered

#: What begins a block is decided by its first line and the one after (a table's delimiter row).
DECIDING_LINES = 2

#: A backslash with what has come after it, at the end of a text; group 1: of an environment.
_FRAGMENT = re.compile(r"\\(?:(b|be|beg|begi|begin|begin\{[A-Za-z]*\*?)|[a-z]*)$")
BARE_COMMAND = r"\boxed"  # begins a formula outside delimiters
LONGEST_FRAGMENT = 24


def parse(text: str, *, final: bool = True) -> Document:
    """Read ``text``; with ``final`` false it is the beginning of a text that is still growing.

    Then a formula without an end is ``open`` and swallows the rest, so that it never flickers as
    raw TeX; in a final text it is shown as written.
    """
    return Incremental().update(text, final=final)


def with_line_breaks(question: str) -> str:
    """The question with every line break a hard one: people break lines where they mean it."""
    return question if "```" in question else question.replace("\n", "  \n")


class Incremental:
    """Reads a text that grows, again and again; what is settled is read once.

    Every update returns what ``parse`` would. Settled blocks are the same objects each time, but
    for a list that goes on. Not for several threads at a time.
    """

    def __init__(self) -> None:
        self._spans = Spans()
        self._settled_text = ""
        self._settled: Document = ()

    def update(self, full_text: str, *, final: bool = False) -> Document:
        """The document of the whole text so far. A text that does not go on as before is fine."""
        text = full_text.replace("\r\n", "\n").replace("\r", "\n")
        if not final:
            text = _without_half_delimiter(text)
        if not text.startswith(self._settled_text):
            self._settled_text, self._settled = "", ()
        rest = text[len(self._settled_text) :]
        cut_text = cut(rest, final=final)
        found = chunks(cut_text, self._spans)
        document = _continued(self._settled, found)
        self._settle(rest, cut_text, found)
        return document

    def _settle(self, rest: str, cut_text: CutText, found: Sequence[Chunk]) -> None:
        """Note the chunks that nothing that follows can change: all before the last decided one."""
        lines = cut_text.text.split("\n")
        decided = [n for n, chunk in enumerate(found) if chunk.start + DECIDING_LINES < len(lines)]
        if not decided or not decided[-1]:
            return
        last = decided[-1]
        before = "".join(f"{line}\n" for line in lines[: found[last].start])
        length = len(cut_text.source(before))
        if length <= cut_text.settled:
            self._settled_text += rest[:length]
            self._settled = _continued(self._settled, found[:last])


def _without_half_delimiter(text: str) -> str:
    """``text`` without an ending that the next character may turn into a delimiter of a formula.

    Shown as it is, it would be raw TeX for a moment.
    """
    found = _FRAGMENT.search(text, max(0, len(text) - LONGEST_FRAGMENT))
    if found is not None and (found[1] is not None or BARE_COMMAND.startswith(found[0])):
        return text[: found.start()]
    half_closed = text.endswith("$") and not text.endswith("$$") and text.count("$$") % 2
    return text[:-1] if half_closed else text


def _continued(settled: Document, found: Sequence[Chunk]) -> Document:
    blocks = (block for chunk in found for block in chunk.blocks)
    return settled[:-1] + gathered((*settled[-1:], *blocks))


def formulas(document: Document) -> Iterator[Math]:
    """All formulas, in reading order."""
    for block in document:
        match block:
            case DisplayMath(math):
                yield math
            case Paragraph(inlines) | Heading(_, inlines):
                yield from _formulas_within(inlines)
            case Table(header, rows):
                for cell in chain(header, *rows):
                    yield from _formulas_within(cell.inlines)
            case Quote(blocks):
                yield from formulas(blocks)
            case ListBlock(items):
                for item in items:
                    yield from formulas(item.blocks)
            case Code() | Rule():
                pass


def _tex(math: Math) -> str:
    return math.tex


def plain(document: Document, formula: Callable[[Math], str] = _tex) -> str:
    """The words, formulas as TeX or as ``formula`` says, a line for each paragraph, item or row."""
    return "\n".join(line for block in document for line in _plain_lines(block, formula) if line)


def _plain_lines(block: Block, formula: Callable[[Math], str]) -> Iterator[str]:
    match block:
        case DisplayMath(math):
            yield formula(math)
        case Paragraph(inlines) | Heading(_, inlines):
            yield _plain_words(inlines, formula)
        case Code(text):
            yield text
        case Table(header, rows):
            for row in (header, *rows):
                yield " | ".join(_plain_words(cell.inlines, formula) for cell in row)
        case Quote(blocks):
            yield plain(blocks, formula)
        case ListBlock(items):
            for number, item in enumerate(items, block.start):
                mark = f"{number}." if block.ordered else "-"
                yield f"{mark} {plain(item.blocks, formula)}"
        case Rule():
            pass


def _plain_words(inlines: Iterable[Inline], formula: Callable[[Math], str]) -> str:
    return "".join(_plain_word(inline, formula) for inline in inlines)


def _plain_word(inline: Inline, formula: Callable[[Math], str]) -> str:
    match inline:
        case Math():
            return formula(inline)
        case LineBreak():
            return "\n"
        case _:
            return inline.text


def _formulas_within(inlines: Iterable[Inline]) -> Iterator[Math]:
    return (inline for inline in inlines if isinstance(inline, Math))
