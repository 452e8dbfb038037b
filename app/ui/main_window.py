"""The window: sidebar, pages, status line, and the keys that work everywhere."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserFacingError
from app.i18n import explain, file_size, tr
from app.settings import Settings
from app.tutor.program import Program
from app.tutor.room import RoomState
from app.typeset.typesetter import Typesetter
from app.ui.chat_page import ChatPage
from app.ui.conversation_actions import ConversationActions
from app.ui.developer_menu import DeveloperMenu
from app.ui.exchange_actions import ExchangeActions
from app.ui.first_minutes import FirstMinutes
from app.ui.model_actions import ModelActions
from app.ui.models_page import ModelsPage
from app.ui.settings_page import ZOOMS, SettingsPage
from app.ui.sidebar import Sidebar
from app.ui.status_line import StatusLine
from app.ui.style import dress
from app.ui.tasks import spawn
from app.ui.theme import Theme
from app.ui.widgets import Afterwards, Banner, Page, named

SMALLEST = (720, 480)
USUAL = (1180, 800)


class MainWindow(QMainWindow):
    """Puts the pages together; what happens to conversations and models is decided in tutor."""

    close_requested = Signal()
    settings_changed = Signal(Settings)

    def __init__(self, program: Program, typesetter: Typesetter, theme: Theme) -> None:
        super().__init__()
        dress(self, theme)
        self._program = program
        self._theme = theme
        self._recolour = Afterwards(self)
        self._recolour.came.connect(self._recolour_chat)
        self.sidebar = Sidebar()
        self.chat = ChatPage(program, typesetter, theme)
        self.models = ModelsPage(program.shelf)
        self.notice = named(Banner(), "notice")
        self.conversations = ConversationActions(
            program, self.sidebar, self.chat, self.open_conversation, self
        )
        self._model_actions = ModelActions(program, self.models, self.notice, self)
        self.exchange = ExchangeActions(program, typesetter, self.notice, self)
        change = self.settings_changed.emit
        self._first_minutes = FirstMinutes(program, self.chat, self.models, self, change)
        self.settings = SettingsPage(program)
        self.model_button = named(QPushButton(), "modelButton")
        DeveloperMenu(program, self.chat, self.model_button, self)
        self.pages = named(QStackedWidget(), "pages")
        self.status = StatusLine()
        self._noticed = ""  # what was said of how the model runs
        self._lay_out()
        self._connect_sidebar()
        self._connect_pages()
        self._connect_program()
        self._add_keys()
        self.sidebar.set_theme(theme)
        self.retranslate()
        self.resize(*USUAL)
        self.setMinimumSize(*SMALLEST)

    # --- building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        header = named(QFrame(), "header")
        top = QHBoxLayout(header)
        top.setContentsMargins(10, 6, 10, 6)
        top.addWidget(self.model_button)
        top.addStretch(1)
        for page in (self.chat, self.models, self.settings):
            self.pages.addWidget(page)
        main = QWidget()
        right = QVBoxLayout(main)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(header)
        right.addWidget(self.notice)
        right.addWidget(self.pages, 1)
        right.addWidget(self.status)
        self.split = named(QSplitter(), "split")
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.sidebar)
        self.split.addWidget(main)
        self.split.setStretchFactor(1, 1)
        self.setCentralWidget(self.split)
        QWidget.setTabOrder(self.sidebar.settings_button, self.model_button)

    def _connect_sidebar(self) -> None:
        sidebar = self.sidebar
        sidebar.new_requested.connect(self.new_conversation)
        sidebar.export_requested.connect(self.exchange.export)
        sidebar.models_requested.connect(lambda: self._go(self.models))
        sidebar.settings_requested.connect(lambda: self._go(self.settings))

    def _connect_pages(self) -> None:
        self.chat.conversation_changed.connect(lambda _id: self.conversations.refresh())
        self.chat.figures_changed.connect(self._show_figures)
        self.chat.composer.preview_wished.connect(
            lambda on: self.settings_changed.emit(self._program.changed_settings(preview=on))
        )
        self.chat.demo_note.models_requested.connect(lambda: self._go(self.models))
        self.models.use_requested.connect(self._use_model)
        self.models.remove_requested.connect(self._ask_remove)
        self.models.server_requested.connect(self._show_server)
        self.settings.changed.connect(self.settings_changed)
        self.settings.export_requested.connect(lambda: self.exchange.export(None))
        self.settings.import_requested.connect(
            lambda folder: self.exchange.ask_import(folder=folder)
        )
        self.model_button.clicked.connect(self._show_model_menu)
        doors = {1: self.sidebar.models_button, 2: self.sidebar.settings_button}
        self.pages.currentChanged.connect(lambda at: self.sidebar.show_page(doors.get(at)))

    def _connect_program(self) -> None:
        program = self._program
        self.close_requested.connect(self.conversations.end)
        self._disconnect = [
            program.conversations.changed.connect(self.conversations.refresh),
            program.turns.changed.connect(self._turn_changed),
            program.room.changed.connect(self._room_changed),
            program.shelf.changed.connect(self._shelf_changed),
            self._model_actions.disconnect_shelf,
            self._first_minutes.disconnect_all,
        ]
        self._room_changed()

    def _add_keys(self) -> None:
        keys = (
            ("Ctrl+N", self.new_conversation),
            ("Ctrl+K", self._find),
            ("Ctrl+,", lambda: self._go(self.settings)),
            ("Ctrl+Q", self.close),
            ("Esc", self._escape),
            ("F1", self._show_keys),
            ("Ctrl++", lambda: self._zoom(+1)),
            ("Ctrl+=", lambda: self._zoom(+1)),
            ("Ctrl+-", lambda: self._zoom(-1)),
        )
        for key, do in keys:
            action = QAction(self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda _checked=False, do=do: do())
            self.addAction(action)
        delete = QAction(self.sidebar.list)
        delete.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        delete.triggered.connect(self.sidebar.delete_current)
        self.sidebar.list.addAction(delete)

    # --- conversations ------------------------------------------------------------------------

    async def start(self, last: int = -1) -> None:
        """First look: conversation ``last`` (0: a new one; unknown: the newest), or the welcome."""
        ids = [conversation.id for conversation in await self._program.conversations.all()]
        newest = ids[0] if ids else 0
        await self.chat.show_conversation((last if last in (0, *ids) else newest) or None)
        is_empty = self._program.room.state is RoomState.EMPTY
        if is_empty and self.pages.currentWidget() is self.chat:  # nobody went elsewhere meanwhile
            self._go(self.models)
        if self._program.notice is not None:
            self._show_error(self._program.notice)
        self._program.shelf.downloads.start()
        await self._program.shelf.look_around()

    def new_conversation(self) -> None:
        spawn(self.open_conversation(None))

    async def open_conversation(self, conversation_id: int | None) -> None:
        self._go(self.chat)
        await self.chat.show_conversation(conversation_id)

    def _find(self) -> None:
        self.sidebar.show()  # it may have been hidden
        self.sidebar.search.setFocus()

    # --- who answers --------------------------------------------------------------------------

    def _room_changed(self) -> None:
        room = self._program.room
        keys = {
            RoomState.EMPTY: "ui.no_model",
            RoomState.STARTING: "ui.model_starting",
            RoomState.FAILED: "ui.model_failed",
        }
        key = keys.get(room.state, "ui.model_ready")
        percent = round(100 * room.progress)
        self.model_button.setText(tr(key, name=room.model_name, percent=percent) + "  ▾")
        self.status.show_room(room)
        self.chat.show_room()
        if room.state is RoomState.FAILED and room.error is not None:
            self._show_error(room.error)
        if room.notice != self._noticed:
            self._noticed = room.notice
            if room.notice:
                self.chat.banner.say(room.notice)

    def _turn_changed(self) -> None:
        if (error := self._program.turns.storage_failed) is not None:
            self.chat.banner.say(tr("ui.not_saved", why=explain(error)), kind="error")
        self.conversations.refresh()

    def _show_figures(self) -> None:
        figures = self.chat.figures()
        self.status.show_turn(figures.decode_tps, figures.used, self._program.room.context)

    def _shelf_changed(self) -> None:
        self.models.refresh()
        self.settings.show_settings(self._program.settings)
        self._room_changed()

    def _show_model_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in self._program.shelf.entries():
            if entry.installed:
                action = menu.addAction(entry.name.replace("&", "&&"))
                action.setCheckable(True)
                action.setChecked(entry.current)
                action.triggered.connect(lambda _c=False, id_=entry.id: self._use_model(id_))
        menu.addSeparator()
        menu.addAction(tr("ui.more_models"), lambda: self._go(self.models))
        below = self.model_button.rect().bottomLeft()
        menu.popup(self.model_button.mapToGlobal(below))

    def _use_model(self, model_id: str) -> None:
        spawn(self._program.use_model(model_id), on_error=self._show_error)
        self._go(self.chat)
        self.chat.composer.setFocus()

    def _show_server(self) -> None:
        self._go(self.settings)
        self.settings.show_section("server")

    def _ask_remove(self, model_id: str) -> None:
        entry = self._program.shelf.entry(model_id)
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(tr("ui.remove_sure", name=entry.name, size=file_size(entry.size)))
        remove = box.addButton(tr("ui.remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("ui.cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove.clicked.connect(
            lambda: spawn(self._program.remove_model(model_id), on_error=self._show_error)
        )
        box.open()

    # --- looks --------------------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Draw everything in other colours; keys and clicks come between the two halves of it."""
        page = self.pages.currentWidget()
        if isinstance(page, Page):
            page.make_anew()
        dress(self, theme)
        self.sidebar.set_theme(theme)
        self.chat.setUpdatesEnabled(False)
        self._theme = theme
        self._recolour.start()

    def _recolour_chat(self) -> None:
        self.chat.set_theme(self._theme)
        self.chat.setUpdatesEnabled(True)

    def retranslate(self) -> None:
        self.setWindowTitle(tr("ui.window_title"))
        self._room_changed()
        self.conversations.refresh()

    def _zoom(self, step: int) -> None:
        settings = self._program.settings
        place = min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - settings.zoom)) + step
        zoom = ZOOMS[min(max(place, 0), len(ZOOMS) - 1)]
        self.settings_changed.emit(self._program.changed_settings(zoom=zoom))

    def _go(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        if page is self.chat:
            self.chat.composer.setFocus()

    def _escape(self) -> None:
        if self.pages.currentWidget() is not self.chat:
            self._go(self.chat)
        elif self.chat.transcript.searching.close():
            pass  # the search is over, and the place is kept
        elif self.chat.is_working:
            self.chat.stop()
        else:
            self.chat.composer.end_edit()

    def _show_keys(self) -> None:
        from app.ui.keys_box import show_keys

        show_keys(self)

    def _show_error(self, error: UserFacingError) -> None:
        self.chat.show_error(error)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect.clear()
        event.accept()
        self.close_requested.emit()
