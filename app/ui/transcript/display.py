"""A formula on a line of its own, and the horizontal rule."""

import math
import re

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QScrollBar, QWidget

from app.domain.blocks import Math
from app.i18n import tr
from app.typeset.formula import Formula, FormulaError
from app.ui.transcript import accessible
from app.ui.transcript.drawing import paint
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look
from app.ui.transcript.matches import NOTHING, Found

AIR_EM = 0.2  # above and below
SIDE_PX = 1
ERROR_PADDING_EM = 0.6
RADIUS_PX = 6
MARK_PX = 4  # by which a mark goes beyond its formula at either side
ESTIMATED_ROW_EM = 1.4
ESTIMATED_TALL_ROW_EM = 2.3
TALL = re.compile(r"\\(d?frac|sum|int|prod|lim|binom)\b")
OPEN_FORMULA = "…"
SIDEWAYS = {
    Qt.Key.Key_Left: QScrollBar.SliderAction.SliderSingleStepSub,
    Qt.Key.Key_Right: QScrollBar.SliderAction.SliderSingleStepAdd,
}
STEP_PX = 20  # by which an arrow key scrolls
HIGHEST_ON_PAPER_PX = 900  # what is higher would not fit a page


class FormulaView(QWidget):
    """A display formula, centred; scrolls sideways when it is wider than the page.

    There are hundreds in a conversation, and few are too wide: those alone have a ``bar``.

    A formula that cannot be set is shown as its source in a box; one that is still being written
    as a quiet "…"; one that is still being set as room of about its size.
    """

    formula_menu = Signal(QMenu, object)  # a menu that opens for a Math
    spoken_role = QAccessible.Role.StaticText
    copy_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, math_: Math, look: Look, formulas: Formulas) -> None:
        super().__init__()
        self.pending: set[Key] = set()
        self.bar: QScrollBar | None = None
        self._math = math_
        self._look = look
        self._formulas = formulas
        self._found: Formula | FormulaError | None = None
        self._em_px = look.math_px
        self._marked = NOTHING
        self._selected = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # for its menu, which has a key
        self.setFont(look.code_font())  # of the source in the error box
        self._ask()

    def show_formula(self, math_: Math) -> None:
        """Show another formula, or the same one further on; until its end it looks the same."""
        goes_on = self._math.open and math_.open
        self._math = math_
        if not goes_on:
            self._ask()
            self.update()

    def refresh(self, keys: set[Key]) -> bool:
        """Take the formula if it is among those that came; whether it was."""
        if not self.pending & keys:
            return False
        self._ask()
        self.update()
        return True

    def fit(self, width: int) -> int:
        """Make room for ``width`` pixels; returns the height in pixels."""
        self._em_px = self._look.math_px
        if self._look.paper and isinstance(self._found, Formula) and self._found.width:
            height = self._found.ascent + self._found.descent
            widest = (width - 2 * SIDE_PX) / self._found.width
            self._em_px = min(self._em_px, widest, HIGHEST_ON_PAPER_PX / max(height, 1.0))
        content = self._content()
        height = content.height() + 2 * self._look.px(AIR_EM)
        return height + self._put_bar(width, content.width() - width, height)

    def _put_bar(self, width: int, over: int, top: int) -> int:
        """A bar for what is ``over`` the width, if anything is; returns the room it needs below."""
        if self.bar is None and over > 0:
            self.bar = QScrollBar(Qt.Orientation.Horizontal, self)
            self.bar.setSingleStep(STEP_PX)
            self.bar.valueChanged.connect(self.update)
        if self.bar is None:
            return 0
        self.bar.setVisible(over > 0)
        self.bar.setRange(0, max(0, over))
        self.bar.setPageStep(width)
        gap, height = self._look.px(AIR_EM), self.bar.sizeHint().height()
        self.bar.setGeometry(0, top + gap, width, height)
        return gap + height if over > 0 else 0

    def spoken(self) -> str:
        """The formula in words."""
        return accessible.formula(self._math.tex)

    def natural_width(self) -> int:
        return self._content().width()

    def show_found(self, found: Found) -> None:
        """Mark the formula if a search found it."""
        self._marked = found
        self.update()

    def select(self, start: QPoint | None, end: QPoint | None) -> None:
        """Select the formula: it is one thing."""
        self._set_selected(True)

    def unselect(self) -> None:
        """Select nothing."""
        self._set_selected(False)

    def selected(self, *, alone: bool) -> str:
        """The formula as it was written, if it is selected or has the focus alone."""
        return self._math.source.strip() if self._selected or (alone and self.hasFocus()) else ""

    def _set_selected(self, selected: bool) -> None:
        if selected != self._selected:
            self._selected = selected
            self.update()

    def breaks(self) -> list[int]:
        return [self.height()]

    @property
    def tex(self) -> str:
        """The formula's source, without delimiters."""
        return self._math.tex

    def menu(self) -> QMenu:
        """What can be done with the formula."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        clipboard, tex = QGuiApplication.clipboard(), self._math.tex
        menu.addAction(tr("transcript.copy_latex"), lambda: clipboard.setText(tex))
        self.formula_menu.emit(menu, self._math)
        return menu

    def _ask(self) -> None:
        self._found = None if self._math.open else self._formulas.get(self._math)
        waiting = self._found is None and not self._math.open
        self.pending = {(self._math.tex, self._math.display)} if waiting else set()

    def _content(self) -> QSize:
        """Size in pixels of what is shown."""
        found = self._found
        if isinstance(found, Formula):
            height = (found.ascent + found.descent) * self._em_px
            return QSize(math.ceil(found.width * self._em_px) + 2 * SIDE_PX, math.ceil(height) + 2)
        if isinstance(found, FormulaError):
            padding = 2 * self._look.px(ERROR_PADDING_EM)
            source = self.fontMetrics().size(0, self._math.source.strip())
            return source + QSize(padding, padding)
        return QSize(1, self._look.line_px if self._math.open else self._estimated_height())

    def _estimated_height(self) -> int:
        row = ESTIMATED_TALL_ROW_EM if TALL.search(self._math.tex) else ESTIMATED_ROW_EM
        return round((self._math.tex.count(r"\\") + 1) * row * self._em_px)

    def _place(self) -> QRect:
        """Where the content stands."""
        size = self._content()
        room = max(self.width(), size.width())
        left = (room - size.width()) // 2 - (self.bar.value() if self.bar is not None else 0)
        return QRect(left, self._look.px(AIR_EM), size.width(), size.height())

    def _inside(self) -> QRect:
        """All but the room of the bar."""
        shown = self.bar is not None and not self.bar.isHidden()
        return self.rect().adjusted(0, 0, 0, -self.bar.height() if self.bar and shown else 0)

    # Qt's overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = self._place()
        if self._selected:
            painter.fillRect(self._inside(), QColor(self._look.theme.selection))
        if self._marked.spots:
            self._paint_mark(painter, place)
        if isinstance(self._found, Formula):
            ascent = self._found.ascent * self._em_px
            origin = QPointF(place.left() + SIDE_PX, place.top() + 1 + ascent)
            paint(painter, self._found, origin, self._em_px, self._look.colour)
        elif isinstance(self._found, FormulaError):
            self._paint_source(painter, place)
        elif self._math.open:
            painter.setFont(self._look.font())
            painter.setPen(QColor(self._look.theme.faint))
            painter.drawText(self._inside(), Qt.AlignmentFlag.AlignCenter, OPEN_FORMULA)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(self._look.theme.accent))
            painter.drawRoundedRect(self._inside().adjusted(0, 0, -1, -1), RADIUS_PX, RADIUS_PX)

    def _paint_mark(self, painter: QPainter, place: QRect) -> None:
        theme, now = self._look.theme, self._marked.now is not None
        ground = place.adjusted(-MARK_PX, 0, MARK_PX, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.found_now if now else theme.found))
        painter.setPen(QColor(theme.text) if now else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(ground).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PX, RADIUS_PX)

    def _paint_source(self, painter: QPainter, place: QRect) -> None:
        theme = self._look.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.code))
        painter.setPen(QColor(theme.line))
        painter.drawRoundedRect(place.adjusted(0, 0, -1, -1), RADIUS_PX, RADIUS_PX)
        painter.setPen(QColor(theme.danger))
        painter.setFont(self.font())
        padding = self._look.px(ERROR_PADDING_EM)
        inside = place.adjusted(padding, padding, 0, 0)
        painter.drawText(inside, Qt.TextFlag.TextDontClip, self._math.source.strip())

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if self.bar is not None and abs(delta.x()) > abs(delta.y()):
            QApplication.sendEvent(self.bar, event)
        else:
            event.ignore()  # the transcript scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_wanted.emit()
        elif event.key() in SIDEWAYS and self.bar is not None:
            self.bar.triggerAction(SIDEWAYS[Qt.Key(event.key())])
        else:
            event.ignore()  # the transcript scrolls

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())


class RuleView(QWidget):
    """A horizontal line."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.pending: set[Key] = set()
        self._look = look

    def fit(self, width: int) -> int:
        return self._look.px(0.8)

    def natural_width(self) -> int:
        return 0

    def refresh(self, keys: set[Key]) -> bool:
        """Nothing here waits for formulas."""
        return False

    def breaks(self) -> list[int]:
        return [self.height()]

    def show_found(self, found: Found) -> None:
        """There is nothing to be found in a line."""

    def select(self, start: QPoint | None, end: QPoint | None) -> None:
        """A line is neither selected nor copied."""

    def unselect(self) -> None:
        """There is nothing to be done."""

    def selected(self, *, alone: bool) -> str:
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        line = QRect(0, self.height() // 2, self.width(), 1)
        QPainter(self).fillRect(line, QColor(self._look.theme.line))
