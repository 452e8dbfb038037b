"""A code block: its language, a copy button, colours; scrolls sideways; the text is unchanged.

What colours it is imported with the first block of code: most conversations have none.
"""

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from app.domain.blocks import Code
from app.i18n import tr
from app.ui.transcript.buttons import IconButton
from app.ui.transcript.formulas import Key
from app.ui.transcript.found import Range, characters
from app.ui.transcript.look import QUIET_SCALE, Look
from app.ui.transcript.matches import Found
from app.ui.transcript.text import TextView

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

PADDING_X_EM = 0.85
PADDING_Y_EM = 0.55
RADIUS_PX = 9
LINE_SPACING = 1.45  # of the font size
LONGEST_COLOURED = 50_000  # characters; longer code stays plain so that the window stays quick


class CodeView(QWidget):
    """Shows a ``Code`` block; ``show_code`` changes its text in place while it streams."""

    def __init__(self, code: Code, look: Look) -> None:
        super().__init__()
        self.pending: set[Key] = set()
        self._look = look
        self._language = QLabel(self)
        self._language.setTextFormat(Qt.TextFormat.PlainText)
        self._language.setFont(look.font(QUIET_SCALE * 0.8))
        self._language.setStyleSheet(f"color: {look.theme.muted};")
        self._copy = IconButton("copy", tr("transcript.copy_code"), look.theme, parent=self)
        self._copy.clicked.connect(self._copy_code)
        self._copy.setVisible(not look.paper)
        self.text = _CodeText(look)
        self.text.setParent(self)
        self.show_code(code)

    def show_code(self, code: Code) -> None:
        self._code = code
        self._language.setText(code.language)
        self.text.setAccessibleName(tr("reading.code", language=code.language).strip())
        self.text.show_code(code)

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        pad_x, pad_y = self._look.px(PADDING_X_EM), self._look.px(PADDING_Y_EM)
        head = self._copy.height()
        inside = width - 2 * pad_x
        height = self.text.fit(inside)
        self._language.setGeometry(pad_x, pad_y, inside - self._copy.width(), head)
        self._copy.move(width - self._copy.width() - pad_y, pad_y)
        top = pad_y + head + self._look.px(0.15)
        self.text.setGeometry(pad_x, top, inside, height)
        return top + height + self._look.px(0.75)

    def natural_width(self) -> int:
        return self.text.natural_width() + 2 * self._look.px(PADDING_X_EM)

    def refresh(self, keys: set[Key]) -> bool:
        """Nothing here waits for formulas."""
        return False

    def show_found(self, found: Found) -> None:
        """Mark what a search found here."""
        self.text.show_found(found)

    def select(self, start: QPoint | None, end: QPoint | None) -> None:
        """Select between two points; None is the start or the end of the code."""
        inside = self.text.pos()
        self.text.select(
            start - inside if start is not None else None,
            end - inside if end is not None else None,
        )

    def unselect(self) -> None:
        """Select nothing."""
        self.text.unselect()

    def selected(self, *, alone: bool) -> str:
        """What is selected; beside other text it stands between fences."""
        text = self.text.selected(alone=alone)
        return text if alone or not text else f"```{self._code.language}\n{text}\n```"

    def breaks(self) -> list[int]:
        return [self.text.y() + y for y in self.text.breaks()[:-1]] + [self.height()]

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text)
        self._copy.confirm()

    # Qt's overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._look.theme.line), 1))
        painter.setBrush(QColor(self._look.theme.code))
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(edge, RADIUS_PX, RADIUS_PX)


class _CodeText(TextView):
    """The code itself; only what differs from what is shown is written again."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._pieces: list[tuple[_TokenType, str]] = []
        self.document().setDefaultFont(look.code_font())
        form = QTextBlockFormat()
        height = QTextBlockFormat.LineHeightTypes.MinimumHeight.value
        form.setLineHeight(round(look.code_font().pixelSize() * LINE_SPACING), height)
        QTextCursor(self.document()).setBlockFormat(form)
        if not look.paper:
            self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def show_code(self, code: Code) -> None:
        pieces = tokens(code)
        kept = 0
        for old, new in zip(self._pieces, pieces, strict=False):
            if old != new:
                break
            kept += 1
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(sum(len(text) for _, text in self._pieces[:kept]))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        for kind, text in pieces[kept:]:
            cursor.insertText(text, _format(kind, self._look))
        cursor.endEditBlock()
        self._pieces = pieces
        self._fitted = None

    def _characters(self, row: int) -> list[Range]:
        return characters("".join(piece for _, piece in self._pieces), 0)

    def _height(self, width: int) -> int:
        wide = self.natural_width() > width and not self._look.paper
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        return super()._height(width) + bar

    # Qt's overrides

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data


def tokens(code: Code) -> "list[tuple[_TokenType, str]]":
    """The code, less its last newline, cut into pieces of one colour each."""
    from pygments.token import Token

    text = code.text.removesuffix("\n")
    names = code.language.split()
    lexer = _lexer(names[0].lower()) if names and len(text) <= LONGEST_COLOURED else None
    if lexer is None:
        return [(Token.Text, text)]
    pieces = [(kind, piece) for _, kind, piece in lexer.get_tokens_unprocessed(text)]
    # A lexer that loses a character must not change what a person sees.
    return pieces if "".join(piece for _, piece in pieces) == text else [(Token.Text, text)]


@cache
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


@cache
def _format(kind: "_TokenType", look: Look) -> QTextCharFormat:
    from pygments.styles import get_style_by_name

    form = QTextCharFormat()
    form.setFont(look.code_font())
    style = get_style_by_name(look.theme.pygments_style).style_for_token(kind)
    form.setForeground(QColor(f"#{style['color']}" if style["color"] else look.theme.text))
    form.setFontItalic(bool(style["italic"]))
    if style["bold"]:
        form.setFontWeight(700)
    return form
