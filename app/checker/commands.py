r"""What begins with a word: ``\\frac``, ``\\sqrt``, functions with their arguments, matrices."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Integer

from app.checker import operators
from app.checker.tokens import Kind, Unreadable

if TYPE_CHECKING:
    from app.checker.reader import Reader

_BARE_STOPS = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "ln", "log", "lg", "exp"})
_MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "array", "Bmatrix", "smallmatrix"})


def word(reader: "Reader") -> Any:
    name = reader.take()
    special: dict[str, Callable[[], Any]] = {
        "frac": lambda: _fraction(reader),
        "sqrt": lambda: _root(reader),
        "surd": lambda: reader.build.root(reader.base()),
        "cbrt": lambda: reader.build.root(reader.base(), Integer(3)),
        "binom": lambda: _binomial(reader),
        "binomial": lambda: reader.build.binomial(*_two(reader)),
        "factorial": lambda: reader.build.factorial(reader.group()),
        "pi": lambda: sympy.pi,
        "infty": lambda: sympy.oo,
        "lfloor": lambda: _between(reader, "floor", "rfloor"),
        "lceil": lambda: _between(reader, "ceil", "rceil"),
        "int": lambda: operators.integral(reader),
        "sum": lambda: operators.series(reader, sympy.Sum),
        "prod": lambda: operators.series(reader, sympy.Product),
        "lim": lambda: operators.limit(reader),
    }
    return special[name]() if name in special else _function(reader, name)


def _fraction(reader: "Reader") -> Any:
    derivative = operators.derivative(reader)
    if derivative is not None:
        return derivative
    top = reader.group()
    return reader.build.divide(top, reader.group())


def _root(reader: "Reader") -> Any:
    degree: Any = Integer(2)
    if reader.peek() == "[":
        degree = reader.bracketed()
    return reader.build.root(reader.group(), degree)


def _binomial(reader: "Reader") -> Any:
    if reader.peek() == "(":
        return reader.build.binomial(*_two(reader))
    top = reader.group()
    return reader.build.binomial(top, reader.group())


def _two(reader: "Reader") -> list[Any]:
    values = reader.arguments()
    if len(values) != 2:
        raise Unreadable("two values are wanted")
    return values


def _between(reader: "Reader", name: str, closer: str) -> Any:
    value = reader.sum()
    reader.expect(closer)
    return reader.build.call(name, value)


def _function(reader: "Reader", name: str) -> Any:
    base = _log_base(reader) if name == "log" and reader.peek() == "_" else None
    power: Any = None
    if reader.peek() == "^":
        reader.take()
        power = _number_or(reader, reader.exponent)  # in \sin^2 3x the argument follows
    values = reader.arguments() if reader.peek() == "(" else [_bare_argument(reader)]
    if power == -1:
        return reader.build.inverse_call(name, *values)
    if base is not None and len(values) == 1:
        value = reader.build.logarithm(values[0], base)
    else:
        value = reader.build.call(name, *values)
    return value if power is None else reader.build.power(value, power)


def _log_base(reader: "Reader") -> Any:
    reader.expect("_")
    return _number_or(reader, lambda: reader.deeper(reader.base))  # log_10: not one digit alone


def _number_or(reader: "Reader", other: Callable[[], Any]) -> Any:
    """The number that comes next, whatever follows it, or else ``other()``."""
    token = reader.token()
    if token is None or token.kind is not Kind.NUMBER:
        return other()
    return reader.build.number(reader.take())


def _bare_argument(reader: "Reader") -> Any:
    r"""``\sin 2x``: factors up to a sign, a bracket or another function."""
    last = reader.token()
    value = reader.factor()
    while reader.begins_factor() and not reader.at_differential():
        if reader.peek() in ("(", "[", "|", "|<") or reader.peek() in _BARE_STOPS:
            break
        last = reader.token()
        value = reader.build.multiply(value, reader.factor())
    follower = reader.token()
    if follower is not None and follower.text == "/" and not follower.spaced:
        raise Unreadable("a quotient that can be read in two ways")
    if last is not None and last.kind is Kind.NUMBER and reader.peek() == "(":
        raise Unreadable("a function of which it is not clear where it ends")
    return value


def environment(reader: "Reader") -> Any:
    name = reader.take()
    if name not in _MATRICES and name != "vmatrix":
        raise Unreadable("an environment that is not known")
    rows = [_row(reader, "&")]
    while reader.peek() == "\\\\":
        reader.take()
        token = reader.token()
        if token is not None and token.kind is not Kind.END:
            rows.append(_row(reader, "&"))
    end = reader.token()
    if end is None or end.kind is not Kind.END or end.text != name:
        raise Unreadable("an environment without its end")
    reader.take()
    made = reader.build.matrix(rows)
    return reader.build.determinant(made) if name == "vmatrix" else made


def _row(reader: "Reader", separator: str) -> list[Any]:
    entries = [reader.sum()]
    while reader.peek() == separator:
        reader.take()
        entries.append(reader.sum())
    return entries


def rows_in_brackets(reader: "Reader") -> Any:
    """``[[1,2],[3,4]]``."""
    rows: list[list[Any]] = []
    while not rows or reader.peek() == ",":
        if rows:
            reader.take()
        reader.expect("[")
        rows.append(_row(reader, ","))
        reader.expect("]")
    reader.expect("]")
    return reader.build.matrix(rows)
