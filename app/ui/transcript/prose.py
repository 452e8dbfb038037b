"""Paragraphs, headings and lists as one selectable text with formulas in it.

Only what changed is written again: while an answer streams, the blocks before the last one stay as
they are in the QTextDocument. Copied text is Markdown with the formulas' sources.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextListFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QTextEdit, QWidget

from app.domain.blocks import Block, DisplayMath, Heading, ListBlock, Paragraph
from app.i18n import tr
from app.ui.transcript import clipboard
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.inline import FormulaObjects, InlineWriter, Placed, base_format
from app.ui.transcript.look import HEADING_SCALES, LINE_GAP, PARAGRAPH_GAP, Look

DISTANCE = QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value
ITEM_GAP = 0.3  # of the body size, between items of a list


def is_prose(block: Block) -> bool:
    """Whether a block can be part of a running text."""
    if isinstance(block, ListBlock):
        return all(
            is_prose(inner) or isinstance(inner, DisplayMath)
            for item in block.items
            for inner in item.blocks
        )
    return isinstance(block, Paragraph | Heading)


class ProseView(QTextEdit):
    """Shows consecutive prose blocks; as high as its text, never scrolls by itself."""

    link_clicked = Signal(str)
    copy_latex_requested = Signal(str)

    def __init__(self, look: Look, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pending: set[tuple[str, bool]] = set()
        self._look = look
        self._formulas = formulas
        self._blocks: list[Block] = []
        self._starts: list[tuple[int, int]] = []  # per block: text position, formulas before it
        self._dress()
        self._objects = FormulaObjects(self.document(), look)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def _dress(self) -> None:
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QTextEdit { background: transparent; border: none; }")
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(
            flags.TextSelectableByMouse
            | flags.TextSelectableByKeyboard
            | flags.LinksAccessibleByMouse
        )
        self.document().setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self.document().setDefaultFont(self._look.font())

    # --- content ------------------------------------------------------------------------------

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show these blocks, writing anew from the first one that differs."""
        kept = 0
        for old, new in zip(self._blocks, blocks, strict=False):
            if old != new:
                break
            kept += 1
        self._cut(kept)
        self._append(blocks[kept:])

    def refresh(self) -> None:
        """Write everything anew: formulas have come."""
        blocks, self._blocks = self._blocks, []
        self._cut(0)
        self._append(blocks)

    def ideal_width(self) -> int:
        """Width in pixels at which no line breaks."""
        copy = self.document().clone()
        FormulaObjects(copy, self._look).placed = self._objects.placed
        copy.setTextWidth(-1)
        return math.ceil(copy.idealWidth()) + 1

    def _cut(self, kept: int) -> None:
        if kept >= len(self._starts):
            return
        position, formulas = self._starts[kept]
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if position == 0:
            cursor.block().layout().clearLayout()
        del self._objects.placed[formulas:]
        del self._starts[kept:]
        self._blocks = self._blocks[:kept]

    def _append(self, blocks: Sequence[Block]) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        writer = InlineWriter(cursor, self._look, self._formulas, self._objects)
        for block in blocks:
            self._starts.append((cursor.position(), len(self._objects.placed)))
            self._blocks.append(block)
            _BlockWriter(cursor, writer, self._look).write(block, first=len(self._blocks) == 1)
        cursor.endEditBlock()
        self.pending = writer.pending if not self._starts else self.pending | writer.pending
        self._fit()

    def _fit(self, *_size: object) -> None:
        height = math.ceil(self.document().documentLayout().documentSize().height())
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def formula_at(self, event: QMouseEvent | QContextMenuEvent) -> Placed | None:
        """The formula under the mouse."""
        position = (
            self.document()
            .documentLayout()
            .hitTest(event.pos().toPointF(), Qt.HitTestAccuracy.ExactHit)
        )
        if position < 0:
            return None
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position + 1, self.document().characterCount() - 1))
        return self._objects.at(cursor.charFormat())

    # Qt's overrides

    def sizeHint(self) -> QSize:
        return QSize(400, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.minimumHeight())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the transcript scrolls

    def loadResource(self, kind: int, name: object) -> None:
        """Nothing is ever loaded: no picture, no style sheet, no file."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        address = self.anchorAt(event.position().toPoint())
        if address and not self.textCursor().hasSelection():
            self.link_clicked.emit(address)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        formula = self.formula_at(event)
        if formula is not None:
            source = formula.math.tex
            menu.addAction(
                tr("transcript.copy_latex"), lambda: self.copy_latex_requested.emit(source)
            )
        copy = menu.addAction(tr("transcript.copy"), self.copy)
        copy.setEnabled(self.textCursor().hasSelection())
        menu.addAction(tr("transcript.select_all"), self.selectAll)
        menu.popup(event.globalPos())

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(clipboard.markdown(self.textCursor(), self._objects))
        return data


class _BlockWriter:
    """Writes one block at the end of a document."""

    def __init__(self, cursor: QTextCursor, writer: InlineWriter, look: Look) -> None:
        self._cursor = cursor
        self._writer = writer
        self._look = look

    def write(self, block: Block, *, first: bool) -> None:
        """Write ``block``; the ``first`` of a document uses the empty paragraph that is there."""
        self._fresh = first
        if isinstance(block, ListBlock):
            self._list(block, depth=1)
        elif isinstance(block, Heading):
            scale = HEADING_SCALES[block.level - 1]
            self._paragraph(top=0.0 if first else 0.5)
            self._writer.write(block.inlines, base_format(self._look, scale, bold=True))
        elif isinstance(block, Paragraph):
            self._paragraph()
            self._writer.write(block.inlines, base_format(self._look))

    def _paragraph(self, *, top: float = 0.0, bottom: float = PARAGRAPH_GAP) -> QTextBlockFormat:
        form = QTextBlockFormat()
        form.setTopMargin(self._look.px(top))
        form.setBottomMargin(self._look.px(bottom))
        form.setLineHeight(self._look.px(LINE_GAP), DISTANCE)
        if self._fresh:
            self._cursor.setBlockFormat(form)
            self._fresh = False
        else:
            self._cursor.insertBlock(form, base_format(self._look))
        return form

    def _list(self, block: ListBlock, depth: int) -> None:
        style = QTextListFormat()
        styles = QTextListFormat.Style
        bullets = (styles.ListDisc, styles.ListCircle, styles.ListSquare)
        style.setStyle(styles.ListDecimal if block.ordered else bullets[(depth - 1) % 3])
        style.setIndent(depth)
        if block.ordered:
            style.setStart(block.start)
        made = None
        for item in block.items:
            self._paragraph(bottom=ITEM_GAP)
            if made is None:
                made = self._cursor.createList(style)
            else:
                made.add(self._cursor.block())
            self._item(item.blocks, depth)

    def _item(self, blocks: Sequence[Block], depth: int) -> None:
        for number, inner in enumerate(blocks):
            if isinstance(inner, ListBlock):
                self._list(inner, depth + 1)
                continue
            if number > 0:
                self._continuation(depth, centred=isinstance(inner, DisplayMath))
            if isinstance(inner, DisplayMath):
                self._writer.write((inner.math,), base_format(self._look))
            elif isinstance(inner, Paragraph | Heading):
                bold = isinstance(inner, Heading)
                self._writer.write(inner.inlines, base_format(self._look, bold=bold))

    def _continuation(self, depth: int, *, centred: bool) -> None:
        """A further paragraph of a list item, indented like it but without a marker."""
        form = self._paragraph(bottom=ITEM_GAP)
        form.setIndent(depth)
        if centred:
            form.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            form.setTopMargin(self._look.px(ITEM_GAP))
            form.setBottomMargin(self._look.px(2 * ITEM_GAP))
        made = self._cursor.currentList()
        if made is not None:
            made.remove(self._cursor.block())
        self._cursor.setBlockFormat(form)
