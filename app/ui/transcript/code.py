"""A code block: its language, a copy button, colours; scrolls sideways; the text is unchanged."""

import math
from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.styles import get_style_by_name
from pygments.token import _TokenType
from pygments.util import ClassNotFound
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout

from app.domain.blocks import Code
from app.i18n import tr
from app.ui.transcript.look import SMALL_SCALE, Look

COPIED_MS = 1500
BAR_PX = 11


class CodeView(QFrame):
    """Shows a ``Code`` block; ``show_code`` changes its text in place while it streams."""

    def __init__(self, code: Code, look: Look) -> None:
        super().__init__()
        self.pending: set[tuple[str, bool]] = set()
        self._look = look
        theme = look.theme
        self.setObjectName("codeBlock")
        self.setStyleSheet(
            f"#codeBlock {{ background: {theme.code}; border: 1px solid {theme.line};"
            " border-radius: 8px; }"
            f"QLabel, QPushButton {{ color: {theme.muted}; background: transparent; border: none;"
            f" font-size: {round(look.font_px * SMALL_SCALE)}px; padding: 0; }}"
            f"QPushButton:hover, QPushButton:focus {{ color: {theme.accent}; }}"
        )
        self._language = QLabel()
        self._language.setTextFormat(Qt.TextFormat.PlainText)
        self._copy = QPushButton(tr("transcript.copy_code"))
        self._copy.setCursor(Qt.CursorShape.PointingHandCursor)
        self._copy.clicked.connect(self._copy_code)
        self._text = _CodeText(look)
        self._lay_out()
        self.show_code(code)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._language)
        top.addStretch(1)
        top.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._text)

    def show_code(self, code: Code) -> None:
        self._code = code
        self._language.setText(code.language)
        self._text.show_code(code)

    def refresh(self) -> None:
        """Nothing here waits for formulas."""

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text)
        self._copy.setText(tr("transcript.copied"))
        QTimer.singleShot(COPIED_MS, self, lambda: self._copy.setText(tr("transcript.copy_code")))


class _CodeText(QTextEdit):
    """The code itself, as high as its lines."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QTextEdit { background: transparent; border: none; }")
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.document().setDefaultFont(look.code_font())
        self.horizontalScrollBar().rangeChanged.connect(lambda *_: self._fit())

    def show_code(self, code: Code) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for kind, text in _tokens(code):
            cursor.insertText(text, _format(kind, self._look))
        cursor.endEditBlock()
        self._fit()

    def _fit(self) -> None:
        height = math.ceil(self.document().size().height())
        scrolls = self.horizontalScrollBar().maximum() > 0
        self.setFixedHeight(height + (BAR_PX if scrolls else 0))

    # Qt's overrides

    def wheelEvent(self, event: QWheelEvent) -> None:
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()  # the transcript scrolls


def _tokens(code: Code) -> list[tuple[_TokenType | None, str]]:
    """The code cut into coloured pieces that add up to exactly its text."""
    lexer = _lexer(code.language.split()[0].lower() if code.language.strip() else "")
    if lexer is None:
        return [(None, code.text)]
    pieces: list[tuple[_TokenType | None, str]] = [
        (kind, text) for _, kind, text in lexer.get_tokens_unprocessed(code.text)
    ]
    # A lexer that loses a character must not change what the person copies.
    return pieces if "".join(text for _, text in pieces) == code.text else [(None, code.text)]


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language) if language else None
    except ClassNotFound:
        return None


@cache
def _format(kind: _TokenType | None, look: Look) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setFont(look.code_font())
    form.setForeground(QColor(look.theme.text))
    if kind is not None:
        style = get_style_by_name(look.theme.pygments_style).style_for_token(kind)
        if style["color"]:
            form.setForeground(QColor("#" + style["color"]))
        form.setFontItalic(bool(style["italic"]))
        if style["bold"]:
            form.setFontWeight(700)
    return form
