r"""Sums, products, integrals, limits and derivatives, read as unevaluated objects of SymPy.

Each reads with the ``Reader`` of ``reading``, from behind its command on. Where a plus or minus
follows and the bound letter comes again, it could belong to either side, and that is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Integer, Symbol

from app.checker.tokens import Kind, Unreadable

if TYPE_CHECKING:
    from app.checker.reader import Reader

MAX_ORDER = 20  # of a derivative


def series(reader: "Reader", kind: type[sympy.Sum] | type[sympy.Product]) -> Any:
    r"""``\sum_{k=1}^{n} …``."""
    reader.expect("_")
    reader.expect("{")
    letter = _letter(reader)
    reader.expect("=")
    low = reader.sum()
    reader.expect("}")
    reader.expect("^")
    high = reader.script()
    with _bound(reader, letter):
        body = reader.product()
    _refuse_doubt(reader, letter)
    return kind(body, (Symbol(letter), low, high))


def limit(reader: "Reader") -> Any:
    r"""``\lim_{x \to 0^+} …``."""
    reader.expect("_")
    reader.expect("{")
    letter = _letter(reader)
    reader.expect("→")
    target, side = _target(reader)
    with _bound(reader, letter):
        body = reader.product()
    _refuse_doubt(reader, letter)
    return sympy.Limit(body, Symbol(letter), target, side)


def _target(reader: "Reader") -> tuple[Any, str]:
    """Where a letter goes, and from which side."""
    side = "+-"
    for sign in "+-":
        endings = (["^", "{", sign, "}"], ["^", sign], [sign])
        if any(reader.drop_before_closing(ending) for ending in endings):
            side = sign
    target = reader.sum()
    reader.expect("}")
    return target, side


def integral(reader: "Reader") -> Any:
    r"""``\int_a^b … \,dx``."""
    ends: dict[str, Any] = {}
    while reader.peek() in ("_", "^"):
        sign = reader.take()
        ends[sign] = reader.script()
    if len(ends) == 1:
        raise Unreadable("an integral with one end")
    body, letter = _integrand(reader)
    variable = Symbol(letter)
    return sympy.Integral(body, (variable, ends["_"], ends["^"]) if ends else variable)


def _integrand(reader: "Reader") -> tuple[Any, str]:
    outside, reader.differential = reader.differential, None
    reader.in_integral += 1
    body = reader.sum()
    reader.in_integral -= 1
    if reader.differential is None:
        if reader.peek() != "d":
            raise Unreadable("an integral without its letter")
        reader.take()
        reader.differential = _letter(reader)
    letter, reader.differential = reader.differential, outside
    return body, letter


def derivative(reader: "Reader") -> Any:
    r"""Behind ``\frac``: ``{d}{dx} …``, ``{d^2 y}{dx^2}``, ``{dx}{x}`` in an integral; or None."""
    if reader.peek() != "{" or reader.peek(1) not in ("d", "partial"):
        return None
    if reader.in_integral and _is_letter(reader, 2) and reader.peek(3) == "}":
        return _differential_on_top(reader)
    order, body = _order_on_top(reader)
    if order is None:
        return None
    letter = _below(reader, order)
    if body:
        return Symbol(f"d{body}/d{letter}" if order == 1 else f"d^{order}{body}/d{letter}^{order}")
    with _bound(reader, letter):
        inner = reader.product()
    _refuse_doubt(reader, letter)
    return sympy.Derivative(inner, (Symbol(letter), order), evaluate=False)


def _differential_on_top(reader: "Reader") -> Any:
    reader.skip(2)
    reader.differential = _letter(reader)
    reader.expect("}")
    return reader.build.divide(Integer(1), reader.group())


def _order_on_top(reader: "Reader") -> tuple[int | None, str]:
    """The order and the letter in ``{d^2 y}``, and steps behind it; no order if it is another."""
    ahead, order, body = 2, 1, ""
    if reader.peek(ahead) == "^":
        braced = reader.peek(ahead + 1) == "{"
        digits = reader.peek(ahead + 1 + braced)
        if not digits.isdecimal() or int(digits) > MAX_ORDER:
            return None, ""
        order, ahead = int(digits), ahead + 2 + 2 * braced
    if _is_letter(reader, ahead):
        body, ahead = reader.peek(ahead), ahead + 1
    if reader.peek(ahead) != "}" or reader.peek(ahead + 2) not in ("d", "partial"):
        return None, ""
    reader.skip(ahead + 1)
    return order, body


def _below(reader: "Reader", order: int) -> str:
    """The letter in ``{dx^2}``."""
    reader.expect("{")
    reader.take()
    letter = _letter(reader)
    if order > 1:
        reader.expect("^")
        if reader.exponent() != order:
            raise Unreadable("a derivative of two orders")
    reader.expect("}")
    return letter


def _letter(reader: "Reader") -> str:
    token = reader.token()
    if token is None or token.kind is not Kind.LETTER:
        raise Unreadable("a letter is wanted")
    name = reader.take()
    return f"{name}_{reader.subscript()}" if reader.peek() == "_" else name


def _is_letter(reader: "Reader", ahead: int) -> bool:
    token = reader.token(ahead)
    return token is not None and token.kind is Kind.LETTER


@contextmanager
def _bound(reader: "Reader", letter: str) -> Iterator[None]:
    reader.bound.append(letter)
    yield
    reader.bound.pop()


def _refuse_doubt(reader: "Reader", letter: str) -> None:
    if reader.peek() in ("+", "-") and reader.mentions(letter):
        raise Unreadable("a sum of which it is not clear what belongs to the operator")
