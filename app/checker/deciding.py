"""Whether two values are equal: exactly where they are rational, else to many digits.

Constants are compared at ``EXACT_DIGITS`` digits, expressions with letters at several points of
each kind (small, large, negative, whole). A difference is a proof; agreement at every point to
every digit is taken for equality, for texts that a model or a person wrote do not come that close
by accident. Real mathematics: points where a value is not real do not count, unless the imaginary
unit stands in it.
"""

import random
from collections.abc import Iterator, Mapping
from typing import Any

import sympy
from sympy import Expr, Float, Rational, Symbol

DIGITS = 40
EXACT_DIGITS = 60  # of constants: exp(pi*sqrt(163)) is a whole number to 30 digits, and is none
MOST_DIGITS = 200  # that SymPy may work with to get there
AGREEING = Float("1e-28")  # relative difference that counts as none
EXACT = Float("1e-50", EXACT_DIGITS)  # the same for constants that are known exactly
VANISHING = Float("1e-55")  # nothing that is written down is as small as that without being 0
ENOUGH_POINTS = 4
MAX_LETTERS = 12
MAX_OPERATIONS = 4000

#: From where to where numbers are drawn, and how often. Small ones first: there roots, logarithms
#: and inverse functions are real.
_KINDS = (
    *(((0.1, 0.9), 3), ((0.3, 3), 3), ((0.3, 9), 3)),
    *(((-0.9, 0), 1), ((-3, 3), 3), ((-9, 9), 2), ((9, 40), 1)),
)
_WHOLE = 5  # points of small whole numbers: elsewhere (-1)^n is not real

Point = Mapping[Symbol, Any]


def equal(first: Expr, second: Expr) -> bool | None:
    """Whether two values are the same; None where that cannot be decided."""
    if first == second:
        return True
    if isinstance(first, Rational) and isinstance(second, Rational):
        return False
    if first.is_infinite or second.is_infinite:
        return None if {first, second} & {sympy.zoo, sympy.nan} else False
    if _heavy(first) or _heavy(second):
        return None
    letters = sorted(first.free_symbols | second.free_symbols, key=str)
    if not letters:
        return _equal_constants(first, second)
    return _equal_at_points(first, second, letters) if len(letters) <= MAX_LETTERS else None


def zero(value: Expr) -> bool | None:
    """Whether a value is 0."""
    return equal(value, sympy.S.Zero)


def _heavy(value: Expr) -> bool:
    return bool(sympy.count_ops(value) > MAX_OPERATIONS)


def _equal_constants(first: Expr, second: Expr) -> bool | None:
    tolerance = AGREEING if first.has(Float) or second.has(Float) else EXACT
    here, there = (number(value, digits=EXACT_DIGITS) for value in (first, second))
    return close(here, there, tolerance)


def _equal_at_points(first: Expr, second: Expr, letters: list[Symbol]) -> bool | None:
    imaginary = first.has(sympy.I) or second.has(sympy.I)
    agreed = 0
    for point in points(letters):
        here, there = number(first, point), number(second, point)
        if not imaginary and not (is_real(here) and is_real(there)):
            continue
        same = close(here, there)
        if same is False:
            return False
        agreed += bool(same)
    return True if agreed >= ENOUGH_POINTS else None


def points(letters: list[Symbol]) -> Iterator[dict[Symbol, Rational]]:
    """Always the same points, for a verdict must not change by itself."""
    dice = random.Random(17)
    for (low, high), times in _KINDS:
        for _ in range(times):
            yield {letter: _drawn(dice, low, high) for letter in letters}
    for _ in range(_WHOLE):
        yield {letter: Rational(dice.randint(1, 7)) for letter in letters}


def _drawn(dice: random.Random, low: float, high: float) -> Rational:
    """A number with a denominator that appears in no answer."""
    return Rational(dice.randint(round(101 * low), round(101 * high)), 101)


def number(value: Expr, point: Point | None = None, *, digits: int = DIGITS) -> Any:
    """A value as a number of many digits; NaN if it is none."""
    try:
        found = value.subs(dict(point)) if point else value
        if not isinstance(found, Rational):
            found = found.evalf(digits, maxn=MOST_DIGITS)
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        return sympy.nan
    return found if found.is_number else sympy.nan


def is_real(found: Any) -> bool:
    """Whether a number is a finite real one, tiny imaginary parts of rounding aside."""
    if found.is_comparable:
        return bool(found.is_finite is not False)
    real, imaginary = found.as_real_imag()
    if not (real.is_comparable or real == 0) or not imaginary.is_comparable:
        return False
    return bool(abs(imaginary) <= AGREEING * max(abs(real), VANISHING))


def close(first: Any, second: Any, tolerance: Float = AGREEING) -> bool | None:
    """Whether two numbers agree in all digits that count; None if one is no finite number."""
    if any(value.has(sympy.nan, sympy.zoo, sympy.oo) for value in (first, second)):
        return None
    if isinstance(first, Rational) and isinstance(second, Rational):
        return bool(first == second)
    size = max(abs(first).evalf(EXACT_DIGITS), abs(second).evalf(EXACT_DIGITS))
    difference = abs(first - second).evalf(EXACT_DIGITS)
    if not (size.is_comparable and difference.is_comparable) and difference != 0:
        return None
    return bool(size <= VANISHING or difference <= tolerance * size)
