"""Numbers as mathematics writes them: 3/2, √2, (1+√5)/2, π/3, ln 2; else rounded, with ≈.

A float is taken for such a number only if it is one to the last digits that computing left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import e, exp, gcd, isqrt, log, pi, sqrt

TOLERANCE = 1e-10
MOST_DENOMINATOR = 60
RARE = 1e-3  # fractions of the largest denominator lie so much rarer than values are known
MOST_ANGLE = 60  # denominator of a multiple of π
MOST_COEFFICIENT = 6  # of x² in the equation of a quadratic surd
MOST_LINEAR = 24
MOST_RADICAND = 2000
SHORT_DIGITS = 4
ROUNDED_DIGITS = 4
MINUS = "−"


@dataclass(frozen=True)
class Exact:
    """A number and its spelling; ``certain`` if the spelling says all of it."""

    value: float
    text: str
    certain: bool = True


def exact(value: float, tolerance: float = TOLERANCE) -> Exact:
    """The number that ``value`` is, up to a relative error."""
    if abs(value) <= tolerance:
        return Exact(0.0, "0")
    allowed = tolerance * max(1.0, abs(value))
    most = min(MOST_DENOMINATOR, max(1, int(sqrt(RARE / allowed))))
    for found in _candidates(value, most, coarse=tolerance > TOLERANCE):
        if abs(found.value - value) <= allowed:
            return found
    return Exact(value, f"≈ {rounded(value)}", certain=False)


def rounded(value: float) -> str:
    """A decimal of a few digits."""
    size = abs(value)
    if size and (size >= 1e6 or size < 1e-3):
        digits, _, power = f"{value:.{ROUNDED_DIGITS - 1}e}".partition("e")
        return f"{_signed(digits.rstrip('0').rstrip('.'))}·10{_raised(int(power))}"
    decimals = max(0, ROUNDED_DIGITS - len(str(int(size))))
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else _signed(text)


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def _raised(number: int) -> str:
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _candidates(value: float, most: int, *, coarse: bool) -> Iterator[Exact]:
    fraction = Fraction(value).limit_denominator(most)
    yield Exact(float(fraction), _spelled(fraction))
    if abs(value) < 1e4:
        turn = Fraction(value / pi).limit_denominator(MOST_ANGLE if not coarse else 6)
        yield Exact(float(turn) * pi, _times(turn, "π"))
        yield _root(Fraction(value * value).limit_denominator(36 if not coarse else 4), value)
    if not coarse:
        yield from _surds(value)
        yield from _exponentials(value)


def _spelled(value: Fraction) -> str:
    """An integer, a short decimal's fraction, or a fraction."""
    top, bottom = value.numerator, value.denominator
    return _signed(f"{top}" if bottom == 1 else f"{top}/{bottom}")


def _times(factor: Fraction, name: str) -> str:
    """``3π/4``"""
    top, bottom = factor.numerator, factor.denominator
    front = {1: "", -1: "-"}.get(top, str(top))
    return _signed(f"{front}{name}" if bottom == 1 else f"{front}{name}/{bottom}")


def _root(square: Fraction, value: float) -> Exact:
    """The root of a fraction, its square factors in front: ``−3√2/2``."""
    radicand = square.numerator * square.denominator
    if not 0 < radicand <= MOST_RADICAND:
        return Exact(float("inf"), "")
    outside, inside = _without_squares(radicand)
    factor = Fraction(outside, square.denominator) * (1 if value > 0 else -1)
    return Exact(float(factor) * sqrt(inside), _times(factor, f"√{inside}"))


def _without_squares(number: int) -> tuple[int, int]:
    """Such a and b that the root of the number is a√b, with b as small as can be."""
    outside = 1
    for factor in range(isqrt(number), 1, -1):
        if number % (factor * factor) == 0:
            outside, number = factor, number // (factor * factor)
            break
    return outside, number


def _surds(value: float) -> Iterator[Exact]:
    """Roots of quadratic equations with small whole coefficients."""
    if abs(value) > MOST_LINEAR:
        return
    for a in range(1, MOST_COEFFICIENT + 1):
        square = a * value * value
        for b in range(-MOST_LINEAR, MOST_LINEAR + 1):
            c = square + b * value
            nearest = round(c)
            if abs(c - nearest) <= 1e-9 * max(1.0, square):
                yield from _surd(a, b, -nearest, value)


def _surd(a: int, b: int, c: int, value: float) -> Iterator[Exact]:
    """The solution of a x² + b x + c = 0 that is ``value``."""
    radicand = b * b - 4 * a * c
    if b == 0 or not 0 < radicand <= MOST_RADICAND or isqrt(radicand) ** 2 == radicand:
        return
    outside, inside = _without_squares(radicand)
    sign = 1 if 2 * a * value + b > 0 else -1
    common = gcd(gcd(b, outside), 2 * a)
    whole, outside, bottom = -b // common, outside // common, 2 * a // common
    front = "" if outside == 1 else str(outside)
    text = f"{whole}{'+' if sign > 0 else '-'}{front}√{inside}"
    text = text if bottom == 1 else f"({text})/{bottom}"
    yield Exact((whole + sign * outside * sqrt(inside)) / bottom, _signed(text))


def _exponentials(value: float) -> Iterator[Exact]:
    """Logarithms of small numbers, and small powers of e with a factor."""
    if abs(value) < 6:
        power = Fraction(exp(value)).limit_denominator(10)
        if 0 < power <= 100:
            inverted = power.numerator == 1
            shown = Fraction(1) / power if inverted else power
            yield Exact(log(power), f"{MINUS if inverted else ''}ln {_in_logarithm(shown)}")
    for exponent, name in ((1, "e"), (-1, "1/e"), (2, "e²"), (-2, "1/e²"), (3, "e³")):
        factor = Fraction(value / e**exponent).limit_denominator(4)
        if factor and abs(factor) <= 12 and (exponent > 0 or factor.denominator == 1):
            text = _times(factor, name) if exponent > 0 else _over(factor.numerator, name)
            yield Exact(float(factor) * e**exponent, text)


def _in_logarithm(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"({value})"


def _over(top: int, name: str) -> str:
    """``−2/e``"""
    return _signed(f"{top}{name[1:]}")
