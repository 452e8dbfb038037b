"""A document as a column of block widgets; only what changed is set again."""

from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.blocks import Block, Code, DisplayMath, Document, ListBlock, Quote, Rule, Table
from app.ui.transcript.code import CodeView
from app.ui.transcript.display import FormulaView, RuleView
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.links import open_after_asking
from app.ui.transcript.look import Look
from app.ui.transcript.prose import ProseView, is_prose
from app.ui.transcript.scroller import SideScroller
from app.ui.transcript.table import TableView

GAP_EM = 0.35  # between blocks of different kinds
Group = tuple[Block, ...]


class Waiting(Protocol):
    """A view that may wait for formulas."""

    pending: set[tuple[str, bool]]

    def refresh(self) -> None: ...


class DocumentView(QWidget):
    """Shows a ``Document``; ``show_document`` replaces it, keeping the widgets that still hold."""

    link_clicked = Signal(str)

    def __init__(self, look: Look, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._formulas = formulas
        self._groups: list[Group] = []
        self._views: list[QWidget] = []
        self._waiting: list[Waiting] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(GAP_EM))
        formulas.arrived.connect(self._formulas_arrived)

    def show_document(self, document: Document) -> None:
        """Show these blocks."""
        groups = grouped(document)
        same = _common(self._groups, groups)
        if same < min(len(groups), len(self._groups)) and self._update(same, groups[same]):
            same += 1
        for view in self._views[same:]:
            view.hide()
            self._column.removeWidget(view)
            view.deleteLater()
        del self._views[same:], self._waiting[same:]
        self._groups = groups[:same]
        for group in groups[same:]:
            self._add(group)

    def parts(self) -> list[QWidget]:
        """The block widgets from top to bottom."""
        return list(self._views)

    def prose_width(self) -> int:
        """Pixels at which no line of text breaks; for bubbles that fit their text."""
        hints = [
            view.ideal_width() if isinstance(view, ProseView) else view.sizeHint().width()
            for view in self._views
        ]
        return max(hints, default=0)

    def _update(self, place: int, group: Group) -> bool:
        """Change one view in place; whether that was possible."""
        view, old = self._waiting[place], self._groups[place][0]
        if isinstance(view, ProseView) and is_prose(group[0]):
            view.show_blocks(group)
        elif isinstance(view, CodeView) and isinstance(group[0], Code) and isinstance(old, Code):
            view.show_code(group[0])
        else:
            return False
        self._groups[place] = group
        return True

    def _add(self, group: Group) -> None:
        inner, shown = self._make(group)
        self._groups.append(group)
        self._waiting.append(inner)
        self._views.append(shown)
        self._column.addWidget(shown)

    def _make(self, group: Group) -> tuple[Waiting, QWidget]:
        """The view of a group, and the widget that goes into the column."""
        block = group[0]
        if is_prose(block):
            prose = ProseView(self._look, self._formulas)
            prose.link_clicked.connect(lambda address: open_after_asking(self, address))
            prose.copy_latex_requested.connect(_copy)
            prose.show_blocks(group)
            return prose, prose
        if isinstance(block, DisplayMath):
            formula = FormulaView(block.math, self._look, self._formulas)
            formula.copy_latex_requested.connect(_copy)
            return formula, SideScroller(formula)
        if isinstance(block, Table):
            table = TableView(block, self._look, self._formulas)
            return table, SideScroller(table)
        if isinstance(block, Code):
            code = CodeView(block, self._look)
            return code, code
        nested = NestedView(block, self._look, self._formulas)
        return nested, nested

    def _formulas_arrived(self, keys: set[tuple[str, bool]]) -> None:
        for view in self._waiting:
            if view.pending & keys:
                view.refresh()


class NestedView(QWidget):
    """A quote, a rule, or a list whose items hold more than text: documents inside a document."""

    def __init__(self, block: Block, look: Look, formulas: Formulas) -> None:
        super().__init__()
        self.pending: set[tuple[str, bool]] = set()
        self._look = look
        self._formulas = formulas
        self._bar = isinstance(block, Quote)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(1.0) if self._bar else 0, 0, 0, 0)
        self._column.setSpacing(look.px(GAP_EM))
        if isinstance(block, Quote):
            self._column.addWidget(self._document(block.blocks))
        elif isinstance(block, ListBlock):
            for number, item in enumerate(block.items, block.start):
                self._add_item(f"{number}." if block.ordered else "•", item.blocks)
        elif isinstance(block, Rule):
            self._column.addWidget(RuleView(look))

    def refresh(self) -> None:
        """The documents inside listen for themselves."""

    def _document(self, blocks: Document) -> DocumentView:
        view = DocumentView(self._look, self._formulas)
        view.show_document(blocks)
        return view

    def _add_item(self, marker: str, blocks: Document) -> None:
        mark = QLabel(marker)
        mark.setTextFormat(Qt.TextFormat.PlainText)
        mark.setFont(self._look.font())
        mark.setFixedWidth(self._look.px(2.2))
        mark.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(0.5))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._document(blocks), 1)
        self._column.addLayout(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._bar:
            QPainter(self).fillRect(0, 0, 3, self.height(), QColor(self._look.theme.line))


def grouped(document: Document) -> list[Group]:
    """Consecutive prose blocks together, every other block by itself."""
    groups: list[Group] = []
    for prose, members in groupby(document, is_prose):
        found = tuple(members)
        groups += [found] if prose else [(block,) for block in found]
    return groups


def _common(old: Sequence[Group], new: Sequence[Group]) -> int:
    """How many groups at the start are equal."""
    for place, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return place
    return min(len(old), len(new))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
