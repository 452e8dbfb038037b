"""The sidebar: conversations pinned, in folders and by age; search; doors to the other pages."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.domain.chat import Conversation
from app.domain.groups import FOLDER, Heading
from app.domain.search import Hit
from app.i18n import tr
from app.ui.conversation_list import ENTRY_ROLE, ConversationList
from app.ui.search_field import SearchField
from app.ui.sidebar_rows import ConversationView, Rows
from app.ui.theme import LIGHT, Theme
from app.ui.undo_bar import UndoBar
from app.ui.widgets import named

if TYPE_CHECKING:
    from app.ui.search_hits import HitsView

WIDTH_PX = 264
NARROWEST_PX, WIDEST_PX = 200, 480


class Sidebar(QFrame):
    """Conversations, or the hits of a search; the doors to models and settings."""

    new_requested = Signal()
    opened = Signal(int)
    renamed = Signal(int, str)
    delete_requested = Signal(int)
    export_requested = Signal(int)
    pin_requested = Signal(int, bool)
    archive_requested = Signal(int, bool)
    move_requested = Signal(int, str)  # to a folder; empty: out of it
    new_folder_requested = Signal(int)  # around a conversation
    folder_renamed = Signal(str, str)
    folder_removed = Signal(str)
    rename_requested = Signal()  # of the row whose menu is open
    undo_requested = Signal()
    search_changed = Signal(str)
    hit_opened = Signal(object)  # Hit
    models_requested = Signal()
    settings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setMinimumWidth(NARROWEST_PX)
        self.setMaximumWidth(WIDEST_PX)
        self._model = ConversationList()
        self._rows = Rows(self)
        self._theme = LIGHT
        self._hits: HitsView | None = None  # made with the first search
        self._shown: int | None = None  # the conversation that is open
        self._waiting: tuple[Sequence[Conversation], int | None, date] | None = None
        self._menu_entry: Conversation | Heading | None = None
        self.new_button = named(QPushButton(self), "newButton")
        self.search = named(SearchField(self, clearButtonEnabled=True), "searchField")
        self.list = named(ConversationView(self._rows, self), "conversationList")
        self.list.setModel(self._model)
        self.undo = UndoBar(self)
        self.models_button = named(QPushButton(self), "modelsPageButton")
        self.settings_button = named(QPushButton(self), "settingsPageButton")
        self._views = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 10)
        column.setSpacing(8)
        for widget in (self.new_button, self.search):
            column.addWidget(widget)
        self._views.addWidget(self.list)
        column.addWidget(self._views, 1)
        column.addWidget(self.undo)
        for button in (self.models_button, self.settings_button):
            button.setProperty("door", True)
            column.addWidget(button)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_requested)
        self.models_button.clicked.connect(self.models_requested)
        self.settings_button.clicked.connect(self.settings_requested)
        self.search.textChanged.connect(self.search_changed)
        self.search.walked.connect(lambda step: self.hits.walk(step))
        self.search.accepted.connect(lambda: self.hits.choose_current())
        self.list.chosen.connect(self._choose)
        self.list.fold_requested.connect(self._fold)
        self.list.menu_requested.connect(self._show_menu)
        self._model.moved.connect(self.move_requested)
        self._rows.renamed.connect(self.renamed)
        self._rows.folder_renamed.connect(self._rename_folder)
        self._rows.closeEditor.connect(lambda *_: self._catch_up())
        self.rename_requested.connect(self._rename_from_menu)
        self.undo.undo_requested.connect(self.undo_requested)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self.list)
        undo.setContext(Qt.ShortcutContext.WidgetShortcut)  # elsewhere it undoes typing
        undo.activated.connect(self.undo_requested)

    # --- what is shown ------------------------------------------------------------------------

    def show_conversations(
        self, conversations: Sequence[Conversation], current: int | None, today: date
    ) -> None:
        """Show these rows, ``current`` marked as open. A name that is being typed is left alone."""
        self._views.setCurrentWidget(self.list)
        if self.list.is_editing:
            self._waiting = (conversations, current, today)
            return
        bar, is_other = self.list.verticalScrollBar(), current != self._shown
        before, place = bar.value(), self.list.currentIndex()
        row, entry = place.row(), place.data(ENTRY_ROLE) if place.isValid() else None
        changed = self._model.show(conversations, today)
        if is_other:
            self._unfold(current)
        if changed or is_other:
            self.select(current)
            if not is_other or not self.list.currentIndex().isValid():
                self._keep_place(row, entry)
        if not is_other:
            bar.setValue(before)

    def show_hits(self, hits: Sequence[Hit], typed: str) -> None:
        """Show what was found in the place of the list."""
        self._views.setCurrentWidget(self.hits)
        self.hits.show_hits(hits, typed)

    @property
    def hits(self) -> "HitsView":
        """The list of what was found."""
        if self._hits is None:
            from app.ui.search_hits import HitsView

            self._hits = named(HitsView(self), "hitList")
            self._hits.setAccessibleName(tr("conversations.hits"))
            self._hits.set_theme(self._theme)
            self._hits.chosen.connect(self.hit_opened)
            self._views.addWidget(self._hits)
        return self._hits

    def select(self, conversation_id: int | None) -> None:
        """Mark a conversation as the open one; None marks none."""
        self._shown = conversation_id
        index = self._model.index_of(conversation_id)
        if index.isValid():
            self.list.setCurrentIndex(index)
        else:
            self.list.clearSelection()

    def show_page(self, door: QPushButton | None) -> None:
        """Mark the door of the page in sight; without one it is a conversation that is open."""
        for each in (self.models_button, self.settings_button):
            each.setProperty("open", each is door)
            each.style().unpolish(each)
            each.style().polish(each)
        self._rows.is_away = door is not None
        self.list.viewport().update()

    def edit_folder(self, name: str) -> None:
        """Let somebody type another name for a folder, now."""
        index = self._model.index_of_heading((FOLDER, name))
        if index.isValid():
            self.list.scrollTo(index)
            self.list.edit(index)

    def open_folder(self, name: str) -> None:
        """Show what is in a folder."""
        index = self._model.index_of_heading((FOLDER, name))
        if index.isValid():
            self._fold(index, True)

    @property
    def folders(self) -> list[str]:
        """The names of all folders."""
        return self._model.folders()

    def set_theme(self, theme: Theme) -> None:
        self._theme = self._rows.theme = theme
        self.list.viewport().update()
        if self._hits is not None:
            self._hits.set_theme(theme)

    def retranslate(self) -> None:
        self.new_button.setText(tr("ui.new_conversation"))
        self.search.setPlaceholderText(tr("ui.search_placeholder"))
        self.search.setAccessibleName(tr("ui.search_placeholder"))
        self.list.setAccessibleName(tr("ui.conversations"))
        if self._hits is not None:
            self._hits.setAccessibleName(tr("conversations.hits"))
            self._hits.viewport().update()
        self.models_button.setText(tr("ui.models"))
        self.settings_button.setText(tr("ui.settings"))

    def _unfold(self, conversation_id: int | None) -> None:
        """Open the folder of a conversation that was just opened."""
        found = self._model.conversation(conversation_id)
        if found is not None and found.folder and not found.archived:
            self.open_folder(found.folder)

    def _keep_place(self, row: int, entry: Conversation | Heading | None) -> None:
        """Whoever walks through the list with keys goes on from there, though the row be gone."""
        if entry is None or not self.list.hasFocus():
            return
        index = self._model.index_like(entry)
        if not index.isValid():
            index = self._model.index(min(row, self._model.rowCount() - 1))
        self.list.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.NoUpdate
        )

    def _catch_up(self) -> None:
        """Show what came while a name was typed."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_conversations(*waiting)

    # --- what is wanted -----------------------------------------------------------------------

    def _choose(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE) if index.isValid() else None
        if isinstance(entry, Conversation):
            self.opened.emit(entry.id)
        elif isinstance(entry, Heading):
            self._fold(index, not self._model.is_open(entry))

    def _fold(self, index: QModelIndex, opened: bool) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Heading) and entry.folds:
            bar, current = self.list.verticalScrollBar(), index == self.list.currentIndex()
            before = bar.value()
            self._model.set_open(entry, opened)
            self.select(self._shown)
            if current:
                self.list.setCurrentIndex(self._model.index_of_heading(entry.key))
            bar.setValue(before)

    def _rename_from_menu(self) -> None:
        if self._menu_entry is not None:
            index = self._model.index_like(self._menu_entry)
            if index.isValid():
                self.list.edit(index)

    def _rename_folder(self, folder: str, name: str) -> None:
        self._model.rename_open(folder, name)
        self.folder_renamed.emit(folder, name)

    def menu(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a row."""
        from app.ui.sidebar_menu import conversation_menu, folder_menu

        entry = self._menu_entry = index.data(ENTRY_ROLE)
        if isinstance(entry, Conversation):
            return conversation_menu(self, entry, self.folders)
        if isinstance(entry, Heading) and entry.kind == FOLDER:
            return folder_menu(self, entry)
        return None

    def _show_menu(self, index: QModelIndex, place: QPoint) -> None:
        menu = self.menu(index)
        if menu is not None:
            menu.popup(place)

    def delete_current(self) -> None:
        """The Delete key on a row."""
        index = self.list.currentIndex()
        entry = index.data(ENTRY_ROLE) if index.isValid() else None
        if isinstance(entry, Conversation):
            self.delete_requested.emit(entry.id)

    # Qt's overrides

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.list.viewport().update()
