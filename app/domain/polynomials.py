"""Exact arithmetic for comparing answers: quotients of polynomials with rational coefficients.

What is no polynomial (the root of 3, the sine of x) is a letter of its own, named by its content.
Answers come from a model, so everything is bounded: what grows too large, or is too much work,
raises ``NotAValue``.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

MAX_EXPONENT = 64  # of a polynomial; numbers may go on up to MAX_BITS
MAX_DEGREE = 4096  # of one letter, after powers of powers
MAX_TERMS = 500
MAX_LETTERS = 40  # of one term
MAX_NAME_CHARS = 1000  # of a letter named by its content
MAX_BITS = 670  # of a numerator or denominator: about 200 digits
MAX_WORK = 20_000  # products of two terms; about a tenth of a second
MAX_FACTORED = 10**8  # radicands up to here are split into primes

ROOT = "√"  # with a number behind it: the letter that stands for this square root

Mono = tuple[tuple[str, int], ...]  # letters with their exponents, sorted
Poly = dict[Mono, Fraction]  # no coefficient is 0

ONE: Poly = {(): Fraction(1)}


class NotAValue(ValueError):
    """It is no value that is understood here, or one beyond the bounds."""


@dataclass(frozen=True)
class Value:
    """``top / bottom``; not reduced, so compare with ``Algebra.equal``."""

    top: Poly
    bottom: Poly

    @property
    def letters(self) -> frozenset[str]:
        """All letters, those that stand for roots and functions included."""
        return frozenset(name for poly in (self.top, self.bottom) for m in poly for name, _ in m)

    @property
    def number(self) -> Fraction | None:
        """The rational number that this is; None if it has letters."""
        if self.letters:
            return None
        return self.top.get((), Fraction(0)) / self.bottom[()]

    @property
    def name(self) -> str:
        """A spelling that does not depend on the order of terms."""
        return _spelled(self.top) if self.bottom == ONE else f"{_over(self.top, self.bottom)}"


def _over(top: Poly, bottom: Poly) -> str:
    return f"{_spelled(top)}/{_spelled(bottom)}"


def _spelled(poly: Poly) -> str:
    return "+".join(
        f"{coefficient}*{'*'.join(f'{name}^{power}' for name, power in mono)}"
        for mono, coefficient in sorted(poly.items())
    )


def number(value: int | Fraction) -> Value:
    """A rational number as a value."""
    return Value({(): Fraction(value)} if value else {}, ONE)


def symbol(name: str) -> Value:
    """A letter as a value."""
    if len(name) > MAX_NAME_CHARS:
        raise NotAValue("too long")
    return Value({((name, 1),): Fraction(1)}, ONE)


class Algebra:
    """Arithmetic with a budget: raises NotAValue when the work grows beyond MAX_WORK."""

    def __init__(self) -> None:
        self._work = MAX_WORK

    def add(self, a: Value, b: Value) -> Value:
        if a.bottom == b.bottom:
            return _value(self._sum(a.top, b.top), a.bottom)
        top = self._sum(self._product(a.top, b.bottom), self._product(b.top, a.bottom))
        return _value(top, self._product(a.bottom, b.bottom))

    def subtract(self, a: Value, b: Value) -> Value:
        return self.add(a, self.multiply(number(-1), b))

    def multiply(self, a: Value, b: Value) -> Value:
        return _value(self._product(a.top, b.top), self._product(a.bottom, b.bottom))

    def divide(self, a: Value, b: Value) -> Value:
        return self.multiply(a, _value(b.bottom, b.top))

    def equal(self, a: Value, b: Value) -> bool:
        return self._product(a.top, b.bottom) == self._product(b.top, a.bottom)

    def power(self, base: Value, exponent: int) -> Value:
        """An integer power; 0^0 is not a value."""
        if exponent < 0:
            return self.power(_value(base.bottom, base.top), -exponent)
        if exponent > MAX_EXPONENT:
            return _large_power(base, exponent)
        if exponent == 0 and not base.top:
            raise NotAValue("0^0")
        result = number(1)
        for _ in range(exponent):  # not by squaring: a short factor is the cheaper one
            result = self.multiply(result, base)
        return result

    def root(self, value: Value, degree: int) -> Value:
        """The real root where it is rational, else a letter named by the radicand."""
        radicand = value.number
        if radicand is None or radicand < 0 or not 2 <= degree <= MAX_EXPONENT:
            return symbol(f"{ROOT}[{degree}]({value.name})")
        if degree == 2:
            return self._square_root(radicand)
        exact = _exact_root(radicand, degree)
        return number(exact) if exact is not None else symbol(f"{ROOT}[{degree}]({value.name})")

    def _square_root(self, radicand: Fraction) -> Value:
        """``outside * √a * √b …`` with primes under the roots, so that √12 is 2√3."""
        rest = radicand.numerator * radicand.denominator
        outside = Fraction(1, radicand.denominator)
        whole = isqrt(rest)
        if whole * whole == rest:
            return number(outside * whole)
        result = number(outside)
        for prime in self._primes(rest):
            result = self.multiply(result, symbol(f"{ROOT}{prime}"))
        return result

    def _primes(self, rest: int) -> list[int]:
        """Prime factors with repetition; a large number is left as it is."""
        if rest > MAX_FACTORED:
            return [rest]
        self._charge(isqrt(rest) // 10)
        found, candidate = [], 2
        while candidate * candidate <= rest:
            while rest % candidate == 0:
                found.append(candidate)
                rest //= candidate
            candidate += 1
        return [*found, rest] if rest > 1 else found

    def _sum(self, a: Poly, b: Poly) -> Poly:
        self._charge(len(a) + len(b))
        result = dict(a)
        for mono, coefficient in b.items():
            result[mono] = result.get(mono, Fraction(0)) + coefficient
        return _bounded(result)

    def _product(self, a: Poly, b: Poly) -> Poly:
        if a == ONE or b == ONE:
            return b if a == ONE else a
        self._charge(len(a) * len(b))
        result: Poly = {}
        for mono_a, of_a in a.items():
            for mono_b, of_b in b.items():
                mono, factor = _times(mono_a, mono_b)
                result[mono] = result.get(mono, Fraction(0)) + of_a * of_b * factor
        return _bounded(result)

    def _charge(self, work: int) -> None:
        self._work -= 1 + work
        if self._work < 0:
            raise NotAValue("too much work")


def _value(top: Poly, bottom: Poly) -> Value:
    if not bottom:
        raise NotAValue("division by zero")
    if bottom.keys() != {()} or bottom == ONE:
        return Value(top, bottom)
    divisor = bottom[()]
    return Value({mono: coefficient / divisor for mono, coefficient in top.items()}, ONE)


def _bounded(poly: Poly) -> Poly:
    if len(poly) > MAX_TERMS:
        raise NotAValue("too many terms")
    kept = {mono: coefficient for mono, coefficient in poly.items() if coefficient}
    for coefficient in kept.values():
        if max(coefficient.numerator.bit_length(), coefficient.denominator.bit_length()) > MAX_BITS:
            raise NotAValue("too many digits")
    return kept


def _times(a: Mono, b: Mono) -> tuple[Mono, int]:
    """The product of two monomials, and the number that squares of roots leave."""
    if not a or not b:
        return a or b, 1
    powers = dict(a)
    for name, power in b:
        powers[name] = powers.get(name, 0) + power
    if len(powers) > MAX_LETTERS:
        raise NotAValue("too many letters")
    factor = 1
    for name, power in powers.items():
        if power > MAX_DEGREE:
            raise NotAValue("degree too high")
        if power > 1 and name.startswith(ROOT) and name[1:].isdecimal():
            factor *= int(name[1:]) ** (power // 2)
            powers[name] = power % 2
    return tuple(sorted((name, power) for name, power in powers.items() if power)), factor


def _large_power(base: Value, exponent: int) -> Value:
    value = base.number
    if value is None:
        raise NotAValue("exponent too high")
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    if value not in (0, 1, -1) and bits * exponent > 2 * MAX_BITS:
        raise NotAValue("too many digits")
    return _value(_bounded({(): value ** (exponent % 2 + 2 if bits <= 1 else exponent)}), ONE)


def _exact_root(radicand: Fraction, degree: int) -> Fraction | None:
    parts = [_integer_root(part, degree) for part in (radicand.numerator, radicand.denominator)]
    top, bottom = parts
    return None if top is None or bottom is None else Fraction(top, bottom)


def _integer_root(value: int, degree: int) -> int | None:
    guess = round(value ** (1 / degree))  # at most MAX_BITS, so within floats
    near = (guess - 1, guess, guess + 1)
    return next((root for root in near if root >= 0 and root**degree == value), None)
