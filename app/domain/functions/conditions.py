r"""Conditions on a variable, read as intervals: ``0 \le x < 2``, ``x > 1``, ``x \in [0, 2\pi)``."""

import re
from collections.abc import Iterable
from math import inf, isnan

from app.domain.functions.evaluate import evaluator
from app.domain.functions.reading import Unreadable, read
from app.domain.functions.tree import Interval, is_constant

_COMPARISON = re.compile(r"\s*([<≤>≥])\s*")
_MEMBERSHIP = re.compile(r"(.*)∈\s*([\[(])(.*),(.*)([\])])")
_INFINITIES = {r"\infty": inf, r"+\infty": inf, r"-\infty": -inf}


def interval(text: str, variable: str) -> Interval | None:
    """The interval that a condition confines the variable to; None if it is not understood."""
    text = text.strip()
    try:
        if (found := _MEMBERSHIP.fullmatch(text)) is not None:
            return _membership(found, variable)
        return _comparisons(_COMPARISON.split(text), variable)
    except Unreadable:
        return None


def common(intervals: Iterable[Interval]) -> Interval:
    """What lies in all of them."""
    result = Interval()
    for one in intervals:
        low, low_closed = max(
            (result.low, result.low_closed), (one.low, one.low_closed), key=_tighter_low
        )
        high, high_closed = min(
            (result.high, result.high_closed), (one.high, one.high_closed), key=_tighter_high
        )
        result = Interval(low, high, low_closed, high_closed)
    return result


def _tighter_low(bound: tuple[float, bool]) -> tuple[float, bool]:
    return bound[0], not bound[1]


def _tighter_high(bound: tuple[float, bool]) -> tuple[float, bool]:
    return bound


def _membership(found: re.Match[str], variable: str) -> Interval | None:
    name, opener, low, high, closer = found.groups()
    if name.strip() != variable:
        return None
    return Interval(_bound(low), _bound(high), opener == "[", closer == "]")


def _comparisons(pieces: list[str], variable: str) -> Interval | None:
    """``pieces`` are members with signs between them; every sign next to the variable counts."""
    members, signs = [piece.strip() for piece in pieces[::2]], pieces[1::2]
    if not signs or members.count(variable) != 1:
        return None
    place = members.index(variable)
    found = []
    if place > 0:
        found.append(_side(_bound(members[place - 1]), signs[place - 1], is_left=True))
    if place < len(signs):
        found.append(_side(_bound(members[place + 1]), signs[place], is_left=False))
    return common(found)


def _side(bound: float, sign: str, *, is_left: bool) -> Interval:
    """The interval of one comparison with the variable; ``is_left``: the bound stands before it."""
    closed = sign in "≤≥"
    if (sign in "<≤") == is_left:
        return Interval(low=bound, low_closed=closed)
    return Interval(high=bound, high_closed=closed)


def _bound(text: str) -> float:
    spelled = "".join(text.split())
    if spelled in _INFINITIES:
        return _INFINITIES[spelled]
    found = read(text)
    value = evaluator(found)(0.0)
    if not is_constant(found) or isnan(value):
        raise Unreadable("no bound")
    return value
