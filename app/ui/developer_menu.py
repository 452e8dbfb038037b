"""What is there for those who work on models: Ctrl+Shift+D opens a small menu."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.chat import Role, Status, Turn
from app.i18n import tr
from app.tutor.program import Program
from app.ui.chat_page import ChatPage
from app.ui.tasks import spawn

KEYS = "Ctrl+Shift+D"


class DeveloperMenu(QObject):
    """Opens below ``anchor``; what it offers is about the conversation in sight."""

    def __init__(self, program: Program, chat: ChatPage, anchor: QWidget, window: QWidget) -> None:
        super().__init__(window)
        self._program = program
        self._chat = chat
        self._anchor = anchor
        self._window = window
        action = QAction(window)
        action.setShortcut(QKeySequence(KEYS))
        action.triggered.connect(lambda: spawn(self._open(), on_error=chat.show_error))
        window.addAction(action)

    async def _open(self) -> None:
        shown = self._chat.conversation_id
        turns = [] if shown is None else await self._program.conversations.turns(shown)
        menu = QMenu(self._window)
        menu.setObjectName("developerMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entry = menu.addAction(tr("checker.consistency_menu"))
        entry.setEnabled(_is_answered(turns))
        entry.triggered.connect(lambda: self._ask_again(turns))
        if not entry.isEnabled():
            menu.addAction(tr("checker.consistency_ask_first")).setEnabled(False)
        menu.popup(self._anchor.mapToGlobal(self._anchor.rect().bottomLeft()))

    def _ask_again(self, turns: list[Turn]) -> None:
        from app.ui.consistency_dialog import ConsistencyDialog

        question, answer = (turn.message for turn in turns[-2:])
        ConsistencyDialog(self._program, question.text, answer, self._window).open()


def _is_answered(turns: list[Turn]) -> bool:
    """Whether a whole answer stands at the end of the path."""
    last = turns[-1].message if len(turns) > 1 else None
    return last is not None and last.role is Role.ASSISTANT and last.status is not Status.STREAMING
