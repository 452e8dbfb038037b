r"""Reads LaTeX (and what people type instead) as an exact value.

A recursive descent over the small part of LaTeX that answers are written in: numbers, letters,
sums, products with or without a sign, powers, fractions, roots, functions, absolute values. The
text is expected as ``equality`` prepares it: plain ``* / - %``, one spelling of each command.
"""

from collections.abc import Callable
from fractions import Fraction

from app.domain.cursor import Cursor, is_letter
from app.domain.polynomials import MAX_BITS, Algebra, NotAValue, Value, number, symbol

MAX_NESTING = 40
MAX_DIGITS = 200
PERCENT = "%"  # the letter that stands for the percent sign
INFINITY = r"\infty"

_FUNCTIONS = frozenset(
    rf"\{name}"
    for name in (
        *("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan"),
        *("ln", "log", "lg", "exp"),
    )
)
_LETTERS = frozenset(
    rf"\{name}"
    for name in (
        *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "theta", "lambda", "mu"),
        *("pi", "rho", "sigma", "tau", "phi", "varphi", "omega", "infty"),
        *("Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi", "Omega"),
    )
)
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


def read(text: str, algebra: Algebra | None = None) -> Value:
    """The value of ``text``.

    Raises:
        NotAValue: it is not understood, or beyond the bounds.
    """
    return _Reader(text, algebra or Algebra()).whole()


class _Reader(Cursor):
    max_nesting, max_digits, refusal = MAX_NESTING, MAX_DIGITS, NotAValue

    def __init__(self, text: str, algebra: Algebra) -> None:
        super().__init__(text)
        self._algebra = algebra
        self._in_bars = False

    def whole(self) -> Value:
        value = self._sum()
        self._expect_end()
        return value

    # --- sums and products --------------------------------------------------------------------

    def _sum(self) -> Value:
        total = self._signed(self._product)
        while self._peek() in ("+", "-"):
            total = self._algebra.add(total, self._signed(self._product))
        return total

    def _signed(self, read_one: Callable[[], Value]) -> Value:
        negative = self._is_negated()
        value = read_one()
        return self._algebra.multiply(number(-1), value) if negative else value

    def _product(self) -> Value:
        value = self._factor()
        while True:
            char = self._peek()
            if char == "*" and self._skip():
                value = self._algebra.multiply(value, self._signed(self._factor))
            elif char == "/" and self._skip():
                value = self._algebra.divide(value, self._signed(self._factor))
            elif self._begins_factor(char):
                value = self._algebra.multiply(value, self._factor())
            else:
                return value

    def _begins_factor(self, char: str) -> bool:
        """Whether another factor follows without a sign; digits there are no product."""
        if char == "|":
            return not self._in_bars
        return char in ("(", "[", "{", "\\", "√") or is_letter(char)

    # --- one factor ---------------------------------------------------------------------------

    def _factor(self) -> Value:
        value = self._base()
        while (char := self._peek()) in ("^", "%"):
            self._at += 1
            if char == "%":
                value = self._algebra.multiply(value, symbol(PERCENT))
            else:
                value = self._raised(value, self._exponent())
        return value

    def _base(self) -> Value:
        char = self._peek()
        if char.isdecimal() or char == ".":
            return number(self._fraction())
        if char in _CLOSERS:
            return self._deeper(lambda: self._bracketed(char))
        if char == "|" and not self._in_bars:
            return self._deeper(self._absolute)
        if char == "√" and self._skip():
            return self._deeper(lambda: self._algebra.root(self._base(), 2))
        if char == "\\":
            return self._deeper(self._command)
        if is_letter(char) and self._skip():
            return symbol(char + self._subscript())
        raise NotAValue(f"no value begins with {char!r}")

    def _bracketed(self, opener: str) -> Value:
        self._at += 1
        outside, self._in_bars = self._in_bars, False
        value = self._sum()
        self._in_bars = outside
        self._expect(_CLOSERS[opener])
        return value

    def _absolute(self) -> Value:
        self._at += 1
        self._in_bars = True
        value = self._sum()
        self._in_bars = False
        self._expect("|")
        known = value.number
        if known is not None:
            return number(abs(known))
        negated = self._algebra.multiply(number(-1), value)
        return symbol(f"|{min(value.name, negated.name)}|")

    def _command(self) -> Value:
        name = self._next_command()
        self._at += len(name)
        if name == r"\frac":
            top = self._group()
            return self._algebra.divide(top, self._group())
        if name == r"\sqrt":
            return self._root()
        if name in _FUNCTIONS:
            return self._function(name)
        if name in _LETTERS:
            return symbol(name + self._subscript())
        raise NotAValue(f"unknown command {name}")

    def _root(self) -> Value:
        degree = Fraction(2)
        if self._peek() == "[":
            degree = self._bracketed("[").number or Fraction(0)
        if degree.denominator != 1:
            raise NotAValue("no root of this degree")
        return self._algebra.root(self._group(), degree.numerator)

    def _function(self, name: str) -> Value:
        name += self._subscript()
        power = number(1)
        if self._peek() == "^" and self._skip():
            power = self._exponent()
        argument = self._base() if self._peek() in _CLOSERS else self._bare_argument()
        return self._raised(symbol(f"{name}({argument.name})"), power)

    def _bare_argument(self) -> Value:
        value = self._factor()
        while is_letter(self._peek()):
            value = self._algebra.multiply(value, self._factor())
        return value

    # --- arguments, exponents, subscripts -----------------------------------------------------

    def _group(self) -> Value:
        r"""The argument of a command: ``{…}``, or as TeX has it the next character alone."""
        char = self._peek()
        if char == "{":
            return self._deeper(lambda: self._bracketed("{"))
        if char.isdecimal() and self._skip():
            return number(int(char))
        return self._base()

    def _exponent(self) -> Value:
        """Like a group, but ``x^12`` and ``x^-1`` mean what those who type them mean."""
        if self._peek() == "-" and self._skip():
            return self._algebra.multiply(number(-1), self._base())
        return self._base()

    def _raised(self, base: Value, exponent: Value) -> Value:
        power = exponent.number
        if power is None:
            return symbol(f"({base.name})^({exponent.name})")
        if max(abs(power.numerator), power.denominator).bit_length() > MAX_BITS:
            raise NotAValue("exponent too high")
        if power.denominator > 1:
            base = self._algebra.root(base, power.denominator)
        return self._algebra.power(base, power.numerator)
