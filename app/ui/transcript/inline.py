"""Running text with formulas in it, written into a QTextDocument.

A formula is one object character. QTextDocument gives such an object, when aligned "middle", the
ascent (h + x/2)/2 and the descent (h - x/2)/2, with h its height and x the x-height of the font of
its own character format. So for a formula of ascent a and descent d we choose h = a + d and a font
with x = 2(a - d): its baseline then stands exactly on that of the text.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.domain.blocks import Inline, Math, Text
from app.typeset.formula import Formula, FormulaError
from app.ui.transcript.formulas import Formulas, estimated_width, paint
from app.ui.transcript.look import MATH_SCALE, Look, font_with_x_height

FORMULA_TYPE = QTextFormat.ObjectTypes.UserObject.value + 1
FORMULA_NUMBER = QTextFormat.Property.UserProperty.value + 1
OBJECT = "\ufffc"
#: Keeps a formula and the sign after it on one line; taken out again when text is copied.
WORD_JOINER = "\u2060"
CLOSING = frozenset(",.;:!?)]}%’”、，。；：！？）】》")
OPENING = frozenset("([{‘“（【《")
OPEN_FORMULA = "…"


@dataclass(frozen=True)
class Placed:
    """A formula in a document: sizes in pixels; ``formula`` is None while it is being set."""

    math: Math
    formula: Formula | None
    width: float
    ascent: float
    descent: float


class FormulaObjects(QPyTextObject):
    """Draws the formulas of one document; ``placed`` is indexed by a property of the character."""

    def __init__(self, document: QTextDocument, look: Look) -> None:
        super().__init__(document)
        self.placed: list[Placed] = []
        self.em_px = look.font_px * MATH_SCALE
        self.ink: QColor = look.colour
        document.documentLayout().registerHandler(FORMULA_TYPE, self)

    def at(self, form: QTextFormat) -> Placed | None:
        """The formula of a character format, if it is one of a formula."""
        if form.objectType() != FORMULA_TYPE:
            return None
        return self.placed[form.intProperty(FORMULA_NUMBER)]

    # Qt's overrides

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        placed = self.placed[form.intProperty(FORMULA_NUMBER)]
        return QSizeF(placed.width, placed.ascent + placed.descent)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        form: QTextFormat,
    ) -> None:
        placed = self.placed[form.intProperty(FORMULA_NUMBER)]
        if placed.formula is not None:
            origin = QPointF(rect.left(), rect.top() + placed.ascent)
            paint(painter, placed.formula, origin, self.em_px, self.ink)


class InlineWriter:
    """Writes inlines at a cursor. ``pending`` collects the formulas that were not there yet."""

    def __init__(
        self, cursor: QTextCursor, look: Look, formulas: Formulas, objects: FormulaObjects
    ) -> None:
        self.pending: set[tuple[str, bool]] = set()
        self._cursor = cursor
        self._look = look
        self._formulas = formulas
        self._objects = objects

    def write(self, inlines: Sequence[Inline], base: QTextCharFormat) -> None:
        """Write ``inlines`` in the format ``base``."""
        for before, inline, after in _with_neighbours(inlines):
            if isinstance(inline, Text):
                self._cursor.insertText(inline.text, self._text_format(inline, base))
            elif isinstance(inline, Math):
                self._write_math(inline, base, before, after)
            else:
                self._cursor.insertText("\u2028", base)

    def _text_format(self, text: Text, base: QTextCharFormat) -> QTextCharFormat:
        form = QTextCharFormat(base)
        if text.bold:
            form.setFontWeight(700)
        form.setFontItalic(text.italic or base.fontItalic())
        form.setFontStrikeOut(text.strike)
        theme = self._look.theme
        if text.code:
            form.setFont(self._look.code_font())
            form.setBackground(QColor(theme.code))
        if text.link:
            form.setAnchor(True)
            form.setAnchorHref(text.link)
            form.setForeground(QColor(theme.accent))
            form.setToolTip("")
        return form

    def _write_math(self, math_: Math, base: QTextCharFormat, before: str, after: str) -> None:
        if math_.open:
            quiet = QTextCharFormat(base)
            quiet.setForeground(QColor(self._look.theme.faint))
            self._cursor.insertText(OPEN_FORMULA, quiet)
            return
        found = self._formulas.get(math_)
        if isinstance(found, FormulaError):
            self._cursor.insertText(math_.source, error_format(self._look, base))
            return
        if found is None:
            self.pending.add((math_.tex, math_.display))
        if before[-1:] in OPENING and before:
            self._cursor.insertText(WORD_JOINER, base)
        self._cursor.insertText(OBJECT, self._formula_format(math_, found))
        if after[:1] in CLOSING and after:
            self._cursor.insertText(WORD_JOINER, base)

    def _formula_format(self, math_: Math, formula: Formula | None) -> QTextCharFormat:
        placed, x_font = place(math_, formula, self._objects.em_px)
        form = QTextCharFormat()
        form.setFont(x_font)
        form.setObjectType(FORMULA_TYPE)
        form.setProperty(FORMULA_NUMBER, len(self._objects.placed))
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        self._objects.placed.append(placed)
        return form


def place(math_: Math, formula: Formula | None, em_px: float) -> tuple[Placed, QFont]:
    """Sizes in pixels, and the font that makes the baseline come out (see the module's text)."""
    if formula is None:
        width, ascent, descent = estimated_width(math_) * em_px, 0.7 * em_px, 0.2 * em_px
    else:
        width = formula.width * em_px
        ascent, descent = formula.ascent * em_px, formula.descent * em_px
    ascent = max(ascent, descent)  # a font cannot have a negative x-height
    font, x_height = font_with_x_height(max(1, math.ceil(2 * (ascent - descent))))
    ascent = descent + x_height / 2
    return Placed(math_, formula, width, ascent, descent), font


def error_format(look: Look, base: QTextCharFormat) -> QTextCharFormat:
    """How the source of a formula that cannot be set is shown."""
    form = QTextCharFormat(base)
    form.setFont(look.code_font())
    form.setForeground(QColor(look.theme.danger))
    form.setBackground(QColor(look.theme.code))
    return form


def base_format(look: Look, scale: float = 1.0, *, bold: bool = False) -> QTextCharFormat:
    """The format of body text, or of a heading."""
    form = QTextCharFormat()
    form.setFont(look.font(scale, bold=bold))
    form.setForeground(look.colour)
    return form


def _with_neighbours(inlines: Sequence[Inline]) -> list[tuple[str, Inline, str]]:
    """Each inline with the text before and after it."""
    texts = [inline.text if isinstance(inline, Text) else "" for inline in inlines]
    return list(zip(["", *texts[:-1]], inlines, [*texts[1:], ""], strict=True))
