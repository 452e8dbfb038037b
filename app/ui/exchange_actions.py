"""Export and import in the window: which form, which file, and what came of it.

What draws and writes files is imported when somebody exports.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.chat import Chat
from app.errors import UserFacingError
from app.i18n import explain, tr
from app.tutor.exchange import Format, written
from app.tutor.program import Program
from app.typeset.typesetter import Typesetter
from app.ui.tasks import spawn
from app.ui.widgets import Banner

ALL_NAME = "Lemma"


class ExchangeActions(QObject):
    """Asks, works in the background, and says in ``banner`` what came of it."""

    def __init__(
        self, program: Program, typesetter: Typesetter, banner: Banner, window: QWidget
    ) -> None:
        super().__init__(window)
        self._program = program
        self._typesetter = typesetter
        self._banner = banner
        self._window = window

    # --- out ----------------------------------------------------------------------------------

    def export(self, conversation_id: int | None) -> None:
        """Ask for a form and a place, then write one conversation; None writes all."""
        spawn(self._ask(conversation_id), on_error=self._show_error)

    async def _ask(self, conversation_id: int | None) -> None:
        from app.ui.export_dialog import ExportDialog

        exchange = self._program.exchange
        if conversation_id is None:
            title, chats = tr("ui.export_all_title"), await exchange.chats()
        else:
            chats = [await exchange.chat(conversation_id)]
            title = chats[0].conversation.title
        dialog = ExportDialog(title, self._window)
        dialog.chosen.connect(
            lambda as_format, thoughts: self._ask_where(
                chats, as_format, thoughts, several=conversation_id is None
            )
        )
        dialog.open()

    def _ask_where(
        self, chats: Sequence[Chat], as_format: Format, thoughts: bool, *, several: bool
    ) -> None:
        from app.tutor.writing import file_name

        dialog = QFileDialog(self._window, tr("ui.export_title"), _documents())
        dialog.setObjectName("exportFileDialog")
        if several and as_format is not Format.JSON:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            name = ALL_NAME if several else chats[0].conversation.title
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)  # asks before it replaces
            dialog.setNameFilter(f"{tr(f'ui.export_{as_format}')} (*.{as_format})")
            dialog.setDefaultSuffix(as_format.value)
            dialog.selectFile(file_name(name, as_format))
        dialog.fileSelected.connect(
            lambda path: spawn(
                self._write(chats, as_format, thoughts, Path(path)), on_error=self._show_error
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    async def _write(
        self, chats: Sequence[Chat], as_format: Format, thoughts: bool, path: Path
    ) -> None:
        """Into the file ``path``, or a file for each into the folder."""
        from app.tutor.writing import file_name, free_name

        groups = [chats]
        paths = [path]
        if path.is_dir():
            groups = [[chat] for chat in chats]
            paths = [path / file_name(chat.conversation.title, as_format) for chat in chats]
        for number, (group, place) in enumerate(zip(groups, paths, strict=True), 1):
            self._banner.say(tr("ui.exporting", number=number, count=len(groups)))
            data = await self._file(group, as_format, thoughts)
            target = free_name(place) if path.is_dir() else place
            await self._program.exchange.save(target, data, replace=not path.is_dir())
        self._banner.say(
            tr("ui.exported", name=path.name),
            action=tr("ui.export_show"),
            on_action=lambda: _show_folder(path),
        )

    async def _file(self, chats: Sequence[Chat], as_format: Format, thoughts: bool) -> bytes:
        if as_format is Format.PDF:
            from app.ui import printing

            [chat] = chats
            return await printing.pdf(chat, self._typesetter, thoughts=thoughts)
        return await written(chats, as_format, self._typesetter, thoughts=thoughts)

    # --- in -----------------------------------------------------------------------------------

    def ask_import(self, *, folder: bool) -> None:
        """Ask for a file, or a folder, and take in the conversations in it."""
        dialog = QFileDialog(self._window, tr("ui.import_conversations"))
        dialog.setObjectName("conversationsDialog")
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(tr("ui.import_conversations_filter"))
        dialog.fileSelected.connect(lambda path: self.take_in(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_in(self, path: Path) -> None:
        """Import a file or folder."""
        spawn(self._take_in(path), on_error=self._show_error)

    async def _take_in(self, path: Path) -> None:
        self._banner.say(tr("ui.importing_conversations", name=path.name))
        taken = await self._program.exchange.take_in(path)
        self._banner.say(taken.sentence())

    def _show_error(self, error: UserFacingError) -> None:
        self._banner.say(explain(error), kind="error")


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _show_folder(path: Path) -> None:
    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
