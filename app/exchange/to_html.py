"""One HTML file that needs nothing else: formulas as MathML, styles inside, light and dark.

There is no script, and the page forbids itself any: whatever a model wrote is text. Only addresses
that a browser may safely open become links.
"""

import html
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from app.domain.blocks import (
    Align,
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
from app.exchange.formulas import Formulas
from app.exchange.page import Entry, Page, page
from app.exchange.styles import HTML_STYLE

SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
#: Headings of an answer begin below those of the page and of the message.
HEADINGS_BELOW = 2
LOWEST_HEADING = 6

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def to_html(chat: Chat, formulas: Formulas, *, thoughts: bool, language: str) -> str:
    """The visible branch as one page in ``language`` ("en", "zh")."""
    return "".join(_page(page(chat, thoughts=thoughts), _Writer(formulas), language))


def fragment(document: Document, formulas: Formulas) -> str:
    """A document as a part of a page, such as a clipboard holds."""
    return "".join(_Writer(formulas).blocks(document))


def is_safe(address: str) -> bool:
    """Whether a link may lead there."""
    try:
        return urlsplit(address.strip()).scheme.lower() in SAFE_SCHEMES
    except ValueError:
        return False


def _page(shown: Page, writer: "_Writer", language: str) -> Iterator[str]:
    title = html.escape(shown.title)
    yield f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f"<title>{title}</title>\n<style>\n{HTML_STYLE}</style>\n</head>\n<body>\n<main>\n"
    yield f'<h1>{title}</h1>\n<p class="about">{html.escape(shown.about)}</p>\n'
    for entry in shown.entries:
        yield from _entry(entry, writer)
    yield "</main>\n</body>\n</html>\n"


def _entry(entry: Entry, writer: "_Writer") -> Iterator[str]:
    kind = "answer" if entry.role is Role.ASSISTANT else "question"
    yield f'<section class="{kind}">\n<h2>{html.escape(entry.heading)}</h2>\n'
    if entry.thoughts:
        yield f"<details>\n<summary>{html.escape(entry.thoughts_heading)}</summary>\n"
        yield from writer.blocks(entry.thoughts_document)
        yield "</details>\n"
    yield '<div class="text">\n'
    yield from writer.blocks(entry.document)
    yield "</div>\n"
    if entry.note:
        yield f'<p class="note">{html.escape(entry.note)}</p>\n'
    yield "</section>\n"


class _Writer:
    def __init__(self, formulas: Formulas) -> None:
        self._formulas = formulas

    def blocks(self, blocks: Document) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph(inlines):
                yield f"<p>{self._line(inlines)}</p>\n"
            case Heading(level, inlines):
                tag = f"h{min(level + HEADINGS_BELOW, LOWEST_HEADING)}"
                yield f"<{tag}>{self._line(inlines)}</{tag}>\n"
            case DisplayMath(math):
                yield f'<div class="formula">{self._formula(math)}</div>\n'
            case Code(text):
                yield f"<pre><code>{html.escape(text)}</code></pre>\n"
            case ListBlock():
                yield from self._list(block)
            case Quote(blocks):
                yield "<blockquote>\n"
                yield from self.blocks(blocks)
                yield "</blockquote>\n"
            case Table():
                yield from self._table(block)
            case Rule():
                yield "<hr>\n"

    def _list(self, block: ListBlock) -> Iterator[str]:
        tag = "ol" if block.ordered else "ul"
        start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
        yield f"<{tag}{start}>\n"
        for item in block.items:
            yield "<li>"
            yield from self.blocks(item.blocks)
            yield "</li>\n"
        yield f"</{tag}>\n"

    def _table(self, block: Table) -> Iterator[str]:
        yield '<div class="table"><table>\n<thead>'
        yield from self._row("th", block.header, block.aligns)
        yield "</thead>\n<tbody>\n"
        for row in block.rows:
            yield from self._row("td", row, block.aligns)
        yield "</tbody>\n</table></div>\n"

    def _row(self, tag: str, cells: tuple[Cell, ...], aligns: tuple[Align, ...]) -> Iterator[str]:
        yield "<tr>"
        for cell, align in zip(cells, aligns, strict=False):
            yield f'<{tag} class="{align}">{self._line(cell.inlines)}</{tag}>'
        yield "</tr>\n"

    def _line(self, inlines: Iterable[Inline]) -> str:
        return "".join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text():
                return _text(inline)
            case Math():
                formula = self._formula(inline)
                return f"<b>{formula}</b>" if inline.bold else formula
            case LineBreak():
                return "<br>\n"

    def _formula(self, math: Math) -> str:
        written = self._formulas(math)
        if written is None:
            return f'<code class="unset">{html.escape(math.source)}</code>'
        return written.mathml


def _text(text: Text) -> str:
    written = html.escape(text.text)
    for wanted, tag in (
        (text.code, "code"),
        (text.bold, "strong"),
        (text.italic, "em"),
        (text.strike, "del"),
    ):
        written = f"<{tag}>{written}</{tag}>" if wanted else written
    if text.link and is_safe(text.link):
        address = html.escape(text.link.strip())
        written = f'<a href="{address}" rel="noopener noreferrer">{written}</a>'
    return written
