"""Where a text stands in a document, whether its widgets are there or not: plain values, no Qt.

A row's text is what its widget shows, each formula one sign (``OBJECT``); a formula is found by its
TeX, however that is spaced. Case does not matter, nor which kind of space it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from app.domain.blocks import (
    Code,
    DisplayMath,
    Document,
    Inline,
    LineBreak,
    Math,
    Rule,
    Table,
    Text,
)
from app.ui.transcript.rows import Row, segments

OBJECT = "\ufffc"  # stands for a formula
WORD_JOINER = "\u2060"  # put before formulas by the writer; nothing a reader sees

_SPACES = {ord(space): " " for space in "\t\n\u00a0\u2007\u2028\u202f\u3000"}
_SPACE = re.compile(r"(\\[a-z]+ )\s*(?=[a-z])|\s+")  # group 1: a name with its end
_DELIMITED = re.compile(r"\$\$?(.+?)\$\$?|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_COMMAND = re.compile(r"\\([a-z]+)")


@dataclass(frozen=True, order=True)
class Spot:
    """One match: characters of the text of a row (or a table's cell) of a segment."""

    segment: int
    row: int
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """All matches in a document; ``now`` is the one that the reader has come to."""

    spots: tuple[Spot, ...] = ()
    now: Spot | None = None

    def within(self, segment: int) -> "Found":
        """Those of one segment."""
        spots = tuple(spot for spot in self.spots if spot.segment == segment)
        return Found(spots, self.now if self.now in spots else None)


NOTHING = Found()


@dataclass(frozen=True)
class _Line:
    """The text of a row, folded, and the TeX of its formulas, folded and without spaces."""

    segment: int
    row: int
    text: str
    formulas: tuple[str, ...]


class Index:
    """A document, made ready to be searched many times."""

    def __init__(self, document: Document) -> None:
        self._lines = list(_lines(document))

    def find(self, wanted: str) -> list[Spot]:
        """The matches in reading order; none for an empty text."""
        words, tex = folded(wanted.strip()), _squeezed(_without_delimiters(wanted))
        if not words:
            return []
        return [spot for line in self._lines for spot in _spots(line, words, tex)]


def folded(text: str) -> str:
    """``text`` in one case, with as many characters as before."""
    plain = text.translate(_SPACES)
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in plain)


def _lines(document: Document) -> Iterator[_Line]:
    for number, segment in enumerate(segments(document)):
        for place, inlines in enumerate(chain.from_iterable(map(_inlines, segment.rows))):
            formulas = (one.tex for one in inlines if isinstance(one, Math))
            text = "".join(map(_shown, inlines))
            yield _Line(number, place, folded(text), tuple(map(_squeezed, formulas)))


def _inlines(row: Row) -> Sequence[Sequence[Inline]]:
    """What stands in a row, or in each cell of a table."""
    match row.block:
        case DisplayMath(math):
            return [(math,)]
        case Code(text):
            return [(Text(text.removesuffix("\n")),)]
        case Table(header, rows):
            columns = max(1, len(header), *map(len, rows))
            padded = [[*cells, *[None] * (columns - len(cells))] for cells in (header, *rows)]
            return [cell.inlines if cell else () for cell in chain.from_iterable(padded)]
        case Rule():
            return []
        case prose:
            return [prose.inlines]


def _shown(inline: Inline) -> str:
    match inline:
        case Math():
            return OBJECT
        case LineBreak():
            return " "
        case _:
            return inline.text.replace(WORD_JOINER, "").replace(OBJECT, "\ufffd")


def _spots(line: _Line, words: str, tex: str) -> list[Spot]:
    found = [
        Spot(line.segment, line.row, start, start + len(words))
        for start in _starts(line.text, words)
    ]
    objects = _starts(line.text, OBJECT) if tex else iter(())
    for place, formula in zip(objects, line.formulas, strict=False):
        if _has(formula, tex):
            found.append(Spot(line.segment, line.row, place, place + 1))
    return sorted(found)


def _starts(text: str, wanted: str) -> Iterator[int]:
    """Where ``wanted`` stands, without overlaps."""
    start = text.find(wanted)
    while start >= 0:
        yield start
        start = text.find(wanted, start + len(wanted))


def _has(tex: str, wanted: str) -> bool:
    """Whether a formula has ``wanted`` in it; the "in" of a sine does not count, the "sin" does."""
    if "\\" in wanted:
        return wanted in tex
    names = (name.span(1) for name in _COMMAND.finditer(tex))
    inside = {place for first, last in names for place in range(first + 1, last)}
    starts = _starts(tex, wanted)
    return any(inside.isdisjoint((start, start + len(wanted))) for start in starts)


def _squeezed(tex: str) -> str:
    return _SPACE.sub(lambda space: space[1] or "", folded(tex))


def _without_delimiters(wanted: str) -> str:
    whole = _DELIMITED.fullmatch(wanted.strip())
    return next(filter(None, whole.groups())) if whole else wanted
