"""Expressions of one variable as functions of a float. No ``eval``: closures of our own.

An ``Evaluator`` is total: outside the domain it gives NaN, beyond the floats an infinity. Its time
is bounded by the size of the expression, whatever numbers are in it.
"""

import math
from collections.abc import Callable
from fractions import Fraction

from app.domain.functions.tree import (
    CONSTANTS,
    Call,
    Cases,
    Constant,
    Expression,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
)

Evaluator = Callable[[float], float]

_UNDEFINED = (ArithmeticError, ValueError)


def evaluator(expression: Expression) -> Evaluator:
    """The function of the one variable of ``expression``."""
    inner = _compiled(expression)

    def at(x: float) -> float:
        try:
            return inner(x)
        except _UNDEFINED:
            return math.nan

    return at


def _compiled(expression: Expression) -> Evaluator:
    """A closure that raises ``ArithmeticError`` or ``ValueError`` where it is undefined."""
    match expression:
        case Number(value):
            return _constant(_as_float(value))
        case Constant(name):
            return _constant(CONSTANTS[name])
        case Variable():
            return lambda x: x
        case Sum(terms):
            return _sum([_compiled(term) for term in terms])
        case Product(factors):
            return _product([_compiled(factor) for factor in factors])
        case Quotient(top, bottom):
            above, below = _compiled(top), _compiled(bottom)
            return lambda x: above(x) / below(x)
        case Power(base, exponent):
            return _power(base, exponent)
        case Call(name, argument):
            function, inner = _FUNCTIONS[name], _compiled(argument)
            return lambda x: function(inner(x))
        case Cases():
            return _cases(expression)


def _constant(value: float) -> Evaluator:
    return lambda _x: value


def _as_float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def _sum(terms: list[Evaluator]) -> Evaluator:
    if len(terms) == 2:
        one, other = terms
        return lambda x: one(x) + other(x)

    def total(x: float) -> float:
        result = 0.0
        for term in terms:
            result += term(x)
        return result

    return total


def _product(factors: list[Evaluator]) -> Evaluator:
    if len(factors) == 2:
        one, other = factors
        return lambda x: one(x) * other(x)

    def product(x: float) -> float:
        result = 1.0
        for factor in factors:
            result *= factor(x)
        return result

    return product


def _power(base: Expression, exponent: Expression) -> Evaluator:
    inner = _compiled(base)
    if isinstance(exponent, Number):
        if exponent.value == Fraction(1, 2):
            return lambda x: math.sqrt(inner(x))
        if exponent.value.denominator == 1:
            return _whole_power(inner, _as_float(exponent.value))
        return _fractional_power(inner, exponent.value)
    above = _compiled(exponent)
    return lambda x: _general_power(inner(x), above(x))


def _whole_power(inner: Evaluator, exponent: float) -> Evaluator:
    odd = exponent % 2 == 1

    def at(x: float) -> float:
        base = inner(x)
        try:
            return math.pow(base, exponent)
        except OverflowError:
            return -math.inf if base < 0 and odd else math.inf

    return at


def _fractional_power(inner: Evaluator, exponent: Fraction) -> Evaluator:
    """A root is real for negative radicands, too, where its degree is odd: as at school."""
    value = _as_float(exponent)
    real = exponent.denominator % 2 == 1
    sign = -1.0 if exponent.numerator % 2 else 1.0
    cubic = exponent == Fraction(1, 3)

    def at(x: float) -> float:
        base = inner(x)
        if cubic:
            return math.cbrt(base)
        if base < 0 and real:
            return sign * _general_power(-base, value)
        return _general_power(base, value)

    return at


def _general_power(base: float, exponent: float) -> float:
    if base < 0 or (base == 0 and exponent <= 0):
        raise ValueError("no real power")
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


def _cases(cases: Cases) -> Evaluator:
    branches = [(interval, _compiled(value)) for interval, value in cases.branches]

    def at(x: float) -> float:
        for interval, value in branches:
            if x in interval:
                return value(x)
        raise ValueError("outside all cases")

    return at


def _large(function: Evaluator) -> Evaluator:
    def at(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.copysign(math.inf, x) if function is math.sinh else math.inf

    return at


def _finite(function: Callable[[float], float]) -> Evaluator:
    """``floor`` and ``ceil`` as floats."""
    return lambda x: float(function(x))


def _sign(x: float) -> float:
    if math.isnan(x):
        raise ValueError("no number")
    return float((x > 0) - (x < 0))


_FUNCTIONS: dict[str, Evaluator] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "cot": lambda x: math.cos(x) / math.sin(x),
    "sec": lambda x: 1 / math.cos(x),
    "csc": lambda x: 1 / math.sin(x),
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "sinh": _large(math.sinh),
    "cosh": _large(math.cosh),
    "tanh": math.tanh,
    "ln": math.log,
    "lg": math.log10,
    "abs": abs,
    "sign": _sign,
    "floor": _finite(math.floor),
    "ceil": _finite(math.ceil),
}
