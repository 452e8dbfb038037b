"""Euclid's algorithm in steps that are known by heart: gcd, lcm and fractions share it."""

from training import digits
from training.problem import Draw

#: So many steps at most.
MOST_STEPS = 8


def by_euclid(draw: Draw, a: int, b: int) -> tuple[str, int]:
    """The line from two numbers to their gcd, and the gcd."""
    lead = draw.say(
        ["Euclid, the smaller from the bigger: ", "Take the smaller from the bigger: "],
        ["辗转相减：", "大数减小数："],
    )
    big, small, steps = max(a, b), min(a, b), []
    while _goes_on(big, small):
        steps.append(_step(big, small))
        big, small = _next(big, small)
    divisor = small or big
    end = f"${big},{small}$: " + draw.say(f"the gcd is ${divisor}$.", f"最大公约数是 ${divisor}$。")
    return lead + "; ".join([*steps, end]), divisor


def euclid_fits(a: int, b: int) -> bool:
    """Whether the path is short and no one-digit number is taken away ten times or more."""
    big, small, steps = max(a, b), min(a, b), 0
    while _goes_on(big, small):
        if small < 10 and big >= 10 * small:
            return False
        big, small = _next(big, small)
        steps += 1
    return steps <= MOST_STEPS


def _goes_on(big: int, small: int) -> bool:
    return small > 1 and big != small


def _next(big: int, small: int) -> tuple[int, int]:
    rest = big % small if small < 10 else big - small
    return max(small, rest), min(small, rest)


def _step(big: int, small: int) -> str:
    """A multiple and the rest where the smaller number has one digit, else the difference."""
    if small < 10:
        return f"${big},{small}$: ${digits.with_rest(big, small)}$"
    return digits.subtract(big, small)
