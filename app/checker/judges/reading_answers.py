"""What an answer says, as the judges want it: one value, or a form in which it is written."""

import re
from typing import Any

from sympy import Expr

from app.checker import units
from app.checker.answers import Item, Named, read
from app.checker.building import is_matrix
from app.checker.judges.findings import Unjudged
from app.checker.reading import Unreadable, expression

#: A formula without a sign of equality outside of braces.
_MEMBER = r"(?:\{(?:[^{}]|\{[^{}]*\})*\}|[^={}])*"
#: ``dy/dx =``, ``\\frac{d}{dx}(x^2) =``, ``f(-2) =``, ``\\int x\\,dx =``: what it is that is given.
_PREFIX = re.compile(
    r"^\s*(?:\\d?frac\s*\{\s*(?:\\mathrm\{d\}|d|\\partial)(?:\^\{?\d\}?)?\s*[a-z]?\s*\}"
    r"\s*\{[^{}]*(?:\{\d\})?[^{}]*\}|d[a-z]/d[a-z]|\\(?:i{1,3}nt|sum|prod|lim)"
    rf"{_MEMBER}"
    r"|[a-zA-Z]'*\(-?[\d.]+\))"
    r"\s*(?:\([^()]*\))?\s*="
)
_D = r"(?:d|\\partial|\\mathrm\s*\{\s*d\s*\})"
#: Signs of what is to be computed; numbers behind them may take forever.
_OPERATOR = re.compile(
    r"\\(?:i{1,3}nt|oint|sum|prod|lim)(?![A-Za-z])|[∫∬∭∮∑∏]"
    r"|(?<![A-Za-z\\])(?:int|sum|prod|lim)\s*_"
    rf"|\\d?frac\s*\{{\s*{_D}[^{{}}]*\}}\s*\{{\s*{_D}\s*[A-Za-z]"
)


def items(text: str) -> tuple[Item, ...]:
    """The items of an answer; units behind them do not count."""
    text = _PREFIX.sub("", text)
    if _OPERATOR.search(text):
        raise Unjudged("unfinished")
    try:
        return read(text)
    except Unreadable:
        rest, unit = units.separated(text)
        if unit is None:
            raise Unjudged("answer_unreadable") from None
    try:
        return read(rest)
    except Unreadable:
        raise Unjudged("answer_unreadable") from None


def one_value(text: str) -> Expr:
    """The one number or expression that the answer is."""
    return named_value(text)[1]


def named_value(text: str) -> tuple[str, Expr]:
    """The same with the name that it was given, which may be empty."""
    found = _single(text)
    if is_matrix(found.value):
        raise Unjudged("answer_of_another_kind")
    return found.name, found.value


def one(text: str) -> Any:
    """The one value, which may be a matrix."""
    return _single(text).value


def _single(text: str) -> Named:
    found = items(text)
    if len(found) != 1 or not isinstance(found[0], Named):
        raise Unjudged("answer_of_another_kind")
    return found[0]


def as_written(text: str) -> Expr:
    """The one value with nothing worked out: ``6/4`` and ``2(x+1)`` as they stand."""
    try:
        return expression(_last_member(_PREFIX.sub("", text)), as_written=True)
    except Unreadable:
        raise Unjudged("answer_unreadable") from None


def _last_member(text: str) -> str:
    name, equals, value = text.rpartition("=")
    return value if equals and len(name) < 40 else text
