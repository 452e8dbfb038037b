"""The text field: grows with its text, then scrolls; says what was asked for by key or paste.

A key that belongs to an input method (Chinese, Japanese) never sends and never brings anything
back. What is pasted is plain text, a table Markdown; files and pictures are passed on.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from app.domain import pasted_table, slots
from app.ui.composer.recall import Recall

HIGHEST_SHARE = 0.4  # of the window's height
HINT_GAP_PX = 2  # between the cursor and what stands in an empty field
LEAST_LINES = 3  # that are shown however low the window is
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Editor(QPlainTextEdit):
    """The text field; reports what the composer decides on."""

    submitted = Signal()
    focus_changed = Signal(bool)
    files_given = Signal(list)  # of Path
    picture_given = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.recall = Recall()
        self.hint = ""  # what stands in the empty field
        self._composing = False
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self.fit()

    def fit(self, *_size: object) -> None:
        """Be as high as the text, up to a share of the window."""
        lines = max(1, int(self.document().size().height()))  # counted in lines by this layout
        spacing = self.fontMetrics().lineSpacing()
        most = max(LEAST_LINES, int(self.window().height() * HIGHEST_SHARE / spacing))
        margin = 2 * int(self.document().documentMargin())
        self.setFixedHeight(min(lines, most) * spacing + margin + 4)
        bar = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bar.ScrollBarAsNeeded if lines > most else bar.ScrollBarAlwaysOff
        )

    def show_hint(self, text: str) -> None:
        """What to say in the empty field: one line behind the cursor, shortened if need be.

        Qt's own would be broken into lines that are not seen, and stand under the cursor.
        """
        self.hint = text
        self.viewport().update()

    def show_text(self, text: str) -> None:
        """Put ``text`` in the place of everything, the cursor behind it; can be undone."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def insert_formula(self, tex: str) -> None:
        """Write a template of a formula where the cursor is, around what is selected."""
        cursor = self.textCursor()
        text = self.toPlainText()
        edit = slots.insertion(
            text, _index(text, cursor.selectionStart()), _index(text, cursor.selectionEnd()), tex
        )
        cursor.insertText(edit.text)
        self._select(edit.select)

    def _paste(self, text: str, *, is_table: bool) -> None:
        """Insert ``text``; cells of a table become one of Markdown, on lines of their own."""
        if table := pasted_table.markdown(text) if is_table else None:
            start = self.textCursor()
            start.setPosition(start.selectionStart())
            text = f"{table}\n" if start.atBlockStart() else f"\n{table}\n"
        self.insertPlainText(text)
        self.ensureCursorVisible()

    def _select(self, part: tuple[int, int]) -> None:
        text = self.toPlainText()
        cursor = self.textCursor()
        cursor.setPosition(_position(text, part[0]))
        cursor.setPosition(_position(text, part[1]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def _walk(self, key: int) -> bool:
        """Bring an earlier or later question; whether there was one to bring."""
        text, cursor = self.toPlainText(), self.textCursor()
        up = key == Qt.Key.Key_Up
        edge = QTextCursor.MoveOperation.Up if up else QTextCursor.MoveOperation.Down
        if cursor.hasSelection() or cursor.movePosition(edge):
            return False  # the cursor has lines to go through
        found = self.recall.back(text) if up else self.recall.on(text)
        if found is not None:
            self.show_text(found)
        return found is not None

    def _jump(self, *, back: bool) -> bool:
        """Go to the next empty place of the formula under the cursor, or out of it."""
        cursor, text = self.textCursor(), self.toPlainText()
        place = cursor.selectionStart() if back else cursor.selectionEnd()
        find = slots.before if back else slots.after
        part = find(text, _index(text, place))
        if part is not None:
            self._select(part)
        return part is not None

    # Qt's overrides

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            leaves = event.key() == Qt.Key.Key_Escape
            if leaves and self.recall.is_walking(self.toPlainText()):
                event.accept()  # else the window would take it
                return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            # Here and not below: QWidget takes Tab for itself before ``keyPressEvent``.
            back = event.key() == Qt.Key.Key_Backtab
            on = event.key() == Qt.Key.Key_Tab and self._is_plain(event)
            if (back or on) and self._jump(back=back):
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if not self._composing:
                self.submitted.emit()
            event.accept()
        elif not (self._is_plain(event) and self._recalled(event.key())):
            super().keyPressEvent(event)

    def _is_plain(self, event: QKeyEvent) -> bool:
        keypad = Qt.KeyboardModifier.KeypadModifier
        return not self._composing and not event.modifiers() & ~keypad

    def _recalled(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape and self.recall.is_walking(self.toPlainText()):
            self.show_text("")
            return True
        return key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._walk(key)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasImage() or bool(local_files(source))

    def insertFromMimeData(self, source: QMimeData) -> None:
        if files := local_files(source):
            self.files_given.emit(files)
        elif source.hasText():
            self._paste(_plain(source.text()), is_table="<table" in source.html())
        elif source.hasImage():
            self.picture_given.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.hint or self._composing or not self.document().isEmpty():
            return
        cursor, metrics = self.cursorRect(), self.fontMetrics()
        left = cursor.left() + HINT_GAP_PX
        room = self.viewport().width() - left
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().placeholderText().color())
        told = metrics.elidedText(self.hint, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, cursor.top() + metrics.ascent()), told)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()


def local_files(data: QMimeData) -> list[Path]:
    """The files of this computer that were pasted or dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _plain(text: str) -> str:
    """Pasted text without what cannot be seen: marks of byte order, NULs, odd line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n")
    return text.replace("\u2028", "\n").replace("\0", "").replace("\ufeff", "")


# Qt counts places in UTF-16, where a character beyond the basic plane takes two.


def _index(text: str, position: int) -> int:
    """The index in ``text`` of a position of Qt's."""
    if text.isascii():
        return position
    return len(text.encode("utf-16-le")[: 2 * position].decode("utf-16-le", errors="ignore"))


def _position(text: str, index: int) -> int:
    """Qt's position of an index in ``text``."""
    return index if text.isascii() else len(text[:index].encode("utf-16-le")) // 2
