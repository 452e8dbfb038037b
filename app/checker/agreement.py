"""Whether two values are equal: exactly where that is quick, else at random points.

Values differ if they differ at one point where both are defined. They are equal if exact algebra
says so, or if they agree to many digits at several points of each kind (positive, negative, small,
large, whole); no analytic function that people write as an answer agrees there by chance. Letters
stand for real numbers: a point where a value without ``i`` is not real does not count.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import sympy
from sympy import Expr, Float, I, Rational, Symbol

from app.checker.building import is_matrix

DIGITS = 60  # of numbers
DIGITS_AT_POINT = 30
NEEDED_POINTS = 3
MAX_LETTERS = 12
MAX_OPERATIONS = 300  # of an expression that is expanded
_NEAR = Rational(1, 10**40)
_NEAR_AT_POINT = Rational(1, 10**15)
_UNEVALUATED = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Limit, sympy.Derivative)


def equal(first: Any, second: Any) -> bool | None:
    """Whether two numbers, expressions or matrices are equal; None if that stays open."""
    if first == second:
        return True
    if is_matrix(first) or is_matrix(second):
        return _equal_matrices(first, second)
    first, second = done(first), done(second)
    letters = sorted(first.free_symbols | second.free_symbols, key=str)
    if not letters:
        return equal_numbers(first, second)
    if len(letters) > MAX_LETTERS:
        return None
    return True if _is_zero(first - second) else _agree(first, second, letters)


def equal_up_to_constant(first: Expr, second: Expr, letter: Symbol) -> bool | None:
    """Whether the difference does not depend on ``letter``: both have the same derivative."""
    return equal(sympy.diff(done(first), letter), sympy.diff(done(second), letter))


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


def equal_numbers(first: Expr, second: Expr) -> bool | None:
    """Whether two constants are the same number."""
    if first.is_Rational and second.is_Rational:
        return bool(first == second)
    if first.is_infinite or second.is_infinite:
        return bool(first == second)
    x, y = _evaluated(first, DIGITS), _evaluated(second, DIGITS)
    if not (_is_number(x) and _is_number(y)):
        return None
    if not _near(x, y, _NEAR):
        return False
    return _has_no_rest(first - second)


def done(value: Any) -> Any:
    """``value`` with its sums, limits, integrals and derivatives carried out."""
    return value.doit() if value.has(*_UNEVALUATED) else value


def _has_no_rest(difference: Expr) -> bool | None:
    """Numbers that agree to many digits are equal, unless more digits show a difference."""
    if _is_zero(difference):
        return True
    rest = difference.evalf(2, maxn=4 * DIGITS)
    return not (_is_number(rest) and _settled(rest) != 0)


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


# --- points -----------------------------------------------------------------------------------


def _agree(first: Expr, second: Expr, letters: Sequence[Symbol]) -> bool | None:
    is_complex = first.has(I) or second.has(I)
    counted = 0
    for point in _points(letters):
        x, y = (_evaluated(value.subs(point), DIGITS_AT_POINT) for value in (first, second))
        if not (_is_number(x) and _is_number(y)):
            continue
        if not is_complex and not (_is_real(x) and _is_real(y)):
            continue
        if not _near(x, y, _NEAR_AT_POINT):
            return False
        counted += 1
    return True if counted >= NEEDED_POINTS else None


def proportional(first: Expr, second: Expr, signs: Sequence[int]) -> bool | None:
    """Whether the quotient is the same number everywhere, and has one of these signs."""
    letters = sorted(first.free_symbols | second.free_symbols, key=str)
    if first.free_symbols != second.free_symbols or not 0 < len(letters) <= MAX_LETTERS:
        return False if letters else None
    ratios = [ratio for point in _points(letters) if (ratio := _ratio(first, second, point))]
    if len(ratios) < NEEDED_POINTS:
        return None
    alike = all(_near(ratio, ratios[0], _NEAR_AT_POINT) for ratio in ratios)
    return alike and _is_real(ratios[0]) and sympy.sign(sympy.re(ratios[0])) in signs


def _ratio(first: Expr, second: Expr, point: dict[Symbol, Rational]) -> Any:
    """The quotient at a point; None where it is no number."""
    x, y = (_evaluated(value.subs(point), DIGITS_AT_POINT) for value in (first, second))
    if not (_is_number(x) and _is_number(y)) or y == 0:
        return None
    return x / y


def _points(letters: Sequence[Symbol]) -> Iterator[dict[Symbol, Rational]]:
    dice = random.Random(20)  # the same points every time: a verdict does not change
    kinds = [(1, 30)] * 3 + [(-30, 30)] * 3 + [(1, 9)] * 2 + [(90, 400)] + [(-40, -1)] * 2
    for low, high in kinds:
        yield {letter: Rational(dice.randint(low, high) * 10 + 3, 101) for letter in letters}
    for _ in range(NEEDED_POINTS):
        yield {letter: Rational(dice.randint(1, 7)) for letter in letters}


def _evaluated(value: Expr, digits: int) -> Any:
    """To so many digits; what has none that count is an exact 0 in disguise."""
    found = value.evalf(digits)
    if isinstance(found, Float):
        return _settled(found)
    if isinstance(found, sympy.Add) and found.is_number:
        real, imaginary = found.as_real_imag()
        return _settled(real) + _settled(imaginary) * I
    return found


def _settled(value: Any) -> Any:
    return sympy.S.Zero if isinstance(value, Float) and value._prec <= 1 else value


def _is_number(value: Any) -> bool:
    if value.has(sympy.nan, sympy.zoo, sympy.Function, sympy.Pow):  # what could not be computed
        return False
    return bool(value.is_number and value.is_finite)


def _is_real(value: Any) -> bool:
    return bool(value.is_real) or abs(sympy.im(value)) <= _NEAR_AT_POINT * abs(value)


def _near(x: Any, y: Any, tolerance: Rational) -> bool:
    return bool(abs(x - y) <= tolerance * max(abs(x), abs(y)))
