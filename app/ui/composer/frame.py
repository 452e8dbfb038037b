"""The box with the text field: documents and preview above it, its buttons beside it.

An Enter that ends an input-method composition (Chinese, Japanese) never sends. What was typed is
never lost: changing an earlier question puts it aside, and ending that brings it back.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.attached import compose, split
from app.domain.documents import READABLE, Kind, kind_of
from app.i18n import listed, tr
from app.typeset.typesetter import Typesetter
from app.ui.composer.chips import Chips
from app.ui.composer.editor import Editor, local_files
from app.ui.composer.preview import Preview
from app.ui.theme import Theme
from app.ui.transcript.buttons import IconButton
from app.ui.transcript.formulas import Formulas
from app.ui.widgets import named

if TYPE_CHECKING:
    from app.ui.composer.palette import Palette

TOOL_PX = QSize(34, 34)


class Composer(QFrame):
    """Text field with its Send or Stop button. Emits ``sent(text)`` and ``stop_requested()``."""

    sent = Signal(str)
    stop_requested = Signal()
    cancelled_edit = Signal()
    changed = Signal()  # what would be sent is another
    files_given = Signal(list)  # of Path
    picture_given = Signal()
    preview_wished = Signal(bool)

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composerFrame")
        self._theme = theme
        self._busy = False
        self._aside: str | None = None  # what was typed before an earlier question came in
        self._formulas = Formulas(typesetter, self)
        self._palette: Palette | None = None  # made when it is first opened
        self._preview_wanted = True
        self.editor = Editor(self)
        self.chips = Chips(self)
        self.preview = Preview(self._formulas, theme, self)
        self._hint = named(QPushButton(self, flat=True), "editHint")
        self.attach_button = named(IconButton("attach", "", theme, parent=self), "attachButton")
        self.formula_button = named(IconButton("formula", "", theme, parent=self), "formulaButton")
        self.send_button = named(QPushButton(self), "sendButton")
        self.stop_button = named(QPushButton(self), "stopButton")
        self._lay_out()
        self._connect()
        self._hint.hide()
        self.set_busy(False)
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.editor, 1)
        for tool in (self.attach_button, self.formula_button):
            tool.setFixedSize(TOOL_PX)
            row.addWidget(tool, 0, Qt.AlignmentFlag.AlignBottom)
        for button in (self.send_button, self.stop_button):
            button.setMinimumSize(QSize(72, 34))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self._hint, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.chips)
        column.addWidget(self.preview)
        column.addLayout(row)
        self.setFocusProxy(self.editor)

    def _connect(self) -> None:
        self.editor.submitted.connect(self._send)
        self.editor.textChanged.connect(self._text_changed)
        self.editor.focus_changed.connect(self._show_focus)
        self.editor.files_given.connect(self.files_given)
        self.editor.picture_given.connect(self.picture_given)
        self.chips.changed.connect(self._documents_changed)
        self.preview.dismissed.connect(lambda: self.wish_preview(False))
        self.send_button.clicked.connect(self._send)
        self.stop_button.clicked.connect(self.stop_requested)
        self.formula_button.clicked.connect(self.open_palette)
        self._hint.clicked.connect(self.end_edit)
        key = QAction(self)
        key.setShortcut(QKeySequence("Ctrl+M"))
        key.triggered.connect(self.open_palette)
        self.addAction(key)

    def text(self) -> str:
        """The words in the field."""
        return self.editor.toPlainText()

    def content(self) -> str:
        """What would be sent: the documents and the words."""
        return compose(self.chips.attachments, self.text())

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being written, so that nothing can be sent."""
        return self._busy

    @property
    def is_editing(self) -> bool:
        """Whether an earlier question is being changed."""
        return self._aside is not None

    def set_busy(self, busy: bool) -> None:
        """While an answer is being written, Stop stands in the place of Send."""
        self._busy = busy
        self.send_button.setVisible(not busy)
        self.stop_button.setVisible(busy)
        self._update_buttons()

    def begin_edit(self, text: str) -> None:
        """Let a person change an earlier question; a line above says so and ends it."""
        if self._aside is None:
            self._aside = self.content()
        self.show_content(text)
        self._hint.show()
        self.editor.setFocus()

    def end_edit(self) -> None:
        """Back to what was typed before."""
        if self._aside is not None:
            self._bring_back()
            self.cancelled_edit.emit()

    def take(self) -> None:
        """The text was sent and kept: empty the field, or bring back what was put aside."""
        self._bring_back()

    def _bring_back(self) -> None:
        aside, self._aside = self._aside or "", None
        self._hint.hide()
        self.show_content(aside)

    def show_content(self, text: str) -> None:
        """Put a question with its documents in the place of what is there."""
        attachments, words = split(text)
        self.chips.put(attachments)
        self.editor.setPlainText(words)
        self.editor.moveCursor(self.editor.textCursor().MoveOperation.End)

    def open_palette(self) -> None:
        """Offer signs and templates of formulas."""
        if self._palette is None:
            from app.ui.composer.palette import Palette  # the first window needs none

            self._palette = Palette(self._formulas, self._theme, self)
            self._palette.chosen.connect(self._insert_formula)
            self._palette.preview_wished.connect(self.wish_preview)
        self._palette.preview.setChecked(self._preview_wanted)
        self._palette.open_above(self.formula_button)

    def wish_preview(self, wanted: bool) -> None:
        """Somebody wants the preview, or does not; to be remembered by whoever listens."""
        self.set_preview(wanted)
        self.preview_wished.emit(wanted)

    def set_preview(self, wanted: bool) -> None:
        self._preview_wanted = wanted
        self.preview.set_wanted(wanted)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.preview.set_theme(theme)
        for button in (self.attach_button, self.formula_button):
            button.set_theme(theme)
        if self._palette is not None:
            self._palette.set_theme(theme)

    def retranslate(self) -> None:
        self.editor.show_hint(tr("ui.composer_placeholder"))
        self.editor.setAccessibleName(tr("ui.composer_name"))
        self.send_button.setText(tr("ui.send"))
        self.send_button.setToolTip(tr("ui.send_tip"))
        self.stop_button.setText(tr("ui.stop"))
        self.stop_button.setToolTip(tr("ui.stop_tip"))
        self._hint.setText(tr("ui.editing_hint"))
        kinds = listed(READABLE)
        self.attach_button.setToolTip(tr("composer.attach_tip", kinds=kinds))
        self.attach_button.setAccessibleName(tr("composer.attach"))
        self.formula_button.setToolTip(tr("composer.palette_tip"))
        self.formula_button.setAccessibleName(tr("composer.palette"))

    def _insert_formula(self, tex: str) -> None:
        self.editor.setFocus()
        self.editor.insert_formula(tex)

    def _send(self) -> None:
        if self.send_button.isEnabled() and not self._busy:
            self.sent.emit(compose(self.chips.attachments, self.text().strip()))

    def _text_changed(self) -> None:
        self.preview.show_text(self.text())
        self._update_buttons()
        self.changed.emit()

    def _documents_changed(self) -> None:
        self._update_buttons()
        self.changed.emit()

    def _update_buttons(self) -> None:
        has_content = bool(self.text().strip() or self.chips.attachments)
        self.send_button.setEnabled(has_content and not self.chips.is_reading)

    def _show_focus(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)

    def _drop(self, event: QDragEnterEvent | QDropEvent) -> bool:
        """Files that are dropped anywhere on the window, as long as the composer can be seen."""
        files = local_files(event.mimeData()) if self.isVisible() else []
        if not any(kind_of(file.name) is not Kind.OTHER for file in files):
            return False
        event.acceptProposedAction()
        falls = event.type() == QEvent.Type.Drop
        self._show_focus(not falls or self.editor.hasFocus())
        if falls:
            self.files_given.emit(files)
        return True

    # Qt's overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self.window()
        window.removeEventFilter(self)
        window.installEventFilter(self)
        window.setAcceptDrops(True)
        self.editor.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window's events: its height bounds ours, and files may fall on it."""
        if event.type() == QEvent.Type.Resize:
            self.editor.fit()
            self.preview.fit()
        elif isinstance(event, QDragEnterEvent | QDropEvent):
            return self._drop(event)
        elif event.type() == QEvent.Type.DragLeave:
            self._show_focus(self.editor.hasFocus())
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
