"""A read-only text that shows all of itself: what prose, tables and code have in common.

As high as its content; it never scrolls up or down, and sideways only if it was made to. Nothing is
ever loaded. Copying gives Markdown with the formulas' sources.
"""

import math

from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
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
from app.ui.transcript.found import Range, selections
from app.ui.transcript.inline import FormulaObjects, Placed
from app.ui.transcript.look import Look
from app.ui.transcript.matches import Found, Spot

SCROLL_KEYS = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Home, Qt.Key.Key_End),
)
SIDE_PX = 24  # a match nearer to the right edge is brought into sight


class TextView(QTextEdit):
    """Base of the text widgets. ``fit`` gives it a width and says how high it must be."""

    link_clicked = Signal(str)
    formula_menu = Signal(QMenu, object)  # a menu that opens for a Math
    pressed = Signal()  # a selection begins here
    dragged = Signal(QPoint, QPoint)  # where it began, and where on the screen it is
    copy_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.pending: set[Key] = set()
        self._look = look
        self._pressed_at = QPoint()
        self._selecting = False  # a press has begun a selection, and the button is down
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
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes from message to message
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

    def show_found(self, found: Found) -> None:
        """Mark what a search found here."""
        ranges = [at for spot in found.spots if (at := self._range(spot)) is not None]
        now = self._range(found.now) if found.now is not None else None
        self.setExtraSelections(selections(self, ranges, now, self._look.theme))

    def place_of(self, spot: Spot) -> int:
        """The text position of a match; it is brought into sight sideways."""
        start = (self._range(spot) or (0, 0))[0]
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(start, self.document().characterCount() - 1))
        left, bar = self.cursorRect(cursor).left(), self.horizontalScrollBar()
        if not 0 <= left < self.viewport().width() - SIDE_PX:
            bar.setValue(bar.value() + left - self.viewport().width() // 2)
        return cursor.position()

    def y_of(self, place: int) -> int:
        """The top of the line that holds a text position."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        return self.cursorRect(cursor).top()

    def _range(self, spot: Spot) -> Range | None:
        """Where a match stands; None if the text is no longer what was searched."""
        characters = self._characters(spot.row)
        if not spot.start < spot.end <= len(characters):
            return None
        return characters[spot.start][0], characters[spot.end - 1][1]

    def _characters(self, row: int) -> list[Range]:
        """Where each character of a row stands."""
        raise NotImplementedError

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
        copy = menu.addAction(tr("transcript.copy_selection"), self.copy_wanted.emit)
        copy.setEnabled(self.textCursor().hasSelection())
        menu.addAction(tr("transcript.select_all"), self.all_wanted.emit)
        return menu

    def select(self, start: QPoint | None, end: QPoint | None) -> None:
        """Select between two points; None is the start or the end of the text."""
        cursor = self.textCursor()
        cursor.setPosition(self.cursorForPosition(start).position() if start is not None else 0)
        last = self.document().characterCount() - 1
        to = self.cursorForPosition(end).position() if end is not None else last
        cursor.setPosition(to, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def unselect(self) -> None:
        """Select nothing."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            cursor.clearSelection()
            self.setTextCursor(cursor)

    def selected(self, *, alone: bool) -> str:
        """What is selected, as Markdown."""
        has = self.textCursor().hasSelection()
        return self.createMimeDataFromSelection().text() if has else ""

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        # A press on what is selected keeps it, for it may be dragged to another program.
        self._selecting = not self.textCursor().hasSelection()
        if event.button() is Qt.MouseButton.LeftButton and self._selecting:
            self._pressed_at = event.position().toPoint()
            self.pressed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._selecting and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self._pressed_at, event.globalPosition().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_wanted.emit()
        elif event.key() in SCROLL_KEYS and not shift:
            event.ignore()  # the transcript scrolls
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        event.accept()
        if not self._selecting and not self.textCursor().hasSelection():
            self.pressed.emit()  # nothing was dragged away: nothing is selected any more
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
