"""What goes to the clipboard from a selection: Markdown, each formula as it was written."""

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextFragment

from app.ui.transcript.inline import LINE_SEPARATOR, SOURCE, FormulaObjects
from app.ui.transcript.matches import WORD_JOINER

BOLD = 700


def markdown(cursor: QTextCursor, objects: FormulaObjects) -> str:
    """The selected text; a paragraph that is selected from its start keeps its marker."""
    first, last = cursor.selectionStart(), cursor.selectionEnd()
    block = cursor.document().findBlock(first)
    lines: list[str] = []
    while block.isValid() and block.position() < last:
        lines.append(_line(block, first, last, objects))
        block = block.next()
    return "\n".join(lines)


def _line(block: QTextBlock, first: int, last: int, objects: FormulaObjects) -> str:
    level = max(0, block.userState())  # of a heading; Qt's own value for "none" is -1
    pieces: list[str] = []
    place = block.begin()
    while not place.atEnd():
        pieces.append(_fragment(place.fragment(), first, last, objects, heading=level > 0))
        place += 1
    prefix = "#" * level + " " if level and block.position() >= first else ""
    return prefix + "".join(pieces)


def _fragment(
    fragment: QTextFragment, first: int, last: int, objects: FormulaObjects, *, heading: bool
) -> str:
    start = max(first - fragment.position(), 0)
    end = min(last - fragment.position(), fragment.length())
    if start >= end:
        return ""
    form = fragment.charFormat()
    if (placed := objects.at(form)) is not None:
        return placed.math.source + placed.tail
    if form.hasProperty(SOURCE):
        return form.stringProperty(SOURCE)
    text = fragment.text()[start:end].replace(WORD_JOINER, "").replace(LINE_SEPARATOR, "\n")
    return _emphasised(text, form, heading=heading)


def _emphasised(text: str, form: QTextCharFormat, *, heading: bool) -> str:
    inner = text.strip()
    if not inner:
        return text
    marked = inner
    if form.fontFixedPitch():
        marked = f"`{marked}`"
    if form.fontStrikeOut():
        marked = f"~~{marked}~~"
    if form.fontItalic():
        marked = f"*{marked}*"
    if form.fontWeight() >= BOLD and not heading:
        marked = f"**{marked}**"
    if form.isAnchor() and form.anchorHref() != inner:
        marked = f"[{marked}]({form.anchorHref()})"
    return text.replace(inner, marked, 1)
