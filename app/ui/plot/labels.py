"""Labels beside marked points that cover neither each other nor, if it can be helped, a curve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

from PySide6.QtCore import QPointF, QRectF, QSizeF

CELL_PX = 6.0  # curves are known by the cells that they touch
GAP_PX = 6.0  # between a point and its label
CURVE_COST = 1.0  # of one cell that a label would cover
POINT_COST = 6.0

#: Which way a label lies of its point, the best way first.
WAYS = ((1, -1), (-1, -1), (1, 1), (-1, 1), (0, -1), (0, 1), (1, 0), (-1, 0))


@dataclass(frozen=True)
class Wish:
    """A label that wants a place beside ``point``."""

    point: QPointF
    size: QSizeF


class Ground:
    """What is taken already in a picture."""

    def __init__(self, bounds: QRectF, curves: Iterable[Sequence[QPointF]]) -> None:
        self._bounds = bounds
        self._cells = {
            (floor(point.x() / CELL_PX), floor(point.y() / CELL_PX))
            for curve in curves
            for point in curve
            if bounds.contains(point)
        }
        self._taken: list[QRectF] = []
        self._points: list[QPointF] = []

    def take(self, rect: QRectF) -> None:
        """Nothing may be put here."""
        self._taken.append(rect)

    def mark(self, points: Iterable[QPointF]) -> None:
        """Points that should not be covered."""
        self._points += points

    def place(self, wish: Wish) -> QRectF | None:
        """The best place for a label, which is taken then; None if there is none."""
        free = [
            (self.covered(rect) + rank / 10, rect)
            for rank, rect in enumerate(_around(wish))
            if self._bounds.contains(rect) and not any(map(rect.intersects, self._taken))
        ]
        if not free:
            return None
        best = min(free, key=lambda one: one[0])[1]
        self._taken.append(best)
        return best

    def covered(self, rect: QRectF) -> float:
        """How much a label here would hide."""
        columns = range(floor(rect.left() / CELL_PX), floor(rect.right() / CELL_PX) + 1)
        rows = range(floor(rect.top() / CELL_PX), floor(rect.bottom() / CELL_PX) + 1)
        cells = sum((column, row) in self._cells for column in columns for row in rows)
        return CURVE_COST * cells + POINT_COST * sum(map(rect.contains, self._points))


def _around(wish: Wish) -> list[QRectF]:
    width, height = wish.size.width(), wish.size.height()
    found = []
    for across, down in WAYS:
        gap = GAP_PX if across and down else GAP_PX * 1.5
        x = wish.point.x() + across * (gap + width / 2) - width / 2
        y = wish.point.y() + down * (gap + height / 2) - height / 2
        found.append(QRectF(x, y, width, height))
    return found
