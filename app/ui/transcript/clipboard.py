"""What goes to the clipboard from a selection: Markdown, each formula as it was written."""

from PySide6.QtGui import QTextBlock, QTextCursor, QTextFragment, QTextListFormat

from app.ui.transcript.inline import WORD_JOINER, FormulaObjects

ORDERED = QTextListFormat.Style.ListDecimal


def markdown(cursor: QTextCursor, objects: FormulaObjects) -> str:
    """The selected text of a prose document."""
    first, last = cursor.selectionStart(), cursor.selectionEnd()
    block = cursor.document().findBlock(first)
    lines: list[str] = []
    while block.isValid() and block.position() < last:
        text = _selected(block, first, last, objects)
        whole = block.position() >= first
        lines.append((_marker(block) if whole else "") + text)
        block = block.next()
    return "\n".join(lines)


def _marker(block: QTextBlock) -> str:
    """The list marker of a paragraph, indented by its depth."""
    items = block.textList()
    if not items:  # PySide6 types it as never None
        return ""
    form = items.format()
    indent = "  " * (form.indent() - 1)
    if form.style() is ORDERED:
        return f"{indent}{form.start() + items.itemNumber(block)}. "
    return f"{indent}- "


def _selected(block: QTextBlock, first: int, last: int, objects: FormulaObjects) -> str:
    pieces: list[str] = []
    place = block.begin()
    while not place.atEnd():
        pieces.append(_fragment(place.fragment(), first, last, objects))
        place += 1
    return "".join(pieces).replace(WORD_JOINER, "").replace("\u2028", "\n")


def _fragment(fragment: QTextFragment, first: int, last: int, objects: FormulaObjects) -> str:
    start = max(first - fragment.position(), 0)
    end = min(last - fragment.position(), fragment.length())
    if start >= end:
        return ""
    placed = objects.at(fragment.charFormat())
    return placed.math.source if placed is not None else fragment.text()[start:end]
