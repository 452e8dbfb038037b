"""A function with its derivative, and where it is zero: crossings and places where it touches.

What is found is a zero for certain up to rounding; between two neighbours of a grid that is too
coarse, zeros may be missed.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from math import inf, isfinite, nextafter

from app.domain.functions.calculus import derivative, guards
from app.domain.functions.evaluate import Evaluator, evaluator
from app.domain.functions.tree import Expression

MAX_STEPS = 100
STEEPEST = 1e-4  # at a zero's nearest floats, a function may still be so much of its size around it
TOUCHING = 1e-10  # of its size around, and a function touches zero
SIMPLE = 100  # denominators of the numbers that are tried first
NEAR = 1e-4
SLOPE_STEP = 1e-6

_INVERSE_GOLDEN = 0.6180339887498949


class Function:
    """An expression of one variable, ready to be computed."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self.at: Evaluator = evaluator(expression)

    @cached_property
    def slope(self) -> Evaluator:
        """The derivative; a difference quotient where its expression grows too large."""
        found = derivative(self.expression)
        return self._quotient if found is None else evaluator(found)

    @cached_property
    def guards(self) -> "tuple[Function, ...]":
        """At their zeros the function may end, break or bend; elsewhere it is smooth."""
        return tuple(Function(guard) for guard in guards(self.expression))

    def _quotient(self, x: float) -> float:
        step = SLOPE_STEP * max(1.0, abs(x))
        return (self.at(x + step) - self.at(x - step)) / (2 * step)


def zeros(function: Function, xs: Sequence[float]) -> list[float]:
    """The zeros of a function, as seen from its values on the increasing grid ``xs``."""
    ys = [function.at(x) for x in xs]
    found = crossings(function.at, xs, ys)
    for place in range(1, len(xs) - 1):
        if _is_dip(*ys[place - 1 : place + 2]):
            x = _touch(function, xs[place - 1], xs[place + 1])
            size = max(abs(ys[place - 1]), abs(ys[place + 1]))
            if abs(function.at(x)) <= TOUCHING * size:
                found.append(x)
    return sorted(found)


def crossings(at: Evaluator, xs: Sequence[float], ys: Sequence[float]) -> list[float]:
    """Where values on a grid change their sign through zero, neither by a jump nor a pole."""
    found = []
    for place in range(len(xs)):
        if ys[place] == 0:
            found += [xs[place]] if _is_alone(ys, place) else []
        elif place and ys[place - 1] * ys[place] < 0:
            x = crossing(at, xs[place - 1], xs[place])
            if x is not None:
                found.append(x)
    return found


def crossing(at: Evaluator, low: float, high: float) -> float | None:
    """The zero between two points where the function has different signs."""
    below, above = at(low), at(high)
    size = max(abs(below), abs(above))
    if not isfinite(size):
        size = min(abs(below), abs(above))
    x = sign_change(at, low, high)
    near = (at(nextafter(x, -inf)), at(x), at(nextafter(x, inf)))
    finite = [abs(value) for value in near if isfinite(value)]
    return simplest(at, x) if finite and max(finite) <= STEEPEST * size else None


def sign_change(at: Evaluator, low: float, high: float) -> float:
    """Where the sign changes, to the last digit: false position kept in check by halving."""
    below, above = at(low), at(high)
    for step in range(MAX_STEPS):
        middle = (low + high) / 2
        if step % 3 and isfinite(below) and isfinite(above):
            middle = high - above * (high - low) / (above - below)
        if not low < middle < high:
            middle = (low + high) / 2
            if not low < middle < high:
                break
        value = at(middle)
        if value == 0:
            return middle
        if (value > 0) == (above > 0):
            high, above = middle, value
        else:
            low, below = middle, value
    return low if abs(below) < abs(above) else high


def simplest(at: Evaluator, x: float) -> float:
    """A simple number right beside ``x`` if the function is at least as near to zero there."""
    candidate = float(Fraction(x).limit_denominator(SIMPLE))
    near = abs(candidate - x) <= NEAR * max(1.0, abs(x))
    return candidate if near and abs(at(candidate)) <= abs(at(x)) else x


def _touch(function: Function, low: float, high: float) -> float:
    """Where |f| is least between two points."""
    rising = (function.slope(low), function.slope(high))
    if rising[0] * rising[1] < 0:
        x = sign_change(function.slope, low, high)
    else:
        x = _least(function.at, low, high)
    return simplest(function.at, x)


def _least(at: Evaluator, low: float, high: float) -> float:
    for _ in range(MAX_STEPS):
        left = high - _INVERSE_GOLDEN * (high - low)
        right = low + _INVERSE_GOLDEN * (high - low)
        if abs(at(left)) < abs(at(right)):
            high = right
        else:
            low = left
    return (low + high) / 2


def _is_dip(before: float, here: float, after: float) -> bool:
    """Whether |f| is least in the middle, all of one sign."""
    same_sign = before * here > 0 and here * after > 0
    lower = abs(here) < abs(before) and abs(here) <= abs(after)
    return same_sign and lower


def _is_alone(ys: Sequence[float], place: int) -> bool:
    """Whether a zero is one of its own: of no stretch of zeros, and not where values underflow."""
    return 0 < place < len(ys) - 1 and ys[place - 1] != 0 and ys[place + 1] != 0
