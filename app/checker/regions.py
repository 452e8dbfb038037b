"""Parts of the number line: what inequalities and intervals of answers say."""

from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise
from typing import Any

import sympy

from app.checker.agreement import every
from app.checker.deciding import equal
from app.checker.tokens import Unreadable


@dataclass(frozen=True)
class Piece:
    """From ``low`` to ``high``; ``closed`` says which ends belong to it."""

    low: Any
    high: Any
    closed: tuple[bool, bool]


Region = tuple[Piece, ...]  # in order, no two of them touching

LINE: Region = (Piece(-sympy.oo, sympy.oo, (False, False)),)
NOTHING: Region = ()


def piece(low: Any, high: Any, *, closed: tuple[bool, bool]) -> Region:
    """An interval between two constants; empty if they are the wrong way round.

    Raises:
        Unreadable: an end is no real constant.
    """
    order = compare(low, high)
    if order > 0 or (order == 0 and not all(closed)):
        return NOTHING
    ends = closed[0] and low != -sympy.oo, closed[1] and high != sympy.oo
    return (Piece(low, high, ends),)


def compare(first: Any, second: Any) -> int:
    """-1, 0 or 1, as ``first`` is below, equal to or above ``second``."""
    for value in (first, second):
        if not value.is_number or not value.is_extended_real:
            raise Unreadable("no real constant")
    if first == second or equal(first, second):
        return 0
    return -1 if first.evalf() < second.evalf() else 1


def united(*regions: Region) -> Region:
    """What belongs to any of them."""
    pieces = sorted((part for region in regions for part in region), key=cmp_to_key(_begins_before))
    result: list[Piece] = []
    for part in pieces:
        if result and _touch(result[-1], part):
            result[-1] = _joined(result[-1], part)
        else:
            result.append(part)
    return tuple(result)


def common(first: Region, second: Region) -> Region:
    """What belongs to both."""
    return united(*(_overlap(a, b) for a in first for b in second))


def without(region: Region) -> Region:
    """All real numbers that do not belong to it."""
    if not region:
        return LINE
    gaps = [piece(-sympy.oo, region[0].low, closed=(False, not region[0].closed[0]))]
    gaps += [
        piece(a.high, b.low, closed=(not a.closed[1], not b.closed[0])) for a, b in pairwise(region)
    ]
    gaps.append(piece(region[-1].high, sympy.oo, closed=(not region[-1].closed[1], False)))
    return united(*gaps)


def same_region(first: Region, second: Region) -> bool | None:
    """Whether both hold the same numbers."""
    if [part.closed for part in first] != [part.closed for part in second]:
        return False
    pairs = zip(first, second, strict=True)
    return every(equal(x, y) for a, b in pairs for x, y in ((a.low, b.low), (a.high, b.high)))


def _begins_before(a: Piece, b: Piece) -> int:
    return compare(a.low, b.low) or b.closed[0] - a.closed[0]


def _touch(a: Piece, b: Piece) -> bool:
    order = compare(b.low, a.high)
    return order < 0 or (order == 0 and (a.closed[1] or b.closed[0]))


def _joined(a: Piece, b: Piece) -> Piece:
    order = compare(a.high, b.high)
    if order == 0:
        return Piece(a.low, a.high, (a.closed[0], a.closed[1] or b.closed[1]))
    last = a if order > 0 else b
    return Piece(a.low, last.high, (a.closed[0], last.closed[1]))


def _overlap(a: Piece, b: Piece) -> Region:
    low = _later(a.low, a.closed[0], b.low, b.closed[0], sign=1)
    high = _later(a.high, a.closed[1], b.high, b.closed[1], sign=-1)
    return piece(low[0], high[0], closed=(low[1], high[1]))


def _later(x: Any, x_closed: bool, y: Any, y_closed: bool, *, sign: int) -> tuple[Any, bool]:
    order = sign * compare(x, y)
    if order == 0:
        return x, x_closed and y_closed
    return (x, x_closed) if order > 0 else (y, y_closed)
