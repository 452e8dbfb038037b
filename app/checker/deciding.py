"""Whether two values are equal: exactly where they are rational, else to many digits.

Numbers are compared at ``DIGITS`` digits, expressions with letters at several points. A difference
is a proof; agreement at every point to every digit is taken for equality, for texts that a model
or a person wrote do not come that close by accident. Real mathematics: points where a value is not
real do not count, unless the imaginary unit stands in it.
"""

import random
from collections.abc import Iterator, Mapping
from typing import Any

import sympy
from sympy import Expr, Float, Rational, Symbol

DIGITS = 40
MOST_DIGITS = 160  # that SymPy may work with to get there
AGREEING = Float("1e-28")  # relative difference that counts as none
VANISHING = Float("1e-55")  # nothing that is written down is as small as that without being 0
POINTS = 7
ENOUGH_POINTS = 4
MAX_LETTERS = 8
MAX_OPERATIONS = 4000

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
        return close(number(first), number(second))
    return _equal_at_points(first, second, letters) if len(letters) <= MAX_LETTERS else None


def zero(value: Expr) -> bool | None:
    """Whether a value is 0."""
    return equal(value, sympy.S.Zero)


def _heavy(value: Expr) -> bool:
    return bool(sympy.count_ops(value) > MAX_OPERATIONS)


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
    """Always the same points: near 1 first, where roots and logarithms are real, then others."""
    dice = random.Random(17)
    for n in range(2 * POINTS):
        low, high = (1, 40) if n < POINTS else (-40, 40)
        yield {letter: Rational(dice.randint(low, high) * 7 + 3, 31 + 2 * n) for letter in letters}


def number(value: Expr, point: Point | None = None) -> Any:
    """A value as a number of many digits; NaN if it is none."""
    try:
        found = value.subs(dict(point)) if point else value
        if not isinstance(found, Rational):
            found = found.evalf(DIGITS, maxn=MOST_DIGITS)
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


def close(first: Any, second: Any) -> bool | None:
    """Whether two numbers agree in all digits that count; None if one is no finite number."""
    if any(value.has(sympy.nan, sympy.zoo, sympy.oo) for value in (first, second)):
        return None
    if isinstance(first, Rational) and isinstance(second, Rational):
        return bool(first == second)
    size = max(abs(first).evalf(DIGITS), abs(second).evalf(DIGITS))
    difference = abs(first - second).evalf(DIGITS)
    if not (size.is_comparable and difference.is_comparable) and difference != 0:
        return None
    return bool(size <= VANISHING or difference <= AGREEING * size)
