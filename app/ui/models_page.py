"""The models page: what is on this computer, what can be downloaded, and import of a file.

With no model installed it is also the first page that a person sees, with a word of welcome.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import file_size, tr
from app.tutor.shelf import Shelf, ShelfEntry
from app.ui.model_card import ModelCard
from app.ui.widgets import Page, button, clear, label

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

    def __init__(self, shelf: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._shelf = shelf
        self._cards: dict[str, ModelCard] = {}
        self._shown: tuple[object, ...] = ()
        self.refresh()

    def refresh(self) -> None:
        """Show the shelf as it is now; cards stay in place while only their progress changes."""
        entries = self._shelf.entries()
        arrangement = (self._shelf.is_empty, *((e.id, e.installed) for e in entries))
        if arrangement != self._shown:
            self._shown = arrangement
            self._build(entries)
        for entry in entries:
            self._cards[entry.id].update_entry(entry)

    def _build(self, entries: list[ShelfEntry]) -> None:
        clear(self.column)
        self._cards.clear()
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
            self._section("ui.installed_title", here, self._disk_use())
        else:
            self._section("ui.installed_title", here, self._disk_use())
            self._section("ui.catalogue_title", rest)
        self.import_button = button(tr("ui.import_file"), self._choose_file)
        self.import_button.setObjectName("importButton")
        self.column.addWidget(self.import_button)
        self.column.addStretch(1)

    def _disk_use(self) -> str:
        used, free = self._shelf.disk_use()
        return tr("ui.disk_use", used=file_size(used), free=file_size(free))

    def _section(self, title: str, entries: list[ShelfEntry], about: str = "") -> None:
        if not entries:
            return
        self.column.addSpacing(6)
        self.column.addWidget(label(tr(title), style="section"))
        if about:
            self.column.addWidget(label(about, style="muted", wrap=True))
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
            self._shown = ()
            self.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.import_requested.emit(Path(url.toLocalFile()))
