"""What a pupil looks for in a plot: special points and asymptotes, as values."""

from dataclasses import dataclass
from enum import StrEnum
from math import isinf

from app.domain.functions.exact import Exact


class Kind(StrEnum):
    """What a point is."""

    ROOT = "root"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    INTERSECTION = "intersection"
    INTERCEPT = "intercept"  # where the curve meets the vertical axis
    HOLE = "hole"  # a value is missing, the curve goes on
    END = "end"  # of the curve; the point belongs to it
    OPEN_END = "open_end"


@dataclass(frozen=True)
class Point:
    """A marked point of one curve (its number); a point may be several things at once."""

    x: Exact
    y: Exact
    kinds: tuple[Kind, ...]
    curve: int

    @property
    def is_open(self) -> bool:
        return Kind.HOLE in self.kinds or Kind.OPEN_END in self.kinds


@dataclass(frozen=True)
class Line:
    """An asymptote: vertical at ``height`` if ``slope`` is infinite, else slope · x + height."""

    slope: float
    height: float
    curve: int

    @property
    def is_vertical(self) -> bool:
        return isinf(self.slope)


@dataclass(frozen=True)
class Features:
    """What was found; ``breaks`` are, for each curve, the places where it is cut.

    ``crowded``: some kinds of points are left out because there are too many of them. ``wild``: a
    curve has no limit beside some point, so it may change there without end.
    """

    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    breaks: tuple[tuple[float, ...], ...]
    crowded: bool = False
    wild: bool = False
