"""A read-only text that shows all of itself: what prose, tables and code have in common.

As high as its content; it never scrolls up or down, and sideways only if it was made to. Nothing is
ever loaded. Copying gives Markdown with the formulas' sources.
"""

import math

from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextEdit

from app.i18n import tr
from app.ui.theme import MEASURE_PX
from app.ui.transcript import clipboard
from app.ui.transcript.formulas import Key
from app.ui.transcript.inline import FormulaObjects, Placed
from app.ui.transcript.look import Look


class TextView(QTextEdit):
    """Base of the text widgets. ``fit`` gives it a width and says how high it must be."""

    link_clicked = Signal(str)
    formula_menu = Signal(QMenu, object)  # a menu that opens for a Math

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.pending: set[Key] = set()
        self._look = look
        self._fitted: tuple[int, int] | None = None  # width and height, while they hold
        self.setReadOnly(True)
        self.setAcceptDrops(False)  # files that are dropped are the window's
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A fixed width: with the usual mode Qt would lay everything out again on each resize. Some
        # width from the start: at none, a long word would be laid out in lines of one letter.
        self.setLineWrapColumnOrWidth(MEASURE_PX)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(
            flags.TextSelectableByMouse
            | flags.TextSelectableByKeyboard
            | flags.LinksAccessibleByMouse
        )
        document = self.document()
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setDefaultFont(look.font())
        self.objects = FormulaObjects(document)

    def fit(self, width: int) -> int:
        """Lay the text out for ``width`` pixels; returns the height in pixels."""
        if self._fitted is None or self._fitted[0] != width:
            self._lay_out(width)
            self._fitted = (width, self._height(width))
        return self._fitted[1]

    def natural_width(self) -> int:
        """Pixels that the longest line needs as it is laid out now."""
        return math.ceil(self.document().idealWidth())

    def breaks(self) -> list[int]:
        """Where a printed page may end: below each line, in pixels from the top."""
        layout, found = self.document().documentLayout(), []
        block = self.document().begin()
        while block.isValid():
            top = layout.blockBoundingRect(block).top()
            lines = block.layout()
            found += [
                math.ceil(top + line.y() + line.height())
                for line in map(lines.lineAt, range(lines.lineCount()))
            ]
            block = block.next()
        return found

    def _lay_out(self, width: int) -> None:
        if width != self.lineWrapColumnOrWidth():  # else Qt would lay everything out once more
            self.setLineWrapColumnOrWidth(width)

    def _height(self, width: int) -> int:
        return math.ceil(self.document().size().height())

    def formula_at(self, point: QPoint) -> Placed | None:
        """The formula at a point of the viewport."""
        spot = QPointF(point) + QPointF(self.horizontalScrollBar().value(), 0)
        layout = self.document().documentLayout()
        hit = layout.hitTest(spot, Qt.HitTestAccuracy.ExactHit)
        if hit < 0:
            return None
        cursor = self.textCursor()
        cursor.setPosition(min(hit + 1, self.document().characterCount() - 1))
        return self.objects.at(cursor.charFormat())

    def _cursor_place(self) -> QPoint:
        """Within the character behind the text cursor, or the one before it at a line's end."""
        here, cursor = self.cursorRect(), self.textCursor()
        moved = cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        beyond = self.cursorRect(cursor)
        if moved and beyond.top() == here.top():
            return QPoint((here.left() + beyond.left()) // 2, here.center().y())
        return QPoint(here.left() - 1, here.center().y())

    def menu(self, point: QPoint) -> QMenu:
        """What can be done with what stands at a point of the viewport, or is selected."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        clipboard_ = QGuiApplication.clipboard()
        if (formula := self.formula_at(point)) is not None:
            tex = formula.math.tex
            menu.addAction(tr("transcript.copy_latex"), lambda: clipboard_.setText(tex))
            self.formula_menu.emit(menu, formula.math)
        if address := self.anchorAt(point):
            menu.addAction(tr("transcript.copy_link"), lambda: clipboard_.setText(address))
        copy = menu.addAction(tr("transcript.copy_selection"), self.copy)
        copy.setEnabled(self.textCursor().hasSelection())
        menu.addAction(tr("transcript.select_all"), self.selectAll)
        return menu

    # Qt's overrides

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def loadResource(self, kind: int, name: object) -> None:
        """Nothing is ever loaded: no picture, no style sheet, no file."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.translate(-self.horizontalScrollBar().value(), 0)
        self.objects.paint(painter, self._look.colour)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        sideways = abs(delta.x()) > abs(delta.y()) and self.horizontalScrollBar().maximum() > 0
        if sideways:
            super().wheelEvent(event)
        else:
            event.ignore()  # the transcript scrolls

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        address = self.anchorAt(event.position().toPoint())
        left = event.button() is Qt.MouseButton.LeftButton
        if address and left and not self.textCursor().hasSelection():
            self.link_clicked.emit(address)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point, place = event.pos(), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            point = self._cursor_place()
            place = self.viewport().mapToGlobal(point)
        self.menu(point).popup(place)

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(clipboard.markdown(self.textCursor(), self.objects))
        return data
