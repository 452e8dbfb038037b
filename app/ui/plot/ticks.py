"""Round numbers along an axis: 1, 2, 5 and their tens; multiples of π where angles are measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10, pi

from app.domain.functions.exact import MINUS, rounded

LARGEST_PLAIN = 1e6
SMALLEST_PLAIN = 1e-4
MOST_TICKS = 200

#: Steps in multiples of π, smaller and larger ones are decimal.
_TURNS = (
    *(Fraction(1, n) for n in (12, 6, 4, 2)),
    *(Fraction(n) for n in (1, 2, 5, 10, 20, 50, 100, 200)),
)


@dataclass(frozen=True)
class Tick:
    value: float
    text: str


def ticks(low: float, high: float, most: int, *, in_pi: bool = False) -> list[Tick]:
    """About ``most`` ticks at the most between two values."""
    if in_pi and (turn := _turn((high - low) / max(1, most))) is not None:
        return list(_angles(low, high, turn))
    step = nice_step((high - low) / max(1, most))
    return [Tick(value, text(value, step)) for value in multiples(low, high, step)]


def nice_step(least: float) -> float:
    """The smallest of 1, 2, 5 and their tens that is not below ``least``."""
    power = 10.0 ** floor(log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * 0.999)


def multiples(low: float, high: float, step: float) -> list[float]:
    """The multiples of ``step`` between two values."""
    first, last = ceil(low / step), floor(high / step)
    return [place * step for place in range(first, min(last, first + MOST_TICKS) + 1)]


def text(value: float, step: float) -> str:
    """A multiple of ``step``, with the digits that the step needs."""
    if abs(value) < step / 2:
        return "0"
    if step < SMALLEST_PLAIN or abs(value) >= LARGEST_PLAIN:
        return rounded(value)
    digits = max(0, -floor(log10(step) + 1e-9))
    spelled = f"{value:.{digits}f}"
    spelled = spelled.rstrip("0").rstrip(".") if digits else spelled
    return spelled.replace("-", MINUS)


def _turn(least: float) -> Fraction | None:
    fits = (turn for turn in _TURNS if float(turn) * pi >= least)
    found = next(fits, None)
    return None if found is None or least < float(_TURNS[0]) * pi / 3 else found


def _angles(low: float, high: float, turn: Fraction) -> Iterator[Tick]:
    step = float(turn) * pi
    for value in multiples(low, high, step):
        yield Tick(value, _in_pi(round(value / step) * turn))


def _in_pi(factor: Fraction) -> str:
    if factor == 0:
        return "0"
    top = {1: "", -1: "-"}.get(factor.numerator, str(factor.numerator))
    spelled = f"{top}π" if factor.denominator == 1 else f"{top}π/{factor.denominator}"
    return spelled.replace("-", MINUS)
