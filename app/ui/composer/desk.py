"""What is remembered and read for the composer: drafts, earlier questions, documents."""

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.domain.attached import Attachment, words_of
from app.domain.chat import Role, Turn
from app.domain.documents import READABLE, Document
from app.errors import DocumentError, UserFacingError
from app.i18n import tr
from app.tutor.program import Program
from app.ui.composer.chips import Entry
from app.ui.composer.frame import Composer
from app.ui.tasks import spawn

MOST_DOCUMENTS = 8  # of one question


class Desk(QObject):
    """Serves one composer; ``say`` shows an error, ``turns`` are those in sight."""

    def __init__(
        self,
        composer: Composer,
        program: Program,
        say: Callable[[UserFacingError], None],
        turns: Callable[[], Sequence[Turn]],
    ) -> None:
        super().__init__(composer)
        self._composer = composer
        self._program = program
        self._say = say
        self._turns = turns
        self._place: int | None = None  # the conversation that what is typed belongs to
        self._opened = False
        self._weighed: dict[int, Attachment] = {}  # by key; also while that is under way
        composer.set_preview(program.settings.preview)
        composer.editor.recall.earlier = self._earlier
        composer.changed.connect(self._note)
        composer.files_given.connect(self.attach)
        composer.picture_given.connect(lambda: say(DocumentError("composer.picture")))
        composer.attach_button.clicked.connect(self._choose_files)
        composer.chips.pages_chosen.connect(self._read_pages)
        composer.chips.cut_wished.connect(lambda: self._spawn(self._cut()))
        self._disconnect = program.room.changed.connect(self._room_changed)

    # --- drafts -------------------------------------------------------------------------------

    async def open(self, conversation_id: int | None) -> None:
        """What is typed belongs to this conversation from now on; its draft comes back."""
        await self._program.drafts.load()
        typed = "" if self._opened else self._composer.content()  # while the program was starting
        if self._opened and conversation_id == self._place:
            return
        self._opened, self._place = True, conversation_id
        draft = self._program.drafts.get(conversation_id)
        self._composer.show_content("\n".join(filter(None, (draft, typed))))

    def move_to(self, conversation_id: int) -> None:
        """The conversation that was not begun has this name now."""
        if conversation_id != self._place:
            self._program.drafts.put(self._place, "")
            self._place = conversation_id
            self._note()

    def end(self) -> None:
        """The program closes: nothing is listened to any more."""
        self._disconnect()
        self._opened = False
        self._composer.preview.set_wanted(False)

    def _note(self) -> None:
        if not self._opened:
            return
        if not self._composer.is_editing:
            self._program.drafts.put(self._place, self._composer.content())
        for entry in self._composer.chips.entries:
            is_new = entry.attachment is not self._weighed.get(entry.key)
            if entry.attachment is not None and is_new:
                self._weighed[entry.key] = entry.attachment
                self._spawn(self._weigh(entry))

    def _earlier(self) -> list[str]:
        messages = (turn.message for turn in self._turns())
        return [words_of(message.text) for message in messages if message.role is Role.USER]

    # --- documents ----------------------------------------------------------------------------

    def attach(self, paths: Sequence[Path]) -> None:
        """Read these files for the question."""
        chips = self._composer.chips
        for path in paths:
            if len(chips.entries) >= MOST_DOCUMENTS:
                self._say(DocumentError("composer.too_many", most=MOST_DOCUMENTS))
                return
            self._spawn(self._read(chips.begin(path), path))
        self._composer.setFocus()

    def _choose_files(self) -> None:
        dialog = QFileDialog(self._composer, tr("composer.attach"))
        dialog.setObjectName("attachDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*.{ending}" for ending in READABLE)
        dialog.setNameFilter(tr("composer.filter", patterns=patterns))
        dialog.filesSelected.connect(lambda names: self.attach([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()  # never exec(): a nested event loop would break running coroutines

    async def _read(self, key: int, path: Path) -> None:
        try:
            document = await self._program.documents.read(path)
        except BaseException:
            self._composer.chips.remove(key)
            raise
        self._show(key, document)

    def _read_pages(self, key: int, pages: str) -> None:
        entry = self._composer.chips.entry(key)
        if entry is not None and entry.path is not None and entry.attachment is not None:
            self._spawn(self._read_again(entry, entry.path, pages))
            self._composer.setFocus()

    async def _read_again(self, entry: Entry, path: Path, pages: str) -> None:
        chips = self._composer.chips
        chips.update_entry(entry.key, attachment=None)
        try:
            document = await self._program.documents.read(path, pages)
        except BaseException:  # as it was before
            chips.update_entry(entry.key, attachment=entry.attachment, document=entry.document)
            raise
        self._show(entry.key, document)

    def _show(self, key: int, document: Document) -> None:
        chips = self._composer.chips
        chips.update_entry(key, attachment=document.attachment, document=document, tokens=0)

    async def _weigh(self, entry: Entry) -> None:
        assert entry.attachment is not None, "only what was read can be weighed"
        weight = await self._program.documents.weigh(entry.attachment)
        self._show_room()
        now = self._composer.chips.entry(entry.key)
        if now is not None and now.attachment == entry.attachment:
            chips = self._composer.chips
            chips.update_entry(entry.key, tokens=weight.tokens, about=weight.about)

    async def _cut(self) -> None:
        """Make the documents fit, each shorter by the same share."""
        chips, documents = self._composer.chips, self._program.documents
        entries = [entry for entry in chips.entries if entry.attachment is not None]
        share = documents.most / max(1, sum(entry.tokens for entry in entries))
        for entry in entries:
            assert entry.attachment is not None
            shorter = await documents.cut(entry.attachment, int(entry.tokens * share))
            chips.update_entry(entry.key, attachment=shorter)

    def _room_changed(self) -> None:
        before = self._composer.chips.entries
        if before and self._show_room():
            for entry in before:
                if entry.attachment is not None:
                    self._spawn(self._weigh(entry))

    def _show_room(self) -> bool:
        """Let the documents be measured by what the model can keep in mind; whether that is new."""
        documents = self._program.documents
        return self._composer.chips.show_room(documents.context, documents.most)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        spawn(work, on_error=self._say)
