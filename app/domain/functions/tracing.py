"""Curves as lines of points: more points where a curve bends, none across a singularity."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import isfinite

from app.domain.functions.evaluate import Evaluator

Point = tuple[float, float]
Piece = list[Point]

STEP_PX = 3.0  # between neighbours at first
BEND_PX = 0.2  # a middle farther from its chord gets its own point
STEEP_PX = 12.0  # a step at the finest that is higher may be a jump
DEPTH = 7  # how often a step may be halved
MOST_IN_A_COLUMN = 6
HALVINGS = 30
EDGE = 1e-9  # of a stretch between breaks, left out at each end
AROUND = 1.5  # how many heights of the window above and below are followed
JUMP = 0.5


@dataclass(frozen=True)
class Scale:
    """How the plane is shown: pixels per unit of both axes, and the heights in sight."""

    x_px: float
    y_px: float
    bottom: float
    top: float

    @property
    def lowest(self) -> float:
        return self.bottom - AROUND * (self.top - self.bottom)

    @property
    def highest(self) -> float:
        return self.top + AROUND * (self.top - self.bottom)


def traced(
    at: Evaluator, left: float, right: float, breaks: Sequence[float], scale: Scale
) -> list[Piece]:
    """The unbroken pieces of a curve between two values of its variable, from left to right.

    Points far outside of the heights in sight are moved to the edge of what is followed.
    """
    edges = [left, *(x for x in breaks if left < x < right), right]
    pieces: list[Piece] = []
    for low, high in pairwise(edges):
        gap = (high - low) * EDGE
        pieces += _Tracer(at, scale).pieces(low + gap, high - gap)
    return [_thinned(piece, scale.x_px) for piece in pieces]


def _thinned(piece: Piece, x_px: float) -> Piece:
    """A piece of which each column of pixels has four points at the most, which look the same."""
    kept: Piece = []
    for _, column in groupby(piece, key=lambda point: int(point[0] * x_px)):
        points = list(column)
        if len(points) > MOST_IN_A_COLUMN:
            ends = points[0], points[-1]
            low, high = (choose(points, key=lambda point: point[1]) for choose in (min, max))
            points = sorted({*ends, low, high})
        kept += points
    return kept


class _Tracer:
    def __init__(self, at: Evaluator, scale: Scale) -> None:
        self._at = at
        self._scale = scale
        self._pieces: list[Piece] = []
        self._open = False  # whether the last piece goes on

    def pieces(self, low: float, high: float) -> list[Piece]:
        count = max(8, round((high - low) * self._scale.x_px / STEP_PX))
        step = (high - low) / count
        xs = [low + step * place for place in range(count)] + [high]
        before = (xs[0], self._at(xs[0]))
        self._add(before)
        for x in xs[1:]:
            here = (x, self._at(x))
            self._connect(before, here, DEPTH)
            before = here
        return [piece for piece in self._pieces if len(piece) > 1]

    def _connect(self, one: Point, other: Point, depth: int) -> None:
        """Add what lies behind ``one``, up to ``other``."""
        middle_x = (one[0] + other[0]) / 2
        if depth and one[0] < middle_x < other[0] and not self._is_out(one, other):
            middle = (middle_x, self._at(middle_x))
            if depth == DEPTH or self._bends(one, middle, other):
                self._connect(one, middle, depth - 1)
                self._connect(middle, other, depth - 1)
                return
        if self._open and self._is_jump(one, other):
            self._open = False
        self._add(other)

    def _is_out(self, one: Point, other: Point) -> bool:
        """Whether both lie far outside, on the same side, or outside of the domain."""
        (_, a), (_, b) = one, other
        low, high = self._scale.lowest, self._scale.highest
        return (a > high and b > high) or (a < low and b < low)

    def _bends(self, one: Point, middle: Point, other: Point) -> bool:
        heights = [self._kept(y) for _, y in (one, middle, other)]
        known = [isfinite(y) for y in heights]
        if not all(known):
            return any(known)
        chord = (heights[0] + heights[2]) / 2
        return abs(heights[1] - chord) * self._scale.y_px > BEND_PX

    def _is_jump(self, one: Point, other: Point) -> bool:
        """Whether a high step stays high however short it is made."""
        a, b = self._kept(one[1]), self._kept(other[1])
        if not (isfinite(a) and isfinite(b)) or abs(a - b) * self._scale.y_px <= STEEP_PX:
            return False
        low, high = one, other
        for _ in range(HALVINGS):
            x = (low[0] + high[0]) / 2
            if not low[0] < x < high[0]:
                break
            middle = (x, self._at(x))
            if not isfinite(middle[1]):
                return True
            left = abs(middle[1] - low[1]) > abs(high[1] - middle[1])
            low, high = (low, middle) if left else (middle, high)
            if abs(high[1] - low[1]) <= JUMP * abs(b - a):
                return False
        return True

    def _add(self, point: Point) -> None:
        x, y = point[0], self._kept(point[1])
        if not isfinite(y):
            self._open = False
            return
        if not self._open:
            self._pieces.append([])
            self._open = True
        self._pieces[-1].append((x, y))

    def _kept(self, y: float) -> float:
        """The height, at the edge of what is followed if it lies beyond; NaN stays."""
        return min(max(y, self._scale.lowest), self._scale.highest) if y == y else y
