"""A set formula as a display list, in units of one em.

Coordinates: x to the right, y downwards, the origin at the left end of the baseline; everything in
em of the surrounding text, so that one list serves every font size and scale factor. Colours are
not part of it: the renderer paints with the colour of the text.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

#: One step of an outline: ("M", x, y), ("L", x, y), ("Q", x1, y1, x, y),
#: ("C", x1, y1, x2, y2, x, y) or ("Z",), coordinates absolute.
Segment = tuple[str | float, ...]
Point = tuple[float, float]


class Affine(NamedTuple):
    """The map (x, y) -> (a x + c y + e, b x + d y + f), the order of SVG's ``matrix``."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @classmethod
    def rotation(cls, angle: float) -> "Affine":
        """A turn about the origin, from the x axis towards the y axis; ``angle`` in radians."""
        return cls(math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle))

    def after(self, inner: "Affine") -> "Affine":
        """The map that applies ``inner`` first."""
        e, f = self.point(inner.e, inner.f)
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )

    def point(self, x: float, y: float) -> Point:
        """Where (x, y) goes."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


IDENTITY = Affine()


@dataclass(frozen=True, slots=True)
class Outline:
    """A filled path (a glyph or part of a stretchy sign). Overlaps are filled (non-zero winding).

    ``glyph`` is the outline in units of its own and the same object wherever that glyph stands, so
    that a thousand formulas take little memory; ``place`` maps it into the formula.
    """

    glyph: tuple[Segment, ...]
    place: Affine = IDENTITY

    @property
    def segments(self) -> Iterator[Segment]:
        """The outline in em of the formula."""
        for step in self.glyph:
            yield segment(step, (self.place.point(x, y) for x, y in points(step)))


def points(step: Segment) -> list[Point]:
    """The points of a segment."""
    numbers = [float(number) for number in step[1:]]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def segment(step: Segment, moved: Iterable[Point]) -> Segment:
    """The same step through other points."""
    return (step[0], *(number for point in moved for number in point))


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle: fraction bars, rules of radicals, table lines."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """An unfilled rectangle, as drawn by \\boxed; ``stroke`` is the line width."""

    x: float
    y: float
    width: float
    height: float
    stroke: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Text that MathJax has no glyphs for (Chinese, mostly): baseline start and font size in em."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Formula:
    """A formula ready to be painted; extents in em, ascent and descent from the baseline."""

    tex: str
    display: bool
    width: float
    ascent: float
    descent: float
    shapes: "tuple[Outline | Bar | Frame | Words, ...]"


@dataclass(frozen=True)
class FormulaError:
    """A formula that cannot be set; ``why`` is MathJax's reason, for the log and reports only."""

    tex: str
    display: bool
    why: str
