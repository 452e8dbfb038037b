"""A Word file (Office Open XML) with real equations, written by ourselves.

Lists are Word's lists, headings its headings, and formulas its equations, to be edited on. The
order of elements within others is the one that the format's schema prescribes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from app.domain.blocks import (
    Block,
    Cell,
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
    Text,
)
from app.domain.chat import Chat, Role
from app.exchange import omml
from app.exchange.formulas import Formulas
from app.exchange.page import Entry, page
from app.exchange.to_html import is_safe
from app.exchange.word_parts import HEAD, INDENT_TWIPS, LEVELS, NAMESPACES, packed

_LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Headings of an answer begin below that of the message.
HEADINGS_BELOW = 1
LOWEST_HEADING = 6
BULLETS = 1  # the id of all lists with bullets
_A4_TWIPS = {"w:w": "11906", "w:h": "16838"}
_MARGIN_TWIPS = "1417"  # 25 mm


def to_word(chat: Chat, formulas: Formulas, *, thoughts: bool, language: str) -> bytes:
    """The visible branch as a file."""
    shown = page(chat, thoughts=thoughts)
    writer = _Writer(formulas)
    root = Element("w:document", NAMESPACES)
    body = SubElement(root, "w:body")
    body.append(writer.line(shown.title, "Title"))
    body.append(writer.line(shown.about, "Quiet"))
    for entry in shown.entries:
        body.extend(_entry(entry, writer))
    body.append(_section())
    return packed(
        HEAD + tostring(root, encoding="unicode"),
        title=_valid(shown.title),
        language=_LANGUAGES.get(language, language),
        starts=writer.starts,
        links=writer.links,
    )


def _entry(entry: Entry, writer: "_Writer") -> Iterator[Element]:
    yield writer.line(entry.heading, "Heading1" if entry.role is Role.USER else "Heading2")
    if entry.thoughts:
        yield writer.line(entry.thoughts_heading, "Quiet")
        yield from writer.blocks(entry.thoughts_document, _Where(style="Thoughts"))
    style = "Question" if entry.role is Role.USER else "Normal"
    yield from writer.blocks(entry.document, _Where(style=style))
    if entry.note:
        yield writer.line(entry.note, "Quiet")


def _section() -> Element:
    section = Element("w:sectPr")
    SubElement(section, "w:footerReference", {"w:type": "default", "r:id": "footer"})
    SubElement(section, "w:pgSz", _A4_TWIPS)
    sides = ("top", "right", "bottom", "left", "header", "footer")
    margins = {f"w:{side}": "708" if side in sides[4:] else _MARGIN_TWIPS for side in sides}
    SubElement(section, "w:pgMar", margins | {"w:gutter": "0"})
    return section


@dataclass(frozen=True)
class _Where:
    """What a block stands in: a style, lists (depth), and the mark it is the first block of."""

    style: str = "Normal"
    depth: int = 0
    list_id: int = 0  # of the list whose mark the next paragraph gets; 0 for none


@dataclass
class _Writer:
    formulas: Formulas
    starts: dict[int, tuple[int, int]] = field(default_factory=dict)  # of ordered lists, by id
    links: dict[str, str] = field(default_factory=dict)  # addresses, by id

    def line(self, text: str, style: str) -> Element:
        """A paragraph of plain text."""
        paragraph = _paragraph(_Where(style=style))
        paragraph.append(_run(text))
        return paragraph

    def blocks(self, blocks: Document, where: _Where) -> Iterator[Element]:
        for block in blocks:
            yield from self._block(block, where)
            where = replace(where, list_id=0)

    def _block(self, block: Block, where: _Where) -> Iterator[Element]:
        match block:
            case Paragraph(inlines):
                yield self._filled(_paragraph(where), inlines)
            case Heading(level, inlines):
                style = f"Heading{min(level + HEADINGS_BELOW, LOWEST_HEADING)}"
                yield self._filled(_paragraph(replace(where, style=style)), inlines)
            case DisplayMath(math):
                yield from self._displayed(math, where)
            case Code(text):
                yield _code(text, where)
            case ListBlock():
                yield from self._list(block, where)
            case Quote(blocks):
                yield from self.blocks(blocks, replace(where, style="Quote"))
            case Table():
                yield from self._table(block, where)
            case Rule():
                yield _rule(where)

    def _list(self, block: ListBlock, where: _Where) -> Iterator[Element]:
        level = min(where.depth, LEVELS - 1)
        list_id = BULLETS
        if block.ordered:
            list_id = BULLETS + 1 + len(self.starts)
            self.starts[list_id] = (level, block.start)
        for item in block.items:
            inside = replace(where, depth=level + 1, list_id=list_id)
            if not item.blocks or not isinstance(item.blocks[0], Paragraph | DisplayMath):
                yield _paragraph(inside)  # the mark needs a paragraph
                inside = replace(inside, list_id=0)
            yield from self.blocks(item.blocks, inside)

    def _table(self, block: Table, where: _Where) -> Iterator[Element]:
        table = Element("w:tbl")
        properties = SubElement(table, "w:tblPr")
        SubElement(properties, "w:tblW", {"w:w": "0", "w:type": "auto"})
        if where.depth:
            left = str(where.depth * INDENT_TWIPS)
            SubElement(properties, "w:tblInd", {"w:w": left, "w:type": "dxa"})
        _borders(properties)
        grid = SubElement(table, "w:tblGrid")
        for _ in block.aligns:
            SubElement(grid, "w:gridCol")
        for number, row in enumerate((block.header, *block.rows)):
            self._row(table, row, block, is_header=number == 0)
        yield table
        yield _paragraph(_Where())  # else two tables in a row would be one

    def _row(
        self, table: Element, cells: tuple[Cell, ...], block: Table, *, is_header: bool
    ) -> None:
        row = SubElement(table, "w:tr")
        if is_header:
            SubElement(SubElement(row, "w:trPr"), "w:tblHeader")
        for cell, align in zip(cells, block.aligns, strict=False):
            box = SubElement(row, "w:tc")
            SubElement(SubElement(box, "w:tcPr"), "w:tcW", {"w:w": "0", "w:type": "auto"})
            paragraph = _paragraph(_Where(), align=align)
            inlines = tuple(_bold(inline) for inline in cell.inlines) if is_header else cell.inlines
            box.append(self._filled(paragraph, inlines))

    def _filled(self, paragraph: Element, inlines: Iterable[Inline]) -> Element:
        for inline in inlines:
            match inline:
                case Text():
                    paragraph.append(self._text(inline))
                case Math():
                    paragraph.append(self._inline(inline))
                case LineBreak():
                    SubElement(SubElement(paragraph, "w:r"), "w:br")
        return paragraph

    def _text(self, text: Text) -> Element:
        if not text.link or not is_safe(text.link):
            return _run(text.text, text)
        name = f"link{len(self.links) + 1}"
        self.links[name] = _valid(text.link.strip())
        link = Element("w:hyperlink", {"r:id": name})
        link.append(_run(text.text, text, style="Link"))
        return link

    def _equation(self, math: Math) -> list[Element] | None:
        written = self.formulas(math)
        if written is None:
            return None
        try:
            return omml.equation(written.mathml, display=math.display)
        except (ParseError, RecursionError, IndexError):
            return None

    def _inline(self, math: Math) -> Element:
        content = self._equation(math)
        if content is None:
            return _run(math.source, Text("", code=True))
        equation = Element("m:oMath")
        equation.extend(element for element in content if element.tag != omml.NEW_LINE)
        return equation

    def _displayed(self, math: Math, where: _Where) -> Iterator[Element]:
        content = self._equation(math)
        if content is None:
            paragraph = _paragraph(where)
            paragraph.append(_run(math.source.strip(), Text("", code=True)))
            yield paragraph
            return
        for line in omml.lines(content):
            paragraph = _paragraph(where)
            SubElement(SubElement(paragraph, "m:oMathPara"), "m:oMath").extend(line)
            yield paragraph
            where = replace(where, list_id=0)


def _paragraph(where: _Where, *, align: str = "") -> Element:
    paragraph = Element("w:p")
    properties = SubElement(paragraph, "w:pPr")
    SubElement(properties, "w:pStyle", {"w:val": where.style})
    if where.list_id:
        numbering = SubElement(properties, "w:numPr")
        SubElement(numbering, "w:ilvl", {"w:val": str(where.depth - 1)})
        SubElement(numbering, "w:numId", {"w:val": str(where.list_id)})
    elif where.depth:
        SubElement(properties, "w:ind", {"w:left": str(where.depth * INDENT_TWIPS)})
    if align:
        SubElement(properties, "w:jc", {"w:val": align})
    return paragraph


def _run(text: str, look: Text | None = None, style: str = "") -> Element:
    run = Element("w:r")
    properties = SubElement(run, "w:rPr")
    if look is not None and look.code:
        style = style or "CodeWord"
    if style:
        SubElement(properties, "w:rStyle", {"w:val": style})
    if look is not None:
        for wanted, tag in ((look.bold, "w:b"), (look.italic, "w:i"), (look.strike, "w:strike")):
            if wanted:
                SubElement(properties, tag)
    SubElement(run, "w:t", {"xml:space": "preserve"}).text = _valid(text)
    return run


def _code(text: str, where: _Where) -> Element:
    paragraph = _paragraph(replace(where, style="Code"))
    run = SubElement(paragraph, "w:r")
    for number, line in enumerate(_valid(text).split("\n")):
        if number:
            SubElement(run, "w:br")
        SubElement(run, "w:t", {"xml:space": "preserve"}).text = line
    return paragraph


def _rule(where: _Where) -> Element:
    paragraph = _paragraph(where)
    properties = paragraph[0]
    border = Element("w:pBdr")
    line = {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": "C8CDD6"}
    SubElement(border, "w:bottom", line)
    # The schema wants borders before the indentation, after style and numbering.
    before = [child for child in properties if child.tag in ("w:pStyle", "w:numPr")]
    properties.insert(len(before), border)
    return paragraph


def _borders(properties: Element) -> None:
    borders = SubElement(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "C8CDD6"}
        SubElement(borders, f"w:{side}", line)


def _bold(inline: Inline) -> Inline:
    return replace(inline, bold=True) if isinstance(inline, Text) else inline


def _valid(text: str) -> str:
    """``text`` without characters that XML cannot hold."""
    return _NOT_IN_XML.sub("\ufffd", text)
