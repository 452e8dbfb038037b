"""The sidebar: conversations by age, search, new, rename, delete; doors to the other pages."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.chat import Conversation
from app.i18n import tr
from app.ui.conversation_list import CONVERSATION_ROLE, ConversationList
from app.ui.theme import LIGHT, Theme
from app.ui.widgets import named

WIDTH_PX = 264
ROW_PX = 34
HEADING_PX = 32


class _Rows(QStyledItemDelegate):
    """Paints headings small and quiet, conversations as rounded rows; edits titles in place."""

    renamed = Signal(int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT

    # Qt's overrides

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        is_heading = index.data(CONVERSATION_ROLE) is None
        extra = option.fontMetrics.height() - 16
        return QSize(0, (HEADING_PX if is_heading else ROW_PX) + max(0, extra))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        if index.data(CONVERSATION_ROLE) is None:
            self._paint_heading(painter, option, index.data())
        else:
            self._paint_row(painter, option, index.data())
        painter.restore()

    def setModelData(
        self, editor: QWidget, model: object, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        conversation: Conversation | None = index.data(CONVERSATION_ROLE)
        if conversation is not None and isinstance(editor, QLineEdit):
            self.renamed.emit(conversation.id, editor.text())

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        font = option.font
        font.setPixelSize(12)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.muted))
        place = option.rect.adjusted(12, 0, -8, -4)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, text)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        row: QRect = option.rect.adjusted(2, 1, -2, -1)
        state = option.state
        if state & QStyle.StateFlag.State_Selected or state & QStyle.StateFlag.State_MouseOver:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.selected if selected else self.theme.hover))
            painter.drawRoundedRect(row, 7, 7)
        place = row.adjusted(10, 0, -8, 0)
        line = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.setPen(QColor(self.theme.text))
        painter.setFont(option.font)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


class Sidebar(QFrame):
    """Conversations and the doors to models and settings."""

    new_requested = Signal()
    opened = Signal(int)
    renamed = Signal(int, str)
    delete_requested = Signal(int)
    export_requested = Signal(int)
    search_changed = Signal(str)
    models_requested = Signal()
    settings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setFixedWidth(WIDTH_PX)
        self._model = ConversationList()
        self._rows = _Rows(self)
        self.new_button = named(QPushButton(self), "newButton")
        self.search = named(QLineEdit(self, clearButtonEnabled=True), "searchField")
        self.list = self._make_list()
        self.models_button = named(QPushButton(self), "modelsPageButton")
        self.settings_button = named(QPushButton(self), "settingsPageButton")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _make_list(self) -> QListView:
        view = named(QListView(self), "conversationList")
        view.setModel(self._model)
        view.setItemDelegate(self._rows)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 10)
        column.setSpacing(8)
        for widget in (self.new_button, self.search):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        for button in (self.models_button, self.settings_button):
            button.setProperty("door", True)
            column.addWidget(button)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_requested)
        self.models_button.clicked.connect(self.models_requested)
        self.settings_button.clicked.connect(self.settings_requested)
        self.search.textChanged.connect(self.search_changed)
        self.list.clicked.connect(self._open)
        self.list.activated.connect(self._open)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self._rows.renamed.connect(self.renamed)

    def show_conversations(
        self, conversations: Sequence[Conversation], current: int | None, today: date
    ) -> None:
        """Show these rows, ``current`` selected."""
        self._model.show(conversations, today)
        self.select(current)

    def select(self, conversation_id: int | None) -> None:
        """Mark a conversation as the open one; None marks none."""
        index = self._model.index_of(conversation_id)
        if index.isValid():
            self.list.setCurrentIndex(index)
        else:
            self.list.clearSelection()

    def set_theme(self, theme: Theme) -> None:
        self._rows.theme = theme
        self.list.viewport().update()

    def retranslate(self) -> None:
        self.new_button.setText(tr("ui.new_conversation"))
        self.search.setPlaceholderText(tr("ui.search_placeholder"))
        self.search.setAccessibleName(tr("ui.search_placeholder"))
        self.list.setAccessibleName(tr("ui.conversations"))
        self.models_button.setText(tr("ui.models"))
        self.settings_button.setText(tr("ui.settings"))

    def _conversation(self, index: QModelIndex) -> Conversation | None:
        found: Conversation | None = index.data(CONVERSATION_ROLE) if index.isValid() else None
        return found

    def _open(self, index: QModelIndex) -> None:
        conversation = self._conversation(index)
        if conversation is not None:
            self.opened.emit(conversation.id)

    def _show_menu(self, position: QPoint) -> None:
        index = self.list.indexAt(position)
        conversation = self._conversation(index)
        if conversation is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("ui.rename"), lambda: self.list.edit(index))
        menu.addAction(tr("ui.export"), lambda: self.export_requested.emit(conversation.id))
        menu.addAction(tr("ui.delete"), lambda: self.delete_requested.emit(conversation.id))
        menu.popup(self.list.viewport().mapToGlobal(position))

    def delete_current(self) -> None:
        """The Delete key on a row."""
        conversation = self._conversation(self.list.currentIndex())
        if conversation is not None:
            self.delete_requested.emit(conversation.id)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.list.viewport().update()
