"""What is stored of a person, where, and how much; taking it along; and deleting all of it."""

import asyncio

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.i18n import file_size, tr
from app.tutor import keeping
from app.tutor.keeping import Kept
from app.tutor.program import Program
from app.ui.settings.section import Section, say
from app.ui.tasks import spawn
from app.ui.widgets import button, label, named

NAMES = {
    "database": "settings.kept_conversations",
    "backups": "settings.kept_backups",
    "models": "settings.kept_models",
    "settings": "settings.kept_settings",
    "logs": "settings.kept_logs",
}


class Data(Section):
    """The data folder; ``erase_requested`` asks for an empty one, True: without models, too."""

    erase_requested = Signal(bool)
    export_requested = Signal()
    import_requested = Signal(bool)  # whether it is a folder

    def __init__(self, program: Program) -> None:
        super().__init__(program, "ui.settings_data", "settings.data_about")
        self._kept: list[Kept] = []
        self._sizes: dict[str, QLabel] = {}
        self.column.addLayout(self._table())
        say(self.note("networkNote"), tr("settings.network"))
        self.buttons(
            ("ui.open_data_folder", "openFolder", self._open_folder),
            ("ui.export_all", "exportAll", self.export_requested.emit),
        )
        self.buttons(
            ("ui.import_conversations", "importFile", lambda: self.import_requested.emit(False)),
            ("ui.import_folder", "importFolder", lambda: self.import_requested.emit(True)),
        )
        self.column.addSpacing(6)
        (erase,) = self.buttons(("settings.erase", "eraseButton", self.ask))
        erase.setProperty("danger", True)

    def refresh(self) -> None:
        super().refresh()
        spawn(self._measure())

    def ask(self) -> None:
        """Ask whether everything is to be deleted."""
        sizes = {kept.name: kept.bytes for kept in self._kept}
        dialog = EraseDialog(sizes.get("models", 0), self)
        dialog.accepted.connect(lambda: self.erase_requested.emit(dialog.models.isChecked()))
        dialog.open()

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        for row, (name, key) in enumerate(NAMES.items()):
            self._sizes[name] = named(label(), f"size-{name}")
            where = named(label(style="muted", wrap=True), f"path-{name}")
            where.setText(_breakable(str(getattr(self.program.data, name))))
            where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label(tr(key)), row, 0)
            grid.addWidget(self._sizes[name], row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(where, row, 2)
        return grid

    async def _measure(self) -> None:
        self._kept = await asyncio.to_thread(keeping.kept, self.program.data)
        if isValid(self):
            for kept in self._kept:
                self._sizes[kept.name].setText(file_size(kept.bytes))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.program.data.root)))


class EraseDialog(QDialog):
    """Says what goes and that it does not come back; the way out has the focus."""

    def __init__(self, models_bytes: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("eraseDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("settings.erase"))
        self.models = named(QCheckBox(), "eraseModels")
        self.models.setText(tr("settings.erase_models", size=file_size(models_bytes)))
        self.models.setVisible(models_bytes > 0)
        keep = named(button(tr("settings.erase_not"), self.reject), "eraseNo")
        yes = named(button(tr("settings.erase_yes"), self.accept, style="danger"), "eraseYes")
        keep.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(yes)
        row.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(14)
        column.addWidget(label(tr("settings.erase_sure"), style="section", wrap=True))
        column.addWidget(label(tr("settings.erase_about"), wrap=True))
        column.addWidget(self.models)
        column.addLayout(row)
        self.setMinimumWidth(460)
        keep.setFocus()


def _breakable(path: str) -> str:
    """A path that can be broken at each of its parts (by a space of no width)."""
    return path.replace("/", "/\u200b").replace("\\", "\\\u200b")
