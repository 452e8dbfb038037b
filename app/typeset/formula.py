"""A set formula as a display list, in units of one em.

Coordinates: x to the right, y downwards, the origin at the left end of the baseline; everything in
em of the surrounding text, so that one list serves every font size and scale factor. Colours are
not part of it: the renderer paints with the colour of the text.
"""

from dataclasses import dataclass

#: One step of an outline: ("M", x, y), ("L", x, y), ("Q", x1, y1, x, y), ("C", x1, y1, x2, y2, x, y)
#: or ("Z",), coordinates absolute and in em.
Segment = tuple[str | float, ...]


@dataclass(frozen=True)
class Outline:
    """A filled path (a glyph or part of a stretchy sign). Overlaps are filled (non-zero winding)."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Bar:
    """A filled rectangle: fraction bars, rules of radicals, table lines."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Frame:
    """An unfilled rectangle, as drawn by \\boxed; ``stroke`` is the line width."""

    x: float
    y: float
    width: float
    height: float
    stroke: float
    dashed: bool = False


@dataclass(frozen=True)
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
