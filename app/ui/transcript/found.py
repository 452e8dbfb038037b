"""Matches of a search, shown in a text: where each character of a row stands, and how it is marked.

The one that the reader has come to is underlined as well: colour alone would not tell it.
"""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from app.ui.theme import Theme
from app.ui.transcript.inline import FAILED, OPEN_FORMULA, SOURCE, FormulaObjects
from app.ui.transcript.matches import WORD_JOINER

Range = tuple[int, int]  # positions in a document, from and to

BEYOND_16_BITS = 0xFFFF  # such characters take two positions


def characters(text: str, start: int) -> list[Range]:
    """Where each character of ``text`` stands, which begins at ``start``."""
    places: list[Range] = []
    for sign in text:
        end = start + (2 if ord(sign) > BEYOND_16_BITS else 1)
        places.append((start, end))
        start = end
    return places


def in_block(block: QTextBlock, objects: FormulaObjects) -> list[Range]:
    """Where each character of the row in ``block`` stands; a formula is one character."""
    places: list[Range] = []
    place = block.begin()
    while not place.atEnd():
        fragment = place.fragment()
        form, text, start = fragment.charFormat(), fragment.text(), fragment.position()
        whole = (start, start + fragment.length())
        if (placed := objects.at(form)) is not None:
            places += [whole] * (1 + len(placed.tail))
        elif form.hasProperty(FAILED) or (form.hasProperty(SOURCE) and text == OPEN_FORMULA):
            places.append(whole)
        elif not form.hasProperty(SOURCE):  # else a marker of a list
            shown = zip(text, characters(text, start), strict=True)
            places += [at for sign, at in shown if sign != WORD_JOINER]
        place += 1
    return places


def selections(
    text: QTextEdit, ranges: Sequence[Range], now: Range | None, theme: Theme
) -> list[QTextEdit.ExtraSelection]:
    """What marks these ranges."""
    return [_selection(text, found, theme, now=found == now) for found in ranges]


def _selection(
    text: QTextEdit, found: Range, theme: Theme, *, now: bool
) -> QTextEdit.ExtraSelection:
    marked = QTextEdit.ExtraSelection()
    cursor = QTextCursor(text.document())
    cursor.setPosition(found[0])
    cursor.setPosition(found[1], QTextCursor.MoveMode.KeepAnchor)
    form = QTextCharFormat()
    form.setBackground(QColor(theme.found_now if now else theme.found))
    form.setForeground(QColor(theme.text))
    if now:
        form.setFontUnderline(True)
    marked.cursor, marked.format = cursor, form
    return marked
