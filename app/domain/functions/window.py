"""The part of the plane to show first: all that is special, and as little else as that needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot, isfinite

from app.domain.functions.evaluate import Evaluator
from app.domain.functions.features import Features, Kind, Point

USUAL = 5.0  # half of the width where nothing is special
MOST_SHOWN = 12  # special points at first; more are reached by zooming
FARTHER = 40.0  # a point so much farther out than those before it is left out
MARGIN_X = 0.3  # of the width of what is special, on each side
MARGIN_Y = 0.28
ORIGIN = 2.5  # so many widths away, the origin is still shown
NARROWEST = 1e-9
ENOUGH = 3  # special values of x, to choose the stretch by them alone
MOST_X = 1e3
LEAST_SEEN = 0.15  # of a curve, or it is too steep for equal scales
ALMOST_EVEN = 1.6  # times lower than equal scales: then those are taken
FLAT = 0.25  # of the height, and it is too flat for them
LIFT = 0.3  # of the height
STEEP_PART, FLAT_PART = 0.25, 0.05  # of the values, left out at each end
SAMPLES = 60
STRONG = frozenset({Kind.ROOT, Kind.MINIMUM, Kind.MAXIMUM, Kind.INTERSECTION, Kind.END, Kind.HOLE})


@dataclass(frozen=True)
class Window:
    """A rectangle of the plane."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def moved(self, dx: float, dy: float) -> "Window":
        """Shifted by shares of its own width and height."""
        x, y = dx * self.width, dy * self.height
        return Window(self.left + x, self.right + x, self.bottom + y, self.top + y)

    def zoomed(self, factor: float, x: float, y: float) -> "Window":
        """``factor`` times as large, with (x, y) where it is."""
        return Window(
            x + (self.left - x) * factor,
            x + (self.right - x) * factor,
            y + (self.bottom - y) * factor,
            y + (self.top - y) * factor,
        )


def first_window(
    found: Features,
    curves: Sequence[Evaluator],
    aspect: float,
    *,
    by_points: bool = True,
    most: int = MOST_SHOWN,
) -> Window:
    """What to show first; ``aspect`` is height through width in pixels.

    At ``most`` so many points are sought out, those nearest to the origin. The height is chosen
    ``by_points``, or by how the curves run between them.
    """
    shown = _nearest(found, most)
    xs = [point.x.value for point in shown]
    xs += [line.height for line in found.lines if line.is_vertical and abs(line.height) < MOST_X]
    is_rich = len({point.x.value for point in shown if STRONG & set(point.kinds)}) >= ENOUGH
    left, right = _stretch(xs, least=0.0 if is_rich else 2 * USUAL)
    shown += [point for point in found.points if left < point.x.value == 0 < right]
    ys = _heights(found, shown, left, right)
    usual = aspect * (right - left)
    if by_points and is_rich and max(ys) - min(ys) > NARROWEST * usual:
        bottom, top = _with_margin(min(ys), max(ys), MARGIN_Y)
        if not top - bottom < usual < ALMOST_EVEN * (top - bottom):
            return Window(left, right, bottom, top)
    even = _even(Window(left, right, min(ys), max(ys)), usual)
    return _fitted(even, ys, curves)


def _nearest(found: Features, most: int) -> list[Point]:
    """The special points nearest to the origin, without such that lie far from all others."""
    ordered = sorted(found.points, key=lambda one: abs(one.x.value))
    if found.wild:
        return ordered
    strong = [point for point in ordered if point.kinds != (Kind.INTERCEPT,)] or ordered
    kept = strong[:1]
    for point in strong[1:]:
        reach, size = abs(kept[-1].x.value), abs(point.x.value)
        many = len(kept) >= most and size > reach * (1 + NARROWEST)
        if many or (reach and size > FARTHER * max(reach, 1.0)):
            break
        kept.append(point)
    return kept


def _fitted(even: Window, ys: Sequence[float], curves: Sequence[Evaluator]) -> Window:
    """The window, higher or lower where its curves are much steeper or flatter."""
    xs = [even.left + even.width * place / SAMPLES for place in range(SAMPLES + 1)]
    values = sorted(y for at in curves for x in xs if isfinite(y := at(x)))
    if not values:
        return even
    seen = sum(1 for y in values if even.bottom < y < even.top) / len(values)
    most, half = _inner_part(values, FLAT_PART), _inner_part(values, STEEP_PART)
    if seen < LEAST_SEEN:
        wanted = [*half, *ys]
    elif 0 < most[-1] - most[0] < FLAT * even.height:
        wanted = [*most, *ys]
    else:
        return _lifted(even, values)
    bottom, top = _with_margin(min(wanted), max(wanted), MARGIN_Y)
    return replace(even, bottom=bottom, top=top)


def _lifted(even: Window, values: Sequence[float]) -> Window:
    """The window moved towards where most of the curve is that it does not show."""
    above = sum(1 for y in values if y > even.top)
    below = sum(1 for y in values if y < even.bottom)
    return even.moved(0.0, LIFT * (above - below) / max(1, above + below))


def _inner_part(values: Sequence[float], left_out: float) -> Sequence[float]:
    """Sorted values without a share of them at each end."""
    count = int(len(values) * left_out)
    return values[count : len(values) - count]


def _stretch(xs: Sequence[float], least: float) -> tuple[float, float]:
    """From left to right around what is special, at least so wide."""
    low, high = (min(xs), max(xs)) if xs else (0.0, 0.0)
    width = max(high - low, least)
    if width <= NARROWEST * max(1.0, abs(low)):
        width = 2 * USUAL
    if min(abs(low), abs(high)) <= ORIGIN * width:
        low, high = min(low, 0.0), max(high, 0.0)
    margin = max(MARGIN_X * (high - low), (width - (high - low)) / 2)
    return low - margin, high + margin


def _heights(found: Features, shown: Sequence[Point], left: float, right: float) -> list[float]:
    """Heights that should be seen: of special points, level lines, and the axis if it is near."""
    ys = [point.y.value for point in shown]
    ys += [line.height for line in found.lines if line.slope == 0] or ([] if ys else [0.0])
    if min(abs(y) for y in ys) <= ORIGIN * max(max(ys) - min(ys), right - left):
        ys.append(0.0)
    return ys


def _even(window: Window, height: float) -> Window:
    """As high as equal scales on both axes make it, or as high as its points need."""
    bottom, top = _with_margin(window.bottom, window.top, MARGIN_Y)
    if top - bottom >= height:
        return replace(window, bottom=bottom, top=top)
    middle = (window.bottom + window.top) / 2
    return replace(window, bottom=middle - height / 2, top=middle + height / 2)


def _with_margin(low: float, high: float, share: float) -> tuple[float, float]:
    room = (high - low) * share or hypot(low, 1.0) * share
    return low - room, high + room
