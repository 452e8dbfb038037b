"""What happens in the sidebar, done: the list and the search kept up, conversations arranged."""

from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.search import Hit
from app.errors import UserFacingError
from app.i18n import tr
from app.tutor.program import Program
from app.ui.chat_page import ChatPage
from app.ui.sidebar import Sidebar
from app.ui.tasks import spawn

UNDO_MS = 10_000  # what was deleted can be brought back for so long after the last deletion
SEARCH_DELAY_MS = 80

Open = Callable[[int | None], Coroutine[Any, Any, None]]


class ConversationActions(QObject):
    """Joins the sidebar with the use cases; ``open_`` shows a conversation in the window."""

    def __init__(
        self, program: Program, sidebar: Sidebar, chat: ChatPage, open_: Open, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._sidebar = sidebar
        self._chat = chat
        self._open = open_
        self._deleted: dict[int, str] = {}  # titles of what can be brought back
        self._reopen: int | None = None  # the one of them that was open
        self._search_delay = QTimer(self, interval=SEARCH_DELAY_MS, singleShot=True)
        self._purge_delay = QTimer(self, interval=UNDO_MS, singleShot=True)
        self._connect()

    def _connect(self) -> None:
        conversations, sidebar = self._program.conversations, self._sidebar
        sidebar.opened.connect(lambda id_: self._spawn(self._open(id_)))
        for wish, do in (
            (sidebar.renamed, conversations.rename),
            (sidebar.pin_requested, conversations.pin),
            (sidebar.archive_requested, conversations.archive),
            (sidebar.move_requested, conversations.move),
            (sidebar.folder_renamed, conversations.rename_folder),
            (sidebar.folder_removed, conversations.remove_folder),
            (sidebar.new_folder_requested, self._new_folder),
            (sidebar.delete_requested, self._delete),
            (sidebar.hit_opened, self._open_hit),
        ):
            wish.connect(lambda *values, do=do: self._spawn(do(*values)))
        sidebar.undo_requested.connect(lambda: self._spawn(self._undo()))
        sidebar.search_changed.connect(self._search_soon)
        self._search_delay.timeout.connect(self.refresh)
        self._purge_delay.timeout.connect(self._purge)

    def refresh(self) -> None:
        """Show what there is now, or what is found of it."""
        self._spawn(self._show())

    def end(self) -> None:
        """The window closes: what was deleted goes at the next start."""
        self._search_delay.stop()
        self._purge_delay.stop()

    def _search_soon(self, text: str) -> None:
        if text.strip():
            self._search_delay.start()
        else:
            self._search_delay.stop()
            self.refresh()

    async def _show(self) -> None:
        typed = self._typed
        if not typed:
            found = await self._program.conversations.all()
            if not self._typed:
                self._sidebar.show_conversations(found, self._chat.conversation_id, date.today())
            return
        hits = await self._program.conversations.search(typed)
        if typed == self._typed:
            self._sidebar.show_hits(hits, typed)

    @property
    def _typed(self) -> str:
        return self._sidebar.search.text().strip()

    async def _open_hit(self, hit: Hit) -> None:
        """Open the conversation at what was found; whoever walks through the hits goes on."""
        walking = self._sidebar.search.hasFocus()
        if hit.message_id is not None:
            await self._program.conversations.reveal(hit.conversation_id, hit.message_id)
        await self._open(hit.conversation_id)
        if hit.message_id is not None:
            self._chat.transcript.show_message(hit.message_id, self._typed)
        if walking:
            self._sidebar.search.setFocus()

    async def _new_folder(self, conversation_id: int) -> None:
        name, number, folders = tr("conversations.folder_name"), 1, self._sidebar.folders
        while name in folders:
            number += 1
            name = f"{tr('conversations.folder_name')} {number}"
        await self._program.conversations.move(conversation_id, name)
        await self._show()
        self._sidebar.open_folder(name)
        self._sidebar.edit_folder(name)

    # --- deleting -----------------------------------------------------------------------------

    async def _delete(self, conversation_id: int) -> None:
        """What was deleted within the time to undo comes back together, or goes together."""
        conversations = self._program.conversations
        title = next((c.title for c in await conversations.all() if c.id == conversation_id), None)
        if title is None:
            return
        self._deleted[conversation_id] = title
        self._purge_delay.start()
        if self._chat.conversation_id == conversation_id:
            self._reopen = conversation_id
            self._chat.stop()
            await self._chat.show_conversation(None)
        self._stop_answers(conversation_id)
        await conversations.delete(conversation_id)
        self._sidebar.undo.say([*self._deleted.values()])

    def _stop_answers(self, conversation_id: int) -> None:
        turns = self._program.turns
        for message_id, buffer in tuple(turns.running.items()):
            if buffer.message.conversation_id == conversation_id:
                turns.stop(message_id)

    async def _undo(self) -> None:
        if not self._deleted:
            return
        deleted, self._deleted = self._deleted, {}
        reopen, self._reopen = self._reopen, None
        self._purge_delay.stop()
        self._sidebar.undo.say([])
        for conversation_id in deleted:
            await self._program.conversations.restore(conversation_id)
        if reopen is not None and self._chat.conversation_id is None:
            await self._open(reopen)

    def _purge(self) -> None:
        self._deleted.clear()
        self._reopen = None
        self._sidebar.undo.say([])
        self._spawn(self._program.conversations.purge())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        spawn(work, on_error=self._show_error)

    def _show_error(self, error: UserFacingError) -> None:
        self._chat.show_error(error)
