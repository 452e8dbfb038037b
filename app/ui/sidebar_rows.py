"""The list of conversations as a widget: rows that are painted, folded, dragged and edited."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.chat import Conversation
from app.domain.groups import FOLDER, Heading
from app.ui.conversation_list import AGE_ROLE, ENTRY_ROLE, OPEN_ROLE
from app.ui.theme import LIGHT, Theme

ROW_PX = 34
RADIUS_PX = 7
INSET_PX = 16  # of what stands in a folder
HEADING_FONT_PX = 12
MORE_PX = 28  # width of the place at a row's end that opens its menu
MORE = "⋯"
ARROW_PX = 3.5

Index = QModelIndex | QPersistentModelIndex


class Rows(QStyledItemDelegate):
    """Paints headings small and quiet, conversations as rounded rows; edits names in place."""

    renamed = Signal(int, str)
    folder_renamed = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.is_away = False  # another page is in sight: no conversation is marked as open
        self.pointer = QPoint(-1, -1)  # where the mouse is, in the list

    # Qt's overrides

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_PX + max(0, option.fontMetrics.height() - 16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Conversation | Heading = index.data(ENTRY_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Conversation):
            self._paint_ground(painter, option)
            self._paint_conversation(painter, option, entry, index.data(AGE_ROLE))
        elif entry.folds:
            self._paint_ground(painter, option)
            self._paint_fold(painter, option, index)
        else:
            self._paint_heading(painter, option, index.data())
        painter.restore()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        entry: Conversation | Heading = index.data(ENTRY_ROLE)
        if not isinstance(editor, QLineEdit):
            return
        if isinstance(entry, Conversation):
            self.renamed.emit(entry.id, editor.text())
        else:
            self.folder_renamed.emit(entry.folder, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        editor.setGeometry(option.rect.adjusted(2, 0, -2, 0))

    # Inside

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state, flags = option.state, QStyle.StateFlag
        selected = bool(state & flags.State_Selected) and not self.is_away
        over = bool(state & flags.State_MouseOver)
        focused = bool(state & flags.State_HasFocus)
        painter.setPen(QColor(self.theme.accent) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if selected or over:
            painter.setBrush(QColor(self.theme.selected if selected else self.theme.hover))
        if selected or over or focused:
            painter.drawRoundedRect(_row(option), RADIUS_PX, RADIUS_PX)

    def _paint_conversation(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        conversation: Conversation,
        when: str,
    ) -> None:
        is_inside = conversation.archived or (conversation.folder and not conversation.pinned)
        place = _row(option).adjusted(10 + (INSET_PX if is_inside else 0), 0, -8, 0)
        if option.state & QStyle.StateFlag.State_MouseOver:
            place.setRight(more_place(option.rect).left() - 2)
            self._paint_more(painter, option)
        elif when:
            self._paint_end(painter, option, place, when)
        self._line(painter, option, place, conversation.title, self.theme.text)

    def _paint_end(
        self, painter: QPainter, option: QStyleOptionViewItem, place: QRect, text: str
    ) -> None:
        """Something quiet at the end of a row; ``place`` is what is left before it."""
        painter.setPen(QColor(self.theme.muted))
        painter.setFont(option.font)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, text)
        place.setRight(place.right() - option.fontMetrics.horizontalAdvance(text) - 8)

    def _paint_more(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        place = more_place(option.rect)
        over = place.contains(self.pointer)
        painter.setPen(QColor(self.theme.text if over else self.theme.muted))
        painter.setFont(option.font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, MORE)

    def _paint_fold(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        heading: Heading = index.data(ENTRY_ROLE)
        place = _row(option).adjusted(10 + INSET_PX, 0, -10, 0)
        middle = QPointF(place.left() - INSET_PX / 2 - 2, place.center().y() + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.muted))
        painter.drawPolygon(_arrow(middle, opened=index.data(OPEN_ROLE)))
        if option.state & QStyle.StateFlag.State_MouseOver and heading.kind == FOLDER:
            place.setRight(more_place(option.rect).left() - 2)
            self._paint_more(painter, option)
        else:
            self._paint_end(painter, option, place, str(heading.count))
        colour = self.theme.text if heading.kind == FOLDER else self.theme.muted
        self._line(painter, option, place, index.data(), colour)

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = option.font
        font.setPixelSize(HEADING_FONT_PX)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.muted))
        place = option.rect.adjusted(12, 0, -8, -4)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)

    def _line(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        place: QRect,
        text: str,
        colour: str,
    ) -> None:
        line = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.setPen(QColor(colour))
        painter.setFont(option.font)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


class ConversationView(QListView):
    """The list. Enter opens what is current, left and right fold, the menu key opens its menu."""

    chosen = Signal(QModelIndex)
    fold_requested = Signal(QModelIndex, bool)
    menu_requested = Signal(QModelIndex, QPoint)  # where, on the screen

    def __init__(self, rows: Rows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self._pressed_more = False
        self.setItemDelegate(rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)  # thousands of rows are laid out at once
        self.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QListView.DragDropMode.InternalMove)
        self.clicked.connect(self.chosen)

    @property
    def is_editing(self) -> bool:
        """Whether a name is being typed."""
        return self.state() == QListView.State.EditingState

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), Qt.Key(event.key())
        entry = index.data(ENTRY_ROLE) if index.isValid() else None
        if self.is_editing or entry is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(index)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and isinstance(entry, Heading):
            self.fold_requested.emit(index, key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._rows.pointer = event.position().toPoint()
        self.update(self.indexAt(self._rows.pointer))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        has_menu = index.isValid() and bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        is_left = event.button() is Qt.MouseButton.LeftButton
        is_more = has_menu and more_place(self.visualRect(index)).contains(point)
        self._pressed_more = is_left and is_more
        if self._pressed_more:
            self.menu_requested.emit(QModelIndex(index), event.globalPosition().toPoint())
        elif is_left:
            super().mousePressEvent(event)
        else:
            event.accept()  # a menu that opens leaves the open conversation marked

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._pressed_more:  # else Qt might take it for the end of an earlier click
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index, place = self.indexAt(event.pos()), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        if index.isValid():
            self.menu_requested.emit(QModelIndex(index), place)


def more_place(row: QRect) -> QRect:
    """Where the dots of a row are."""
    return QRect(row.right() - MORE_PX - 2, row.top(), MORE_PX, row.height())


def _row(option: QStyleOptionViewItem) -> QRect:
    row: QRect = option.rect.adjusted(2, 1, -2, -1)
    return row


def _arrow(middle: QPointF, *, opened: bool) -> QPolygonF:
    """A small triangle that points to the right, or down when what is below can be seen."""
    half = ARROW_PX
    tips = (
        [(-half, -half), (half, -half), (0.0, half)]
        if opened
        else [(-half, -half), (half, 0.0), (-half, half)]
    )
    return QPolygonF([middle + QPointF(x, y) for x, y in tips])
