"""Whether two values of answers are equal, matrices and unevaluated operators among them.

``deciding`` compares numbers; before that, exact algebra is tried where it is quick.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sympy
from sympy import Expr

from app.checker.building import is_matrix
from app.checker.deciding import MAX_LETTERS, Point, close, is_real, number, points
from app.checker.deciding import equal as equal_values

ENOUGH_POINTS = 3  # where a quotient is the same
MAX_OPERATIONS = 300  # of an expression that is expanded
_UNEVALUATED = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Limit, sympy.Derivative)


def equal(first: Any, second: Any) -> bool | None:
    """Whether two numbers, expressions or matrices are equal; None if that stays open."""
    if first == second:
        return True
    if is_matrix(first) or is_matrix(second):
        return _equal_matrices(first, second)
    first, second = _done(first), _done(second)
    if first.free_symbols | second.free_symbols and _is_zero(first - second):
        return True
    return equal_values(first, second)


def all_equal(first: Sequence[Any], second: Sequence[Any]) -> bool | None:
    """Whether two rows are equal, value by value."""
    if len(first) != len(second):
        return False
    return every(equal(a, b) for a, b in zip(first, second, strict=True))


def every(answers: Iterator[bool | None]) -> bool | None:
    """True if all are, False if one is not, else None."""
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        result = result and answer
    return result


def proportional(first: Expr, second: Expr, signs: Sequence[int]) -> bool | None:
    """Whether the quotient is the same number everywhere, and has one of these signs."""
    letters = sorted(first.free_symbols | second.free_symbols, key=str)
    if first.free_symbols != second.free_symbols or not 0 < len(letters) <= MAX_LETTERS:
        return False if letters else None
    found = [_ratio(first, second, point) for point in points(letters)]
    ratios = [ratio for ratio in found if ratio is not None]
    if len(ratios) < ENOUGH_POINTS:
        return None
    alike = all(close(ratio, ratios[0]) for ratio in ratios)
    return alike and is_real(ratios[0]) and sympy.sign(sympy.re(ratios[0])) in signs


def _ratio(first: Expr, second: Expr, point: Point) -> Any:
    """The quotient at a point; None where it is no number."""
    x, y = number(first, point), number(second, point)
    if any(value.has(sympy.nan, sympy.zoo, sympy.oo) for value in (x, y)) or y == 0:
        return None
    return x / y


def _done(value: Any) -> Any:
    """``value`` with its sums, limits, integrals and derivatives carried out."""
    return value.doit() if value.has(*_UNEVALUATED) else value


def _is_zero(difference: Expr) -> bool:
    if difference == 0:
        return True
    if difference.count_ops() > MAX_OPERATIONS:
        return False
    return bool(sympy.expand(difference, power_exp=False, log=False) == 0)


def _equal_matrices(first: Any, second: Any) -> bool | None:
    if not (is_matrix(first) and is_matrix(second)) or first.shape != second.shape:
        return False
    return all_equal(list(first.doit()), list(second.doit()))
