"""The value of an expression at a point, as real mathematics has it: an odd root of a negative
number is negative, an even one is none, and neither is the logarithm of what is not positive.

Works on expressions that were read ``as_written``, for SymPy's own forms have cancelled already
what must not be 0: ``x²/x`` has no value at 0.
"""

from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Integer, Pow, Rational, Symbol

from app.checker.deciding import DIGITS, close, is_real, number, zero
from app.checker.reading import Relation

MAX_BITS = 20_000  # of a power that is computed exactly
_COMPARISONS = {
    "=": lambda order: order == 0,
    "≠": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "≤": lambda order: order <= 0,
    "≥": lambda order: order >= 0,
}


class UndefinedError(ArithmeticError):
    """There is no value here."""


class UndecidedError(ArithmeticError):
    """Whether there is a value, or how two values compare, could not be decided."""


def evaluate(value: Any, point: Mapping[Symbol, Any], *, real: bool = True) -> Any:
    """The value at ``point``.

    Raises:
        UndefinedError: there is none (a division by 0; where ``real``, a root of a negative).
        UndecidedError: that could not be found out.
    """
    if isinstance(value, Symbol):
        return point.get(value, value)
    if not value.args or isinstance(value, Rational):
        return value
    if value.has(sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit, sympy.Derivative):
        raise UndecidedError("not a plain expression")
    arguments = [evaluate(argument, point, real=real) for argument in value.args]
    if isinstance(value, Pow | sympy.exp):
        base, exponent = arguments if len(arguments) == 2 else (sympy.E, arguments[0])
        return _power(base, exponent, real=real)
    if real:
        _require_domain(value.func, arguments)
    found = value.func(*arguments)
    if found.has(sympy.zoo, sympy.nan, sympy.oo):
        raise UndefinedError("a pole")
    return found


def _power(base: Any, exponent: Any, *, real: bool) -> Any:
    if sign(exponent, real=real) < 0 and is_zero(base):
        raise UndefinedError("division by zero")
    if real and not exponent.is_integer and sign(base) < 0:
        if not isinstance(exponent, Rational) or exponent.q % 2 == 0:
            raise UndefinedError("a root of a negative number")
        root = Pow(-base, exponent)
        return root if exponent.p % 2 == 0 else -root
    return Pow(*_small(base, exponent))


def _small(base: Any, exponent: Any) -> tuple[Any, Any]:
    """Numbers whose power can be computed: beyond the bound as numbers of so many digits."""
    if isinstance(base, Rational) and isinstance(exponent, Rational) and base not in (0, 1, -1):
        bits = max(int(base.p).bit_length(), int(base.q).bit_length())
        if bits * abs(int(exponent)) > MAX_BITS:
            return base.evalf(DIGITS), exponent
    return base, exponent


def _require_domain(function: Any, arguments: list[Any]) -> None:
    if function is sympy.log and not all(sign(argument) > 0 for argument in arguments):
        raise UndefinedError("the logarithm of what is not positive")
    if function in (sympy.asin, sympy.acos) and sign(abs(arguments[0]) - 1) > 0:
        raise UndefinedError("no angle has this sine")


def sign(value: Any, *, real: bool = True) -> int:
    """-1, 0 or 1; of complex numbers, if they may be, that of the real part."""
    if isinstance(value, Integer | Rational):
        return int(sympy.sign(value))
    found = number(value)
    if not found.is_number or found.has(sympy.nan, sympy.zoo):
        raise UndecidedError("not a number")
    if not real:
        found = sympy.re(found)
    elif not is_real(found):
        raise UndefinedError("not a real number")
    if is_zero(value if real else found):
        return 0
    return 1 if sympy.re(found) > 0 else -1


def is_zero(value: Any) -> bool:
    known = zero(value)
    if known is None:
        raise UndecidedError("perhaps 0")
    return known


def holds(relation: Relation, point: Mapping[Symbol, Any], *, real: bool = True) -> bool | None:
    """Whether a chain of relations holds at a point; False where a member has no value there."""
    try:
        members = [evaluate(member, point, real=real) for member in relation.members]
        pairs = zip(members, relation.signs, members[1:], strict=False)
        return all(_compare(left, mark, right, real=real) for left, mark, right in pairs)
    except UndefinedError:
        return False
    except UndecidedError:
        return None


def _compare(left: Any, mark: str, right: Any, *, real: bool) -> bool:
    if mark in "=≠":
        same = close(number(left), number(right)) if left != right else True
        if same is None or left.free_symbols | right.free_symbols:
            same = zero(left - right)
        if same is None:
            raise UndecidedError("equal or not")
        return same == (mark == "=")
    if mark not in _COMPARISONS:
        raise UndecidedError(mark)
    return bool(_COMPARISONS[mark](sign(left - right)))
