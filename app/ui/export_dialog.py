"""In which form a conversation, or all of them, should leave the program."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.tutor.exchange import Format
from app.ui.widgets import button, label, named

WIDTH_PX = 460
GAP_PX = 10  # between two choices
INDENT_PX = 24  # of what is said about one, below its name


class ExportDialog(QDialog):
    """Formats with what each is good for, and whether thoughts come along."""

    chosen = Signal(object, bool)  # Format, and whether with the thoughts

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("ui.export_title"))
        self.setMinimumWidth(WIDTH_PX)
        self._formats = QButtonGroup(self)
        self.thoughts = named(QCheckBox(tr("ui.export_thoughts")), "exportThoughts")
        self.thoughts.setChecked(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(2)
        heading = label(title, style="section", wrap=True)
        heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column.addWidget(heading)
        for place, as_format in enumerate(Format):
            self._add_format(column, place, as_format)
        column.addSpacing(GAP_PX)
        column.addWidget(self.thoughts)
        column.addSpacing(GAP_PX)
        column.addLayout(self._buttons())
        self._formats.idToggled.connect(lambda *_: self._follow_format())

    @property
    def format(self) -> Format:
        """The one that is chosen."""
        place: int = self._formats.checkedId()
        return list(Format)[place]

    def _add_format(self, column: QVBoxLayout, place: int, as_format: Format) -> None:
        choice = named(QRadioButton(tr(f"ui.export_{as_format}")), f"export-{as_format}")
        choice.setChecked(place == 0)
        self._formats.addButton(choice, place)
        about = label(tr(f"ui.export_{as_format}_about"), style="muted")
        about.setIndent(INDENT_PX)
        column.addSpacing(GAP_PX)
        column.addWidget(choice)
        column.addWidget(about)
        choice.setAccessibleDescription(about.text())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        row.addStretch(1)
        row.addWidget(button(tr("ui.cancel"), self.reject))
        save = named(button(tr("ui.export_save"), self._choose, style="primary"), "exportSave")
        save.setDefault(True)
        row.addWidget(save)
        return row

    def _follow_format(self) -> None:
        """JSON has everything, always: it is what can be read back."""
        everything = self.format is Format.JSON
        self.thoughts.setEnabled(not everything)

    def _choose(self) -> None:
        self.chosen.emit(self.format, self.thoughts.isChecked())
        self.accept()
