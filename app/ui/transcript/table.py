"""A table: cells on one baseline per row, a shaded head, thin lines; scrolls sideways when wide."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPaintEvent,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.blocks import Align, Cell, Table
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.inline import FormulaObjects, InlineWriter, base_format
from app.ui.transcript.look import Look

PADDING_X_EM = 0.75
PADDING_Y_EM = 0.45
WIDEST_COLUMN_EM = 26.0  # longer cells break their lines
ALIGNMENTS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}


@dataclass(frozen=True)
class _Set:
    """A cell ready to be drawn: sizes in pixels."""

    document: QTextDocument
    width: float
    height: float
    ascent: float  # of its first line


class TableView(QWidget):
    """Draws a ``Table``; its size is what the table needs."""

    def __init__(self, table: Table, look: Look, formulas: Formulas) -> None:
        super().__init__()
        self.pending: set[tuple[str, bool]] = set()
        self._table = table
        self._look = look
        self._formulas = formulas
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.refresh()

    def refresh(self) -> None:
        """Set all cells anew."""
        self.pending = set()
        rows = [self._row(self._table.header, bold=True)]
        rows += [self._row(row, bold=False) for row in self._table.rows]
        self._rows = rows
        pad_x, pad_y = self._look.px(PADDING_X_EM), self._look.px(PADDING_Y_EM)
        count = max(len(row) for row in rows)
        self._widths = [
            max(row[i].width for row in rows if i < len(row)) + 2 * pad_x for i in range(count)
        ]
        self._ascents = [max((cell.ascent for cell in row), default=0.0) for row in rows]
        self._heights = [
            max((a - cell.ascent + cell.height for cell in row), default=0.0) + 2 * pad_y
            for row, a in zip(rows, self._ascents, strict=True)
        ]
        self.setMinimumSize(self.minimumSizeHint())
        self.updateGeometry()
        self.update()

    def _row(self, cells: tuple[Cell, ...], *, bold: bool) -> list[_Set]:
        return [self._set(cell, column, bold=bold) for column, cell in enumerate(cells)]

    def _set(self, cell: Cell, column: int, *, bold: bool) -> _Set:
        document = QTextDocument(self)
        document.setDocumentMargin(0)
        document.setDefaultFont(self._look.font(bold=bold))
        option = QTextOption(self._alignment(column))
        document.setDefaultTextOption(option)
        objects = FormulaObjects(document, self._look)
        writer = InlineWriter(QTextCursor(document), self._look, self._formulas, objects)
        writer.write(cell.inlines, base_format(self._look, bold=bold))
        self.pending |= writer.pending
        width = min(math.ceil(document.idealWidth()) + 1, self._look.px(WIDEST_COLUMN_EM))
        document.setTextWidth(width)
        layout = document.begin().layout()
        ascent = layout.lineAt(0).ascent() if layout.lineCount() else 0.0
        return _Set(document, width, document.size().height(), ascent)

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        aligns = self._table.aligns
        return ALIGNMENTS[aligns[column] if column < len(aligns) else Align.LEFT]

    # Qt's overrides

    def minimumSizeHint(self) -> QSize:
        air = self._look.px(0.5)
        return QSize(math.ceil(sum(self._widths)) + 1, math.ceil(sum(self._heights)) + 1 + air)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(
            QRectF(0, 0, sum(self._widths), self._heights[0]), QColor(self._look.theme.bubble)
        )
        top = 0.0
        for row, ascent, height in zip(self._rows, self._ascents, self._heights, strict=True):
            self._paint_row(painter, row, ascent, QPointF(0, top))
            top += height
        self._paint_lines(painter)

    def _paint_row(self, painter: QPainter, row: list[_Set], ascent: float, at: QPointF) -> None:
        pad_x, pad_y = self._look.px(PADDING_X_EM), self._look.px(PADDING_Y_EM)
        left = at.x()
        context = QAbstractTextDocumentLayout.PaintContext()
        for column, cell in enumerate(row):
            cell.document.setTextWidth(self._widths[column] - 2 * pad_x)
            painter.save()
            painter.translate(left + pad_x, at.y() + pad_y + ascent - cell.ascent)
            cell.document.documentLayout().draw(painter, context)
            painter.restore()
            left += self._widths[column]

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setPen(QColor(self._look.theme.line))
        width, height = sum(self._widths), sum(self._heights)
        y = x = 0.0
        for step in (*self._heights, 0.0):
            painter.drawLine(QPointF(0, y), QPointF(width, y))
            y += step
        for step in (*self._widths, 0.0):
            painter.drawLine(QPointF(x, 0), QPointF(x, height))
            x += step
