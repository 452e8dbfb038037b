"""A formula on a line of its own, and the horizontal rule."""

import math

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.domain.blocks import Math
from app.i18n import tr
from app.typeset.formula import Formula, FormulaError
from app.ui.transcript.formulas import Formulas, paint
from app.ui.transcript.look import MATH_SCALE, Look

AIR_EM = 0.55  # above and below
PENDING_HEIGHT_EM = 1.4
ERROR_PADDING_EM = 0.5


class FormulaView(QWidget):
    """A display formula, centred; its source in an error box if it cannot be set."""

    copy_latex_requested = Signal(str)

    def __init__(self, math_: Math, look: Look, formulas: Formulas) -> None:
        super().__init__()
        self.pending: set[tuple[str, bool]] = set()
        self._math = math_
        self._look = look
        self._formulas = formulas
        self._em_px = look.font_px * MATH_SCALE
        self._set: Formula | FormulaError | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(math_.tex)
        self.setFont(look.code_font())  # the source in the error box is measured with it
        self.refresh()

    def refresh(self) -> None:
        """Ask for the formula again."""
        self._set = None if self._math.open else self._formulas.get(self._math)
        waiting = self._set is None and not self._math.open
        self.pending = {(self._math.tex, self._math.display)} if waiting else set()
        self.setMinimumSize(self.minimumSizeHint())
        self.updateGeometry()
        self.update()

    # Qt's overrides

    def minimumSizeHint(self) -> QSize:
        air = 2 * self._look.px(AIR_EM)
        if isinstance(self._set, Formula):
            height = (self._set.ascent + self._set.descent) * self._em_px
            return QSize(math.ceil(self._set.width * self._em_px) + 2, math.ceil(height) + air)
        if isinstance(self._set, FormulaError):
            metrics = self.fontMetrics()
            lines = self._math.source.strip().splitlines()
            width = max(metrics.horizontalAdvance(line) for line in lines)
            padding = 2 * self._look.px(ERROR_PADDING_EM)
            return QSize(width + padding, len(lines) * metrics.lineSpacing() + padding + air)
        return QSize(40, self._look.px(PENDING_HEIGHT_EM) + air)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if isinstance(self._set, Formula):
            x = max(0.0, (self.width() - self._set.width * self._em_px) / 2)
            y = self._look.px(AIR_EM) + self._set.ascent * self._em_px
            paint(painter, self._set, QPointF(x, y), self._em_px, self._look.colour)
        elif isinstance(self._set, FormulaError):
            self._paint_error(painter)
        elif self._math.open:
            painter.setFont(self._look.font())
            painter.setPen(QColor(self._look.theme.faint))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "…")

    def _paint_error(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        air = self._look.px(AIR_EM)
        box = self.rect().adjusted(0, air // 2, -1, -air // 2)
        painter.setBrush(QColor(self._look.theme.code))
        painter.setPen(QColor(self._look.theme.danger))
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(self._look.code_font())
        padding = self._look.px(ERROR_PADDING_EM)
        inside = box.adjusted(padding, padding, -padding, -padding)
        painter.drawText(inside, 0, self._math.source.strip())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(
            tr("transcript.copy_latex"), lambda: self.copy_latex_requested.emit(self._math.tex)
        )
        menu.popup(event.globalPos())


class RuleView(QWidget):
    """A horizontal line."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedHeight(look.px(1.6))

    def paintEvent(self, event: QPaintEvent) -> None:
        middle = self.height() // 2
        QPainter(self).fillRect(0, middle, self.width(), 1, QColor(self._look.theme.line))
