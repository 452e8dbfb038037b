"""What follows when somebody asks for something on the models page; questions before it is done."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QWidget

from app.errors import UserFacingError
from app.i18n import explain, file_size, tr
from app.tutor.program import Program
from app.tutor.shelf import How
from app.ui.models_page import ModelsPage
from app.ui.tasks import spawn
from app.ui.widgets import Banner, named

ROLE = QMessageBox.ButtonRole.AcceptRole


class ModelActions(QObject):
    """Connects the page of models with the shelf. ``banner`` says when a model has come."""

    def __init__(self, program: Program, page: ModelsPage, banner: Banner, window: QWidget) -> None:
        super().__init__(window)
        self._program = program
        self._page = page
        self._banner = banner
        self._window = window
        shelf = program.shelf
        page.download_requested.connect(lambda id_: shelf.download(id_))
        page.pause_requested.connect(lambda id_: shelf.downloads.pause(id_))
        page.cancel_requested.connect(self._ask_discard)
        page.verify_requested.connect(lambda id_: spawn(shelf.verify(id_)))
        page.mirror_requested.connect(self._use_mirror)
        page.import_requested.connect(self._ask_how)
        self.disconnect_shelf = shelf.arrived.connect(lambda model: self._say(model.id))

    def _ask_discard(self, model_id: str) -> None:
        """Nothing is lost without a question: what has arrived may be hours of a slow line."""
        entry = self._program.shelf.entry(model_id)
        if entry.installed:  # and being checked
            self._program.shelf.stop_check(model_id)
            return
        discard = self._program.shelf.downloads.discard
        if entry.progress is None or not entry.progress.done:
            spawn(discard(model_id))
            return
        size = file_size(entry.progress.done)
        box = named(QMessageBox(self._window), "discardBox")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(tr("ui.discard_sure", name=entry.name, size=size))
        yes = box.addButton(tr("ui.discard"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("ui.discard_not"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        named(yes, "discardYes").clicked.connect(lambda: spawn(discard(model_id)))
        box.open()

    def _use_mirror(self, model_id: str, mirror: str) -> None:
        if mirror:
            self._program.use_mirror(mirror, model_id)
            return
        dialog = named(QInputDialog(self._window), "mirrorDialog")
        dialog.setLabelText(tr("ui.mirror_ask"))
        dialog.setTextValue("https://")
        dialog.textValueSelected.connect(lambda text: self._program.use_mirror(text, model_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_how(self, path: Path) -> None:
        """A file from elsewhere: copied, moved, or used where it lies."""
        box = named(QMessageBox(self._window), "importBox")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(tr("ui.import_how", name=path.name))
        for how in How:
            take = box.addButton(tr(f"ui.import_{how.name.lower()}"), ROLE)
            named(take, f"import-{how}").clicked.connect(
                lambda _checked=False, how=how: spawn(self._import(path, how))
            )
        box.addButton(tr("ui.cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    async def _import(self, path: Path, how: How) -> None:
        def show(share: float) -> None:
            percent = round(100 * share)
            self._banner.say(tr("ui.importing", name=path.name, percent=percent))

        show(0)
        try:
            installed = await self._program.shelf.import_file(path, how=how, watch=show)
        except UserFacingError as error:
            self._banner.say(explain(error), kind="error")
            return
        self._banner.dismiss()
        self._page.use_requested.emit(installed.id)

    def _say(self, model_id: str) -> None:
        """A model has come: also somebody who looks at another window should notice."""
        shelf = self._program.shelf
        is_full = shelf.full is not None and model_id == shelf.full.id
        name = shelf.entry(model_id).name
        self._banner.say(
            tr("start.full_arrived") if is_full else tr("ui.downloaded", name=name),
            action=tr("ui.use_now"),
            on_action=lambda: self._page.use_requested.emit(model_id),
        )
        QApplication.alert(self._window)
