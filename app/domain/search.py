r"""How texts become words of the search index, how typed words become a query, and what is shown.

The index (SQLite's FTS5) takes the words that ``words`` finds, of texts and queries alike, so what
is written in several ways is found in all of them:

* Chinese, Japanese and Korean have no spaces: every such character is a word of its own.
* Letters and digits are words of their own: "5x" is found as "5 x".
* "x²", "x^2" and "x^{2}" are the same three words, the second of them ``POWER``; "x₁" is "x_1".
* A sign is its command: "√2" is found as "\sqrt{2}", "π" as "\pi", "≤" as "\le".
* Marks that only arrange a formula ("\left", "\text", "\begin") are no words.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from app.domain.signs import COMMANDS, LOWERED, NAMES, RAISED

#: What is typed beyond this is ignored; FTS5 refuses expressions deeper than 256 words.
QUERY_CHARACTERS = 200

#: The word for "to the power of"; a private character, which FTS5 takes for a letter.
POWER = "\ue05e"

_MARKS = (
    "left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits quad qquad text"
    " textbf textit mathrm mathbf mathit mbox operatorname begin end times cdot ast"
)
_SAME = {
    **dict.fromkeys(("dfrac", "tfrac", "cfrac"), "frac"),
    "varphi": "phi",
    "varepsilon": "epsilon",
}
_NO_WORDS = "×·⋅∗…⋯•†✓′‖"  # left out as often as written, or marks of prose
_SIGN_NAMES = {sign: name for sign, name in NAMES.items() if sign not in _NO_WORDS} | {
    "√": "sqrt",
    "ε": "epsilon",
    "φ": "phi",
}
_SILENT = frozenset(_MARKS.split())
_COMMANDS = {
    name: _SIGN_NAMES.get(sign, name) for name, sign in COMMANDS.items() if name not in _SILENT
} | _SAME
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3" + (
    "\U00020000-\U0003ffff"
)
_GREEK = "\u0370-\u03ff"
_SMALL = "".join([*RAISED, *LOWERED])
_OTHER_SIGNS = "".join(sign for sign in _SIGN_NAMES if not "\u0370" <= sign <= "\u03ff")
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_AROUND_SIGNS = re.compile(r"\s*([-+*/=^_<>≤≥≠−×·÷±])\s*")
_SMALL_SIGNS = str.maketrans(RAISED | LOWERED)
_DIGITS_OR_LETTERS = re.compile(r"\d+|[^\W\d]+")

EXCERPT_CHARACTERS = 120
_BEFORE_MARK = 28  # characters shown before the first word that was found
_READ_AROUND = 700  # characters of a long text that are read before and after it
ELLIPSIS = "…"


class Word(NamedTuple):
    """A word and where it stands: ``text`` may differ from what is written there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Hit:
    """One place where the words were found: a message, or a conversation's title (no message).

    ``text`` is that of the message, or of the first question; ``at`` is when it was written, or
    when the conversation was used last, in seconds since the epoch.
    """

    conversation_id: int
    message_id: int | None
    title: str
    text: str = ""
    at: float = 0.0


@dataclass(frozen=True)
class Excerpt:
    """A piece of a text in one line, with the places (start, end) of what was looked for."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@cache
def _word() -> re.Pattern[str]:
    """Made when it is needed: with so many characters in it, that takes a while."""
    return re.compile(
        rf"\\(?P<command>[A-Za-z]+)|(?P<unspaced>[{_UNSPACED}])|(?P<power>\^)"
        rf"|(?P<raised>[{''.join(RAISED)}]+)|(?P<lowered>[{''.join(LOWERED)}]+)"
        rf"|(?P<sign>[{re.escape(_OTHER_SIGNS)}]|(?<![{_GREEK}])[{_GREEK}](?![{_GREEK}]))"
        rf"|(?P<digits>\d+)|(?P<letters>[^\W\d_{_UNSPACED}{_GREEK}{_SMALL}]+|[{_GREEK}]+)"
    )


def words(text: str) -> Iterator[Word]:
    """The words of ``text``, in order."""
    for found in _word().finditer(text.translate(_FULL_WIDTH)):
        kind, start, end = found.lastgroup, found.start(), found.end()
        match kind:
            case "command":
                name = found["command"]
                if name not in _SILENT:
                    yield Word(_COMMANDS.get(name, name), start, end)
            case "sign":
                yield Word(_SIGN_NAMES.get(found[0], found[0]), start, end)
            case "power":
                yield Word(POWER, start, end)
            case "raised" | "lowered":
                if kind == "raised":
                    yield Word(POWER, start, end)
                for part in _DIGITS_OR_LETTERS.findall(found[0].translate(_SMALL_SIGNS)):
                    yield Word(part, start, end)
            case _:
                yield Word(found[0], start, end)


def indexed(text: str) -> str:
    """``text`` as the index takes it: its words, a space between them."""
    return " ".join(word.text for word in words(unicodedata.normalize("NFC", text)))


def phrases(typed: str) -> list[list[str]]:
    """What was typed as phrases: words that stand in a row. Spaces around signs do not count."""
    line = unicodedata.normalize("NFC", typed[:QUERY_CHARACTERS])
    parts = _AROUND_SIGNS.sub(r"\1", line).split()
    found = ([word.text for word in words(part)] for part in parts)
    return [phrase for phrase in found if phrase]


def match_expression(typed: str, *, whole: bool = False) -> str:
    """The FTS5 expression for what was typed; empty if nothing was.

    Every phrase must occur. Unless only ``whole`` words are wanted, the last word of each may go
    on ("deriv" finds "derivative"), but for a single letter, which is a variable.
    """
    quoted = []
    for phrase in phrases(typed):
        goes_on = "*" if not whole and len(phrase[-1]) > 1 else ""
        quoted.append(f'"{" ".join(phrase)}"{goes_on}')
    return " ".join(quoted)


def excerpt(text: str, typed: str, length: int = EXCERPT_CHARACTERS) -> Excerpt:
    """What ``text`` says around the first place where something typed is found, to be read.

    Formulas are set as plain text, unless what was found is a command of theirs.
    """
    from app.domain.plain_text import plain_line  # many patterns, not needed at the start

    wanted = _wanted(typed)
    text = unicodedata.normalize("NFC", text)
    around = _around(text, wanted)
    plain = plain_line(around)
    marks = _marks(plain, wanted)
    if not marks:
        written = " ".join(around.split())
        marks_written = _marks(written, wanted)
        if marks_written:
            plain, marks = written, marks_written
    return _shortened(plain, marks, length)


def marked(line: str, typed: str) -> Excerpt:
    """A whole line, such as a title, with what was typed marked in it."""
    line = unicodedata.normalize("NFC", line)
    return Excerpt(line, tuple(_marks(line, _wanted(typed))))


def _wanted(typed: str) -> list[list[str]]:
    """The phrases to mark, the longest first."""
    folded = ([_folded(word) for word in phrase] for phrase in phrases(typed))
    return sorted(folded, key=len, reverse=True)


def _folded(word: str) -> str:
    """A word as FTS5 compares it: without case and accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _around(text: str, wanted: Sequence[Sequence[str]]) -> str:
    """The paragraphs around the first place found, if the text is long."""
    if len(text) <= 2 * _READ_AROUND:
        return text
    found = _marks(text, wanted[:1])
    place = found[0][0] if found else 0
    start = text.rfind("\n\n", 0, max(0, place - 2 * _BEFORE_MARK)) + 1
    if place - start > _READ_AROUND:
        start = max(0, text.rfind(" ", 0, place - _READ_AROUND // 2))
    end = text.find("\n\n", place + _READ_AROUND // 2)
    return text[start : min(end if end >= 0 else len(text), place + _READ_AROUND)]


def _marks(line: str, wanted: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Where the phrases stand, in order and without overlaps."""
    there = [*words(line)]
    folded = [_folded(word.text) for word in there]
    found: list[tuple[int, int]] = []
    for phrase in wanted:
        for place in range(len(folded) - len(phrase) + 1):
            if _stands_at(folded, place, phrase):
                found.append((there[place].start, there[place + len(phrase) - 1].end))
    return _joined(found)


def _stands_at(folded: Sequence[str], place: int, phrase: Sequence[str]) -> bool:
    *before, last = phrase
    if any(folded[place + offset] != word for offset, word in enumerate(before)):
        return False
    there = folded[place + len(before)]
    return there == last or (len(last) > 1 and there.startswith(last))


def _joined(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _shortened(line: str, marks: Sequence[tuple[int, int]], length: int) -> Excerpt:
    start = marks[0][0] - _BEFORE_MARK if marks else 0
    if start <= 0:
        start, lead = 0, ""
    else:
        space = line.find(" ", start, marks[0][0])
        start, lead = (space + 1 if space >= 0 else start), ELLIPSIS
    end = start + length
    tail = ELLIPSIS if end < len(line) else ""
    shift = len(lead) - start
    kept = [(a + shift, min(b, end) + shift) for a, b in marks if a < end]
    return Excerpt(lead + line[start:end] + tail, tuple(kept))
