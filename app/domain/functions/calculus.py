"""Derivatives of expressions, and the places where a function may end, break or bend sharply."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice

from app.domain.functions.tree import (
    EULER,
    ONE,
    PI,
    ZERO,
    Call,
    Cases,
    Expression,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
    add,
    call,
    divide,
    is_constant,
    multiply,
    negate,
    nodes,
    number,
    power,
)

MAX_NODES = 4000  # of a derivative


def derivative(expression: Expression) -> Expression | None:
    """The derivative in the one variable; None if it grows too large."""
    found = _derived(expression)
    too_large = next(islice(nodes(found), MAX_NODES, None), None) is not None
    return None if too_large else found


def guards(expression: Expression) -> list[Expression]:
    """Expressions at whose zeros this one may end, break or bend; elsewhere it is smooth."""
    found = dict.fromkeys(
        guard for node in nodes(expression) for guard in _guards_of(node) if not is_constant(guard)
    )
    return list(found)


def _guards_of(node: Expression) -> Iterator[Expression]:
    match node:
        case Quotient(_, bottom):
            yield bottom
        case Power(_, Number(value)) if value.denominator == 1 and value >= 0:
            return
        case Power(base, _):
            yield base
        case Call(name, argument) if name in _GUARDS:
            yield _GUARDS[name](argument)
        case Cases(variable, branches):
            for interval, _ in branches:
                for bound in interval.bounds:
                    yield add(variable, number(-Fraction(bound)))


_GUARDS: dict[str, Callable[[Expression], Expression]] = {
    "ln": lambda u: u,
    "lg": lambda u: u,
    "abs": lambda u: u,
    "sign": lambda u: u,
    "tan": lambda u: call("cos", u),
    "sec": lambda u: call("cos", u),
    "cot": lambda u: call("sin", u),
    "csc": lambda u: call("sin", u),
    "arcsin": lambda u: add(ONE, negate(power(u, number(2)))),
    "arccos": lambda u: add(ONE, negate(power(u, number(2)))),
    "floor": lambda u: call("sin", multiply(PI, u)),
    "ceil": lambda u: call("sin", multiply(PI, u)),
}


def _derived(node: Expression) -> Expression:
    if is_constant(node):
        return ZERO
    match node:
        case Variable():
            return ONE
        case Sum(terms):
            return add(*map(_derived, terms))
        case Product(factors):
            return add(*_product_rule(factors))
        case Quotient(top, bottom):
            return _quotient_rule(top, bottom)
        case Power(base, exponent):
            return _power_rule(base, exponent)
        case Call(name, argument):
            return multiply(_DERIVATIVES[name](argument), _derived(argument))
        case Cases(variable, branches):
            return Cases(variable, tuple((part, _derived(value)) for part, value in branches))
    raise AssertionError("a node without a rule")


def _product_rule(factors: tuple[Expression, ...]) -> Iterator[Expression]:
    for place, factor in enumerate(factors):
        if not is_constant(factor):
            yield multiply(*factors[:place], _derived(factor), *factors[place + 1 :])


def _quotient_rule(top: Expression, bottom: Expression) -> Expression:
    if is_constant(bottom):
        return divide(_derived(top), bottom)
    falling = multiply(top, _derived(bottom))
    if is_constant(top):
        return divide(negate(falling), power(bottom, number(2)))
    rising = multiply(_derived(top), bottom)
    return divide(add(rising, negate(falling)), power(bottom, number(2)))


def _power_rule(base: Expression, exponent: Expression) -> Expression:
    if isinstance(exponent, Number):
        lower = power(base, number(exponent.value - 1))
        return multiply(exponent, lower, _derived(base))
    if is_constant(exponent):
        return multiply(exponent, power(base, add(exponent, number(-1))), _derived(base))
    whole = power(base, exponent)
    logarithm = ONE if base == EULER else call("ln", base)
    rising = multiply(logarithm, _derived(exponent))
    if is_constant(base):
        return multiply(whole, rising)
    return multiply(whole, add(rising, divide(multiply(exponent, _derived(base)), base)))


def _minus_square(u: Expression) -> Expression:
    return add(ONE, negate(power(u, number(2))))


_MINUS_HALF = number(Fraction(-1, 2))

#: The derivative of each function, at its argument.
_DERIVATIVES: dict[str, Callable[[Expression], Expression]] = {
    "sin": lambda u: call("cos", u),
    "cos": lambda u: negate(call("sin", u)),
    "tan": lambda u: power(call("cos", u), number(-2)),
    "cot": lambda u: negate(power(call("sin", u), number(-2))),
    "sec": lambda u: multiply(call("sec", u), call("tan", u)),
    "csc": lambda u: negate(multiply(call("csc", u), call("cot", u))),
    "arcsin": lambda u: power(_minus_square(u), _MINUS_HALF),
    "arccos": lambda u: negate(power(_minus_square(u), _MINUS_HALF)),
    "arctan": lambda u: divide(ONE, add(ONE, power(u, number(2)))),
    "sinh": lambda u: call("cosh", u),
    "cosh": lambda u: call("sinh", u),
    "tanh": lambda u: add(ONE, negate(power(call("tanh", u), number(2)))),
    "ln": lambda u: divide(ONE, u),
    "lg": lambda u: divide(ONE, multiply(call("ln", number(10)), u)),
    "abs": lambda u: call("sign", u),
    "sign": lambda _u: ZERO,
    "floor": lambda _u: ZERO,
    "ceil": lambda _u: ZERO,
}
