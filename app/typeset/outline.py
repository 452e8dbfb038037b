"""Outlines from the path notation of SVG, as far as MathJax uses it, and what is done with them."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.typeset.formula import Outline, Point, Segment, points, segment

#: MathJax's TeX fonts have about 2,500 glyphs; a page of mathematics uses a few hundred.
GLYPHS_KEPT = 2000
#: Length of the dashes in table lines, in units of MathJax (1000 per em).
DASH_UNITS = 140.0

_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "T": 2, "C": 6, "Z": 0}
_DRAWN_AS = {"H": "L", "V": "L", "T": "Q"}


@lru_cache(maxsize=GLYPHS_KEPT)
def parse_outline(path: str) -> tuple[Segment, ...]:
    """The segments of an SVG path (attribute ``d``); the same object for the same path.

    Raises:
        ValueError: a command other than M L H V Q T C Z (or its relative form), or a wrong number.
    """
    pen = _Pen()
    return tuple(pen.draw(letter, numbers) for letter, numbers in _steps(path))


def _steps(path: str) -> Iterator[tuple[str, list[float]]]:
    for letter, text in _STEP.findall(path):
        numbers = [float(number) for number in text.replace(",", " ").split()]
        if len(numbers) != _NUMBERS.get(letter.upper()):
            raise ValueError(f"unknown path step {letter}{text}")
        yield letter, numbers


class _Pen:
    """Follows a path and says each step in absolute coordinates."""

    def __init__(self) -> None:
        self._at: Point = (0.0, 0.0)
        self._start: Point = (0.0, 0.0)
        self._control: Point | None = None  # of the quadratic curve just drawn

    def draw(self, letter: str, numbers: list[float]) -> Segment:
        if letter in "Zz":
            self._at, self._control = self._start, None
            return ("Z",)
        command = _DRAWN_AS.get(letter.upper(), letter.upper())
        through = self._through(letter, numbers)
        self._at = through[-1]
        self._control = through[0] if command == "Q" else None
        if command == "M":
            self._start = self._at
        return (command, *(number for point in through for number in point))

    def _through(self, letter: str, numbers: list[float]) -> list[Point]:
        x, y = self._at
        from_x, from_y = self._at if letter.islower() else (0.0, 0.0)
        if letter in "Hh":
            return [(from_x + numbers[0], y)]
        if letter in "Vv":
            return [(x, from_y + numbers[0])]
        given = zip(numbers[::2], numbers[1::2], strict=True)
        through = [(from_x + dx, from_y + dy) for dx, dy in given]
        return [self._mirrored_control(), *through] if letter in "Tt" else through

    def _mirrored_control(self) -> Point:
        (x, y), (control_x, control_y) = self._at, self._control or self._at
        return (2 * x - control_x, 2 * y - control_y)


@dataclass(frozen=True)
class Box:
    """A rectangle by its corners, x0 <= x1 and y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    def nearest(self, x: float, y: float) -> Point:
        """The point of the box nearest to (x, y)."""
        return min(max(x, self.x0), self.x1), min(max(y, self.y0), self.y1)


def clipped(outline: Outline, box: Box) -> Outline:
    """The part of a straight bar inside ``box``: points outside move to its edge."""
    return Outline(tuple(segment(step, _inside(box, step)) for step in outline.segments))


def _inside(box: Box, step: Segment) -> list[Point]:
    return [box.nearest(x, y) for x, y in points(step)]


def stroke(start: Point, end: Point, width: float) -> tuple[Segment, ...]:
    """A straight line of some width, as the outline of a rectangle."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    across_x, across_y = -(y2 - y1) / length * width / 2, (x2 - x1) / length * width / 2
    return (
        ("M", x1 + across_x, y1 + across_y),
        ("L", x2 + across_x, y2 + across_y),
        ("L", x2 - across_x, y2 - across_y),
        ("L", x1 - across_x, y1 - across_y),
        ("Z",),
    )


def dashes(start: Point, end: Point) -> Iterator[tuple[Point, Point]]:
    """The dashes of a dashed line."""
    (x1, y1), (x2, y2) = start, end
    count = max(1, round(math.hypot(x2 - x1, y2 - y1) / (2 * DASH_UNITS)))
    for index in range(count):
        begin, stop = index / count, (index + 0.5) / count
        yield (
            (x1 + (x2 - x1) * begin, y1 + (y2 - y1) * begin),
            (x1 + (x2 - x1) * stop, y1 + (y2 - y1) * stop),
        )
