"""Paragraphs, headings and lists as one selectable text with formulas in it.

Only what changed is written again: while an answer streams, the rows before the last one stay as
they are in the QTextDocument. Markers of lists are text, so that they stand on the baseline of
their line however high the formulas in it are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QTextBlockFormat, QTextCursor, QTextOption

from app.domain.blocks import TASK_DONE, TASK_OPEN, Heading, Paragraph
from app.i18n import tr
from app.ui.transcript import accessible
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.found import Range, in_block
from app.ui.transcript.inline import SOURCE, InlineWriter, base_format
from app.ui.transcript.look import HEADING_SCALES, Look
from app.ui.transcript.matches import OBJECT
from app.ui.transcript.rows import Row, gap_em
from app.ui.transcript.text import TextView

MINIMUM_HEIGHT = QTextBlockFormat.LineHeightTypes.MinimumHeight.value
MARKER_GAP_EM = 0.45  # between a list's marker and its text


@dataclass(frozen=True)
class _Written:
    """A row in the text: where it starts, the formulas before it, those it still waits for."""

    row: Row
    start: int
    formulas_before: int
    pending: frozenset[Key]


class ProseView(TextView):
    """Shows consecutive rows of prose."""

    spoken_role = QAccessible.Role.Paragraph

    def __init__(self, rows: Sequence[Row], look: Look, formulas: Formulas) -> None:
        super().__init__(look)
        self._formulas = formulas
        self._written: list[_Written] = []
        self.show_rows(rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows, writing anew from the first one that differs."""
        kept = 0
        for written, row in zip(self._written, rows, strict=False):
            if written.row != row:
                break
            kept += 1
        self._rewrite(kept, rows[kept:])

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come: write anew from the first row that waits for one of them."""
        for place, written in enumerate(self._written):
            if written.pending & keys:
                self._rewrite(place, [later.row for later in self._written[place:]])
                return True
        return False

    def spoken(self) -> str:
        """The text in words."""
        rows = [written.row for written in self._written]
        lines = (f"{_spoken_marker(row)}{accessible.readable((row.block,))}" for row in rows)
        return "\n".join(lines)

    def place_at(self, y: int) -> int:
        """The text position at height ``y``; with ``y_of`` it finds a line again later."""
        return self.cursorForPosition(QPoint(0, y)).position()

    def line(self, row: int, formula: int | None) -> QRect:
        """Where a row stands, or the line of it that holds its n-th formula."""
        block = self.document().findBlock(self._written[row].start)
        place = self.document().documentLayout().blockBoundingRect(block).toAlignedRect()
        found = [at for at, sign in enumerate(block.text()) if sign == OBJECT]
        if formula is None or formula >= len(found):
            return place
        line = block.layout().lineForTextPosition(found[formula])
        top = place.top() + round(line.y())
        return QRect(place.left(), top, place.width(), math.ceil(line.height()))

    def _characters(self, row: int) -> list[Range]:
        if row >= len(self._written):
            return []
        return in_block(self.document().findBlock(self._written[row].start), self.objects)

    def _rewrite(self, kept: int, rows: Sequence[Row]) -> None:
        selected = self.textCursor()
        anchor, position = selected.anchor(), selected.position()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._cut(cursor, kept)
        for row in rows:
            self._append(cursor, row)
        cursor.endEditBlock()
        self.pending = set().union(*(written.pending for written in self._written))
        self._fitted = None
        self._select(anchor, position)

    def _cut(self, cursor: QTextCursor, kept: int) -> None:
        if kept >= len(self._written):
            return
        first = self._written[kept]
        cursor.setPosition(max(0, first.start - 1))  # with the end of the paragraph before
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        del self.objects.placed[first.formulas_before :]
        del self._written[kept:]

    def _append(self, cursor: QTextCursor, row: Row) -> None:
        before = self._written[-1].row if self._written else None
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if before is None:
            cursor.setBlockFormat(_block_format(row, before, self._look))
        else:
            cursor.insertBlock(_block_format(row, before, self._look), base_format(self._look))
        start, formulas_before = cursor.position(), len(self.objects.placed)
        writer = InlineWriter(cursor, self._look, self._formulas, self.objects)
        self._write(cursor, writer, row)
        self._written.append(_Written(row, start, formulas_before, frozenset(writer.pending)))

    def _write(self, cursor: QTextCursor, writer: InlineWriter, row: Row) -> None:
        if row.marker:
            form = base_format(self._look)
            form.setProperty(SOURCE, _markdown_marker(row))
            cursor.insertText(f"\t{row.marker}\t", form)
        if isinstance(row.block, Heading):
            scale = HEADING_SCALES[row.block.level - 1]
            form = base_format(self._look, scale, bold=True)
            if not row.marker:
                cursor.block().setUserState(row.block.level)
            writer.write(row.block.inlines, form, scale)
        elif isinstance(row.block, Paragraph):
            writer.write(row.block.inlines, base_format(self._look))

    def _select(self, anchor: int, position: int) -> None:
        """What was selected stays so while the text around it changes."""
        if anchor == position:
            return
        last = self.document().characterCount() - 1
        cursor = self.textCursor()
        cursor.setPosition(min(anchor, last))
        cursor.setPosition(min(position, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)


def _block_format(row: Row, before: Row | None, look: Look) -> QTextBlockFormat:
    form = QTextBlockFormat()
    form.setTopMargin(look.px(gap_em(before, row)))
    form.setLeftMargin(look.px(row.inner_em))
    form.setLineHeight(look.line_px, MINIMUM_HEIGHT)
    if row.marker:
        hang = look.px(row.insets[-1].em)
        form.setTextIndent(-hang)
        kinds = QTextOption.TabType
        marker_end = hang - look.px(MARKER_GAP_EM)
        form.setTabPositions(
            [QTextOption.Tab(marker_end, kinds.RightTab), QTextOption.Tab(hang, kinds.LeftTab)]
        )
    return form


def _spoken_marker(row: Row) -> str:
    tasks = {TASK_OPEN: tr("reading.task_open"), TASK_DONE: tr("reading.task_done")}
    if row.marker in tasks:
        return f"{tasks[row.marker]} "
    return f"{row.marker} " if row.marker[:1].isdigit() else ""


def _markdown_marker(row: Row) -> str:
    tasks = {TASK_OPEN: "- [ ]", TASK_DONE: "- [x]"}
    marker = row.marker if row.marker[0].isdigit() else tasks.get(row.marker, "-")
    return "  " * (row.list_depth - 1) + marker + " "
