r"""Where formulas stand in a text that somebody types, also those without delimiters.

Pupils type ``solve \frac{x}{2} = 3`` and mean ``solve $\frac{x}{2} = 3$``: a run of TeX around a
well-known command is a formula (``bare``). ``with_delimiters`` writes it as one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.domain.blocks import Math
from app.domain.mathtext.cutting import PLACEHOLDER, cut

_COMMANDS = (
    "frac|dfrac|tfrac|sqrt|binom|int|iint|oint|sum|prod|lim|vec|hat|bar|overline|underline|left"
    "|cdot|times|div|pm|mp|leq?|geq?|neq?|approx|equiv|sim|infty|propto|to|rightarrow|Rightarrow"
    "|alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho"
    "|sigma|tau|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega"
    "|a?r?c?(?:sin|cos|tan)|ln|log|exp|det|gcd|max|min|in|notin|subset|subseteq|cup|cap|emptyset"
    "|forall|exists|partial|nabla|angle|circ|perp|parallel|triangle|mathbb|mathrm|operatorname"
)
_SIGNS = r"-+*/=<>()\[\]|,.!'^_&~≤≥≠±×÷·°∞π"
_LETTER = r"(?<![A-Za-z])d?[A-Za-z](?![A-Za-z])"  # or a differential
_RIGHT = re.compile(rf"\\[A-Za-z]+\*?|\\[,;:! {{}}|\\]|[0-9]+|{_LETTER}|[{_SIGNS} \t□]")
_SCRIPT = r"[\^_]\{[^{}\n]{0,40}\}"
_LEFT = re.compile(rf"(?:{_SCRIPT}|[0-9]|{_LETTER}|[{_SIGNS} \t□])+$")
_ARTICLE = re.compile(r"\s*[.,;:!]*\s*(?:[aAI]\s+(?![-+*/=<>^_]))?")
#: A command that waits for what it is about: somebody writes of TeX, or is not done.
_WAITING = re.compile(
    r"\\(?:[dt]?frac|sqrt|binom|vec|hat|bar|overline|underline|left|mathbb|mathrm|operatorname)$"
)
_LONGEST_LEFT = 120  # characters before the first command that are looked at
_TRAILING = re.compile(r"(?:(?<!\\)[ \t.,;:!])+$")


@dataclass(frozen=True)
class Place:
    """A formula from ``start`` to ``end`` of a text, delimiters included."""

    start: int
    end: int
    bare: bool = False  # it has no delimiters


def places(text: str) -> list[Place]:
    """The formulas that are complete, in order."""
    found: list[Place] = []
    position = 0
    cut_text = cut(text)
    for number, part in enumerate(PLACEHOLDER.split(cut_text.text)):
        if number % 2 == 0:
            found += [Place(position + a, position + b, bare=True) for a, b in _bare(part)]
            position += len(part)
        else:
            piece = cut_text.pieces[int(part)]
            if isinstance(piece.value, Math):
                found.append(Place(position, position + len(piece.source)))
            position += len(piece.source)
    return found


def place_at(text: str, index: int) -> Place | None:
    """The formula that what is typed at ``index`` becomes a part of."""
    for place in places(text):
        if place.start < index < place.end:
            return place
        if place.bare and place.start < index and not text[place.end : index].strip(" \t"):
            return Place(place.start, max(place.end, index), bare=True)
    return _open_at(text, index)


def with_delimiters(text: str) -> str:
    """The text, every bare formula between dollars."""
    pieces: list[str] = []
    position = 0
    for place in places(text):
        if place.bare:
            pieces += [text[position : place.start], "$", text[place.start : place.end], "$"]
            position = place.end
    return "".join([*pieces, text[position:]])


def _open_at(text: str, index: int) -> Place | None:
    """A formula that begins before ``index`` and has no end yet."""
    before = cut(text[:index], final=False)
    last = before.pieces[-1] if before.pieces else None
    if last is None or not isinstance(last.value, Math) or not last.value.open:
        return None
    is_price = re.fullmatch(r"[0-9][0-9.,]*", last.value.tex) is not None
    return None if is_price else Place(index - len(last.source), index)


def _bare(part: str) -> Iterator[tuple[int, int]]:
    """Where the runs of TeX are in a text without delimiters."""
    position = 0
    while "\\" in part and (command := _command().search(part, position)):
        end = _end_of_run(part, command.start())
        start = _start_of_run(part, max(position, command.start() - _LONGEST_LEFT), command.start())
        unfinished = part[end : end + 1] == "{" or _WAITING.search(part[start:end].rstrip())
        end = start + len(_TRAILING.sub("", part[start:end]))
        position = max(end, command.end())
        is_price = part[start - 1 : start] == "$"
        if end >= command.end() and not unfinished and not is_price:
            yield start, end


@cache
def _command() -> re.Pattern[str]:
    return re.compile(rf"(?<![\\:/])(?<![A-Za-z]{{2}})\\(?:{_COMMANDS})(?![A-Za-z])")


def _start_of_run(part: str, least: int, command: int) -> int:
    before = _LEFT.search(part, max(least, part.rfind("\n", 0, command) + 1), command)
    if before is None:
        return command
    skipped = _ARTICLE.match(part, before.start(), command)
    return skipped.end() if skipped else before.start()


def _end_of_run(part: str, position: int) -> int:
    while position < len(part):
        if part[position] == "{":
            end = _closing(part, position)
            if end < 0:
                return position
            position = end
        elif token := _RIGHT.match(part, position):
            position = token.end()
        else:
            return position
    return position


def _closing(part: str, start: int) -> int:
    """Behind the brace that closes the one at ``start``; -1 if none does on its line."""
    depth = 0
    for position in range(start, len(part)):
        sign = part[position]
        if sign == "\n":
            return -1
        if sign in "{}" and part[position - 1 : position] != "\\":
            depth += 1 if sign == "{" else -1
        if depth == 0:
            return position + 1
    return -1
