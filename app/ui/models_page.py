"""The models page: what is on this computer, what can be downloaded, and import of a file.

With no model installed it is also the first page that a person sees, with a word of welcome.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from app.i18n import file_size, tr
from app.tutor.shelf import Shelf, ShelfEntry
from app.ui.model_card import ModelCard
from app.ui.widgets import Page, button, label, named

MODEL_SUFFIX = ".gguf"

#: Signals of a card that the page passes on.
WISHES = (
    "download_requested",
    "pause_requested",
    "cancel_requested",
    "verify_requested",
    "use_requested",
    "remove_requested",
    "mirror_requested",
)


class ModelsPage(Page):
    """Cards of the shelf's entries; every wish goes out as a signal."""

    download_requested = Signal(str)
    pause_requested = Signal(str)
    cancel_requested = Signal(str)
    verify_requested = Signal(str)
    use_requested = Signal(str)
    remove_requested = Signal(str)
    mirror_requested = Signal(str, str)
    import_requested = Signal(Path)
    server_requested = Signal()

    def __init__(self, shelf: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._shelf = shelf
        self._cards: dict[str, ModelCard] = {}
        self._shown: tuple[object, ...] = ()
        self._foot: QLabel | None = None
        self.to_make.connect(self.refresh)

    def refresh(self) -> None:
        """Show the shelf as it is now; cards stay in place while only their progress changes.

        Out of sight nothing is done: the page looks again when it is shown.
        """
        if not self.isVisible():
            return
        entries = self._shelf.entries()
        arrangement = (self._shelf.is_empty, *((e.id, e.installed) for e in entries))
        if arrangement != self._shown or self._foot is None:
            self.give_up()
            self._shown = arrangement
            self._build(entries)
            return
        for entry in entries:
            self._cards[entry.id].update_entry(entry)
        self._foot.setText(self._disk_use())

    def give_up(self) -> None:
        super().give_up()
        self._cards.clear()
        self._shown, self._foot = (), None

    def _build(self, entries: list[ShelfEntry]) -> None:
        first_start = self._shelf.is_empty
        self.column.addWidget(
            label(tr("ui.welcome" if first_start else "ui.models"), style="title")
        )
        about = "ui.welcome_about" if first_start else "ui.models_about"
        self.column.addWidget(label(tr(about), style="muted", wrap=True))
        here = [entry for entry in entries if entry.installed]
        rest = [entry for entry in entries if not entry.installed]
        if first_start:  # the model for this computer comes before the demo
            self._section("ui.welcome_choose", rest)
            self._section("ui.installed_title", here)
        else:
            self._section("ui.installed_title", here)
            self._section("ui.catalogue_title", rest)
        self._finish()

    def _finish(self) -> None:
        """Other ways to an answer, and what all models take."""
        self.column.addSpacing(6)
        self.column.addWidget(label(tr("ui.other_ways"), style="section"))
        self.column.addWidget(label(tr("ui.other_ways_about"), style="muted", wrap=True))
        ways = QWidget()
        row = QHBoxLayout(ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(named(button(tr("ui.import_file"), self._choose_file), "importButton"))
        server = button(tr("ui.use_server"), self.server_requested.emit)
        row.addWidget(named(server, "serverButton"))
        row.addStretch(1)
        self.column.addWidget(ways)
        self._foot = named(label(self._disk_use(), style="muted", wrap=True), "diskUse")
        self.column.addWidget(self._foot)
        self.column.addStretch(1)
        self.reveal()

    def _disk_use(self) -> str:
        used, free = self._shelf.disk_use()
        return tr("ui.disk_use", used=file_size(used), free=file_size(free))

    def _section(self, title: str, entries: list[ShelfEntry]) -> None:
        if not entries:
            return
        self.column.addSpacing(6)
        self.column.addWidget(label(tr(title), style="section"))
        for entry in entries:
            card = ModelCard(entry)
            for wish in WISHES:
                getattr(card, wish).connect(getattr(self, wish))
            self._cards[entry.id] = card
            self.column.addWidget(card)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, tr("ui.import_file"))
        dialog.setObjectName("importDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(tr("ui.import_filter"))
        dialog.fileSelected.connect(lambda name: self.import_requested.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()  # never exec(): a nested event loop would break running coroutines

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.make_anew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if model_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for file in model_files(event.mimeData())[:1]:  # one question after the other
            event.acceptProposedAction()
            self.import_requested.emit(file)


def model_files(dropped: QMimeData) -> list[Path]:
    """The model files among what is dragged."""
    files = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    return [file for file in files if file.suffix.lower() == MODEL_SUFFIX]
