"""A plot as it is looked at: its special points, its asymptotes, its curves as lines to draw.

One ``Study`` serves a plot for as long as it is shown: functions and derivatives are made once.
All of it takes some hundredths of a second at most.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from math import inf, isfinite, sinh

from app.domain.functions.analysis import SAME, Analysed, Place, distinct, near
from app.domain.functions.exact import exact
from app.domain.functions.features import Features, Kind, Line, Point
from app.domain.functions.limits import asymptote
from app.domain.functions.model import Plot
from app.domain.functions.tracing import Piece, Scale, traced
from app.domain.functions.tree import add, negate
from app.domain.functions.window import MOST_SHOWN, Window, first_window
from app.domain.functions.zeros import Function

GRID = 320  # points of a stretch
MOST_OF_A_KIND = 40  # more are a smear, of which none is marked
WIDE_GRID = 1000
WIDE = 7.6  # the widest look goes to sinh of this, about 1000, finer towards zero
ANGLES = 10.0  # where angles are looked at first: up to ±10
NARROWER = (1.0, 0.1, 0.01)  # then, while there is too much to see
WHERE_SIDES_MEET = frozenset({Kind.INTERSECTION, Kind.HOLE})
UNRESOLVED = 6.0  # steps of the grid: where zeros lie nearer to each other, some are missed
MOST_OF_PERIODS = 5  # points to show at first of what goes on and on
FEW = 3  # points; with fewer, periods are longer than that


class Study:
    """Looks at the curves of one plot."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self._functions = [Function(curve.expression) for curve in plot.curves]
        # Where a function meets its own derivative means nothing.
        met = [number for number, curve in enumerate(plot.curves) if not curve.is_derivative]
        pairs = combinations(met, 2)
        self._differences = [(first, self._difference(first, other)) for first, other in pairs]

    def first_window(self, aspect: float) -> Window:
        """The stretch and heights to show first; ``aspect`` is height through width."""
        found = self._periods() if self.plot.has_angles else self._look(self._wide())
        curves = [one.at for one in self._functions]
        most = MOST_OF_PERIODS if self.plot.has_angles else MOST_SHOWN
        by_points = not self.plot.equation
        return first_window(found, curves, aspect, by_points=by_points, most=most)

    def _wide(self) -> list[float]:
        return [sinh(WIDE * (2 * place / WIDE_GRID - 1)) for place in range(WIDE_GRID + 1)]

    def _periods(self) -> Features:
        """What is found within some periods, however long they are."""
        found = self._look(uniform(-ANGLES, ANGLES, WIDE_GRID))
        for half in NARROWER:
            if not found.crowded or found.wild:
                break
            found = self._look(uniform(-half, half, WIDE_GRID))
        few = not found.crowded and len(found.points) < FEW
        return self._look(self._wide()) if few else found

    def features(self, left: float, right: float) -> Features:
        """Points and asymptotes to be marked between two values of the variable."""
        found = self._look(uniform(left, right, GRID))
        if found.wild:
            found = replace(
                found, points=_resolved(found.points, UNRESOLVED * (right - left) / GRID)
            )
        if not self.plot.equation:
            return found
        meetings = [point for point in found.points if set(point.kinds) & WHERE_SIDES_MEET]
        return replace(found, points=tuple(meetings))

    def pieces(
        self, features: Features, left: float, right: float, scale: Scale
    ) -> list[list[Piece]]:
        """For each curve its unbroken pieces, as points to be joined by lines."""
        pairs = zip(self._functions, features.breaks, strict=True)
        return [traced(one.at, left, right, breaks, scale) for one, breaks in pairs]

    def value(self, curve: int, x: float) -> float:
        """The height of a curve; NaN outside of its domain."""
        return self._functions[curve].at(x)

    def _difference(self, first: int, other: int) -> Function:
        one, two = self._functions[first].expression, self._functions[other].expression
        return Function(add(one, negate(two)))

    def _look(self, xs: Sequence[float]) -> Features:
        apart = (xs[-1] - xs[0]) * SAME
        analysed = [Analysed(function, xs) for function in self._functions]
        places = [
            (number, place)
            for number, one in enumerate(analysed)
            for place in self._places(one, xs)
        ]
        places += [
            (number, place)
            for number, difference in self._differences
            for place in self._meetings(number, difference, xs)
        ]
        counts = Counter((number, place.kind) for number, place in places)
        kept = [(n, place) for n, place in places if counts[n, place.kind] <= MOST_OF_A_KIND]
        points = [
            point
            for number in range(len(analysed))
            for point in _points([place for n, place in kept if n == number], number, apart)
        ]
        lines = [line for number, one in enumerate(analysed) for line in self._lines(number, one)]
        return Features(
            tuple(points),
            tuple(lines),
            tuple(tuple(one.cuts()) for one in analysed),
            crowded=len(kept) < len(places),
            wild=any(one.is_wild for one in analysed),
        )

    def _meetings(self, number: int, difference: Function, xs: Sequence[float]) -> list[Place]:
        at = self._functions[number].at
        found = [(x, at(x)) for x in Analysed(difference, xs).roots()]
        return [Place(x, y, Kind.INTERSECTION) for x, y in found if isfinite(y)]

    def _places(self, one: Analysed, xs: Sequence[float]) -> list[Place]:
        if self.plot.equation:
            return list(one.ends())
        at = one.function.at
        found = [Place(x, 0.0, Kind.ROOT) for x in one.roots()]
        found += [*one.extrema(), *one.ends()]
        if xs[0] < 0 < xs[-1] and isfinite(at(0.0)):
            found.append(Place(0.0, at(0.0), Kind.INTERCEPT))
        return found

    def _lines(self, number: int, one: Analysed) -> Iterator[Line]:
        for x in one.poles():
            yield Line(inf, exact(x).value, number)
        for slope, height in self._asymptotes[number]:
            yield Line(slope, height, number)

    @cached_property
    def _asymptotes(self) -> list[list[tuple[float, float]]]:
        """Those that are not vertical, for each curve."""
        found = []
        for function in self._functions:
            places = [one.x for one in Analysed(function, uniform(-ANGLES, ANGLES, GRID)).breaks]
            right = asymptote(function.at, 1.0, max([0.0, *places]))
            left = asymptote(function.at, -1.0, min([0.0, *places]))
            found.append(list(dict.fromkeys(line for line in (left, right) if line is not None)))
        return found


def uniform(left: float, right: float, count: int) -> list[float]:
    """A grid whose middle is a point of it."""
    step = (right - left) / count
    return [left + step * place for place in range(count)] + [right]


def _resolved(points: Sequence[Point], apart: float) -> tuple[Point, ...]:
    """Without those so near to another of their kind that more of them must have been missed."""
    return tuple(
        point
        for point in points
        if all(
            other is point
            or other.kinds[0] is not point.kinds[0]
            or abs(other.x.value - point.x.value) > apart
            for other in points
        )
    )


def _points(places: Sequence[Place], curve: int, apart: float) -> list[Point]:
    """The places of a curve, those at the same point as one."""
    points = []
    for x in distinct([place.x for place in places], apart):
        here = [place for place in places if abs(place.x - x) <= apart]
        while here:
            same = [one for one in here if near(one.y, here[0].y)]
            here = [one for one in here if one not in same]
            points.append(_point(same, curve))
    return points


def _point(places: Sequence[Place], curve: int) -> Point:
    best = min(places, key=lambda place: (place.tolerance, place.kind is Kind.INTERCEPT))
    kinds = tuple(kind for kind in Kind if any(place.kind is kind for place in places))
    return Point(exact(best.x), exact(best.y, best.tolerance), kinds, curve)
