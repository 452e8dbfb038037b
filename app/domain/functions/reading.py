r"""Reads an expression, in LaTeX or as it is typed on a keyboard, as a tree.

``equality`` compares answers, for which functions may stay letters (``latex_value``); a curve needs
to compute them, so this is a reader of its own. Everything is bounded, and what is not understood
raises ``Unreadable``: a wrong curve would be worse than none.
"""

import re
from collections.abc import Callable
from fractions import Fraction

from app.domain.cursor import Cursor, is_letter
from app.domain.functions.tree import (
    EULER,
    ONE,
    PI,
    Expression,
    Number,
    Variable,
    add,
    call,
    divide,
    multiply,
    negate,
    nodes,
    number,
    power,
)

MAX_CHARS = 400
MAX_NODES = 250
MAX_NESTING = 30
MAX_DIGITS = 30

WORDS = {
    **{name: name for name in ("sin", "cos", "tan", "cot", "sec", "csc", "ln", "lg")},
    **{name: name for name in ("arcsin", "arccos", "arctan", "sinh", "cosh", "tanh")},
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "tg": "tan",
    "ctg": "cot",
    "abs": "abs",
    "floor": "floor",
    "ceil": "ceil",
    "sgn": "sign",
    "sign": "sign",
    "log": "log",
    "exp": "exp",
    "sqrt": "sqrt",
    "cbrt": "cbrt",
    "pi": "pi",
}
#: What a name with the power -1 means.
_INVERSES = {"sin": "arcsin", "cos": "arccos", "tan": "arctan"}
GREEK = frozenset({"theta", "alpha", "phi", "varphi", "omega", "tau", "lambda", "mu", "beta"})

#: The longest word first; what is no word is letters.
_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
_CLOSERS = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉"}
_ROUNDING = {"⌊": "floor", "⌈": "ceil"}


class Unreadable(ValueError):
    """It is no expression that is understood here, or one beyond the bounds."""


def read(text: str) -> Expression:
    """The expression that ``text``, as ``plain_signs`` leaves it, stands for.

    Raises:
        Unreadable: it is not understood, or beyond the bounds.
    """
    if len(text) > MAX_CHARS:
        raise Unreadable("too long")
    return _Reader(text).whole()


class _Reader(Cursor):
    max_nesting, max_digits, refusal = MAX_NESTING, MAX_DIGITS, Unreadable

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._bars = 0  # open ones, since the last bracket

    def whole(self) -> Expression:
        found = self._sum()
        self._expect_end()
        if sum(1 for _ in nodes(found)) > MAX_NODES:
            raise Unreadable("too large")
        return found

    # --- sums and products --------------------------------------------------------------------

    def _sum(self) -> Expression:
        terms = [self._signed(self._product)]
        while self._peek() in ("+", "-"):
            terms.append(self._signed(self._product))
        return add(*terms)

    def _signed(self, read_one: Callable[[], Expression]) -> Expression:
        negative = self._is_negated()
        found = read_one()
        return negate(found) if negative else found

    def _product(self) -> Expression:
        found = self._factor()
        while True:
            char = self._peek()
            if char == "*" and self._skip():
                found = multiply(found, self._signed(self._factor))
            elif char == "/" and self._skip():
                found = divide(found, self._signed(self._factor))
            elif self._begins_factor(char):
                found = multiply(found, self._factor())
            else:
                return found

    def _begins_factor(self, char: str) -> bool:
        """Whether another factor follows without a sign; digits there are no product."""
        if char == "|":
            return self._bars == 0
        return char in _CLOSERS or char in ("\\", "√") or is_letter(char)

    # --- one factor ---------------------------------------------------------------------------

    def _factor(self) -> Expression:
        found = self._base()
        while (char := self._peek()) in ("^", "°"):
            self._at += 1
            if char == "°":
                found = multiply(found, divide(PI, number(180)))
            else:
                found = power(found, self._exponent())
        return found

    def _base(self) -> Expression:
        char = self._peek()
        if char.isdecimal() or char == ".":
            return number(self._fraction())
        if char in _ROUNDING:
            return call(_ROUNDING[char], self._deeper(lambda: self._bracketed(char)))
        if char in _CLOSERS:
            return self._deeper(lambda: self._bracketed(char))
        if char == "|":
            return call("abs", self._deeper(self._in_bars))
        if char == "√" and self._skip():
            return self._rooted(self._deeper(self._base), 2)
        if char == "\\":
            return self._deeper(self._command)
        if is_letter(char):
            return self._deeper(self._word)
        raise Unreadable(f"nothing begins with {char!r}")

    def _bracketed(self, opener: str) -> Expression:
        self._at += 1
        outside, self._bars = self._bars, 0
        found = self._sum()
        self._bars = outside
        self._expect(_CLOSERS[opener])
        return found

    def _in_bars(self) -> Expression:
        self._at += 1
        self._bars += 1
        found = self._sum()
        self._bars -= 1
        self._expect("|")
        return found

    def _command(self) -> Expression:
        name = self._next_command()[1:]
        self._at += 1 + len(name)
        if name == "frac":
            top = self._group()
            return divide(top, self._group())
        if name in WORDS:
            return self._named(WORDS[name])
        if name in GREEK:
            return Variable(f"\\{name}" + self._subscript())
        raise Unreadable(f"unknown command {name}")

    def _word(self) -> Expression:
        """A function's name without a backslash, or a letter."""
        found = _WORD.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
            return self._named(WORDS[found[0]])
        letter = self._text[self._at]
        self._at += 1
        return EULER if letter == "e" else Variable(letter + self._subscript())

    def _named(self, name: str) -> Expression:
        if name == "pi":
            return PI
        if name in ("sqrt", "cbrt"):
            return self._root(2 if name == "sqrt" else 3)
        return self._function(name)

    def _root(self, degree: int) -> Expression:
        if self._peek() == "[":
            found = self._deeper(lambda: self._bracketed("["))
            if not isinstance(found, Number) or found.value.denominator > 1 or found.value < 2:
                raise Unreadable("no root of this degree")
            degree = found.value.numerator
        return self._rooted(self._group(), degree)

    def _rooted(self, radicand: Expression, degree: int) -> Expression:
        return power(radicand, number(Fraction(1, degree)))

    def _function(self, name: str) -> Expression:
        base = self._logarithm_base() if name == "log" else None
        exponent: Expression = ONE
        if self._peek() == "^" and self._skip():
            exponent = self._exponent()
        if exponent == number(-1):
            if name not in _INVERSES:
                raise Unreadable("no inverse of this function")
            name, exponent = _INVERSES[name], ONE
        argument = self._base() if self._peek() in (*_CLOSERS, "|") else self._bare_argument()
        return power(_applied(name, argument, base), exponent)

    def _logarithm_base(self) -> Expression | None:
        if self._peek() != "_":
            return None
        self._at += 1
        return self._group()

    def _bare_argument(self) -> Expression:
        """What a function without brackets takes: ``\\sin 2x``, not the next function."""
        found = self._factor()
        while self._goes_on_bare():
            found = multiply(found, self._factor())
        return found

    def _goes_on_bare(self) -> bool:
        char = self._peek()
        if char == "\\":
            name = self._next_command()[1:]
            return name in GREEK or name == "pi"
        word = _WORD.match(self._text, self._at)
        return is_letter(char) and (word is None or word[0] == "pi")

    # --- arguments, exponents, subscripts -----------------------------------------------------

    def _group(self) -> Expression:
        r"""The argument of a command: ``{…}``, or as TeX has it the next character alone."""
        char = self._peek()
        if char == "{":
            return self._deeper(lambda: self._bracketed("{"))
        if char.isdecimal() and self._skip():
            return number(int(char))
        return self._base()

    def _exponent(self) -> Expression:
        """Like a group, but ``x^12`` and ``x^-1`` mean what those who type them mean."""
        if self._peek() == "-" and self._skip():
            return negate(self._base())
        return self._base()


def _applied(name: str, argument: Expression, base: Expression | None) -> Expression:
    """A named function of its argument; a logarithm without a base is the decimal one."""
    if name == "exp":
        return power(EULER, argument)
    if name == "log" and base is None:
        return call("lg", argument)
    if name == "log" and base is not None:
        return divide(call("ln", argument), call("ln", base))
    return call(name, argument)
