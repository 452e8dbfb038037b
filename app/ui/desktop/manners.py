"""What the window does as one among others on a desktop, put together beside it.

The window itself knows nothing of this but the one object that ``Application`` holds.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.i18n import tr
from app.tutor.program import Program
from app.ui.desktop import crashes, place
from app.ui.desktop.awake import Awake
from app.ui.desktop.blinking import Blinking
from app.ui.desktop.door import Door
from app.ui.main_window import MainWindow
from app.ui.widgets import named


class Manners(QObject):
    """Made before the window is shown; ``begin`` once it is, ``end`` before it goes."""

    locale_changed = Signal()  # the desktop speaks another language now

    def __init__(self, window: MainWindow, program: Program, files: Sequence[Path] = ()) -> None:
        super().__init__(window)
        self._window = window
        self._program = program
        self._files = files
        self._door = Door(program.data.door, self._visited)
        self._awake = Awake()
        self._blinking = Blinking(window.chat.composer.editor)
        self._kept = place.read(program.data.window)
        self._sidebar_button = self._add_sidebar_button()
        self._add_keys()
        self._put_back()
        self._disconnect = [
            program.turns.changed.connect(self._follow_work),
            program.votes.changed.connect(lambda _news: self._follow_work()),
            program.shelf.changed.connect(self._follow_work),
        ]
        window.settings.about_requested.connect(self.show_about)
        window.installEventFilter(self)

    async def begin(self) -> None:
        """Go to where the person was, open what they gave, and listen for further starts."""
        window = self._window
        if (page := self._pages().get(self._kept.page)) is not None:
            window.pages.setCurrentWidget(page)
        self._tell_of_crash()
        await self._door.open()
        self._open(self._files)

    async def end(self) -> None:
        """Remember all, close the door, let the computer sleep."""
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect.clear()
        self._awake.follow(False)
        self._blinking.end()
        self._keep()
        await self._door.close()

    @property
    def last_conversation(self) -> int:
        """As ``MainWindow.start`` takes it."""
        return self._kept.conversation

    def show_about(self) -> None:
        """The box with versions and licences."""
        from app.ui.desktop.about_box import show_about

        hardware = self._program.computer.hardware
        show_about(hardware.versions if hardware is not None else {}, self._window)

    def toggle_sidebar(self) -> None:
        """Hide the conversations, or show them again."""
        sidebar = self._window.sidebar
        hide = not sidebar.isHidden()
        if hide and sidebar.isAncestorOf(self._window.focusWidget() or self._window):
            self._window.chat.composer.setFocus()
        sidebar.setVisible(not hide)

    # --- building -----------------------------------------------------------------------------

    def _add_sidebar_button(self) -> QPushButton:
        button = named(QPushButton("☰"), "sidebarButton")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self.toggle_sidebar)
        header = self._window.findChild(QFrame, "header")
        row = header.layout() if header is not None else None
        if isinstance(row, QHBoxLayout):
            row.insertWidget(0, button)
        QWidget.setTabOrder(self._window.sidebar.settings_button, button)
        QWidget.setTabOrder(button, self._window.model_button)
        return button

    def _add_keys(self) -> None:
        for key, do in (("Ctrl+B", self.toggle_sidebar), ("Shift+F1", self.show_about)):
            action = QAction(self._window)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(do)
            self._window.addAction(action)

    def _put_back(self) -> None:
        """Before the window is shown."""
        window, kept = self._window, self._kept
        place.put(window, kept.geometry)
        if kept.sidebar:
            window.split.setSizes([kept.sidebar, max(window.width() - kept.sidebar, 1)])
        window.sidebar.setVisible(not kept.sidebar_hidden)
        self.retranslate()

    def retranslate(self) -> None:
        tip = tr("desktop.sidebar_tip")
        self._sidebar_button.setToolTip(tip)
        self._sidebar_button.setAccessibleName(tip)

    def _pages(self) -> dict[str, QWidget]:
        """Those that are kept; the first is where a window without memory begins."""
        window = self._window
        return {"chat": window.chat, "models": window.models, "settings": window.settings}

    # --- while it runs ------------------------------------------------------------------------

    def _visited(self, files: Sequence[Path]) -> None:
        """Somebody started the program again."""
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        self._open(files)

    def _open(self, files: Sequence[Path]) -> None:
        if not files:
            return
        from app.ui.desktop.opening import open_files

        open_files(files, self._program, self._window)

    def _follow_work(self) -> None:
        program = self._program
        fetching = program.shelf.downloads.is_running
        self._awake.follow(bool(program.turns.running or program.votes.running) or fetching)

    def _tell_of_crash(self) -> None:
        if (report := crashes.fresh(self._program.data)) is None:
            return
        self._window.notice.say(
            tr("desktop.crashed"),
            action=tr("desktop.report_show"),
            on_action=lambda: self._show_report(report),
        )

    def _show_report(self, report: Path) -> None:
        from app.ui.desktop.report_box import show_report

        show_report(report, self._window)

    def _keep(self) -> None:
        window = self._window
        shown = window.pages.currentWidget()
        names = [name for name, page in self._pages().items() if page is shown]
        hidden = window.sidebar.isHidden()
        kept = place.Place(
            geometry=place.geometry_of(window),
            sidebar=self._kept.sidebar if hidden else window.sidebar.width(),
            sidebar_hidden=hidden,
            page=names[0] if names else "",
            conversation=window.chat.conversation_id or 0,
        )
        place.keep(self._program.data.window, kept)

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LocaleChange:
            self.locale_changed.emit()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return False
