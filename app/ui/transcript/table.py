"""A table: cells of a row on one baseline, a shaded head, thin lines; scrolls sideways when wide.

It is a text table, so that its text can be selected like any other. Qt aligns cells by their tops:
each cell gets as much padding above as brings its first line to the row's baseline.
"""

import math
import re
from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import (
    QAccessible,
    QBrush,
    QColor,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCell,
    QTextTableFormat,
)

from app.domain.blocks import Align, Cell, Inline, Math, Table, Text
from app.ui.transcript import accessible, clipboard
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.found import Range, in_block
from app.ui.transcript.inline import FormulaObjects, InlineWriter, base_format
from app.ui.transcript.look import Look
from app.ui.transcript.text import TextView

PADDING_X_EM = 0.75
PADDING_Y_EM = 0.42
LEAST_COLUMN_EM = 6.0  # a column of words is not squeezed below this
LINE_PX = 1
_NUMBER = re.compile(r"[-+−–]?\s*(?:\d[\d.,\s]*%?|\\[dt]?frac\{\d+\}\{\d+\})")
ALIGNMENTS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}


class TableView(TextView):
    """Shows a ``Table``."""

    spoken_role = QAccessible.Role.Paragraph

    def __init__(self, table: Table, look: Look, formulas: Formulas) -> None:
        super().__init__(look)
        self._table = table
        self._formulas = formulas
        self.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if look.paper
            else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self._write()

    def show_table(self, table: Table) -> None:
        """Show another table, or more of the same."""
        self._table = table
        self._write()

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come: write the table anew if it waits for one of them."""
        if not self.pending & keys:
            return False
        self._write()
        return True

    def spoken(self) -> str:
        """The rows in words."""
        return accessible.readable((self._table,))

    def natural_width(self) -> int:
        return self._total(self._natural)

    def _characters(self, row: int) -> list[Range]:
        """Of a cell; they are counted row by row."""
        cell = self._made.cellAt(*divmod(row, self._columns))
        return in_block(cell.firstCursorPosition().block(), self.objects) if cell.isValid() else []

    def _write(self) -> None:
        self.clear()
        self.objects.placed.clear()
        self.pending = set()
        self._fitted = None
        rows = [self._table.header, *self._table.rows]
        self._columns = max(1, *map(len, rows))
        self._natural = self._natural_widths(rows)
        edit = QTextCursor(self.document())
        edit.beginEditBlock()
        self._made = self._make(len(rows))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self._write_cell(self._made.cellAt(row, column), cell, head=row == 0)
        edit.endEditBlock()

    def _make(self, rows: int) -> QTextTable:
        form = QTextTableFormat()
        form.setBorder(LINE_PX)
        form.setBorderBrush(QBrush(QColor(self._look.theme.line)))
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderCollapse(True)
        form.setCellPadding(0)
        form.setCellSpacing(0)
        return QTextCursor(self.document()).insertTable(rows, self._columns, form)

    def _write_cell(self, place: QTextTableCell, cell: Cell, *, head: bool) -> None:
        cursor = place.firstCursorPosition()
        cursor.setBlockFormat(self._block_format(place.column()))
        writer = InlineWriter(cursor, self._look, self._formulas, self.objects)
        writer.write(_one_line(cell.inlines), base_format(self._look, bold=head))
        self.pending |= writer.pending

    def _block_format(self, column: int) -> QTextBlockFormat:
        aligns = self._table.aligns
        form = QTextBlockFormat()
        form.setAlignment(ALIGNMENTS[aligns[column] if column < len(aligns) else Align.LEFT])
        return form

    # --- sizes --------------------------------------------------------------------------------

    def _natural_widths(self, rows: Sequence[Sequence[Cell]]) -> list[int]:
        """Per column: pixels at which none of its cells breaks its line."""
        widths = [0] * self._columns
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                width = self._cell_width(cell, head=number == 0)
                widths[column] = max(widths[column], width)
        return alike(widths, _numeric_columns(rows[1:]))

    def _cell_width(self, cell: Cell, *, head: bool) -> int:
        scratch = QTextDocument()
        scratch.setDocumentMargin(0)
        objects = FormulaObjects(scratch)
        writer = InlineWriter(QTextCursor(scratch), self._look, self._formulas, objects)
        writer.write(_one_line(cell.inlines), base_format(self._look, bold=head))
        return math.ceil(scratch.idealWidth()) + 1

    def _total(self, widths: Sequence[int]) -> int:
        padding = 2 * self._look.px(PADDING_X_EM) * self._columns
        return sum(widths) + padding + LINE_PX * (self._columns + 2)  # Qt counts one line more

    def _lay_out(self, width: int) -> None:
        room = width - self._total([0] * self._columns)
        least = 1 if self._look.paper else self._look.px(LEAST_COLUMN_EM)
        widths = narrowed(self._natural, room=room, least=least)
        padded = [wide + 2 * self._look.px(PADDING_X_EM) for wide in widths]
        form = self._made.format()
        kind = QTextLength.Type.FixedLength
        form.setColumnWidthConstraints([QTextLength(kind, wide) for wide in padded])
        self._made.setFormat(form)
        self._pad([0.0] * len(self._cells()))
        super()._lay_out(self._total(widths))
        self._pad(self._lifts())

    def _height(self, width: int) -> int:
        bar = self.horizontalScrollBar()
        wide = self.lineWrapColumnOrWidth() > width and not self._look.paper
        return super()._height(width) + (bar.sizeHint().height() if wide else 0)

    def _cells(self) -> list[QTextTableCell]:
        made = self._made
        return [made.cellAt(r, c) for r in range(made.rows()) for c in range(made.columns())]

    def _lifts(self) -> list[float]:
        """Per cell: by how much its first line stands above the lowest baseline of its row."""
        ascents = [_first_ascent(cell) for cell in self._cells()]
        lifts: list[float] = []
        for start in range(0, len(ascents), self._columns):
            row = ascents[start : start + self._columns]
            lifts += [max(row) - ascent for ascent in row]
        return lifts

    def _pad(self, above: Sequence[float]) -> None:
        """Give every cell its padding, with ``above`` pixels more at its top."""
        pad_x, pad_y = self._look.px(PADDING_X_EM), self._look.px(PADDING_Y_EM)
        edit = QTextCursor(self.document())
        edit.beginEditBlock()  # or Qt would lay the table out after each cell
        for cell, more in zip(self._cells(), above, strict=True):
            form = cell.format().toTableCellFormat()
            form.setLeftPadding(pad_x)
            form.setRightPadding(pad_x)
            form.setTopPadding(pad_y + more)
            form.setBottomPadding(pad_y)
            if cell.row() == 0:
                form.setBackground(QColor(self._look.theme.bubble))
            cell.setFormat(form)
        edit.endEditBlock()

    # Qt's overrides

    def createMimeDataFromSelection(self) -> QMimeData:
        first, rows, column, columns = self._selected_cells()
        if rows == 0:
            return super().createMimeDataFromSelection()
        lines = [
            [self._source(row, c) for c in range(column, column + columns)]
            for row in range(first, first + rows)
        ]
        if first == 0:
            lines.insert(1, ["---"] * columns)
        data = QMimeData()
        data.setText("\n".join(f"| {' | '.join(cells)} |" for cells in lines))
        return data

    def _selected_cells(self) -> tuple[int, int, int, int]:
        """First row, rows, first column, columns; no rows if less than a cell is selected."""
        cursor, made = self.textCursor(), self._made
        if cursor.selectionStart() < made.firstPosition():  # everything, by "Select all"
            return 0, made.rows(), 0, made.columns()
        cells = cast("tuple[int, int, int, int]", cursor.selectedTableCells())
        return cells if cells[0] >= 0 else (0, 0, 0, 0)

    def _source(self, row: int, column: int) -> str:
        cell = self._made.cellAt(row, column)
        cursor = cell.firstCursorPosition()
        cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
        return clipboard.markdown(cursor, self.objects)


def alike(widths: Sequence[int], columns: Sequence[int]) -> list[int]:
    """The widths, those of ``columns`` all as wide as the widest of them."""
    widest = max((widths[column] for column in columns), default=0)
    return [widest if place in columns else wide for place, wide in enumerate(widths)]


def _numeric_columns(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The columns in which there is nothing but numbers: a table of values is even."""
    found = set(range(max(map(len, rows), default=0)))
    for cells in rows:
        found &= {place for place, cell in enumerate(cells) if is_number(cell)}
    return sorted(found)


def is_number(cell: Cell) -> bool:
    """Whether a cell holds one number and nothing else."""
    said = "".join(_written(part) for part in cell.inlines)
    return _NUMBER.fullmatch(said.strip()) is not None


def _written(inline: Inline) -> str:
    """What a part of a cell says; nothing like a number if it is something else."""
    if isinstance(inline, Math):
        return inline.tex
    return inline.text if isinstance(inline, Text) else "?"


def narrowed(natural: Sequence[int], *, room: int, least: int) -> list[int]:
    """Column widths that fit into ``room`` if possible: only the widest give way, evenly.

    No column becomes narrower than ``least`` or its natural width, whichever is smaller.
    """
    widths = sorted(natural)
    left = room
    for place, width in enumerate(widths):
        share = left // (len(widths) - place)
        if width > share:
            cap = max(share, least)
            return [min(wide, cap) for wide in natural]
        left -= width
    return list(natural)


def _first_ascent(cell: QTextTableCell) -> float:
    layout = cell.firstCursorPosition().block().layout()
    return layout.lineAt(0).ascent() if layout.lineCount() else 0.0


def _one_line(inlines: Sequence[Inline]) -> Sequence[Inline]:
    """An empty cell gets a space, so that its row has a baseline."""
    return inlines or (Text(" "),)
