r"""Whether two final answers say the same: numbers, sets, pairs, polynomials, inequalities, words.

Decisions, for those who read the figures of `lemma eval`:

* Values are compared exactly: ``0.5`` is ``\frac{1}{2}``, ``0.33`` is not ``\frac{1}{3}``. An
  expression equals its expanded form: a factorisation is not told from what was to be factored, nor
  ``2+2``, the exercise itself in the box, from ``4``.
* Units, currency and degree signs are dropped. ``25\%`` as the key takes ``25\%`` and ``25``, but
  not ``0.25``; without a percent sign in the key, ``25\%`` given is 0.25.
* ``x=3`` is ``3``; ``x_1=2,x_2=3``, ``x=2 or x=3``, ``2,3`` and ``\{3,2\}`` are one set. With
  different letters (``x=1,y=2``) each must have its value; no order is read into the letters.
* ``(1,2)`` is ordered. ``x<3``, ``3>x`` and ``(-\infty,3)`` are one interval; ``2x<6`` and ``2x=6``
  are not solved and so are not ``x<3`` and ``x=3``.
* What cannot be read is compared as text, without spaces and case. Having no solution can be said
  in several ways (``no real roots``, ``无解``, ``\emptyset``), all the same here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.answer_text import prepared
from app.domain.latex_value import INFINITY, PERCENT, read
from app.domain.polynomials import ONE, ROOT, Algebra, NotAValue, Poly, Value, number

MAX_CHARS = 2000
MAX_PARTS = 64

_OPENERS, _CLOSERS = "([{⟦", ")]}⟧"
_RELATION = re.compile("([<>≤≥≠=])")
_NAME = re.compile(
    r"(?:[A-Za-z]|\\[a-zA-Z]+|[A-Z]{2,4})'*(?:_(?:\{[^{}]*\}|\w))?(?:\(-?\w{1,3}\))?"
    r"|\\angle[A-Z]{1,3}|\|[A-Z]{2}\||"
)
_LETTER = re.compile(r"[A-Za-z]|\\[a-zA-Z]+")
_NUMBERED = re.compile(r"_(?:\{\d+\}|\d)$")
_MEMBER = re.compile(r"^\s*[A-Za-z]\s*∈")
_SET_BUILDER = re.compile(r"^\s*[A-Za-z]\s*[|:]")
LIST_OR_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_CHOICE = re.compile(r"(?i:选|choice|option)?\s*\(?([A-E])(?:\)|[.:,]|\s|$).*")
_CHOICES = re.compile(r"\(?[A-E](?:\s*,?\s*[A-E])*\)?")
_WORDS = re.compile(r"[A-Za-z][A-Za-z\s'-]{2,}")
#: Ways to say the same; what stands in one line is equal.
_SAYINGS = (
    "norealroots norealroot norealsolutions norealsolution nosolutions nosolution hasnosolution"
    " norealzeros none emptyset theemptyset \\emptyset 无实数根 无实根 没有实数根 没有实根 无实数解"
    " 没有实数解 无解 没有解 方程无解 原方程无解 方程无实数根 空集",
    "yes true correct 是 对 正确 是的",
    "no false incorrect 否 不是 错 错误 不对",
    "infinitelymany infinitelymanysolutions 无数解 无穷多解 有无数个解 有无穷多个解 无穷多个解",
    "allrealnumbers \\mathbb{r} \\mathbbr 全体实数 任意实数 一切实数 (-\\infty,\\infty)"
    " (-\\infty,+\\infty)",
    "doesnotexist dne undefined notdefined 不存在 无意义 未定义",
    "prime primenumber aprime 质数 素数",
    "composite compositenumber 合数",
    "even 偶数",
    "odd 奇数",
)


@dataclass(frozen=True)
class Bound:
    """A value, with the name it was given; an empty name for none."""

    name: str
    value: Value


@dataclass(frozen=True)
class Row:
    """Values in order, between brackets: a pair, a point, or an interval."""

    opener: str
    closer: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Interval:
    """``low < name < high``; ``brackets`` say which ends belong to it."""

    name: str
    brackets: str
    low: Value
    high: Value


@dataclass(frozen=True)
class Relation:
    """Any other chain of relations, each as its sign and what it compares with 0."""

    signs: str
    differences: tuple[Value, ...]


Item = Bound | Row | Interval | Relation


def same(given: str, expected: str) -> bool:
    """Whether the answer ``given`` says what the key ``expected`` says."""
    if max(len(given), len(expected)) > MAX_CHARS:
        return given.strip() == expected.strip()
    mine, key = prepared(given.strip()), prepared(expected.strip())
    if _compact(mine) == _compact(key):
        return True
    said, wanted = _saying(mine), _saying(key)
    if said is not None or wanted is not None:
        return said == wanted
    if _CHOICES.fullmatch(key) or _CHOICES.fullmatch(mine):
        return _chosen(mine) == _chosen(key)
    return _same_values(mine, key)


def is_saying(text: str) -> bool:
    """Whether the answer is a choice or one of the sayings above, which ``same`` knows for sure."""
    text = prepared(text.strip()[:MAX_CHARS])
    return _saying(text) is not None or _CHOICES.fullmatch(text) is not None


def _same_values(mine: str, key: str) -> bool:
    if _WORDS.fullmatch(mine) and _WORDS.fullmatch(key):
        return _compact(mine).casefold() == _compact(key).casefold()
    try:
        return any(_match(a, b) for a in _readings(mine) for b in _readings(key))
    except NotAValue:
        return _compact(mine).casefold() == _compact(key).casefold()


# --- words and choices ------------------------------------------------------------------------


def _compact(text: str) -> str:
    """Without spaces, except between digits."""
    return _SPACE.sub("", " ".join(text.split()))


def _saying(text: str) -> int | None:
    word = "".join(text.lower().split())
    return next((n for n, line in enumerate(_SAYINGS) if word in line.split()), None)


def _chosen(text: str) -> frozenset[str]:
    """The letters of a choice: ``B``, ``(B)``, ``B. 12``, ``ACD``, ``A, C``."""
    text = text.strip()
    several = _CHOICES.fullmatch(text)
    one = _CHOICE.fullmatch(text)
    letters = text if several else one[1] if one else ""
    return frozenset(letter for letter in letters if letter.isalpha())


# --- reading ----------------------------------------------------------------------------------


def _readings(text: str) -> list[list[Item]]:
    """What the text may mean: ``1,000`` is a number or two."""
    joined = LIST_OR_THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    return [_items(variant) for variant in dict.fromkeys((text, joined))]


def _items(text: str) -> list[Item]:
    text = _MEMBER.sub("", text.strip())
    if text.startswith("⟦") and _closing(text, 0) == len(text) - 1:
        text = _MEMBER.sub("", _SET_BUILDER.sub("", text[1:-1]))
    parts = [variant for part in _split(text) for variant in _signs_chosen(part)]
    if len(parts) > MAX_PARTS:
        raise NotAValue("too many values")
    return [item for part in parts for item in _read_part(part)]


def _signs_chosen(part: str) -> list[str]:
    """``1±√2`` is two values."""
    if "±" not in part and "∓" not in part:
        return [part]
    signs = str.maketrans("±∓", "+-"), str.maketrans("±∓", "-+")
    return [part.translate(table) for table in signs]


def _closing(text: str, start: int) -> int:
    """Where the bracket at ``start`` is closed, by any kind of bracket; -1 if nowhere."""
    depth = 0
    for position in range(start, len(text)):
        depth += (text[position] in _OPENERS) - (text[position] in _CLOSERS)
        if depth == 0:
            return position
    return -1


def _split(text: str) -> list[str]:
    """The parts between commas that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for position, char in enumerate(text):
        depth += (char in _OPENERS) - (char in _CLOSERS)
        if char == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _read_part(part: str) -> list[Item]:
    pieces = [piece.strip() for piece in _RELATION.split(_MEMBER.sub("", part))]
    members, signs = pieces[::2], "".join(pieces[1::2])
    if not signs:
        return [_row(members[0]) or Bound("", _value(members[0]))]
    if len(members) > MAX_PARTS:
        raise NotAValue("too many relations")
    if set(signs) == {"="}:
        return _equated(members)
    return [_compared(members, signs)]


def _value(text: str) -> Value:
    """One value; ``3:2`` is a quotient."""
    before, colon, after = text.partition(":")
    return Algebra().divide(read(before), read(after)) if colon else read(text)


def _row(text: str) -> Row | None:
    if not text or text[0] not in "([" or _closing(text, 0) != len(text) - 1:
        return None
    parts = _split(text[1:-1])
    return Row(text[0], text[-1], tuple(read(part) for part in parts)) if len(parts) > 1 else None


def _equated(members: Sequence[str]) -> list[Item]:
    r"""``x=3``, ``x_1=x_2=3``, ``(x,y)=(1,2)``, ``S=2+3=5``; any other equation as it is."""
    names, last = [member.replace(" ", "") for member in members[:-1]], members[-1]
    if _LETTER.fullmatch(last) and len(names) == 1 and not _NAME.fullmatch(names[0]):
        names, last = [last], names[0]  # 3=x
    row, letters = _row(last), _row(names[0])
    if row is not None:
        return [row] if letters is None else _by_letter(_split(names[0][1:-1]), row)
    value = _value(last)
    known = [_base(name) for name in names if _NAME.fullmatch(name)]
    steps = [_value(name) for name in names if not _NAME.fullmatch(name)]
    if len(set(known)) <= 1 and all(_same_number(step, value) for step in steps):
        return [Bound(known[0] if known else "", value)]
    if len(members) == 2:
        return [_relation(members, "=")]
    raise NotAValue("a chain of different things")


def _by_letter(names: Sequence[str], row: Row) -> list[Item]:
    if len(names) != len(row.values) or not all(_LETTER.fullmatch(name) for name in names):
        raise NotAValue("not letters and their values")
    return [Bound(name, value) for name, value in zip(names, row.values, strict=True)]


def _base(name: str) -> str:
    """The name without a number: ``x_1`` and ``x_2`` are roots of one equation."""
    return _NUMBERED.sub("", name)


def _same_number(a: Value, b: Value) -> bool:
    return _is_constant(a) and Algebra().equal(a, b)


def _is_constant(value: Value) -> bool:
    return all(name.startswith((ROOT, r"\pi", INFINITY)) for name in value.letters)


def _compared(members: Sequence[str], signs: str) -> Item:
    if set(signs) <= set(">≥"):
        members, signs = members[::-1], signs[::-1].translate(str.maketrans(">≥", "<≤"))
    if set(signs) <= set("<≤"):
        return _interval(members, signs) or _relation(members, signs)
    return _relation(members, signs)


def _interval(members: Sequence[str], signs: str) -> Interval | None:
    """``2≤x<5`` and ``x<5``, when the letter stands alone and its ends are numbers."""
    if len(members) == 2 and _LETTER.fullmatch(members[0]):
        members, signs = ["-" + INFINITY, *members], "<" + signs
    elif len(members) == 2 and _LETTER.fullmatch(members[1]):
        members, signs = [*members, INFINITY], signs + "<"
    if len(members) != 3 or not _LETTER.fullmatch(members[1]):
        return None
    low, high = _value(members[0]), _value(members[2])
    if not (_is_constant(low) and _is_constant(high)):
        return None
    brackets = ("(" if signs[0] == "<" else "[") + (")" if signs[1] == "<" else "]")
    return Interval(members[1], brackets, low, high)


def _relation(members: Sequence[str], signs: str) -> Relation:
    values = [_value(member) for member in members]
    differences = [
        _scaled(Algebra().subtract(a, b), keep_sign=sign not in "=≠")
        for a, b, sign in zip(values, values[1:], signs, strict=False)
    ]
    return Relation(signs, tuple(differences))


def _scaled(value: Value, *, keep_sign: bool) -> Value:
    """Divided by its leading coefficient, so that ``2x=2y`` is ``x=y``."""
    if not value.top:
        return value
    leading: Fraction = value.top[max(value.top)]
    factor = number(1 / (abs(leading) if keep_sign else leading))
    return Algebra().multiply(value, factor)


# --- comparing --------------------------------------------------------------------------------


def _match(mine: Sequence[Item], key: Sequence[Item]) -> bool:
    """Whether each item of one is among the other's."""
    by_name = len(_names(mine)) > 1 or len(_names(key)) > 1
    algebra = Algebra()

    def among(item: Item, others: Sequence[Item], *, is_mine: bool) -> bool:
        pairs = ((item, other) if is_mine else (other, item) for other in others)
        return any(_alike(a, b, by_name=by_name, algebra=algebra) for a, b in pairs)

    return all(among(item, key, is_mine=True) for item in mine) and all(
        among(item, mine, is_mine=False) for item in key
    )


def _names(items: Sequence[Item]) -> set[str]:
    return {item.name for item in items if isinstance(item, Bound | Interval) and item.name}


def _alike(mine: Item, key: Item, *, by_name: bool, algebra: Algebra) -> bool:
    if isinstance(mine, Relation) or isinstance(key, Relation):
        return _alike_relations(_as_relation(mine), _as_relation(key), algebra)
    if isinstance(mine, Row) and isinstance(key, Row):
        brackets = (mine.opener, mine.closer) == (key.opener, key.closer)
        return brackets and _all_equal(mine.values, key.values, algebra)
    if isinstance(mine, Bound) and isinstance(key, Bound):
        return _fits(mine.name, key.name, by_name) and _equal(mine.value, key.value, algebra)
    a, b = _as_interval(mine), _as_interval(key)
    if a is None or b is None or a.brackets != b.brackets:
        return False
    ends = _all_equal((a.low, a.high), (b.low, b.high), algebra)
    return ends and _fits(a.name, b.name, by_name)


def _fits(mine: str, key: str, by_name: bool) -> bool:
    return mine == key or (not by_name and not (mine and key))


def _all_equal(mine: Sequence[Value], key: Sequence[Value], algebra: Algebra) -> bool:
    return len(mine) == len(key) and all(
        _equal(a, b, algebra) for a, b in zip(mine, key, strict=True)
    )


def _equal(mine: Value, key: Value, algebra: Algebra) -> bool:
    """Exactly equal; for the percent sign see the module's decisions."""
    if PERCENT in mine.letters and PERCENT not in key.letters:
        mine = _with_percent(mine, Fraction(1, 100), algebra)
    elif PERCENT in key.letters and PERCENT not in mine.letters:
        key = _with_percent(key, Fraction(1), algebra)
    return algebra.equal(mine, key)


def _with_percent(value: Value, worth: Fraction, algebra: Algebra) -> Value:
    def put(poly: Poly) -> Value:
        total = number(0)
        for mono, coefficient in poly.items():
            power = dict(mono).get(PERCENT, 0)
            rest = tuple(pair for pair in mono if pair[0] != PERCENT)
            total = algebra.add(total, Value({rest: coefficient * worth**power}, ONE))
        return total

    return algebra.divide(put(value.top), put(value.bottom))


def _as_interval(item: Item) -> Interval | None:
    if isinstance(item, Row) and len(item.values) == 2:
        return Interval("", item.opener + item.closer, *item.values)
    return item if isinstance(item, Interval) else None


def _as_relation(item: Item) -> Relation | None:
    """An equation for a letter that is no number: ``y=2x+1``."""
    if isinstance(item, Relation):
        return item
    if not isinstance(item, Bound) or _is_constant(item.value) or not _LETTER.match(item.name):
        return None
    difference = Algebra().subtract(read(item.name), item.value)
    return Relation("=", (_scaled(difference, keep_sign=False),))


def _alike_relations(mine: Relation | None, key: Relation | None, algebra: Algebra) -> bool:
    if mine is None or key is None or mine.signs != key.signs:
        return False
    return _all_equal(mine.differences, key.differences, algebra)
