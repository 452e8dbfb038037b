"""The wordings of ``wordings`` as patterns that must match the whole words of a question."""

import re
from functools import cache

from app.checker.skeleton import PLACE
from app.checker.wordings import MACROS, WORDINGS, Kind

#: Between formulas of a list. Nothing here can match in two ways: quantifiers are possessive, or a
#: question of many commas would be tried in all ways of dividing them.
_SEPARATOR = r"(?: ?+, ?+(?:and\b ?+|和|且)?+| ?+(?:\band\b|和|与|及|且) ?+)"
_GAP = "[ ,]*+"
_ORDER = "first|second|third|fourth|1st|2nd|3rd|4th|一阶|二阶|三阶|四阶"
_PIECE = re.compile(
    r"\{(?P<name>\w+?)(?P<several>\+?)\}|(?P<macro>[A-Z]{2,}|方程|根)|(?P<char>.)", re.DOTALL
)
_CHARS = {"[": "(?:", "]": ")?", "(": "(?:", " ": _GAP, "?": r"\?"}


@cache
def patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """All wordings as patterns that must match the whole words of a question."""
    return tuple(
        (kind, _pattern(wording)) for kind, some in WORDINGS.items() for wording in _lines(some)
    )


def _lines(wordings: str) -> list[str]:
    return re.sub(r" \\\n *", " ", wordings).strip().split("\n")


def _pattern(wording: str) -> re.Pattern[str]:
    return re.compile(rf"{_GAP}{_expanded(wording)}[ ,?]*+(?:[是为得][ ,?]*+)?")


def _expanded(wording: str) -> str:
    return "".join(_regex(found) for found in _PIECE.finditer(wording))


def _regex(found: re.Match[str]) -> str:
    if found["char"]:
        return _CHARS.get(found["char"], found["char"])
    if found["macro"]:
        return _macro(found["macro"])
    if found["name"] == "order":
        return f"(?P<order>{_ORDER})"
    rest = f"(?:{_SEPARATOR}{PLACE})*" if found["several"] else ""
    return f"{_GAP}(?P<{found['name']}>{PLACE}{rest}){_GAP}"


@cache
def _macro(name: str) -> str:
    return "".join(_CHARS.get(char, char) for char in MACROS[name])
