r"""Reads a whole answer: one value or several, with or without names, rows, intervals, conditions.

``x_1=2, x_2=3``, ``\{3,2\}`` and ``x=2 or x=3`` are the same two items; ``(1,2)`` is a row, which
may also be meant as an interval; ``2<x\le5``, ``x<1 or x>3``, ``(-\infty,0)\cup(0,1]``, ``x\ne0``
and ``\mathbb{R}`` are regions; any other equation or inequality is a condition.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Symbol

from app.checker import regions
from app.checker.building import Builder, is_matrix
from app.checker.reader import Reader
from app.checker.reading import RELATIONS
from app.checker.regions import Region
from app.checker.tokens import Kind, Token, Unreadable, plain, tokens

MAX_ITEMS = 40

_OPENERS, _CLOSERS = "([{⟦⟨", ")]}⟧⟩"
_OR = re.compile(
    r"\\(?:text|textrm|mathrm|mbox)\s*\{[\s~]*(?:,\s*)?(?:or|或者?)[\s~]*\}"
    r"|(?<![A-Za-z\\])or(?![A-Za-z])|或者?"
)
_AND = re.compile(
    r"\\(?:text|textrm|mathrm|mbox)\s*\{[\s~]*(?:,\s*)?(?:and|且|和|与)[\s~]*\}"
    r"|(?<![A-Za-z\\])and(?![A-Za-z])|且|和|与|以及"
)
_LISTS = frozenset({"cases", "array", "aligned", "gathered", "align*", "align", "split"})
_FLIPPED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}
_NUMBERED = re.compile(r"_\d+$")


@dataclass(frozen=True)
class Named:
    """A value, with the name it was given; an empty name for none."""

    name: str
    value: Any


@dataclass(frozen=True)
class Row:
    """Values in order between brackets: a pair, a point, a vector, an interval, ``a:b:c``."""

    brackets: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """Numbers on a line; ``name`` is the letter that runs through them, if one was given."""

    name: str
    region: Region


@dataclass(frozen=True)
class Condition:
    """An equation or inequality that is not solved: ``difference`` compared with 0."""

    sign: str
    difference: Any


Item = Named | Row | Part | Condition


def read(text: str) -> tuple[Item, ...]:
    """The items of an answer, in the order in which they stand.

    Raises:
        Unreadable: it is not understood.
    """
    items = _items(answer_tokens(text))
    if not items or len(items) > MAX_ITEMS:
        raise Unreadable("no answer, or too many")
    return items


def answer_tokens(text: str) -> list[Token]:
    """Its tokens, with signs for "and" and "or", and lists without their environments.

    Raises:
        Unreadable: there are words in it.
    """
    return _without_lists(tokens(_AND.sub(" ∧ ", _OR.sub(" ∨ ", plain(text)))))


def interval(row: Row) -> Region | None:
    """What the row says if it is meant as an interval."""
    if len(row.values) != 2 or row.brackets[0] not in "([" or row.brackets[1] not in ")]":
        return None
    if any(is_matrix(value) for value in row.values):
        return None
    try:
        closed = (row.brackets[0] == "[", row.brackets[1] == "]")
        return regions.piece(row.values[0], row.values[1], closed=closed)
    except Unreadable:
        return None


# --- several items ----------------------------------------------------------------------------


def _without_lists(found: list[Token]) -> list[Token]:
    r"""``\begin{cases} x=1 \\ y=2 \end{cases}`` as ``x=1, y=2``."""
    if len(found) > 1 and found[0].text == "⟦" and found[1].kind is Kind.BEGIN:
        found = found[1:]
    if not found or found[0].kind is not Kind.BEGIN or found[0].text not in _LISTS:
        return found
    if found[-1].kind is not Kind.END:
        return found
    comma = Token(Kind.SIGN, ",")
    inner = [comma if token.text == "\\\\" else token for token in found[1:-1]]
    return [token for token in inner if token.text != "&"]


def _items(found: list[Token]) -> tuple[Item, ...]:
    alternatives = [_conjunction(part) for part in _split(found, "∨∪")]
    if len(alternatives) == 1:
        return alternatives[0]
    items = [item for part in alternatives for item in part]
    parts = [_as_part(item) for item in items]
    if any(isinstance(item, Part) or _is_open(item) for item in items):
        if not all(parts):
            raise Unreadable("a union with something that is no interval")
        return (Part(_common_name(parts), regions.united(*(p.region for p in parts if p))),)
    return tuple(items)


def _is_open(item: Item) -> bool:
    """Whether a row can only be an interval."""
    return isinstance(item, Row) and item.brackets in ("[)", "(]")


def _conjunction(found: list[Token]) -> tuple[Item, ...]:
    pieces = [piece for piece in _split(found, ",∧") if piece]
    if len(pieces) > MAX_ITEMS:
        raise Unreadable("too many values")
    items = tuple(
        item for piece in pieces for signed in both_signs(piece) for item in _item(signed)
    )
    explicit = any(token.text == "∧" for token in found)
    return _common_part(items, explicit=explicit)


def _common_part(items: tuple[Item, ...], *, explicit: bool) -> tuple[Item, ...]:
    """Several inequalities for one letter hold together, unless no number could."""
    if len(items) < 2 or not all(isinstance(item, Part) for item in items):
        return items
    parts = [item for item in items if isinstance(item, Part)]
    if len({part.name for part in parts}) > 1:
        return items
    region = parts[0].region
    for part in parts[1:]:
        region = regions.common(region, part.region)
    if not region and not explicit:
        region = regions.united(*(part.region for part in parts))
    return (Part(parts[0].name, region),)


def _as_part(item: Item) -> Part | None:
    if isinstance(item, Part):
        return item
    if isinstance(item, Row):
        region = interval(item)
        return None if region is None else Part("", region)
    if isinstance(item, Named) and not is_matrix(item.value) and item.value.is_number:
        return Part(item.name, regions.piece(item.value, item.value, closed=(True, True)))
    return None


def _common_name(parts: Sequence[Part | None]) -> str:
    names = {part.name for part in parts if part and part.name}
    if len(names) > 1:
        raise Unreadable("a union over several letters")
    return names.pop() if names else ""


def both_signs(found: list[Token]) -> Iterator[list[Token]]:
    """``1±√2`` is two values."""
    if not any(token.text in "±∓" for token in found):
        yield found
        return
    for table in ({"±": "+", "∓": "-"}, {"±": "-", "∓": "+"}):
        yield [Token(t.kind, table.get(t.text, t.text), t.spaced) for t in found]


def _split(found: Sequence[Token], separators: str) -> list[list[Token]]:
    """The parts between separators that stand in no bracket."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in found:
        depth += _step(token)
        if depth == 0 and token.kind is Kind.SIGN and token.text in separators:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _step(token: Token) -> int:
    if token.kind is Kind.SIGN:
        return (token.text in _OPENERS) - (token.text in _CLOSERS)
    return (token.kind is Kind.BEGIN) - (token.kind is Kind.END)


# --- one item ---------------------------------------------------------------------------------


def _item(found: list[Token]) -> tuple[Item, ...]:
    name = ""
    if len(found) > 2 and found[0].kind is Kind.LETTER and found[1].text == "∈":
        name, found = found[0].text, found[2:]
    texts = [token.text for token in found]
    if texts == ["mathbb", "{", "R", "}"]:
        return (Part(name, regions.LINE),)
    if texts in (["emptyset"], ["⟦", "⟧"]):
        return (Part(name, regions.NOTHING),)
    if texts[0] == "⟦" and _closes_at_end(found):
        return _set(found[1:-1])
    if any(token.text in ("∪", "∨") for token in found):
        return _items(found)
    if any(is_relation(token) for token in _outside(found)):
        return _related(found)
    row = _row(found)
    if row is None:
        return (Named(name, value(found)),)
    region = interval(row) if name else None
    return (row,) if region is None else (Part(name, region),)


def _set(found: list[Token]) -> tuple[Item, ...]:
    r"""``\{1,2\}`` or ``\{x \mid x>1\}``."""
    if len(found) > 2 and found[0].kind is Kind.LETTER and found[1].text in ("|", ":"):
        found = found[2:]
    elif len(found) > 6 and [t.text for t in found[1:5]] == ["∈", "mathbb", "{", "R"]:
        found = found[7:]
    return _items(found)


def _closes_at_end(found: Sequence[Token]) -> bool:
    depth = 0
    for at, token in enumerate(found):
        depth += _step(token)
        if depth == 0:
            return at == len(found) - 1
    return False


def _outside(found: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for token in found:
        depth += _step(token)
        if depth == 0:
            yield token


def is_relation(token: Token) -> bool:
    return token.kind is Kind.SIGN and token.text in RELATIONS


def value(found: Sequence[Token]) -> Any:
    """One value of these tokens, or raises ``Unreadable``."""
    reader = Reader(list(found), Builder())
    result = reader.sum()
    reader.expect_end()
    if result.has(sympy.zoo, sympy.nan):
        raise Unreadable("a value that is none")
    return result


def _row(found: list[Token]) -> Row | None:
    """``(1,2)``, ``A(1,2)``, ``1:2:3``; None for anything else."""
    if len(ratio := _split(found, ":")) > 2:
        return Row("::", tuple(map(value, ratio)))
    named = found[0].kind is Kind.LETTER and found[0].text.isupper() and len(found) > 1
    inner = found[1:] if named and found[1].text == "(" else found
    if inner[0].text not in "([⟨" or not _closes_at_end(inner):
        return None
    parts = _split(inner[1:-1], ",")
    if len(parts) < 2 or inner[1].text == "[":
        return None
    if named and inner is not found and found[0].text == "C":
        return None
    return Row(inner[0].text + inner[-1].text, tuple(map(value, parts)))


# --- equations and inequalities ---------------------------------------------------------------


def _related(found: list[Token]) -> tuple[Item, ...]:
    members: list[list[Token]] = [[]]
    signs: list[str] = []
    depth = 0
    for token in found:
        depth += _step(token)
        if depth == 0 and is_relation(token):
            signs.append("=" if token.text == "≈" else token.text)
            members.append([])
        else:
            members[-1].append(token)
    if not members[0]:  # ``≈ 3.14``
        members, signs = members[1:], signs[1:]
    if not all(members):
        raise Unreadable("a side is missing")
    if not signs:
        return _item(members[0])
    if set(signs) == {"="}:
        return _equated(members)
    return (_compared([value(member) for member in members], signs),)


def _equated(members: list[list[Token]]) -> tuple[Item, ...]:
    """``x=3``, ``f(x)=x+1``, ``(x,y)=(1,2)``, ``S=2+3=5``; any other equation as it is."""
    last = _row(members[-1])
    if last is not None:
        letters = _row(members[0])
        return (last,) if letters is None else tuple(_by_letter(letters, last))
    name = _name(members[0])
    if name is None and len(members) == 2 and _name(members[1]) is not None:
        members = members[::-1]  # 3=x
        name = _name(members[0])
    if name is not None:
        return (Named(name, value(members[-1])),)
    values = [value(member) for member in members]
    if any(map(is_matrix, values)):
        raise Unreadable("an equation of matrices")
    if all(entry.is_number for entry in values):
        return (Named("", values[-1]),)
    if len(values) != 2:
        raise Unreadable("a chain of different things")
    return (Condition("=", values[0] - values[1]),)


def _by_letter(letters: Row, row: Row) -> Iterator[Named]:
    if len(letters.values) != len(row.values):
        raise Unreadable("not letters and their values")
    for letter, entry in zip(letters.values, row.values, strict=True):
        if not isinstance(letter, Symbol):
            raise Unreadable("not letters and their values")
        yield Named(str(letter), entry)


def _name(found: list[Token]) -> str | None:
    """The letter or function that is all of this side; ``x_1`` and ``x_2`` are both ``x``."""
    texts = "".join(token.text for token in found)
    if len(found) > 12 or found[0].kind is not Kind.LETTER:
        return None
    if len(found) == 1 or texts[len(found[0].text)] in "_'":
        return None if texts in ("e", "i") else _NUMBERED.sub("", re.sub(r"[{}]", "", texts))
    call = len(found) == 4 and found[1].text == "(" and found[3].text == ")"
    return texts if call and (found[2].kind is Kind.LETTER or texts[0] in "fghFGP") else None


def _compared(values: list[Any], signs: list[str]) -> Item:
    if len(values) == 2 and signs[0] in "<>≤≥≠":
        if isinstance(values[1], Symbol) and not isinstance(values[0], Symbol):
            values, signs = values[::-1], [_FLIPPED.get(signs[0], signs[0])]
        if isinstance(values[0], Symbol) and values[1].is_number:
            return Part(_NUMBERED.sub("", str(values[0])), _half(signs[0], values[1]))
        return Condition(signs[0], values[0] - values[1])
    if len(values) == 3 and isinstance(values[1], Symbol):
        low, letter, high = values
        if low.is_number and high.is_number and set(signs) <= set("<>≤≥"):
            region = regions.common(_half(_FLIPPED[signs[0]], low), _half(signs[1], high))
            return Part(_NUMBERED.sub("", str(letter)), region)
    raise Unreadable("a chain of inequalities")


def _half(sign: str, end: Any) -> Region:
    """All numbers that stand in this relation to ``end``."""
    closed = sign in "≤≥"
    if sign == "≠":
        return regions.without(regions.piece(end, end, closed=(True, True)))
    if sign in "<≤":
        return regions.piece(-sympy.oo, end, closed=(False, closed))
    return regions.piece(end, sympy.oo, closed=(closed, False))
