"""Expressions as trees: plain values, simplified a little as they are made, never evaluated here.

Make them with ``add``, ``multiply``, ``divide``, ``power`` and ``call``: these fold numbers, so
that what is zero, one or a fraction is seen as such. Numbers stay exact while they are short.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import e, inf, pi

MAX_BITS = 128  # of a numerator or denominator that is still kept exact
MAX_FOLDED_EXPONENT = 64


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Constant:
    """π or e."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable:
    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    terms: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Product:
    factors: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Quotient:
    top: "Expression"
    bottom: "Expression"


@dataclass(frozen=True, slots=True)
class Power:
    base: "Expression"
    exponent: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of ``CALLS`` applied to its argument."""

    name: str
    argument: "Expression"


@dataclass(frozen=True, slots=True)
class Interval:
    """Values from ``low`` to ``high``; the bounds belong to it where they are closed."""

    low: float = -inf
    high: float = inf
    low_closed: bool = False
    high_closed: bool = False

    def __contains__(self, x: object) -> bool:
        return isinstance(x, float) and (
            self.low < x < self.high
            or (self.low_closed and x == self.low)
            or (self.high_closed and x == self.high)
        )

    @property
    def bounds(self) -> list[float]:
        """The finite ones."""
        return [bound for bound in (self.low, self.high) if abs(bound) < inf]


@dataclass(frozen=True, slots=True)
class Cases:
    """Another expression on each interval of the variable; undefined outside all of them."""

    variable: Variable
    branches: "tuple[tuple[Interval, Expression], ...]"


Expression = Number | Constant | Variable | Sum | Product | Quotient | Power | Call | Cases

CALLS = frozenset(
    {
        *("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan"),
        *("sinh", "cosh", "tanh", "ln", "lg", "abs", "sign", "floor", "ceil"),
    }
)
CONSTANTS = {"pi": pi, "e": e}

ZERO, ONE = Number(Fraction(0)), Number(Fraction(1))
PI, EULER = Constant("pi"), Constant("e")


def number(value: int | Fraction) -> Number:
    """An exact number."""
    return Number(Fraction(value))


def add(*terms: Expression) -> Expression:
    """The sum; its numbers become one."""
    flat = [part for term in terms for part in (term.terms if isinstance(term, Sum) else (term,))]
    others, whole = _parted(flat, Fraction(0), lambda a, b: a + b)
    if whole is None:
        return Sum(tuple(flat))
    kept = (*others, Number(whole)) if whole else tuple(others)
    return kept[0] if len(kept) == 1 else Sum(kept) if kept else ZERO


def multiply(*factors: Expression) -> Expression:
    """The product; its numbers become one, in front."""
    flat = [
        part
        for factor in factors
        for part in (factor.factors if isinstance(factor, Product) else (factor,))
    ]
    others, whole = _parted(flat, Fraction(1), lambda a, b: a * b)
    if whole is None:
        return Product(tuple(flat))
    if whole == 0:
        return ZERO
    kept = (Number(whole), *others) if whole != 1 else tuple(others)
    return kept[0] if len(kept) == 1 else Product(kept) if kept else ONE


def negate(expression: Expression) -> Expression:
    return multiply(number(-1), expression)


def divide(top: Expression, bottom: Expression) -> Expression:
    """The quotient; a division by a number becomes a factor."""
    if isinstance(bottom, Number) and bottom.value and _is_short(1 / bottom.value):
        return multiply(Number(1 / bottom.value), top)
    return ZERO if top == ZERO and bottom != ZERO else Quotient(top, bottom)


def power(base: Expression, exponent: Expression) -> Expression:
    """The power; small powers of numbers are numbers."""
    if exponent == ONE:
        return base
    if not isinstance(exponent, Number):
        return Power(base, exponent)
    if exponent == ZERO and base != ZERO:
        return ONE
    folded = _folded_power(base, exponent.value) if isinstance(base, Number) else None
    return Power(base, exponent) if folded is None else Number(folded)


def call(name: str, argument: Expression) -> Expression:
    """A function of an argument."""
    return Call(name, argument)


def parts(expression: Expression) -> "tuple[Expression, ...]":
    """The expressions directly inside this one."""
    match expression:
        case Sum(members) | Product(members):
            return members
        case Quotient(one, other) | Power(one, other):
            return (one, other)
        case Call(_, argument):
            return (argument,)
        case Cases(_, branches):
            return tuple(value for _, value in branches)
    return ()


def nodes(expression: Expression) -> Iterator[Expression]:
    """The expression and all inside it."""
    waiting = [expression]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(parts(found))


def variables(expression: Expression) -> frozenset[str]:
    """The names of the variables in it."""
    return frozenset(
        node.variable.name if isinstance(node, Cases) else node.name
        for node in nodes(expression)
        if isinstance(node, Variable | Cases)
    )


def is_constant(expression: Expression) -> bool:
    return not variables(expression)


def replaced(expression: Expression, name: str, by: Expression) -> Expression:
    """The expression with another one in place of a variable (not in that of ``Cases``)."""
    match expression:
        case Variable(found):
            return by if found == name else expression
        case Sum(terms):
            return add(*(replaced(term, name, by) for term in terms))
        case Product(factors):
            return multiply(*(replaced(factor, name, by) for factor in factors))
        case Quotient(top, bottom):
            return divide(replaced(top, name, by), replaced(bottom, name, by))
        case Power(base, exponent):
            return power(replaced(base, name, by), replaced(exponent, name, by))
        case Call(called, argument):
            return call(called, replaced(argument, name, by))
    return expression


def _parted(
    flat: list[Expression], start: Fraction, fold: Callable[[Fraction, Fraction], Fraction]
) -> tuple[list[Expression], Fraction | None]:
    """What is no number, and the numbers folded into one; None where that grows too long."""
    numbers = [node.value for node in flat if isinstance(node, Number)]
    whole = start
    for value in numbers:
        whole = fold(whole, value)
        if not _is_short(whole):
            return flat, None
    return [node for node in flat if not isinstance(node, Number)], whole


def _folded_power(base: Number, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1 or abs(exponent) > MAX_FOLDED_EXPONENT:
        return None
    if base.value == 0 and exponent <= 0:
        return None
    result = base.value**exponent.numerator
    return result if _is_short(result) else None


def _is_short(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) <= MAX_BITS
