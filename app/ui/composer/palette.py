"""The palette: signs and templates of formulas on a small sheet above its button.

A click or Enter chooses and closes it; arrow keys go from sign to sign. The signs are typeset like
every formula; until that is done a button is empty for a moment.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.blocks import Math
from app.i18n import tr
from app.typeset.formula import Formula
from app.ui.composer.templates import ROWS, Template
from app.ui.theme import Theme
from app.ui.transcript.drawing import paint
from app.ui.transcript.formulas import Formulas, Key
from app.ui.widgets import named

SIGN_PX = QSize(46, 38)
EM_PX = 16.0
INSET_PX = 6  # that a sign keeps from the edges of its button
GAP_PX = 4
STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class Palette(QFrame):
    """Emits ``chosen(tex)``; ``preview_wished(bool)`` is about the preview of what is typed."""

    chosen = Signal(str)
    preview_wished = Signal(bool)

    def __init__(self, formulas: Formulas, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self._signs = [[_Sign(each, formulas, theme, self) for each in row] for row in ROWS]
        self.preview = named(QCheckBox(self), "previewWished")
        self.preview.clicked.connect(self.preview_wished)
        self._lay_out()
        formulas.arrived.connect(self._refresh)
        self.retranslate()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(GAP_PX)
        for row, signs in enumerate(self._signs):
            for column, sign in enumerate(signs):
                grid.addWidget(sign, row, column)
                sign.clicked.connect(lambda _=False, tex=sign.template.tex: self._choose(tex))
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(10, 10, 10, 10)
        column_.setSpacing(10)
        column_.addLayout(grid)
        column_.addWidget(self.preview)

    def open_above(self, button: QWidget) -> None:
        """Show it above ``button``, its right edge at the button's, within the screen."""
        size = self.sizeHint()
        corner = button.mapToGlobal(QPoint(button.width() - size.width(), -size.height() - 8))
        screen = button.screen().availableGeometry()
        x = min(max(corner.x(), screen.left()), screen.right() - size.width())
        y = corner.y() if corner.y() >= screen.top() else screen.top()
        self.move(x, y)
        self.show()
        self._signs[0][0].setFocus(Qt.FocusReason.PopupFocusReason)

    def set_theme(self, theme: Theme) -> None:
        for sign in self._all():
            sign.set_theme(theme)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("composer.palette"))
        self.preview.setText(tr("composer.preview_wished"))
        for sign in self._all():
            sign.retranslate()

    def _all(self) -> list["_Sign"]:
        return [sign for row in self._signs for sign in row]

    def _choose(self, tex: str) -> None:
        self.close()
        self.chosen.emit(tex)

    def _refresh(self, keys: set[Key]) -> None:
        for sign in self._all():
            if sign.key in keys:
                sign.update()

    def _move(self, key: int) -> None:
        row_step, column_step = STEPS[Qt.Key(key)]
        for row, signs in enumerate(self._signs):
            for column, sign in enumerate(signs):
                if sign.hasFocus():
                    self._focus(row + row_step, column + column_step)
                    return
        self._focus(len(self._signs) - 1, 0)

    def _focus(self, row: int, column: int) -> None:
        if row == len(self._signs):
            self.preview.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        signs = self._signs[row % len(self._signs)]
        signs[column % len(signs)].setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in STEPS:
            self._move(event.key())
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # else the window would take it
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class _Sign(QPushButton):
    """A button with a typeset sign; arrow keys are left to the palette."""

    def __init__(
        self, template: Template, formulas: Formulas, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.template = template
        self._formulas = formulas
        self._theme = theme
        self._math = Math(template.shown, template.shown)
        self.setObjectName("sign")
        self.setFixedSize(SIGN_PX)
        self.setAutoDefault(True)  # Enter presses it

    @property
    def key(self) -> Key:
        return self._math.tex, self._math.display

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def retranslate(self) -> None:
        name = self.template.name
        told = tr(name) if name.startswith("composer.") else name
        self.setToolTip(f"{told}   {self.template.tex.replace('□', '…')}")
        self.setAccessibleName(told)

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in STEPS:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        formula = self._formulas.get(self._math)
        if not isinstance(formula, Formula):
            return
        height = formula.ascent + formula.descent
        room = self.size() - QSize(2 * INSET_PX, 2 * INSET_PX)
        em = min(EM_PX, room.width() / formula.width, room.height() / height)
        left = (self.width() - formula.width * em) / 2
        top = (self.height() - height * em) / 2
        painter = QPainter(self)
        origin = QPointF(left, top + formula.ascent * em)
        paint(painter, formula, origin, em, QColor(self._theme.text))
