r"""Whether two answers say the same as mathematics, or do not, or whether that stays open.

``app.domain.equality`` compares exactly and without SymPy; its decisions hold here too (``x=3`` is
``3``, ``0.33`` is not ``\frac13``). What it does not find equal is read as SymPy's objects and
compared by value: ``2\sin x\cos x`` and ``\sin 2x``, ``\log_2 8`` and ``3``. Besides:

* Units count where both answers have one: ``1.5 m`` is ``150 cm`` and not ``1.5 cm``.
* ``(1,2)`` is ``x=1, y=2``, and a column of 1 and 2.
* The letter of a constant of integration may differ: ``C`` or ``c_1``.
* Equations are the same when one is a multiple of the other.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import sympy
from sympy import Symbol

from app.checker import agreement, units
from app.checker.agreement import every
from app.checker.answers import Condition, Item, Named, Part, Row, interval, read
from app.checker.building import is_matrix
from app.checker.regions import same_region
from app.checker.tokens import MAX_CHARS, Unreadable
from app.checker.units import Unit
from app.domain import equality

_MATH_MODE = re.compile(r"(?<!\\)\\[()\[\]]")
_CONSTANTS = ("C", "c", "K", "C_1", "c_1", "C_2", "c_2", "C_3", "c_3", "C_4", "c_4")
_COORDINATES = ("xyz", "abc", "mn", "pq", "uv", "rs")
_FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}


def same(first: str, second: str) -> bool | None:
    """Whether the answer ``first`` says what ``second`` (the key, if one of them is it) says."""
    first, second = _unwrapped(first), _unwrapped(second)
    if max(len(first), len(second)) > MAX_CHARS:
        return True if first == second else None
    (bare, unit), (other_bare, other_unit) = units.separated(first), units.separated(second)
    if unit is not None and other_unit is not None:
        found = _same_quantities(bare, unit, other_bare, other_unit)
        if found is not None or (unit.sure and other_unit.sure):
            return found
    if unit is not None and unit.sure:
        first = bare
    if other_unit is not None and other_unit.sure:
        second = other_bare
    if equality.same(first, second):
        return True
    if equality.is_saying(first) and equality.is_saying(second):
        return False
    return _same_read(first, second)


def _unwrapped(text: str) -> str:
    return _MATH_MODE.sub("", text).strip().strip("$").strip()


def _same_quantities(first: str, unit: Unit, second: str, other: Unit) -> bool | None:
    if unit.dimension != other.dimension:
        return False
    if unit.factor == other.factor:
        return equality.same(first, second) or _same_read(first, second)
    try:
        return agreement.equal(_scaled(first, unit), _scaled(second, other))
    except Unreadable:
        return None


def _scaled(text: str, unit: Unit) -> Any:
    items = read(text)
    if len(items) != 1 or not isinstance(items[0], Named) or is_matrix(items[0].value):
        raise Unreadable("one value is wanted")
    return items[0].value * sympy.Rational(unit.factor.numerator, unit.factor.denominator)


def _same_read(first: str, second: str) -> bool | None:
    """As SymPy's objects; ``1,000`` is a number or two."""
    answers = [_same_items(mine, key) for mine in _readings(first) for key in _readings(second)]
    return _any(iter(answers)) if answers else None


def _readings(text: str) -> list[tuple[Item, ...]]:
    joined = equality.LIST_OR_THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    found = []
    for variant in dict.fromkeys((text, joined)):
        with suppress(Unreadable):
            found.append(read(variant))
    return found


# --- several items ----------------------------------------------------------------------------


def _same_items(mine: Sequence[Item], key: Sequence[Item]) -> bool | None:
    if len(mine) == 1 and isinstance(mine[0], Row) and len(key) > 1:
        return _is_point(mine[0], key)
    if len(key) == 1 and isinstance(key[0], Row) and len(mine) > 1:
        return _is_point(key[0], mine)
    by_name = max(len(_names(mine)), len(_names(key))) > 1

    def among(item: Item, others: Sequence[Item]) -> bool | None:
        return _any(_alike(item, other, by_name=by_name) for other in others)

    return every(
        among(item, others) for some, others in ((mine, key), (key, mine)) for item in some
    )


def _any(answers: Iterator[bool | None]) -> bool | None:
    """True if one is, False if none can be, else None."""
    result: bool | None = False
    for answer in answers:
        if answer:
            return True
        result = None if answer is None else result
    return result


def _names(items: Sequence[Item]) -> set[str]:
    return {item.name for item in items if isinstance(item, Named | Part) and item.name}


def _is_point(row: Row, items: Sequence[Item]) -> bool | None:
    """``(1,2)`` and ``x=1, y=2``."""
    named = {item.name: item.value for item in items if isinstance(item, Named)}
    letters = "".join(sorted(named))
    usual = any(letters and letters in group[: len(row.values)] for group in _COORDINATES)
    if not usual or len(named) != len(items) or row.brackets not in ("()", "⟨⟩"):
        return False
    return agreement.all_equal(row.values, [named[letter] for letter in letters])


# --- one item and another ---------------------------------------------------------------------


def _alike(mine: Item, key: Item, *, by_name: bool) -> bool | None:
    for a, b in ((mine, key), (key, mine)):
        for kind, other_kind, compare in _COMPARED:
            if isinstance(a, kind) and isinstance(b, other_kind):
                names = isinstance(a, Named | Part) and isinstance(b, Named | Part)
                if names and not _fits(a.name, b.name, by_name=by_name):  # type: ignore[union-attr]
                    return False
                return compare(a, b)
    return False


def _fits(mine: str, key: str, *, by_name: bool) -> bool:
    return mine == key or (not by_name and not (mine and key))


def _same_values(a: Named, b: Named) -> bool | None:
    if is_matrix(a.value) or is_matrix(b.value):
        return agreement.equal(a.value, b.value)
    return agreement.equal(a.value, _with_constants_of(a.value, b.value))


def _with_constants_of(model: Any, value: Any) -> Any:
    """``value`` with its constants of integration named as those of ``model``."""
    own = [Symbol(name) for name in _CONSTANTS if Symbol(name) in value.free_symbols]
    wanted = [Symbol(name) for name in _CONSTANTS if Symbol(name) in model.free_symbols]
    if own == wanted or len(own) != len(wanted):
        return value
    return value.subs(dict(zip(own, wanted, strict=True)), simultaneous=True)


def _same_parts(a: Part, b: Part) -> bool | None:
    return same_region(a.region, b.region)


def _same_rows(a: Row, b: Row) -> bool | None:
    if a.brackets.translate(_ROUND) != b.brackets.translate(_ROUND):
        return False
    if a.brackets == "::" and a.values[0] != 0 and b.values[0] != 0:
        scaled = [value * a.values[0] / b.values[0] for value in b.values]
        return agreement.all_equal(a.values, scaled)
    return agreement.all_equal(a.values, b.values)


def _is_interval(part: Part, row: Row) -> bool | None:
    region = interval(row)
    return False if region is None else same_region(part.region, region)


def _is_vector(named: Named, row: Row) -> bool | None:
    if not is_matrix(named.value) or row.brackets not in ("()", "⟨⟩", "[]"):
        return False
    matrix = named.value.doit()
    return 1 in matrix.shape and agreement.all_equal(list(matrix), row.values)


def _same_conditions(a: Condition, b: Condition) -> bool | None:
    signs = [1] if a.sign == b.sign else []
    signs += [-1] if _FLIPPED.get(a.sign, a.sign) == b.sign else []
    first, second = a.difference, b.difference
    if a.sign == "=":
        first, second = (sympy.fraction(sympy.together(value))[0] for value in (first, second))
    return bool(signs) and agreement.proportional(first, second, signs)


def _is_equation(condition: Condition, named: Named) -> bool | None:
    """``y=2x+1`` and ``2x-y+1=0``."""
    if is_matrix(named.value) or not named.name.isalpha():
        return False
    own = Condition("=", Symbol(named.name) - named.value)
    return condition.sign == "=" and _same_conditions(condition, own)


_ROUND = str.maketrans("⟨⟩", "()")
_COMPARED: tuple[tuple[type, type, Callable[[Any, Any], bool | None]], ...] = (
    (Named, Named, _same_values),
    (Part, Part, _same_parts),
    (Row, Row, _same_rows),
    (Part, Row, _is_interval),
    (Named, Row, _is_vector),
    (Condition, Condition, _same_conditions),
    (Condition, Named, _is_equation),
)
