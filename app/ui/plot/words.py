"""What a plot shows, said in sentences: for those who listen, and for the window's title."""

import re
from collections.abc import Sequence
from math import isinf

from app.domain.functions.exact import MINUS, exact
from app.domain.functions.features import Features, Kind, Line, Point
from app.domain.functions.model import Plot
from app.i18n import tr

MOST_SAID = 6  # points of one kind; more are counted
MOST_NESTED = 4

_FRACTION = re.compile(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_SHORT_FRACTION = re.compile(r"\\frac\s*(\d)\s*(\d)")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")
_SHORT_BRACKET = re.compile(r"(?<![A-Za-z])\((\w)\)")
_SIGNS = {
    "theta": "θ",
    "alpha": "α",
    "phi": "φ",
    "pi": "π",
    "cdot": "·",
    "circ": "°",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    **{name: f"{name} " for name in ("sin", "cos", "tan", "cot", "sec", "csc", "ln", "lg", "log")},
}

_SAID = (
    (Kind.ROOT, "plot.said_roots"),
    (Kind.INTERSECTION, "plot.said_intersections"),
    (Kind.MINIMUM, "plot.said_minima"),
    (Kind.MAXIMUM, "plot.said_maxima"),
    (Kind.INTERCEPT, "plot.said_intercept"),
    (Kind.HOLE, "plot.said_holes"),
)


def title(plot: Plot) -> str:
    """The window's title."""
    return tr("plot.title", formula=_formulas(plot))


def sentence(plot: Plot, found: Features) -> str:
    """The main points of a plot as they are marked in it."""
    variable = letter(plot.variable)
    said = [tr("plot.said_plot", formula=_formulas(plot))]
    for kind, key in _SAID:
        points = [point for point in found.points if kind in point.kinds]
        if points:
            said.append(tr(key, points=_listed(points, kind, variable)))
    if found.lines:
        lines = [equation(line, variable) for line in found.lines[:MOST_SAID]]
        said.append(tr("plot.said_asymptotes", lines=tr("plot.comma").join(lines)))
    return "\n".join(said)


def coordinates(point: Point) -> str:
    """``(≈ 1.5, −2)``"""
    return f"({point.x.text}, {point.y.text})"


def equation(line: Line, variable: str) -> str:
    """``x = 3`` or ``y = 2x − 1``"""
    if isinf(line.slope):
        return _is(variable, exact(line.height).text)
    height = exact(line.height)
    if line.slope == 0:
        return _is("y", height.text)
    slope = {1.0: "", -1.0: MINUS}.get(line.slope, _factor(exact(line.slope).text))
    front = f"y = {slope}{variable}"
    if line.height == 0:
        return front
    sign = "+" if line.height > 0 else MINUS
    return f"{front} {sign} {exact(abs(line.height)).text.removeprefix('≈ ')}"


def _is(name: str, text: str) -> str:
    return f"{name} {text}" if text.startswith("≈") else f"{name} = {text}"


def _factor(text: str) -> str:
    text = text.removeprefix("≈ ")
    return f"({text})" if "/" in text or "+" in text else text


def _formulas(plot: Plot) -> str:
    sign = " = " if plot.equation else tr("plot.comma")
    return sign.join(plain(curve.tex) for curve in plot.curves)


def letter(variable: str) -> str:
    """The sign of a variable that is named by a command."""
    return _SIGNS.get(variable.removeprefix("\\"), variable)


def plain(tex: str) -> str:
    """A short formula without the marks of LaTeX, as it would be typed."""
    tex = _SHORT_FRACTION.sub(r"\1/\2", tex)
    for _ in range(MOST_NESTED):
        tex = _FRACTION.sub(r"(\1)/(\2)", _ROOT.sub(r"√(\1)", tex))
    tex = _COMMAND.sub(lambda name: _SIGNS.get(name[1], name[1]), tex)
    return _SHORT_BRACKET.sub(r"\1", tex.replace("{", "(").replace("}", ")")).strip()


def _listed(points: Sequence[Point], kind: Kind, variable: str) -> str:
    named = [
        _is(variable, point.x.text) if kind is Kind.ROOT else coordinates(point)
        for point in points[:MOST_SAID]
    ]
    text = tr("plot.comma").join(named)
    left = len(points) - MOST_SAID
    return tr("plot.and_more", listed=text, count=left) if left > 0 else text
