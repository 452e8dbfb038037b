"""Inequalities in one letter: the answer's numbers against the question's, point by point.

Truth can change only at roots, poles and borders of the domain. Between all of these and the ends
of the answer one point each is tried, and each of them itself; so agreement is a proof wherever
they are all known.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import sympy
from sympy import Abs, Integer, Pow, Rational, Symbol

from app.checker.answers import Named, Part, Row, interval
from app.checker.deciding import number
from app.checker.evaluating import holds
from app.checker.judges import roots
from app.checker.judges.findings import Unjudged, contradicted, is_rounded, unchecked, verified
from app.checker.judges.reading_answers import items
from app.checker.judges.sayings import says_all, says_none
from app.checker.reading import Relation
from app.checker.regions import LINE, NOTHING, Region, piece, united
from app.domain.verdict import Verdict

MAX_WHOLE = 400  # whole numbers that are tried one by one
GRID = [Rational(n, 4) for n in range(-80, 81)]


def solve(
    relations: Sequence[Relation], letter: Symbol, domain: str, sign: str, answer: str
) -> Verdict:
    if domain not in ("", "real", "integer", "natural") or (sign and not domain):
        raise Unjudged("not_understood")
    critical = _critical(relations, letter)
    if domain in ("integer", "natural"):
        return _whole_numbers(relations, letter, domain, sign, critical, answer)
    if sign:
        raise Unjudged("not_understood")
    region = _claimed(answer, letter)
    ends = [end for part in region for end in (part.low, part.high) if end.is_finite]
    if critical is None:
        return _against(relations, letter, region, [*GRID, *ends], ends, answer) or unchecked(
            "inequality_samples"
        )
    tried = list(_tried([*critical, *ends]))
    return _against(relations, letter, region, tried, critical, answer) or verified(
        "inequality_right"
    )


def _against(
    relations: Sequence[Relation],
    letter: Symbol,
    region: Region,
    tried: Sequence[Any],
    critical: Sequence[Any],
    answer: str,
) -> Verdict | None:
    """The finding at the first point where the answer is wrong; None if there is none."""
    for point in tried:
        fits = true_at(relations, letter, point)
        if fits is None:
            raise Unjudged("undecided")
        if fits != _belongs(point, region):
            if _is_rounded(region, critical, answer):
                return unchecked("rounded", value=list(critical))
            reason = "inequality_missing" if fits else "inequality_wrong"
            return contradicted(reason, point=point, letter=str(letter))
    return None


def true_at(relations: Sequence[Relation], letter: Symbol, point: Any) -> bool | None:
    found = [holds(one, {letter: point}) for one in relations]
    return False if False in found else None if None in found else True


def _belongs(point: Any, region: Region) -> bool:
    for part in region:
        low, high = (_order(point, end) for end in (part.low, part.high))
        above = low > 0 or (low == 0 and part.closed[0])
        below = high < 0 or (high == 0 and part.closed[1])
        if above and below:
            return True
    return False


def _order(point: Any, end: Any) -> int:
    if end.is_infinite:
        return -1 if end == sympy.oo else 1
    if roots.contains([end], point):
        return 0
    return 1 if number(point) > number(end) else -1


def _tried(points: Sequence[Any]) -> Iterator[Any]:
    """Every point, one between each two of them, and one beyond the first and the last."""
    ordered = sorted(roots.distinct(points), key=number)
    if not ordered:
        yield Integer(0)
        return
    yield from (point for point in ordered if not point.has(sympy.Float))
    yield sympy.floor(number(ordered[0])) - 1
    yield sympy.ceiling(number(ordered[-1])) + 1
    for low, high in pairwise(ordered):
        yield sympy.nsimplify((number(low) + number(high)) / 2, rational=True, tolerance=None)


def _critical(relations: Sequence[Relation], letter: Symbol) -> list[Any] | None:
    """Where truth can change; None if that is not known."""
    found: list[Any] = []
    for one in relations:
        for left, right in pairwise(one.members):
            for value in _deciding(left, right):
                zeros = _zeros(value, letter)
                if zeros is None:
                    return None
                found += zeros
    if any(root.has(sympy.Float) for root in found):
        return None  # known to some digits only, so not to be tried itself
    return roots.distinct(found)


def _zeros(value: Any, letter: Symbol) -> list[Any] | None:
    value = value.doit()
    if letter not in value.free_symbols or value == 0:
        return []
    return [] if sympy.simplify(value) == 0 else roots.all_roots(value, letter, real=True)


def _deciding(left: Any, right: Any) -> Iterator[Any]:
    """The difference, and all that must not be 0 or negative in it."""
    yield left - right
    for side in (left, right):
        for part in sympy.preorder_traversal(side):
            if isinstance(part, Pow) and not (part.exp.is_Integer and part.exp > 0):
                yield part.base
            elif isinstance(part, sympy.log | Abs):
                yield part.args[0]


def _claimed(answer: str, letter: Symbol) -> Region:
    if says_none(answer):
        return NOTHING
    if says_all(answer):
        return LINE
    regions = []
    for item in items(answer):
        region = None
        if isinstance(item, Part) and item.name in ("", str(letter)):
            region = item.region
        elif isinstance(item, Row):
            region = interval(item)
        elif isinstance(item, Named) and item.name in ("", str(letter)) and _is_number(item):
            region = piece(item.value, item.value, closed=(True, True))
        if region is None:
            raise Unjudged("answer_of_another_kind")
        regions.append(region)
    return united(*regions)


def _is_number(item: Named) -> bool:
    return not item.value.free_symbols


def _is_rounded(region: Region, critical: Sequence[Any], answer: str) -> bool:
    if "." not in answer:
        return False
    ends = [end for part in region for end in (part.low, part.high) if end.is_finite]
    return all(any(is_rounded(c, end, answer) for c in critical) for end in ends)


# --- whole numbers ----------------------------------------------------------------------------


def _whole_numbers(
    relations: Sequence[Relation],
    letter: Symbol,
    domain: str,
    sign: str,
    critical: Sequence[Any] | None,
    answer: str,
) -> Verdict:
    """A finite number of whole solutions, each of which must be named."""
    if not critical:
        raise Unjudged("undecided")
    values = [number(one) for one in critical]
    low, high = int(sympy.floor(min(values))) - 1, int(sympy.ceiling(max(values))) + 1
    least = {"positive": 1, "nonnegative": 0}.get(sign, 0 if domain == "natural" else None)
    greatest = -1 if sign == "negative" else None
    low = low if least is None else least
    high = high if greatest is None else greatest
    if high - low > MAX_WHOLE:
        raise Unjudged("undecided")
    endless = (least is None and true_at(relations, letter, Integer(low))) or (
        greatest is None and true_at(relations, letter, Integer(high))
    )
    if endless:
        raise Unjudged("undecided")
    right = [n for n in range(low, high + 1) if true_at(relations, letter, Integer(n))]
    return _compared_whole(right, answer, letter)


def _compared_whole(right: Sequence[int], answer: str, letter: Symbol) -> Verdict:
    claimed = [] if says_none(answer) else items(answer)
    given = {
        item.value for item in claimed if isinstance(item, Named) and item.name in ("", str(letter))
    }
    if len(given) != len(claimed) or not all(isinstance(value, Integer) for value in given):
        raise Unjudged("answer_of_another_kind")
    expected = {Integer(n) for n in right}
    if wrong := sorted(given - expected):
        return contradicted("inequality_wrong", point=wrong[0], letter=str(letter))
    if missing := sorted(expected - given):
        return contradicted("inequality_missing", point=missing[0], letter=str(letter))
    return verified("inequality_right")
