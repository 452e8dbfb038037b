"""A document as a column of block widgets; only what changed is set again.

Layout is explicit and immediate: ``fit`` gives every block its place for a width and returns the
height, so that the transcript knows all heights before anything is painted.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.blocks import Code, DisplayMath, Document, Heading, Math, Paragraph, Rule, Table
from app.domain.verdict import Claim
from app.ui.transcript import copying, formula_menu, selection
from app.ui.transcript.code import CodeView
from app.ui.transcript.display import FormulaView, RuleView
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.links import open_after_asking
from app.ui.transcript.look import Look
from app.ui.transcript.marks import lines_of
from app.ui.transcript.matches import NOTHING, Found, Spot
from app.ui.transcript.prose import ProseView
from app.ui.transcript.rows import Row, Segment, Segmenter, gap_em
from app.ui.transcript.table import TableView
from app.ui.transcript.text import TextView

BlockView = ProseView | FormulaView | CodeView | TableView | RuleView

BAR_PX = 3
LEAST_WIDTH_PX = 120  # however deep in lists and quotes


class DocumentView(QWidget):
    """Shows a ``Document``; ``show_document`` replaces it, keeping the widgets that still hold."""

    def __init__(self, look: Look, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # growing paints nothing anew
        self._formulas = formulas
        self._segmenter = Segmenter()
        self._segments: list[Segment] = []
        self._views: list[BlockView] = []
        self._found = NOTHING
        self._width = 0
        self._bottoms: list[int] = []  # of the views that have their places
        self._bars: list[list[QRect]] = []  # of quotes, beside each of these views
        self._drawn: list[QRect] = []  # those bars that are on the screen

    def show_document(self, document: Document) -> None:
        """Show these blocks; ``fit`` must be called before they have their places."""
        wanted = self._segmenter.update(document)
        same = _common(self._segments, wanted, self._segmenter.kept)
        self._unplace(same)
        if same < min(len(wanted), len(self._segments)) and self._change(same, wanted[same]):
            same += 1
        for view in self._views[same:]:
            view.hide()
            view.deleteLater()
        del self._views[same:], self._segments[same:]
        for segment in wanted[same:]:
            self._add(segment)
        if self._found.spots:
            self._mark(range(len(self._views)))

    def fit(self, width: int) -> int:
        """Lay the blocks out for ``width`` pixels; returns the height in pixels.

        Only those that are new or changed, and what follows them, need new places.
        """
        if width != self._width:
            self._width = width
            self._unplace(0)
        for place in range(len(self._bottoms), len(self._views)):
            self._place(place)
        self._draw_bars()
        return self._bottoms[-1] if self._bottoms else 0

    def natural_width(self) -> int:
        """Pixels that the widest block needs as it is laid out now."""
        return max(
            (
                view.natural_width() + self._look.px(sum(inset.em for inset in segment.insets))
                for segment, view in zip(self._segments, self._views, strict=True)
            ),
            default=0,
        )

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come; whether a block waited for one of them."""
        changed = [
            place
            for place, view in enumerate(self._views)
            if view.pending & keys and view.refresh(keys)
        ]
        if changed:
            self._unplace(changed[0])
            self._mark(changed)
        return bool(changed)

    def show_found(self, found: Found) -> None:
        """Mark what a search found in the document."""
        if found != self._found:
            self._found = found
            self._mark(range(len(self._views)))

    def place_of(self, spot: Spot) -> tuple[QWidget, int | None]:
        """The widget that shows a match, and the place in its text if it has one."""
        if spot.segment >= len(self._views):
            return self, None  # the text is no longer what was searched
        view = self._views[spot.segment]
        text = view.text if isinstance(view, CodeView) else view
        return text, text.place_of(spot) if isinstance(text, TextView) else None

    def block(self, number: int) -> QWidget:
        """The widget of a block; the document itself where there is none of this number."""
        return self._views[number] if 0 <= number < len(self._views) else self

    def number_of(self, view: QWidget) -> int:
        """The number of a block's widget; -1 if it is none."""
        return next((n for n, one in enumerate(self._views) if one is view), -1)

    def select_all(self) -> None:
        """Select everything."""
        selection.select_all(self._views)

    def copy_selected(self) -> bool:
        """Copy what is selected; whether anything was."""
        text = selection.markdown(self._views)
        if text:
            copying.copy(text, self._formulas)
        return bool(text)

    def _follow_selection(self, view: BlockView, text: TextView) -> None:
        """Let a selection that begins in this view go over to others."""
        text.pressed.connect(lambda: selection.unselect(self._views, but=view))
        text.dragged.connect(lambda began, place: self._drag(view, text, began, place))

    def _drag(self, view: BlockView, text: TextView, began: QPoint, place: QPoint) -> None:
        start = text.mapTo(view, began)
        selection.drag(self._views, self._views.index(view), start, self.mapFromGlobal(place))

    def _mark(self, places: Iterable[int]) -> None:
        for place in places:
            self._views[place].show_found(self._found.within(place))

    def wrong_lines(self, text: str, claims: Sequence[Claim]) -> list[QRect]:
        """Where the claims stand that do not hold; ``text`` is what the document was read from."""
        places: list[QRect] = []
        for line in lines_of(self._segments, text, claims):
            view = self._views[line.segment]
            place = view.geometry()
            if isinstance(view, ProseView):
                place = view.line(line.row, line.formula).translated(view.pos())
            if place not in places:
                places.append(place)
        return places

    def breaks(self) -> list[int]:
        """Where a printed page may end, in pixels from the top."""
        return [view.y() + place for view in self._views for place in view.breaks()]

    def _unplace(self, first: int) -> None:
        """The places of the views from ``first`` on no longer hold."""
        del self._bottoms[first:], self._bars[first:]

    def _place(self, place: int) -> None:
        """Put a view below the one before it."""
        segment, view = self._segments[place], self._views[place]
        before = self._segments[place - 1].rows[-1] if place else None
        above = self._bottoms[-1] if place else 0
        left = self._look.px(sum(inset.em for inset in segment.insets))
        room = max(LEAST_WIDTH_PX, self._width - left)
        top = above + self._look.px(gap_em(before, segment.rows[0]))
        bottom = top + view.fit(room)
        view.setGeometry(left, top, room, bottom - top)
        self._bottoms.append(bottom)
        self._bars.append(list(self._bars_beside(segment, before, above, top, bottom)))

    def _bars_beside(
        self, segment: Segment, before: Row | None, above: int, top: int, bottom: int
    ) -> Iterator[QRect]:
        x = 0.0
        for depth, inset in enumerate(segment.insets, 1):
            if inset.bar:
                goes_on = before is not None and before.insets[:depth] == segment.insets[:depth]
                start = above if goes_on else top
                yield QRect(self._look.px(x), start, BAR_PX, bottom - start)
            x += inset.em

    def _draw_bars(self) -> None:
        """Draw other bars than before; where there are none, nothing has to be painted anew."""
        bars = list(chain.from_iterable(self._bars))
        if bars != self._drawn:
            self._drawn = bars
            self.update()

    def _change(self, place: int, segment: Segment) -> bool:
        """Change one widget in place; whether that was possible."""
        view, old = self._views[place], self._segments[place]
        block = segment.rows[0].block
        if isinstance(view, ProseView) and segment.is_prose and segment.insets == old.insets:
            view.show_rows(segment.rows)
        elif isinstance(view, CodeView) and isinstance(block, Code):
            view.show_code(block)
        elif isinstance(view, FormulaView) and isinstance(block, DisplayMath):
            view.show_formula(block.math)
        elif isinstance(view, TableView) and isinstance(block, Table):
            view.show_table(block)
        else:
            return False
        self._segments[place] = segment
        return True

    def _add(self, segment: Segment) -> None:
        view = self._make(segment)
        view.setParent(self)
        text = view.text if isinstance(view, CodeView) else view
        if isinstance(text, TextView):
            self._follow_selection(view, text)
        if isinstance(text, TextView | FormulaView):
            text.copy_wanted.connect(self.copy_selected)
            text.all_wanted.connect(self.select_all)
        view.show()
        self._segments.append(segment)
        self._views.append(view)

    def _make(self, segment: Segment) -> BlockView:
        match segment.rows[0].block:
            case Paragraph() | Heading():
                prose = ProseView(segment.rows, self._look, self._formulas)
                prose.link_clicked.connect(self._open)
                prose.formula_menu.connect(self._extend_menu)
                return prose
            case DisplayMath(formula):
                display = FormulaView(formula, self._look, self._formulas)
                display.formula_menu.connect(self._extend_menu)
                return display
            case Code() as code:
                return CodeView(code, self._look)
            case Table() as table:
                grid = TableView(table, self._look, self._formulas)
                grid.link_clicked.connect(self._open)
                grid.formula_menu.connect(self._extend_menu)
                return grid
            case Rule():
                return RuleView(self._look)

    def _open(self, address: str) -> None:
        open_after_asking(self, address)

    def _extend_menu(self, menu: QMenu, math: Math) -> None:
        formula_menu.extend(menu, math, self, self._look, self._formulas)

    # Qt's overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for bar in self._drawn:
            painter.fillRect(bar, QColor(self._look.theme.line))


def _common(old: list[Segment], new: list[Segment], known: int) -> int:
    """How many segments at the start are equal; so many are ``known`` to be."""
    shorter = min(len(old), len(new))
    return next((place for place in range(known, shorter) if old[place] != new[place]), shorter)
