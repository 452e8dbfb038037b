"""Typed mathematics, typeset while it is typed, in a quiet box above the field.

Nothing is shown where there is no mathematics. What cannot be typeset, as while a formula is half
typed, is shown as typed, and the box does not come or go for it.
"""

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from app.domain import mathtext
from app.domain.blocks import Document, Inline, Math, Text
from app.domain.mathtext import typed
from app.i18n import tr
from app.typeset.formula import Formula
from app.ui.theme import Theme
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look
from app.ui.widgets import cross, named

DELAY_MS = 120  # after the last key
HIGHEST_SHARE = 0.22  # of the window's height


class Preview(QFrame):
    """Shows what ``show_text`` is given; ``dismissed`` says that nobody wants to see it."""

    dismissed = Signal()

    def __init__(self, formulas: Formulas, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self._formulas = formulas
        self._look = Look(theme, quiet=True)
        self._text = ""
        self._wanted = True
        self._view: DocumentView | None = None  # made with the first formula
        self._scroll = QScrollArea(self)
        self._close = cross(self.dismissed.emit, self)
        self._delay = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._delay.timeout.connect(self._look_again)
        formulas.arrived.connect(lambda _keys: self._look_again())
        self._lay_out()
        self.retranslate()
        self.hide()

    def _lay_out(self) -> None:
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        named(self._scroll.viewport(), "previewGround").setAutoFillBackground(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 4, 6)
        row.addWidget(self._scroll, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def show_text(self, text: str) -> None:
        """Show the mathematics of ``text`` a moment later; at once nothing if it has none."""
        self._text = text
        if self._wanted and typed.may_have_formula(text):
            self._delay.start()
        else:
            self._delay.stop()
            self._clear()

    def set_wanted(self, wanted: bool) -> None:
        """Whether anything is shown at all."""
        self._wanted = wanted
        self.show_text(self._text)

    def set_theme(self, theme: Theme) -> None:
        self._look = Look(theme, quiet=True)
        self._clear()
        self.show_text(self._text)

    def fit(self) -> None:
        """Be as high as what is shown, up to a share of the window."""
        if self._view is None or self.isHidden():
            return
        width = self._scroll.viewport().width()
        height = self._view.fit(width)
        self._view.resize(QSize(width, height))
        most = int(self.window().height() * HIGHEST_SHARE)
        self._scroll.setFixedHeight(min(height, most))

    def retranslate(self) -> None:
        self.setAccessibleName(tr("composer.preview"))
        self._close.setToolTip(tr("composer.preview_off"))
        self._close.setAccessibleName(tr("composer.preview_off"))

    def _look_again(self) -> None:
        if not self._wanted or not self._text:
            return
        document = typed.document_of(self._text)
        if not document:
            self._clear()
            return
        found = [self._formulas.get(math) for math in mathtext.formulas(document)]
        if None in found:
            return  # they will arrive, all but at once
        if self.isHidden() and not any(isinstance(each, Formula) for each in found):
            return
        self._show(typed.with_formulas(document, self._as_it_can_be))

    def _as_it_can_be(self, math: Math) -> Inline:
        if isinstance(self._formulas.get(math), Formula):
            return math
        return Text(math.source if math.source in self._text else math.tex)

    def _show(self, document: Document) -> None:
        if self._view is None:
            self._view = named(DocumentView(self._look, self._formulas), "previewText")
            self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._scroll.setWidget(self._view)
        self._view.show_document(document)
        self.show()
        self.fit()
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _clear(self) -> None:
        self.hide()
        if self._view is not None:
            self._view = None
            self._scroll.takeWidget().deleteLater()

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
