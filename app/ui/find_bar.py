"""The slim bar over a transcript in which a person looks for words or for TeX."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.i18n import tr
from app.ui.theme import Theme
from app.ui.transcript.buttons import IconButton
from app.ui.widgets import label, named

WIDTH_PX = 380
MARGIN_PX = 10  # to the edges of the transcript


class _Field(QLineEdit):
    """Takes the keys of the search before the window does."""

    stepped = Signal(int)
    closed = Signal()

    # Qt's overrides

    def event(self, event: QEvent) -> bool:
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # it closes the bar; in the window it would stop the answer
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Escape:
                self.closed.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.stepped.emit(-1 if back else 1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case _:
                super().keyPressEvent(event)


class FindBar(QFrame):
    """Field, count, and buttons; it stands over the top right corner of its parent.

    That has to be a viewport: of a scroll area itself assistive technology sees nothing else.
    """

    edited = Signal(str)
    stepped = Signal(int)  # +1 or -1
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("findBar")
        self.field = named(_Field(self), "findField")
        self.count = named(label(style="muted"), "findCount")
        self._buttons = {
            name: named(IconButton(icon, "", theme), name)
            for name, icon in (("findPrevious", "up"), ("findNext", "down"), ("findClose", "close"))
        }
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 5, 6, 5)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        row.addSpacing(2)
        for widget in self._buttons.values():
            row.addWidget(widget)

    def _connect(self) -> None:
        self.field.textChanged.connect(self.edited)
        self.field.stepped.connect(self.stepped)
        self.field.closed.connect(self.closed)
        self._buttons["findPrevious"].clicked.connect(lambda: self.stepped.emit(-1))
        self._buttons["findNext"].clicked.connect(lambda: self.stepped.emit(1))
        self._buttons["findClose"].clicked.connect(self.closed)

    def open(self, text: str | None = None) -> None:
        """Show the bar, with ``text`` in it or with what was looked for last."""
        if text is not None:
            self.field.setText(text)
        self.place()
        self.show()
        self.raise_()

    def take_focus(self) -> None:
        """Let the person type; what stands there is replaced by it."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_count(self, at: int, count: int) -> None:
        """Say that the hit number ``at`` (from 1) of ``count`` is looked at."""
        said = tr("reading.found", at=at, count=count) if count else tr("reading.found_none")
        said = said if self.field.text().strip() else ""
        if said == self.count.text():
            return
        self.count.setText(said)
        for name in ("findPrevious", "findNext"):
            self._buttons[name].setEnabled(count > 0)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, said))

    def place(self) -> None:
        """Stand in the corner of the parent, as wide as there is room."""
        room = self._ground.contentsRect()
        size = QSize(min(WIDTH_PX, room.width() - 2 * MARGIN_PX), self.sizeHint().height())
        self.resize(size)
        self.move(room.width() - size.width() - MARGIN_PX, MARGIN_PX)

    def set_theme(self, theme: Theme) -> None:
        for widget in self._buttons.values():
            widget.set_theme(theme)

    def retranslate(self) -> None:
        self.field.setPlaceholderText(tr("reading.find_placeholder"))
        self.field.setAccessibleName(tr("reading.find"))
        self._buttons["findPrevious"].set_label(tr("reading.find_previous"))
        self._buttons["findNext"].set_label(tr("reading.find_next"))
        self._buttons["findClose"].set_label(tr("reading.find_close"))
