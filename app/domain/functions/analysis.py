"""One function within a stretch of its variable: roots, extrema, ends, holes, jumps, poles.

Everything is found from values, with derivatives made from the expression; every entry is true up
to rounding, but where a function changes faster than the grid, some may be missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import inf, isfinite, isinf, isnan, nextafter

from app.domain.functions.features import Kind
from app.domain.functions.limits import beside
from app.domain.functions.tree import Call, Cases, nodes
from app.domain.functions.zeros import Function, crossings, zeros

LEAST_GRID = 24  # points between two breaks
MOST_BREAKS = 120
SAME = 1e-9  # of the stretch: two places so near are one
EDGE = 1e-7  # of the room between two breaks, left out at each end
FLAT = 1e-13  # of a value: what differs less does not rise
CONTINUOUS = 1e-5
EXACT_TOLERANCE = 1e-10
LIMIT_TOLERANCE = 5e-6  # of values that are limits
ULPS = 4


@dataclass(frozen=True)
class Place:
    """A point before it has its spelling; its y is right up to ``tolerance``."""

    x: float
    y: float
    kind: Kind
    tolerance: float = EXACT_TOLERANCE


@dataclass(frozen=True)
class Break:
    """A special place: the limits on both sides (see ``limits.beside``) and the value there.

    ``is_closed``: the domain ends here, and the end belongs to it, though rounding may hide that.
    """

    x: float
    left: float | None
    right: float | None
    value: float
    is_closed: bool = False

    @property
    def is_smooth(self) -> bool:
        """Whether the curve goes through, perhaps with a bend."""
        return all(side is not None and near(side, self.value) for side in (self.left, self.right))

    @property
    def is_pole(self) -> bool:
        return any(side is not None and isinf(side) for side in (self.left, self.right))

    @property
    def middle(self) -> float:
        """Between both limits: nearer to a hole's value than either of them."""
        return ((self.left or 0.0) + (self.right or 0.0)) / 2

    @property
    def sides(self) -> list[float]:
        """The different finite limits."""
        found = [side for side in (self.left, self.right) if side is not None and isfinite(side)]
        return found[:1] if len(found) == 2 and near(*found) else found

    @property
    def is_hole(self) -> bool:
        """Whether the curve would go on if its value here were another."""
        if self.left is None or self.right is None or self.is_smooth:
            return False
        return isfinite(self.left) and isfinite(self.right) and near(self.left, self.right)


class Analysed:
    """A function over the increasing grid ``xs``, which covers the stretch to look at."""

    def __init__(self, function: Function, xs: Sequence[float]) -> None:
        self.function = function
        self._xs = xs
        self._stretch = xs[-1] - xs[0]
        self._special = _specials(function, xs)

    @cached_property
    def breaks(self) -> list[Break]:
        """The special places within the stretch."""
        edges = [-inf, *self._special, inf]
        rooms = [min(1.0, b - a) for a, b in pairwise(edges)]
        return [
            self._break(x, before, after)
            for x, before, after in zip(self._special, rooms, rooms[1:], strict=False)
        ]

    def roots(self) -> list[float]:
        """Where it is zero."""
        found = [x for grid in self._grids for x in zeros(self.function, grid)]
        ends = [place.x for place in self.ends() if place.kind is Kind.END and near(place.y, 0.0)]
        bends = [one.x for one in self.breaks if one.is_smooth and near(one.value, 0.0, SAME)]
        return found + [x for x in (*ends, *bends) if not self._is_flat(x)]

    def extrema(self) -> Iterator[Place]:
        """The highest and lowest points of their surroundings."""
        slope = self.function.slope
        for grid in self._grids:
            for x in crossings(slope, grid, [slope(x) for x in grid]):
                room = min((grid[-1] - grid[0]) / len(grid), x - grid[0], grid[-1] - x)
                yield from self._extremum(x, room)
        for one in self.breaks:
            if one.is_smooth:
                yield from self._extremum(one.x, self._stretch * SAME)

    def ends(self) -> Iterator[Place]:
        """Holes, and where the curve ends or jumps."""
        for one in self.breaks:
            if one.is_smooth:
                continue
            if one.is_hole:
                yield Place(one.x, one.middle, Kind.HOLE, LIMIT_TOLERANCE)
            else:
                yield from self._loose_ends(one)
            beside_all = all(not near(side, one.value) for side in one.sides)
            if self._is_stepped and isfinite(one.value) and beside_all:
                yield Place(one.x, one.value, Kind.END)

    def _loose_ends(self, one: Break) -> Iterator[Place]:
        for side in one.sides:
            if near(side, one.value):
                yield Place(one.x, one.value, Kind.END)
            else:
                kind = Kind.END if one.is_closed else Kind.OPEN_END
                yield Place(one.x, side, kind, LIMIT_TOLERANCE)

    @property
    def is_wild(self) -> bool:
        """Whether beside some place there is no limit, not even an infinite one."""
        return any(one.left is None or one.right is None for one in self.breaks)

    def poles(self) -> list[float]:
        """Where the values run away."""
        return [one.x for one in self.breaks if one.is_pole]

    def cuts(self) -> list[float]:
        """Where the curve must not be drawn through."""
        return [one.x for one in self.breaks if not one.is_smooth]

    @cached_property
    def _grids(self) -> list[list[float]]:
        """Points of the stretch between one special place and the next."""
        edges = [self._xs[0], *self._special, self._xs[-1]]
        return [_inner(self._xs, a, b) for a, b in pairwise(edges) if b - a > self._stretch * SAME]

    @cached_property
    def _is_stepped(self) -> bool:
        """Whether it may have a value that is not the limit from either side."""
        steps = ("sign", "floor", "ceil")
        return any(
            isinstance(node, Cases) or (isinstance(node, Call) and node.name in steps)
            for node in nodes(self.function.expression)
        )

    def _break(self, x: float, before: float, after: float) -> Break:
        at = self.function.at
        left, right, value = beside(at, x, -before), beside(at, x, after), at(x)
        closed = isnan(value) and self._ends_between_floats(x)
        return Break(x, left, right, value, closed)

    def _ends_between_floats(self, x: float) -> bool:
        """Whether the end of the domain is no float, and beside it there are values."""
        function = self.function
        if any(guard.at(x) == 0 for guard in function.guards) or any(
            isinstance(node, Call) and node.name in ("ln", "lg")
            for node in nodes(function.expression)
        ):
            return False
        low = high = x
        for _ in range(ULPS):
            low, high = nextafter(low, -inf), nextafter(high, inf)
        return isfinite(function.at(low)) != isfinite(function.at(high))

    def _extremum(self, x: float, room: float) -> Iterator[Place]:
        at = self.function.at
        y = at(x)
        rises = at(x - room) - y, at(x + room) - y
        least = FLAT * abs(y)
        if min(rises) > least:
            yield Place(x, y, Kind.MINIMUM)
        elif max(rises) < -least:
            yield Place(x, y, Kind.MAXIMUM)

    def _is_flat(self, x: float) -> bool:
        step = self._stretch * 1e-4
        return self.function.at(x - step) == 0 or self.function.at(x + step) == 0


def near(a: float, b: float, tolerance: float = CONTINUOUS) -> bool:
    """Whether two values may be the same, one of them a limit."""
    return isfinite(a) and isfinite(b) and abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))


def distinct(places: Sequence[float], apart: float) -> list[float]:
    """Sorted, each once."""
    kept: list[float] = []
    for x in sorted(places):
        if not kept or x - kept[-1] > apart:
            kept.append(x)
    return kept


def _specials(function: Function, xs: Sequence[float]) -> list[float]:
    """The zeros of the guards; none if they are too many to be told apart."""
    found = [x for guard in function.guards for x in zeros(guard, xs)]
    inside = [x for x in found if xs[0] < x < xs[-1]]
    kept = distinct(inside, (xs[-1] - xs[0]) * SAME)
    return kept if len(kept) <= MOST_BREAKS else []


def _inner(xs: Sequence[float], low: float, high: float) -> list[float]:
    """A grid between two places, just beside them at its ends."""
    edge, step = (high - low) * EDGE, (high - low) / LEAST_GRID
    inside = [x for x in xs if low + edge < x < high - edge]
    if len(inside) < LEAST_GRID:
        inside = [low + step * (place + 0.5) for place in range(LEAST_GRID)]
    return [low + edge, *inside, high - edge]
