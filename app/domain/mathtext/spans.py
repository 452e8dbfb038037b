"""Reads what has no blocks inside: the words of a paragraph, a heading or an item, and tables.

This is Python-Markdown's part, reduced to what a mathematical text needs: emphasis, links, escapes,
hard line breaks and tables. HTML, entities and references are plain text here; an image becomes a
link with its description, for nothing is ever loaded.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from app.domain.blocks import (
    Align,
    Block,
    Cell,
    Code,
    DisplayMath,
    Document,
    Inline,
    LineBreak,
    Math,
    Paragraph,
    Table,
    Text,
)
from app.domain.mathtext.cutting import PLACEHOLDER, Piece

if TYPE_CHECKING:
    from markdown import Markdown

#: Longer paragraphs (in characters), or such with more brackets, stay without emphasis and links:
#: Python-Markdown's time grows with brackets times length.
SPAN_LIMIT = 20_000
BRACKETS_LIMIT = 100
#: So many parts that were read lately are remembered.
KNOWN = 8
#: Emphasis within emphasis deeper than this stays as it is around it.
STYLES_LIMIT = 20

_UNUSED_PATTERNS = (
    *("backtick", "reference", "image_reference", "short_reference", "short_image_ref"),
    *("automail", "html", "entity"),
)
_UNUSED_BLOCKS = (
    *("empty", "indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote"),
    "reference",
)
# The mark of a footnote, with the colon before the note itself.
_FOOTNOTE = re.compile(r"^\[\^([0-9]{1,2})\]:|\[\^([0-9]{1,2})\]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# A product or a power in plain text, 2*x*3 or x**2: Markdown would take it for emphasis.
_PRODUCT = re.compile(r"(?<=[0-9A-Za-z)])(?:\*(?=[0-9A-Za-z(])|\*\*(?=[0-9]))")


@dataclass(frozen=True)
class _Style:
    bold: bool = False
    italic: bool = False
    strike: bool = False
    link: str = ""


_PLAIN = _Style()


class Spans:
    """Reads parts of cut texts, one at a time; ``pieces`` are always those of the whole text.

    What was read lately is not read again: while a text grows, most of its end comes twice.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[Piece, ...]], Document] = {}  # the oldest first

    def blocks(self, source: str, pieces: Sequence[Piece]) -> Document:
        """What some lines, none of them blank, hold: a table, or paragraphs, formulas and code."""
        key = source, tuple(pieces[int(number)] for number in PLACEHOLDER.findall(source))
        found = self._known.get(key)
        if found is None:
            if len(self._known) == KNOWN:
                del self._known[next(iter(self._known))]
            found = self._known[key] = tuple(self._read(source, pieces))
        return found

    def inlines(self, line: str, pieces: Sequence[Piece]) -> tuple[Inline, ...]:
        """What a line consists of, displayed formulas included."""
        paragraphs = self._tree(line)
        return _in_line(_contents(paragraphs[0], pieces)) if len(paragraphs) else ()

    def _read(self, source: str, pieces: Sequence[Piece]) -> Iterator[Block]:
        for element in self._tree(source):
            if element.tag == "table":
                yield _table(element, pieces, has_rows=source.count("\n") > 1)
            else:
                yield from _paragraphs(_contents(element, pieces))

    def _tree(self, source: str) -> Element:
        root = Element("div")
        if len(source) > SPAN_LIMIT or source.count("[") > BRACKETS_LIMIT:
            SubElement(root, "p").text = source
            return root
        markdown = _reader()
        markdown.reset()
        escaped = _PRODUCT.sub(lambda stars: stars[0].replace("*", r"\*"), source)
        markdown.parser.parseChunk(root, escaped)
        for processor in markdown.treeprocessors:
            processor.run(root)
        _idle.append(markdown)
        return root


_idle: "list[Markdown]" = []  # slow to make, and has a state: who reads takes one, and returns it


def _reader() -> "Markdown":
    try:
        return _idle.pop()
    except IndexError:  # none is made yet, or another thread reads
        return _reduced_markdown()


def _reduced_markdown() -> "Markdown":
    # Imported with the first text to read, which a window that opens does not have.
    from markdown import Markdown
    from markdown.extensions.tables import TableExtension

    reduced = Markdown(extensions=[TableExtension(use_align_attribute=True)])
    for name in _UNUSED_PATTERNS:
        reduced.inlinePatterns.deregister(name)
    for name in _UNUSED_BLOCKS:
        reduced.parser.blockprocessors.deregister(name)
    reduced.treeprocessors.deregister("prettify")
    reduced.ESCAPED_CHARS.append("$")
    assert reduced.delimiters is not None
    reduced.delimiters.add("~", "del", double=True)
    return reduced


def _contents(
    element: Element, pieces: Sequence[Piece], style: _Style = _PLAIN, depth: int = 0
) -> Iterator[Inline | Code]:
    """What ``element`` consists of, in order, with the pieces put back."""
    if depth > STYLES_LIMIT:
        yield from _put_back("".join(element.itertext()), pieces, style)
        return
    yield from _put_back(element.text or "", pieces, style)
    for child in element:
        if child.tag == "br":
            yield LineBreak()
        elif child.tag == "img":
            yield _image(child, pieces, style)
        else:
            yield from _contents(child, pieces, _styled(style, child, pieces), depth + 1)
        yield from _put_back(child.tail or "", pieces, style)


def _styled(style: _Style, element: Element, pieces: Sequence[Piece]) -> _Style:
    match element.tag:
        case "strong":
            return replace(style, bold=True)
        case "em":
            return replace(style, italic=True)
        case "del":
            return replace(style, strike=True)
        case _:
            return replace(style, link=_source(element.get("href", ""), pieces))


def _image(element: Element, pieces: Sequence[Piece], style: _Style) -> Text:
    address = _source(element.get("src", ""), pieces)
    return _text(_source(element.get("alt", ""), pieces) or address, replace(style, link=address))


def _source(text: str, pieces: Sequence[Piece]) -> str:
    return PLACEHOLDER.sub(lambda number: pieces[int(number[1])].source, text)


def _put_back(text: str, pieces: Sequence[Piece], style: _Style) -> Iterator[Inline | Code]:
    # Splitting by a pattern with one group gives words and numbers in turn.
    for index, part in enumerate(PLACEHOLDER.split(text)):
        if index % 2:
            yield from _restored(pieces[int(part)], style)
        elif part:
            yield _text(_FOOTNOTE.sub(_raised, part.replace("\n", " ")), style)


def _raised(mark: re.Match[str]) -> str:
    """The mark of a footnote as it is printed; before the note itself a space follows."""
    return (mark[1] or mark[2]).translate(_RAISED)


def _restored(piece: Piece, style: _Style) -> Iterator[Inline | Code]:
    value = piece.value
    if isinstance(value, Code):
        yield value
    elif isinstance(value, Math):
        yield replace(value, bold=style.bold)
    else:
        for index, line in enumerate(value.text.split("\n")):
            if index:
                yield LineBreak()
            yield replace(_text(line, style), code=value.code)


def _text(text: str, style: _Style) -> Text:
    return Text(text, style.bold, style.italic, style.strike, link=style.link)


def _paragraphs(contents: Iterable[Inline | Code]) -> Iterator[Block]:
    """Displayed formulas and code as blocks, what stands between them as paragraphs."""
    words: list[Inline] = []
    for value in contents:
        match value:
            case Math(display=True):
                yield from _paragraph(words)
                yield DisplayMath(value)
            case Code():
                yield from _paragraph(words)
                yield value
            case _:
                words.append(value)
                continue
        words = []
    yield from _paragraph(words)


def _paragraph(contents: list[Inline]) -> Iterator[Paragraph]:
    if inlines := _in_line(contents):
        yield Paragraph(inlines)


def _in_line(contents: Iterable[Inline | Code]) -> tuple[Inline, ...]:
    """The same with neighbours of one style joined, and without space at either end."""
    joined: list[Inline] = []
    for value in contents:
        inline = Text(value.text, code=True) if isinstance(value, Code) else value
        last = joined[-1] if joined else None
        if isinstance(inline, Text) and isinstance(last, Text) and _alike(last, inline):
            joined[-1] = replace(last, text=last.text + inline.text)
        else:
            joined.append(inline)
    return tuple(_trimmed(joined))


def _alike(one: Text, other: Text) -> bool:
    return replace(one, text="") == replace(other, text="")


def _trimmed(inlines: list[Inline]) -> list[Inline]:
    kept = [*dropwhile(_is_blank, inlines)]
    kept = [*dropwhile(_is_blank, reversed(kept))][::-1]
    if kept:
        kept[0] = _stripped(kept[0], str.lstrip)
        kept[-1] = _stripped(kept[-1], str.rstrip)
    return kept


def _is_blank(inline: Inline) -> bool:
    if isinstance(inline, Text):
        return not inline.code and not inline.text.strip()
    return isinstance(inline, LineBreak)


def _stripped(inline: Inline, strip: Callable[[str], str]) -> Inline:
    if isinstance(inline, Text) and not inline.code:
        return replace(inline, text=strip(inline.text))
    return inline


def _table(element: Element, pieces: Sequence[Piece], *, has_rows: bool) -> Table:
    head, *rows = element.iter("tr")
    return Table(
        header=_row(head, pieces),
        # Python-Markdown makes an empty row where there is none.
        rows=tuple(_row(row, pieces) for row in rows) if has_rows else (),
        aligns=tuple(Align(cell.get("align", Align.LEFT)) for cell in head),
    )


def _row(row: Element, pieces: Sequence[Piece]) -> tuple[Cell, ...]:
    return tuple(Cell(_in_line(_contents(cell, pieces))) for cell in row)
