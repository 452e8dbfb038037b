"""The window of a plot: the picture with its few buttons. It belongs to the program's window.

It stands beside the conversation and does not block it, so that text and curve are read together.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.functions import Plot
from app.i18n import tr
from app.ui.plot import saving
from app.ui.plot.canvas import ZOOM_STEP, Canvas
from app.ui.plot.words import title
from app.ui.transcript.buttons import IconButton
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look
from app.ui.widgets import label

SIDE_PX = 8


class PlotWindow(QDialog):
    """Shows one plot."""

    def __init__(self, plot: Plot, look: Look, formulas: Formulas, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("plotWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.plot = plot
        self.canvas = Canvas(plot, look, formulas)
        self._look = look
        self._hint = label(style="muted")
        self._row = QHBoxLayout()
        self._lay_out()
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or another size."""
        self._look = look
        self.canvas.set_look(look)
        self.retranslate()

    def retranslate(self) -> None:
        """Take up another language."""
        self.setWindowTitle(title(self.plot))
        self._hint.setText(tr("plot.hint"))
        self._fill_row()
        self.canvas.refresh()

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        picture = saving.image(self.canvas.scene, self.canvas.picture)
        QGuiApplication.clipboard().setImage(picture)
        self._hint.setText(tr("plot.copied"))

    def ask_where(self) -> QFileDialog:
        """Ask for a file to save the picture in."""
        dialog = QFileDialog(self, tr("plot.save_title"))
        dialog.setObjectName("plotSaveDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([tr("plot.png"), tr("plot.svg")])
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(
            lambda name: dialog.setDefaultSuffix("svg" if name == tr("plot.svg") else "png")
        )
        dialog.selectFile(tr("plot.file_name"))
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()
        return dialog

    def save(self, path: Path) -> None:
        """Save the picture, and say how that went."""
        done = saving.save(path, self.canvas.scene, self.canvas.picture, self.windowTitle())
        said = tr("plot.saved", name=path.name) if done else tr("plot.not_saved")
        self._hint.setText(said)

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setContentsMargins(SIDE_PX, 0, SIDE_PX, 0)
        below.addWidget(self._hint, 1)
        below.addLayout(self._row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SIDE_PX // 2)
        column.setSpacing(SIDE_PX // 2)
        column.addWidget(self.canvas, 1)
        column.addLayout(below)

    def _fill_row(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for name, icon, text, action in (
            ("plotZoomIn", "plus", tr("plot.zoom_in"), lambda: self.canvas.zoom(1 / ZOOM_STEP)),
            ("plotZoomOut", "minus", tr("plot.zoom_out"), lambda: self.canvas.zoom(ZOOM_STEP)),
            ("plotHome", "home", tr("plot.home"), self.canvas.home),
            ("plotCopy", "copy", tr("plot.copy"), self.copy),
            ("plotSave", "save", tr("plot.save"), self.ask_where),
        ):
            button = IconButton(icon, text, self._look.theme)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, action=action: action())
            self._row.addWidget(button)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
