"""MathJax's SVG to a display list.

Reads the few elements that MathJax writes: groups with transforms, glyph outlines, rules, frames,
lines, text it has no glyphs for, and nested ``svg`` elements, which cut the straight middle part
of a stretchy sign to length. One em is 1000 units; inside, y points upwards. Colours are left out.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from app.typeset.formula import Affine, Bar, Formula, Frame, Outline, Words
from app.typeset.outline import Box, clipped, dashes, parse_outline, stroke

UNITS_PER_EM = 1000
#: Lines of tables have no width in the SVG but in MathJax's style sheet.
TABLE_LINE_UNITS = 70.0
TRANSFORMS_KEPT = 500
_FIRST_CJK = "\u2e80"

Shape = Outline | Bar | Frame | Words

_TRANSFORM = re.compile(r"(\w+)\(([^)]*)\)")


def read_svg(svg: str, *, tex: str, display: bool) -> Formula:
    """The formula drawn by ``svg``, the text of one ``<svg>`` element.

    Raises:
        ParseError: it is no XML.
        ValueError: it holds something that this reader does not know.
    """
    root = ElementTree.fromstring(svg)
    left, top, width, height = _view_box(root)
    scale = 1 / UNITS_PER_EM
    base = Affine(a=scale, d=scale, e=-left * scale)
    return Formula(
        tex=tex,
        display=display,
        width=width * scale,
        ascent=-top * scale,
        descent=(height + top) * scale,
        shapes=tuple(_shapes(root, base)),
    )


class _Node(NamedTuple):
    """An element yet to be drawn: ``place`` maps its coordinates to the formula's."""

    element: Element
    place: Affine
    clip: Box | None
    draws: str  # the MathML element it belongs to


def _shapes(root: Element, base: Affine) -> Iterator[Shape]:
    # A stack of our own: a formula may be nested deeper than Python's calls may be.
    waiting = [_Node(child, base, None, "") for child in reversed(root)]
    while waiting:
        node = waiting.pop()
        if node.element.tag in ("g", "svg"):
            waiting.extend(reversed(_children(node)))
        else:
            yield from _drawn(node)


def _children(node: _Node) -> list[_Node]:
    element, clip = node.element, node.clip
    place = node.place.after(_transform(element))
    if element.tag == "svg":
        place, clip = _viewport(element, place)
    drawn = element.get("data-mml-node", node.draws)
    return [_Node(child, place, clip, drawn) for child in element]


def _viewport(element: Element, place: Affine) -> tuple[Affine, Box]:
    """Where a nested ``svg`` puts its content, and what it shows of it. MathJax never scales it."""
    left, top, width, height = _view_box(element)
    x, y = _number(element, "x"), _number(element, "y")
    inner = place.after(Affine(e=x - left, f=y - top))
    return inner, _box(inner, left, top, width, height)


def _drawn(node: _Node) -> Iterator[Shape]:
    place = node.place.after(_transform(node.element))
    match node.element.tag:
        case "path":
            yield from _path(node, place)
        case "polygon":
            corners = node.element.get("points", "").replace(" ", "L")
            yield Outline(parse_outline(f"M{corners}Z"), place)
        case "rect":
            yield from _rectangle(node, place)
        case "line":
            yield from _line(node.element, place)
        case "text":
            yield from _words(node.element, place)
        case unknown:
            raise ValueError(f"unknown element {unknown}")


def _path(node: _Node, place: Affine) -> Iterator[Outline]:
    glyph = parse_outline(node.element.get("d", ""))
    if glyph:
        outline = Outline(glyph, place)
        yield clipped(outline, node.clip) if node.clip else outline


def _rectangle(node: _Node, place: Affine) -> Iterator[Bar | Frame]:
    element = node.element
    if element.get("data-bgcolor") and node.draws != "mspace":
        return  # a coloured background; MathJax draws \rule as one, too
    sizes = [_number(element, name) for name in ("x", "y", "width", "height")]
    box = _box(place, *sizes)
    extents = (box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
    if element.get("fill") == "none" or element.get("data-frame"):
        yield Frame(*extents, stroke=_stroke_width(element) * abs(place.a), dashed=_dashed(element))
    else:
        yield Bar(*extents)


def _line(element: Element, place: Affine) -> Iterator[Outline]:
    x1, y1, x2, y2 = (_number(element, name) for name in ("x1", "y1", "x2", "y2"))
    whole = ((x1, y1), (x2, y2))
    for start, end in dashes(*whole) if _dashed(element) else [whole]:
        yield Outline(stroke(start, end, _stroke_width(element)), place)


def _words(element: Element, place: Affine) -> Iterator[Words]:
    if element.text:
        yield Words(
            x=place.e,
            y=place.f,
            size=float(element.get("font-size", "0px").removesuffix("px")) * abs(place.d),
            text=element.text,
            bold=element.get("font-weight") == "bold",
            italic=element.get("font-style") == "italic" and _slants(element.text),
        )


def _slants(text: str) -> bool:
    """Whether there are italics of it: of letters, but not of Chinese ones."""
    return text.isalpha() and max(text) < _FIRST_CJK


def _stroke_width(element: Element) -> float:
    return float(element.get("stroke-width", TABLE_LINE_UNITS))


def _dashed(element: Element) -> bool:
    return element.get("class") in ("mjx-dashed", "mjx-dotted")


def _number(element: Element, name: str) -> float:
    return float(element.get(name, "0"))


def _box(place: Affine, x: float, y: float, width: float, height: float) -> Box:
    (x0, y0), (x1, y1) = place.point(x, y), place.point(x + width, y + height)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _view_box(element: Element) -> tuple[float, float, float, float]:
    numbers = [float(number) for number in element.get("viewBox", "").split()]
    if len(numbers) != 4:
        raise ValueError("no viewBox")
    left, top, width, height = numbers
    return left, top, width, height


def _transform(element: Element) -> Affine:
    steps = _TRANSFORM.findall(element.get("transform", ""))
    return reduce(Affine.after, (_step(name, arguments) for name, arguments in steps), Affine())


@lru_cache(maxsize=TRANSFORMS_KEPT)
def _step(name: str, arguments: str) -> Affine:
    numbers = [float(number) for number in arguments.replace(",", " ").split()]
    match name, numbers:
        case "translate", [x]:
            return Affine(e=x)
        case "translate", [x, y]:
            return Affine(e=x, f=y)
        case "scale", [factor]:
            return Affine(a=factor, d=factor)
        case "scale", [x, y]:
            return Affine(a=x, d=y)
        case "matrix", [a, b, c, d, e, f]:
            return Affine(a, b, c, d, e, f)
        case "rotate", [degrees, x, y]:
            turn = Affine.rotation(math.radians(degrees))
            return Affine(e=x, f=y).after(turn).after(Affine(e=-x, f=-y))
    raise ValueError(f"unknown transform {name}({arguments})")
