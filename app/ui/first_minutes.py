"""The way from the demo to the full tutor, beside the conversation; the desktop hears of it, too.

Connects the note and the start page with the shelf: the download goes on while the demo answers,
its progress stands in the task bar, and its end is told to who looks at another window.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.settings import Settings
from app.tutor.program import Program
from app.ui.chat_page import ChatPage
from app.ui.models_page import ModelsPage
from app.ui.taskbar import Taskbar


class FirstMinutes(QObject):
    """Lives with the window; ``change`` takes settings as they should be."""

    def __init__(
        self,
        program: Program,
        chat: ChatPage,
        models: ModelsPage,
        window: QWidget,
        change: Callable[[Settings], object],
    ) -> None:
        super().__init__(window)
        self._program = program
        self._chat = chat
        self._window = window
        self._taskbar = Taskbar()
        note, shelf = chat.demo_note, program.shelf
        note.download_requested.connect(lambda id_: shelf.download(id_))
        note.pause_requested.connect(lambda id_: shelf.downloads.pause(id_))
        note.use_requested.connect(models.use_requested)
        chat.start.show_level(program.settings.level)
        chat.start.level_chosen.connect(lambda level: change(program.changed_settings(level=level)))
        self._disconnect = [
            shelf.changed.connect(self._follow),
            shelf.arrived.connect(lambda model: self._tell(model.id)),
            program.room.changed.connect(self._follow),
        ]

    def disconnect_all(self) -> None:
        """The window closes."""
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect.clear()
        self._taskbar.show(None)

    def _follow(self) -> None:
        """Show how far downloads are; which model suits is known when the cards are."""
        running = self._program.shelf.downloads.running
        self._taskbar.show(running.done / max(running.total, 1) if running is not None else None)
        if self._program.room.is_demo and self._program.computer.hardware is not None:
            self._chat.demo_note.show_full(self._program.shelf.full)

    def _tell(self, model_id: str) -> None:
        """A model has come: who looks at another window hears of it through the desktop."""
        if not self._program.settings.notify or self._window.isActiveWindow():
            return
        from app.ui import desktop_notes

        name = self._program.shelf.entry(model_id).name
        desktop_notes.tell(self._window, tr("ui.downloaded", name=name))
