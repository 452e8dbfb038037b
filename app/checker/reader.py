"""The recursive descent itself: sums, products, factors, letters, brackets.

``commands`` reads what begins with a word (``\\frac``, ``\\sin``, ``\\begin``), ``operators`` sums,
integrals and the like, ``building`` makes SymPy's objects. The decisions stand in ``reading``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sympy
from sympy import Function, Integer, Rational, Symbol

from app.checker import commands
from app.checker.building import DEGREE, Builder, is_matrix
from app.checker.stream import CLOSERS, Stream
from app.checker.tokens import Kind, Token, Unreadable

_FUNCTION_LETTERS = frozenset("fghFG")


class Reader(Stream):
    """Reads tokens from the left. ``operators`` reads sums, integrals and the like with it."""

    def __init__(self, found: list[Token], build: Builder) -> None:
        super().__init__(found)
        self.build = build
        self.bound: list[str] = []  # letters of sums and integrals around: there ``i`` is a letter
        self.differential: str | None = None  # of the integral that is being read
        self.in_integral = 0
        self._in_bars = False

    # --- sums and products --------------------------------------------------------------------

    def sum(self) -> Any:
        terms = [self.signed(self.product)]
        while self.peek() in ("+", "-"):
            terms.append(self.signed(self.product))
        return self.build.add(terms)

    def signed(self, read_one: Callable[[], Any]) -> Any:
        negative = False
        while self.peek() in ("+", "-"):
            negative ^= self.take() == "-"
        value = read_one()
        return self.build.negative(value) if negative else value

    def product(self) -> Any:
        if self.at_differential():
            return Integer(1)
        value = self.factor()
        while not self.at_differential():
            if self.peek() == "*":
                self.take()
                value = self.build.multiply(value, self.signed(self.factor))
            elif self.peek() in ("/", ":"):
                self.take()
                value = self.build.divide(value, self._divisor())
            elif self.begins_factor() or self._follows_factorial():
                value = self.build.multiply(value, self.factor())
            else:
                break
        return value

    def _divisor(self) -> Any:
        value = self.signed(self.factor)
        follower = self.token()
        beside = follower is not None and not follower.spaced and not self.at_differential()
        if beside and self.begins_factor():
            raise Unreadable("a quotient that can be read in two ways")
        return value

    def begins_factor(self) -> bool:
        """Whether another factor follows without a sign; digits there are no product."""
        token = self.token()
        if token is None or token.kind in (Kind.NUMBER, Kind.END):
            return False
        if token.text == "|":
            return not self._in_bars
        if token.kind is Kind.SIGN:
            return token.text in ("(", "[", "{", "|<")
        return token.text not in ("rfloor", "rceil", "choose", "bmod", "partial")

    def _follows_factorial(self) -> bool:
        """``2!4!`` is a product, where ``2 4`` would be none."""
        token = self.token()
        return token is not None and token.kind is Kind.NUMBER and self.peek(-1) in ("!", "!!")

    # --- one factor ---------------------------------------------------------------------------

    def factor(self) -> Any:
        value = self.base()
        while (char := self.peek()) in ("^", "!", "!!", "%", "°"):
            self.take()
            if char == "^":
                value = self._raised(value)
            elif char == "%":
                value = self.build.percent(value)
            elif char == "°":
                value = self.build.multiply(value, DEGREE)
            else:
                value = self.build.factorial(value, double=char == "!!")
        return value

    def _raised(self, value: Any) -> Any:
        if self._is_group("°"):
            self.skip(3)
            return self.build.multiply(value, DEGREE)
        if is_matrix(value) and (self.peek() in ("T", "'") or self._is_group("T")):
            self.skip(3 if self.peek() == "{" else 1)
            return self.build.transpose(value)
        if self.peek() == "°":
            self.take()
            return self.build.multiply(value, DEGREE)
        return self.build.power(value, self.exponent())

    def _is_group(self, text: str) -> bool:
        return [self.peek(n) for n in range(3)] == ["{", text, "}"]

    def base(self) -> Any:
        token = self.token()
        if token is None:
            raise Unreadable("something is missing")
        if token.kind is Kind.NUMBER:
            return self._number()
        if token.kind is Kind.LETTER:
            return self._letter()
        if token.kind is Kind.BEGIN:
            return self.deeper(lambda: commands.environment(self))
        if token.kind is Kind.WORD:
            return self.deeper(lambda: commands.word(self))
        if token.text in CLOSERS:
            return self.deeper(self.bracketed)
        if token.text in ("|", "|<"):
            return self.deeper(self._absolute)
        raise Unreadable(f"no value begins with {token.text}")

    def _number(self) -> Any:
        text = self.take()
        if self.peek() in ("overline", "dot") and "." in text:
            return self._repeating(text)
        value = self.build.number(text)
        if self.peek() == "frac" and text.isdecimal():
            return self._mixed(value)
        following = self.token()
        if following is not None and following.kind is Kind.NUMBER:
            raise Unreadable("two numbers side by side")
        return value

    def _mixed(self, whole: Any) -> Any:
        r"""``2\frac{1}{2}``: a proper fraction behind a number is added to it."""
        start = self.place
        self.take()
        top, bottom = self.group(), self.group()
        if isinstance(top, Integer) and isinstance(bottom, Integer) and 0 < top < bottom:
            return self.build.mixed(whole, top, bottom)
        self.place = start
        return whole

    def _repeating(self, text: str) -> Any:
        r"""``0.1\overline{6}``, ``0.\dot{3}``."""
        period = ""
        while self.peek() in ("overline", "dot"):
            self.take()
            self.expect("{")
            period += self.take()
            self.expect("}")
        if not period.isdecimal():
            raise Unreadable("no period")
        scale = 10 ** len(text.partition(".")[2])
        repeated = Rational(int(period), (10 ** len(period) - 1) * scale)
        return self.build.number(text) + repeated

    def _letter(self) -> Any:
        name = self.take()
        if self.peek() == "_":
            return self._subscripted(name)
        while self.peek() == "'":
            name += self.take()
        if name not in self.bound and self.peek() != "'":
            if name == "e":
                return sympy.E
            if name == "i":
                return sympy.I
        if name.rstrip("'") in _FUNCTION_LETTERS and self.peek() in ("(", "^"):
            return self._unknown_function(name)
        if name == "C" and self.peek() == "(":
            return self._chosen() or Symbol(name)
        return Symbol(name)

    def _unknown_function(self, name: str) -> Any:
        if self.peek() == "^":
            if self.peek(1) == "{" and self.peek(2) == "-":
                raise Unreadable("an inverse function")
            return Symbol(name)
        values = self.arguments()
        return Function(name)(*values)

    def _chosen(self) -> Any:
        """``C(5,2)``; None for a product with a bracket."""
        start = self.place
        values = self.arguments()
        if len(values) == 2:
            return self.build.binomial(*values)
        self.place = start
        return None

    def _subscripted(self, name: str) -> Any:
        r"""``x_1``, ``a_{n+1}``; ``C_5^2`` and ``A_5^2`` count choices."""
        subscript = self.subscript()
        counts = name in ("C", "A", "P") and (subscript == "n" or subscript not in "01")
        if counts and self.peek() == "^" and (subscript.isdecimal() or subscript == "n"):
            self.take()
            below = Integer(int(subscript)) if subscript.isdecimal() else Symbol(subscript)
            count = self.build.binomial if name == "C" else self.build.permutations
            return count(below, self.exponent())
        return Symbol(f"{name}_{subscript}")

    def subscript(self) -> str:
        """Its text without spaces; what stands there is not calculated with."""
        self.expect("_")
        if self.peek() != "{":
            return self.take()
        self.take()
        parts = []
        while self.peek() != "}":
            parts.append(self.take())
        self.take()
        return "".join(parts)

    def bracketed(self) -> Any:
        opener = self.take()
        if opener == "[" and self.peek() == "[":
            return commands.rows_in_brackets(self)
        with self._bars(inside=False):
            value = self.sum()
            if self.peek() == "choose":
                self.take()
                value = self.build.binomial(value, self.sum())
        self.expect(CLOSERS[opener])
        return value

    def _absolute(self) -> Any:
        opener = self.take()
        with self._bars(inside=opener == "|"):
            value = self.sum()
        self.expect("|" if opener == "|" else ">|")
        return self.build.determinant(value) if is_matrix(value) else self.build.call("abs", value)

    # --- arguments ----------------------------------------------------------------------------

    def group(self) -> Any:
        r"""The argument of a command: ``{…}``, or as TeX has it the next character alone."""
        token = self.token()
        if token is None:
            raise Unreadable("something is missing")
        if token.kind is Kind.NUMBER and token.text.isdecimal():
            return Integer(self.take_digit())
        return self.deeper(self.base)

    def exponent(self) -> Any:
        """Like a group, but ``x^12`` and ``x^-1`` mean what those who type them mean."""
        if self.peek() in ("-", "+"):
            return self.deeper(lambda: self.signed(self.exponent))
        value = self.deeper(self.base)
        if self.peek() == "^":  # 2^3^4 is 2^(3^4)
            self.take()
            return self.build.power(value, self.exponent())
        return value

    def script(self) -> Any:
        r"""One end of ``\int_0^1``: a group, or what stands alone."""
        if self.peek() in ("-", "+"):
            return self.deeper(lambda: self.signed(self.script))
        return self.deeper(self.base)

    def arguments(self) -> list[Any]:
        """The values between brackets and commas."""
        self.expect("(")
        with self._bars(inside=False):
            values = [self.deeper(self.sum)]
            while self.peek() == ",":
                self.take()
                values.append(self.deeper(self.sum))
        self.expect(")")
        return values

    @contextmanager
    def _bars(self, *, inside: bool) -> Iterator[None]:
        """Whether a bar closes an absolute value here, or opens one."""
        outside, self._in_bars = self._in_bars, inside
        yield
        self._in_bars = outside

    def at_differential(self) -> bool:
        """Whether an integral's ``dx`` comes next."""
        following = self.token(1)
        return (
            bool(self.in_integral)
            and self.peek() == "d"
            and following is not None
            and following.kind is Kind.LETTER
        )
