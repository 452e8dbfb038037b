"""The documents of a question: their names, and below a name that is unfolded its text."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget

from app.domain.attached import Attachment
from app.i18n import tr
from app.ui.transcript.look import Look
from app.ui.transcript.reasoning import ARROW_EM, arrow

HIGHEST_LINES = 14  # of an unfolded text; it scrolls
GAP_EM = 0.4  # below all documents
WIDEST_EM = 40.0


class AttachedView(QWidget):
    """Shows the documents of a question, folded at first."""

    folded = Signal(QWidget)  # by hand; carries the heading, which must not move

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._parts: list[_Part] = []

    def show_documents(self, attachments: tuple[Attachment, ...]) -> None:
        """Show these in place of all others."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = [_Part(attachment, self._look, self) for attachment in attachments]
        for part in self._parts:
            part.heading.clicked.connect(lambda _=False, part=part: self.folded.emit(part.heading))
            part.show()

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        top = 0
        for part in self._parts:
            height = part.fit(width)
            part.setGeometry(0, top, width, height)
            top += height
        return top + self._look.px(GAP_EM) if self._parts else 0

    def natural_width(self) -> int:
        """Pixels that the widest part needs."""
        return max((part.natural_width() for part in self._parts), default=0)


class _Part(QWidget):
    """One document."""

    def __init__(self, attachment: Attachment, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._attachment = attachment
        self._look = look
        self._body: QPlainTextEdit | None = None  # made when it is first unfolded
        self.heading = _Heading(_told(attachment), look, self)
        self.heading.clicked.connect(self._fold)

    def fit(self, width: int) -> int:
        height = self.heading.sizeHint().height()
        self.heading.setGeometry(0, 0, width, height)
        if self._body is None or not self.heading.isChecked():
            return height
        lines = min(self._attachment.text.count("\n") + 2, HIGHEST_LINES)
        body = lines * self._body.fontMetrics().lineSpacing() + self._look.px(0.5)
        self._body.setGeometry(0, height, width, body)
        return height + body

    def natural_width(self) -> int:
        if self.heading.isChecked():
            return self._look.px(WIDEST_EM)
        return self.heading.sizeHint().width()

    def _fold(self) -> None:
        if self._body is None:
            self._body = self._made()
        self._body.setVisible(self.heading.isChecked())

    def _made(self) -> QPlainTextEdit:
        body = QPlainTextEdit(self._attachment.text, self)
        body.setObjectName("attachedText")
        body.setReadOnly(True)
        body.setFont(self._look.code_font())
        body.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        body.setTabChangesFocus(True)
        body.setAccessibleName(_told(self._attachment))
        return body


class _Heading(QAbstractButton):
    """An arrow and the name; checked means unfolded."""

    def __init__(self, text: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("attached")
        self._look = look
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(look.quieter().font())
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(tr("composer.unfold"))

    # Qt's overrides

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(self._text_left() + width + 4, self._look.line_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lively = self.underMouse() or self.hasFocus()
        ink = QColor(self._look.theme.accent if lively else self._look.theme.muted)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(arrow(self._look, self.height() / 2, down=self.isChecked()))
        painter.setPen(ink)
        inside = self.rect().adjusted(self._text_left(), 0, 0, 0)
        elided = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, inside.width()
        )
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, elided)

    def _text_left(self) -> int:
        return self._look.px(4 * ARROW_EM)


def _told(attachment: Attachment) -> str:
    name = attachment.name
    if attachment.pages:
        name += f" · {tr('composer.pages_of', pages=attachment.pages)}"
    if attachment.is_cut:
        name += f" · {tr('composer.was_cut')}"
    return name
