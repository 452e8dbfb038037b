"""Marks beside lines in which computing found a mistake.

A claim is a place in the answer as written; the page shows formulas and rows. ``lines_of`` finds a
claim again by its text: the n-th time that it stands in the answer is the n-th time that it stands
in the rows. What cannot be found, such as text that Markdown changed, gets no mark.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.domain.blocks import Code, DisplayMath, Heading, Math, Paragraph, Text
from app.domain.verdict import Claim
from app.i18n import tr
from app.ui.theme import Theme
from app.ui.transcript.rows import Row, Segment

WIDTH_PX = 14
BAR_PX = 3
GAP_PX = 5  # to the text
CROSS_PX = 7
CROSS_LINE_PX = 1.6

_BETWEEN = re.compile(r"[\s$]|\\[()\[\]]")  # what may stand differently in the page


@dataclass(frozen=True)
class Line:
    """Where a claim stands: a segment, a row in it, and a formula of that row if it is in one."""

    segment: int
    row: int
    formula: int | None = None


def lines_of(segments: Sequence[Segment], answer: str, claims: Sequence[Claim]) -> list[Line]:
    """The lines of claims that do not hold."""
    wrong = [claim for claim in claims if not claim.holds]
    return list(dict.fromkeys(filter(None, (_line(segments, answer, claim) for claim in wrong))))


def _line(segments: Sequence[Segment], answer: str, claim: Claim) -> Line | None:
    wanted = _squeezed(answer[claim.start : claim.end])
    if not wanted:
        return None
    before = _squeezed(answer[: claim.start]).count(wanted)
    for at, segment in enumerate(segments):
        for number, row in enumerate(segment.rows):
            here = _squeezed(_source(row)).count(wanted)
            if here > before:
                return Line(at, number, _formula(row, wanted, before))
            before -= here
    return None


def _formula(row: Row, wanted: str, before: int) -> int | None:
    """Which formula of a row holds it for the n-th time, if a formula does."""
    for number, formula in enumerate(_formulas(row)):
        here = _squeezed(formula.tex).count(wanted)
        if here > before:
            return number
        before -= here
    return None


def _formulas(row: Row) -> list[Math]:
    if not isinstance(row.block, Paragraph | Heading):
        return []
    return [inline for inline in row.block.inlines if isinstance(inline, Math)]


def _source(row: Row) -> str:
    block = row.block
    if isinstance(block, Paragraph | Heading):
        parts = (inline for inline in block.inlines if isinstance(inline, Text | Math))
        return "".join(part.text if isinstance(part, Text) else part.tex for part in parts)
    if isinstance(block, DisplayMath):
        return block.math.tex
    return block.text if isinstance(block, Code) else ""


def _squeezed(text: str) -> str:
    return _BETWEEN.sub("", text)


class Mark(QWidget):
    """A bar with a cross in the margin, beside a line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("wrongLine")
        self._theme = theme
        self.setToolTip(tr("transcript.wrong_line"))
        self.setAccessibleName(tr("transcript.wrong_line"))

    def put(self, line: QRect, left: int) -> None:
        """Stand beside ``line``, whose text begins at ``left``."""
        self.setGeometry(left - WIDTH_PX - GAP_PX, line.top(), WIDTH_PX, line.height())
        self.show()

    # Qt's overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = QColor(self._theme.danger)
        painter.fillRect(self.width() - BAR_PX, 0, BAR_PX, self.height(), colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, CROSS_LINE_PX))
        top = (self.height() - CROSS_PX) // 2
        painter.drawLine(1, top, 1 + CROSS_PX, top + CROSS_PX)
        painter.drawLine(1 + CROSS_PX, top, 1, top + CROSS_PX)


class Marked(Protocol):
    """A message as the marks see it."""

    def wrong_lines(self) -> list[QRect]: ...

    def pos(self) -> QPoint: ...

    def x(self) -> int: ...


def put_marks(marks: list[Mark], messages: Sequence[Marked], theme: Theme, canvas: QWidget) -> None:
    """Put marks into the margin beside the lines that are wrong; as many as needed are made."""
    lines = [
        (line.translated(message.pos()), message.x())
        for message in messages
        for line in message.wrong_lines()
    ]
    while len(marks) < len(lines):
        marks.append(Mark(theme, canvas))
    for mark, (line, left) in zip(marks, lines, strict=False):
        mark.put(line, left)
    for mark in marks[len(lines) :]:
        mark.hide()


def clear_marks(marks: list[Mark]) -> None:
    """Have no marks any more."""
    for mark in marks:
        mark.hide()
        mark.deleteLater()
    marks.clear()
