"""Short names for the values of documents, to write down what a text should be read as."""

from app.domain.blocks import (
    DisplayMath,
    Document,
    Inline,
    Item,
    ListBlock,
    Math,
    Paragraph,
    Text,
)
from app.domain.mathtext import parse


def para(*parts: Inline | str) -> Paragraph:
    """A paragraph; strings are plain text."""
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in parts))


def math(tex: str, source: str | None = None, **flags: bool) -> Math:
    """An inline formula; the source is ``$tex$`` unless given."""
    return Math(tex, f"${tex}$" if source is None else source, **flags)


def display(tex: str, source: str, **flags: bool) -> DisplayMath:
    return DisplayMath(Math(tex, source, display=True, **flags))


def bullets(*items: tuple) -> ListBlock:
    return ListBlock(tuple(Item(blocks) for blocks in items))


def numbers(*items: tuple, start: int = 1) -> ListBlock:
    return ListBlock(tuple(Item(blocks) for blocks in items), ordered=True, start=start)


def inlines(text: str) -> tuple[Inline, ...]:
    """What a text that is one paragraph consists of."""
    document: Document = parse(text)
    assert len(document) == 1, document
    assert isinstance(document[0], Paragraph), document
    return document[0].inlines
