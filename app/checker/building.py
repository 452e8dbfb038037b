"""Builds SymPy's objects within bounds: nothing here takes long, whatever the text said.

SymPy computes numbers at once, ``9**9**9`` too. Powers, factorials and binomials of numbers are
therefore computed only when the result is small, stay as they are written when it is not, and are
refused when even their exponents are long. ``as_written`` keeps everything unevaluated: ``6/4``
stays a quotient of 6 and 4.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import sympy
from sympy import Expr, Integer, Mul, Pow, Rational, Symbol
from sympy.matrices import MatrixBase
from sympy.matrices.expressions import Determinant, MatAdd, MatMul, MatPow, Transpose
from sympy.matrices.expressions.matexpr import MatrixExpr

from app.checker.tokens import Unreadable

MAX_BITS = 8000  # of a number that is computed: about 2400 digits
MAX_EXPONENT_BITS = 128
MAX_FACTORIAL = 1000
MAX_DIGITS = 1000  # of a number in the text
MAX_SCIENTIFIC = 400  # the power of ten in 4.5e33
MAX_SIDE = 12  # rows or columns of a matrix

#: The base of a logarithm that was given none: 10 for some, e for others.
LOG_BASE = Symbol("log-base", positive=True)
SQUARE = Integer(2)
DEGREE = sympy.pi / 180

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(sympy, name) for name in ("sin", "cos", "tan", "cot", "sec", "csc")},
    **{name: getattr(sympy, name) for name in ("sinh", "cosh", "tanh", "coth", "exp")},
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "arccot": sympy.acot,
    "ln": sympy.log,
    "abs": sympy.Abs,
    "floor": sympy.floor,
    "ceil": sympy.ceiling,
}
_GROWING = (sympy.factorial, sympy.factorial2, sympy.binomial, sympy.exp)
_INVERSES = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot"}


class Builder:
    """Makes objects of their parts; ``as_written``: without evaluating anything."""

    def __init__(self, *, as_written: bool = False) -> None:
        self._evaluate = not as_written

    # --- numbers ------------------------------------------------------------------------------

    def number(self, text: str) -> Expr:
        """A number as typed, exactly: ``0.5`` is one half."""
        if len(text) > MAX_DIGITS:
            raise Unreadable("a number that is too long")
        text, _, power = text.lower().partition("e")
        whole, _, decimals = text.partition(".")
        scale = int(power or 0) if len(power) < 6 else MAX_SCIENTIFIC + 1
        if abs(scale) > MAX_SCIENTIFIC:
            raise Unreadable("a number that is too large")
        value = Rational(int(whole + decimals or "0"), 10 ** len(decimals))
        return value * Integer(10) ** scale

    # --- arithmetic ---------------------------------------------------------------------------

    def add(self, terms: Sequence[Any]) -> Any:
        if len(terms) == 1:
            return terms[0]
        if any(map(is_matrix, terms)):
            return _same_shape(terms)
        return sympy.Add(*terms, evaluate=self._evaluate)

    def negative(self, value: Any) -> Any:
        if isinstance(value, Rational):
            return -value
        return self.multiply(Integer(-1), value)

    def multiply(self, first: Any, second: Any) -> Any:
        if is_matrix(first) or is_matrix(second):
            return _shaped(MatMul, first, second)
        if self._evaluate and _bits(first) + _bits(second) > 2 * MAX_BITS:
            raise Unreadable("a number that is too large")
        return Mul(first, second, evaluate=self._evaluate)

    def divide(self, top: Any, bottom: Any) -> Any:
        if is_matrix(bottom):
            raise Unreadable("division by a matrix")
        if bottom == 0:
            raise Unreadable("division by zero")
        if isinstance(top, Rational) and isinstance(bottom, Rational) and self._evaluate:
            return top / bottom
        return self.multiply(top, Pow(bottom, -1, evaluate=self._evaluate))

    def percent(self, value: Any) -> Any:
        return self.divide(value, Integer(100))

    def mixed(self, whole: Any, top: Any, bottom: Any) -> Any:
        """A number and a fraction behind it."""
        return self.add([whole, self.divide(top, bottom)])

    def power(self, base: Any, exponent: Any) -> Any:
        if is_matrix(base):
            return self._matrix_power(base, exponent)
        if is_matrix(exponent):
            raise Unreadable("a matrix as an exponent")
        if base == 0 and exponent.is_number and not exponent.is_positive:
            raise Unreadable("a power of zero that is no number")
        if (
            _is_negative(base)
            and isinstance(exponent, Rational)
            and exponent.q % 2
            and exponent.q > 1
        ):
            raise Unreadable("a root of a negative number, which can be read in two ways")
        if _bits(exponent) > MAX_EXPONENT_BITS or _is_huge(exponent):
            raise Unreadable("an exponent that is too large")
        return Pow(base, exponent, evaluate=self._evaluate and _is_small_power(base, exponent))

    def root(self, radicand: Any, degree: Any = SQUARE) -> Any:
        """A root of degree n; of negative numbers the real one where n is odd."""
        if is_matrix(radicand) or is_matrix(degree):
            raise Unreadable("the root of a matrix")
        if not (degree.is_Integer and 2 <= degree <= 10**6) and not isinstance(degree, Symbol):
            raise Unreadable("a root of this degree")
        if degree.is_Integer and degree % 2 and degree > 1 and _is_negative(radicand):
            return self.negative(self.power(-radicand, Rational(1, degree)))
        return self.power(radicand, 1 / degree)

    # --- functions ----------------------------------------------------------------------------

    def call(self, name: str, *values: Any) -> Any:
        """A function by the name that ``tokens`` gives it."""
        if name == "det" and len(values) == 1:
            return self.determinant(values[0])
        if any(map(is_matrix, values)):
            raise Unreadable("a function of a matrix")
        if name in ("gcd", "lcm"):
            return _of_integers(name, values)
        if name in ("max", "min") and values:
            return (sympy.Max if name == "max" else sympy.Min)(*values, evaluate=self._evaluate)
        if len(values) != 1:
            raise Unreadable("a function of so many values")
        if name in ("log", "lg"):
            return self.logarithm(values[0], Integer(10) if name == "lg" else LOG_BASE)
        if name not in _FUNCTIONS:
            raise Unreadable(f"a function that is not known: {name}")
        return _FUNCTIONS[name](values[0], evaluate=self._evaluate)

    def inverse_call(self, name: str, value: Any) -> Any:
        r"""``\sin^{-1} x``."""
        if name not in _INVERSES:
            raise Unreadable("the inverse of this function")
        return self.call(_INVERSES[name], value)

    def logarithm(self, value: Any, base: Any) -> Any:
        if is_matrix(value) or is_matrix(base):
            raise Unreadable("the logarithm of a matrix")
        if value == 0 or base in (0, 1):
            raise Unreadable("a logarithm that is no number")
        if self._evaluate and isinstance(value, Integer) and isinstance(base, Integer):
            return sympy.log(value, base)
        bottom = sympy.log(base, evaluate=self._evaluate)
        return self.divide(sympy.log(value, evaluate=self._evaluate), bottom)

    def factorial(self, value: Any, *, double: bool = False) -> Any:
        if is_matrix(value):
            raise Unreadable("the factorial of a matrix")
        kind = sympy.factorial2 if double else sympy.factorial
        small = not value.is_number or (value.is_Integer and abs(value) <= MAX_FACTORIAL)
        if value.is_Integer and value < 0:
            raise Unreadable("the factorial of a negative number")
        return kind(value, evaluate=self._evaluate and small)

    def binomial(self, n: Any, k: Any) -> Any:
        if is_matrix(n) or is_matrix(k):
            raise Unreadable("a binomial of matrices")
        if isinstance(n, Integer) and isinstance(k, Integer):
            if min(abs(k), abs(n - k)) > MAX_FACTORIAL:
                raise Unreadable("a binomial that is too large")
            small = _bits(n) * int(min(abs(k), abs(n - k))) <= MAX_BITS
            return sympy.binomial(n, k, evaluate=self._evaluate and small)
        if any(value.is_number and not value.is_Integer for value in (n, k)):
            raise Unreadable("a binomial of what is not whole")
        return sympy.binomial(n, k, evaluate=self._evaluate)

    def permutations(self, n: Any, k: Any) -> Any:
        """Ordered choices of k among n."""
        return self.divide(self.factorial(n), self.factorial(self.add([n, self.negative(k)])))

    # --- matrices -----------------------------------------------------------------------------

    def matrix(self, rows: Sequence[Sequence[Any]]) -> Any:
        widths = {len(row) for row in rows}
        if len(widths) != 1 or not 0 < max(widths) <= MAX_SIDE or len(rows) > MAX_SIDE:
            raise Unreadable("no matrix, or one that is too large")
        if any(is_matrix(entry) for row in rows for entry in row):
            raise Unreadable("a matrix of matrices")
        return sympy.ImmutableMatrix([list(row) for row in rows])

    def determinant(self, value: Any) -> Any:
        if not is_matrix(value):
            raise Unreadable("the determinant of no matrix")
        return _shaped(Determinant, value)

    def transpose(self, value: Any) -> Any:
        return Transpose(value)

    def _matrix_power(self, base: Any, exponent: Any) -> Any:
        if not exponent.is_Integer or abs(exponent) > MAX_BITS:
            raise Unreadable("a power of a matrix")
        return _shaped(MatPow, base, exponent)


def is_matrix(value: object) -> bool:
    return isinstance(value, MatrixBase | MatrixExpr)


def _shaped(kind: Callable[..., Any], *values: Any) -> Any:
    try:
        return kind(*values)
    except (ValueError, TypeError) as error:  # the shapes do not fit
        raise Unreadable("matrices whose shapes do not fit") from error


def _same_shape(terms: Sequence[Any]) -> Any:
    if not all(map(is_matrix, terms)):
        raise Unreadable("the sum of a matrix and a number")
    return _shaped(MatAdd, *terms)


def _of_integers(name: str, values: Sequence[Any]) -> Expr:
    if len(values) < 2 or not all(isinstance(value, Integer) for value in values):
        raise Unreadable("whole numbers are wanted")
    result: Expr = reduce(sympy.gcd if name == "gcd" else sympy.lcm, values)
    return result


def _is_negative(value: Any) -> bool:
    return isinstance(value, Rational) and value < 0


def _bits(value: Any) -> int:
    if not isinstance(value, Rational):
        return 0
    return max(int(value.p).bit_length(), int(value.q).bit_length())


def _is_huge(exponent: Any) -> bool:
    """Whether a number that is not computed, such as 9^(9^9), is too large for an exponent."""
    if isinstance(exponent, Rational) or not exponent.is_number or not exponent.has(Pow, *_GROWING):
        return False
    value = exponent.evalf(3)
    return bool(value.is_extended_real and abs(value) > 2**MAX_EXPONENT_BITS)


def _is_small_power(base: Any, exponent: Any) -> bool:
    """Whether the number that it is can be computed; powers of letters are always small."""
    if not (base.is_number and exponent.is_number):
        return True
    if not isinstance(exponent, Rational):
        return bool(exponent.is_Symbol or not exponent.has(Pow) or _bits(base) < 64)
    size = _bits(base) if isinstance(base, Rational) else 64
    return bool(base in (0, 1, -1)) or size * abs(int(exponent)) <= MAX_BITS
