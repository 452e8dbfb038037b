"""Running text with formulas in it, written into a QTextDocument.

A formula is one object character. QTextDocument gives such an object, when aligned "middle", the
ascent (h + x/2)/2 and the descent (h - x/2)/2, with h its height and x the x-height of the font of
its own character format. So for a formula of ascent a and descent d we choose h = a + d and a font
with x = 2(a - d): the line then makes room for exactly that. Where the object is drawn does not
depend on it: the baseline is asked of the line.

Qt breaks a line after an object whatever follows. So the signs that cling to a formula (the comma
after it, the "th" of "$n$th") are drawn as its ``tail``, as part of the object.
"""

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from app.domain.blocks import Inline, Math, Text
from app.typeset.formula import Formula, FormulaError
from app.ui.transcript.drawing import paint
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look, font_with_x_height
from app.ui.transcript.matches import OBJECT, WORD_JOINER

FORMULA_TYPE = QTextFormat.ObjectTypes.UserObject.value + 1
FORMULA_NUMBER = QTextFormat.Property.UserProperty.value + 1
SOURCE = QTextFormat.Property.UserProperty.value + 2  # Markdown of text that shows something else
FAILED = QTextFormat.Property.UserProperty.value + 3  # a formula shown as its source: its number
LINE_SEPARATOR = "\u2028"
FIRST_CJK = "\u2e80"
OPEN_FORMULA = "…"
LONGEST_TAIL = 16  # characters

AIR_EM = 0.06  # above and below a formula, so that tall ones do not touch the next line
ESTIMATED_EM_PER_CHARACTER = 0.4  # width kept free for a formula that is not there yet
ESTIMATED_MOST_EM = 24.0


@dataclass(frozen=True)
class Placed:
    """A formula in a document: sizes in pixels; ``formula`` is None while it is being set."""

    math: Math
    formula: Formula | None
    em_px: float
    width: float  # without the tail
    ascent: float
    descent: float
    tail: str = ""
    tail_font: QFont = field(default_factory=QFont)

    @cached_property
    def tail_width(self) -> float:
        return QFontMetricsF(self.tail_font).horizontalAdvance(self.tail) if self.tail else 0.0

    def paint(self, painter: QPainter, origin: QPointF, shrink: float, ink: QColor) -> None:
        """Draw the formula, ``shrink`` times its size, and its tail."""
        if self.formula is not None:
            paint(painter, self.formula, origin, self.em_px * shrink, ink)
        if self.tail:
            painter.setFont(self.tail_font)
            painter.setPen(ink)
            painter.drawText(origin + QPointF(self.width * shrink, 0), self.tail)


class FormulaObjects(QPyTextObject):
    """The formulas of one document; ``placed`` is indexed by a property of the character.

    Qt would draw the colour of a selection over them: so they are noted while Qt draws the text,
    and drawn by ``paint`` afterwards.
    """

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.placed: list[Placed] = []
        self._noted: dict[int, tuple[QPointF, float]] = {}  # origin and what it shrinks by
        document.documentLayout().registerHandler(FORMULA_TYPE, self)

    def at(self, form: QTextFormat) -> Placed | None:
        """The formula of a character format, if it is one of a formula."""
        if form.objectType() != FORMULA_TYPE:
            return None
        return self.placed[form.intProperty(FORMULA_NUMBER)]

    def paint(self, painter: QPainter, ink: QColor) -> None:
        """Draw the formulas that Qt came by since the last time."""
        noted, self._noted = self._noted, {}
        for number, (origin, shrink) in noted.items():
            self.placed[number].paint(painter, origin, shrink, ink)

    # Qt's overrides

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        placed = self.placed[form.intProperty(FORMULA_NUMBER)]
        width = placed.width * _shrink(placed, document, position) + placed.tail_width
        return QSizeF(width, placed.ascent + placed.descent)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        form: QTextFormat,
    ) -> None:
        number = form.intProperty(FORMULA_NUMBER)
        placed = self.placed[number]
        origin = QPointF(rect.left(), baseline(document, position))
        self._noted[number] = (origin, _shrink(placed, document, position))


def baseline(document: QTextDocument, position: int) -> float:
    """The y of the baseline of the line that holds a character, in the document's pixels."""
    block = document.findBlock(position)
    line = block.layout().lineForTextPosition(position - block.position())
    top = document.documentLayout().blockBoundingRect(block).top()
    return top + line.y() + line.ascent()


def _shrink(placed: Placed, document: QTextDocument, position: int) -> float:
    """The factor that makes a formula fit a line of its own: a line cannot break inside it."""
    left = document.findBlock(position).blockFormat().leftMargin()
    room = document.textWidth() - left - placed.tail_width
    return min(1.0, room / placed.width) if room > 0 and placed.width > 0 else 1.0


class InlineWriter:
    """Writes inlines at a cursor. ``pending`` collects the formulas that were not there yet."""

    def __init__(
        self, cursor: QTextCursor, look: Look, formulas: Formulas, objects: FormulaObjects
    ) -> None:
        self.pending: set[Key] = set()
        self._cursor = cursor
        self._look = look
        self._formulas = formulas
        self._objects = objects

    def write(self, inlines: Sequence[Inline], base: QTextCharFormat, scale: float = 1.0) -> None:
        """Write ``inlines`` in the format ``base``, formulas at ``scale`` of body size."""
        tail = ""
        for before, inline, after in _with_neighbours(inlines):
            if isinstance(inline, Text):
                text = inline.text.removeprefix(tail)
                self._cursor.insertText(text, self._text_format(inline, base))
                tail = ""
            elif isinstance(inline, Math):
                if isinstance(before, Text) and _clings(before.text[-1:]):
                    # Keeps the formula and the sign before it on one line.
                    self._cursor.insertText(WORD_JOINER, base)
                tail = self._write_math(inline, after, base, self._look.math_px * scale)
            else:
                self._cursor.insertText(LINE_SEPARATOR, base)

    def _text_format(self, text: Text, base: QTextCharFormat) -> QTextCharFormat:
        form = QTextCharFormat(base)
        if text.bold:
            form.setFontWeight(700)
        form.setFontItalic(text.italic)
        form.setFontStrikeOut(text.strike)
        theme = self._look.theme
        if text.code:
            form.setFontFamilies(self._look.code_font().families())
            form.setFontFixedPitch(True)
            form.setBackground(QColor(theme.code))
        if text.link:
            form.setAnchor(True)
            form.setAnchorHref(text.link)
            form.setForeground(QColor(theme.accent))
            # Qt takes what looks like markup for markup: so it gets markup that shows the text.
            form.setToolTip(f"<span>{html.escape(text.link)}</span>")
        return form

    def _write_math(
        self, math_: Math, after: Inline | None, base: QTextCharFormat, em_px: float
    ) -> str:
        """Write a formula; returns what it took of the text after it."""
        if math_.open:
            quiet = QTextCharFormat(base)
            quiet.setForeground(QColor(self._look.theme.faint))
            quiet.setProperty(SOURCE, math_.source)
            self._cursor.insertText(OPEN_FORMULA, quiet)
            return ""
        found = self._formulas.get(math_)
        if isinstance(found, FormulaError):
            failed = error_format(self._look, base)
            failed.setProperty(FAILED, self._cursor.position())  # so that neighbours stay apart
            self._cursor.insertText(math_.source, failed)
            return ""
        if found is None:
            self.pending.add((math_.tex, math_.display))
        placed = place(math_, found, em_px)
        if isinstance(after, Text) and (tail := clinging(after)):
            font = self._text_format(after, base).font()
            placed = replace(placed, tail=tail, tail_font=font)
        self._cursor.insertText(OBJECT, self._formula_format(placed))
        return placed.tail

    def _formula_format(self, placed: Placed) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setFont(font_with_x_height(max(1, round(2 * (placed.ascent - placed.descent)))))
        form.setObjectType(FORMULA_TYPE)
        form.setProperty(FORMULA_NUMBER, len(self._objects.placed))
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        self._objects.placed.append(placed)
        return form


def place(math_: Math, formula: Formula | None, em_px: float) -> Placed:
    """A formula with its room in pixels; the ascent grows to the next whole x-height."""
    if formula is None:
        width = min(ESTIMATED_MOST_EM, len(math_.tex) * ESTIMATED_EM_PER_CHARACTER) * em_px
        ascent, descent = 0.7 * em_px, 0.2 * em_px
    else:
        width = formula.width * em_px
        ascent = (formula.ascent + AIR_EM) * em_px
        descent = (formula.descent + AIR_EM) * em_px
    half_x_height = max(1, math.ceil(2 * (ascent - descent))) / 2
    return Placed(math_, formula, em_px, width, descent + half_x_height, descent)


def error_format(look: Look, base: QTextCharFormat) -> QTextCharFormat:
    """How the source of a formula that cannot be set is shown."""
    form = QTextCharFormat(base)
    form.setFontFamilies(look.code_font().families())
    form.setForeground(QColor(look.theme.danger))
    form.setBackground(QColor(look.theme.code))
    return form


def base_format(look: Look, scale: float = 1.0, *, bold: bool = False) -> QTextCharFormat:
    """The format of body text, or of a heading."""
    form = QTextCharFormat()
    form.setFont(look.font(scale, bold=bold))
    form.setForeground(look.colour)
    return form


def _with_neighbours(
    inlines: Sequence[Inline],
) -> Iterator[tuple[Inline | None, Inline, Inline | None]]:
    """Each inline with the one before and the one after it."""
    return zip((None, *inlines), inlines, (*inlines[1:], None), strict=False)


def clinging(text: Text) -> str:
    """The start of ``text`` that must stay on the line of a formula before it.

    A line may break at a space and beside a Chinese character, but not before a comma or inside
    something like "$n$th".
    """
    if text.link or text.code:
        return ""
    return "".join(takewhile(_clings, text.text[:LONGEST_TAIL]))


def _clings(sign: str) -> bool:
    return bool(sign) and not sign.isspace() and not (sign >= FIRST_CJK and sign.isalnum())
