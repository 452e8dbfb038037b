r"""Finds the final answer in a text: in its last boxes, else in what its last sentences say.

``x_1=\boxed{2}`` and ``x_2=\boxed{3}`` side by side are one answer, ``x_1=2, x_2=3``. Without a box
only what follows a phrase such as "the answer is", or the last formula of the last paragraph, is
taken, and only if it can be read as an answer; rather none than a wrong one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.checker.answers import read
from app.checker.tokens import Unreadable
from app.checker.units import separated
from app.domain import equality
from app.domain.answers import closing_braces

MAX_ANSWER_CHARS = 2000
MAX_BARE_CHARS = 40  # of a text that is nothing but an answer in words
MAX_BARE_WORDS = 4
LAST_CHARS = 3000  # of the text, where a final answer is looked for

_BOX = re.compile(
    r"\\(?:f?boxed|fbox)\s*(?:(?P<brace>\{)|(?P<bare>-?\d+(?:\.\d+)?|[A-Za-z](?![A-Za-z])))"
)
_AFTER_BOX = re.compile(r"[\s$]*(\\?%|\^\s*\{?\s*\\circ\s*\}?|°)")
_NAME = re.compile(r"([A-Za-z](?:_\{?\w{1,3}\}?)?)\s*=\s*[$\s]*$")
_BETWEEN = re.compile(
    r"(?:[\s$,;，；、&*()]|\\[,;: ()\[\]\\]|\\q?quad"
    r"|(?:\\(?:text|mbox|mathrm)\s*\{\s*)?(?:and|or|和|或|与|及|以及|或者)(?![A-Za-z])\s*\}?"
    r"|[A-Za-z](?:_\{?\w{1,3}\}?)?\s*(?:=|\\approx|≈))*"
)
_THOUGHT_END = "</think>"
_MARKER = re.compile(
    r"(?i:\b(?:final\s+)?answers?(?:\s+(?:is|are|was)(?![a-z])|\s*[:：=])+(?:\s+therefore)?"
    r"|\b(?:choice|option)\s+(?=\(?[A-E]\b)|####)"
    r"|(?:最终)?答案?(?:应?[是为选]|[:：])+|故?(?:应)?选(?:择|项)?[:：]?(?=\s*[（(]?[A-E])"
)
_SENTENCE_END = re.compile(r"[。！？]|[.!?](?=\s|\*|$)|\n")
_SENTENCE = re.compile(r"[.,:;!?。，：；！？\n]|boxed|answer|答")
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\\\[(.+?)\\\]|\$([^$\n]+)\$|\\\((.+?)\\\)", re.DOTALL)
_DECORATION = " \t\n*_`:：.。,，；;!！"


@dataclass(frozen=True)
class _Box:
    start: int
    end: int
    content: str


def extract(answer: str) -> str | None:
    """The final answer as it is written in the text; None if none is found."""
    text = answer.rpartition(_THOUGHT_END)[2]
    found = _boxed(text) or _said(text[-LAST_CHARS:]) or _as_it_is(text)
    return found if found and len(found) <= MAX_ANSWER_CHARS else None


def _as_it_is(text: str) -> str | None:
    """A few words alone are the answer: ``the first quadrant``."""
    text = text.strip().strip("*$")
    is_bare = len(text) <= MAX_BARE_CHARS and len(text.split()) <= MAX_BARE_WORDS
    is_bare = is_bare and any(map(str.isalnum, text)) and not _SENTENCE.search(text)
    return text if is_bare else None


# --- boxes ------------------------------------------------------------------------------------


def _boxed(text: str) -> str | None:
    boxes = list(_boxes(text))
    if not boxes:
        return None
    first = len(boxes) - 1
    while first and _BETWEEN.fullmatch(text, boxes[first - 1].end, boxes[first].start):
        first -= 1
    last = boxes[first:]
    if len(last) == 1:
        return last[0].content
    named = [_with_name(text, box) for box in last]
    return ", ".join(dict.fromkeys(named))


def _boxes(text: str) -> Iterator[_Box]:
    """The complete boxes; of one within a box the content stays, without its box."""
    closers = closing_braces(text)
    at = 0
    while found := _BOX.search(text, at):
        at = found.end()
        closing = closers.get(found.end() - 1) if found["brace"] else at
        if closing is None:
            continue
        content = found["bare"] or _unboxed(text, found.end(), closing, closers)
        at = max(at, closing + bool(found["brace"]))
        if sign := _AFTER_BOX.match(text, at):
            content, at = content + sign[1], sign.end()
        if content.strip():
            yield _Box(found.start(), at, content.strip())


def _unboxed(text: str, start: int, end: int, closers: Mapping[int, int]) -> str:
    """What stands between, without the boxes in it, whose content stays."""
    cuts: list[tuple[int, int]] = []
    for box in _BOX.finditer(text, start, end):
        closing = closers.get(box.end() - 1) if box["brace"] else None
        if closing is not None:
            cuts += [(box.start(), box.end()), (closing, closing + 1)]
    kept = []
    for cut_start, cut_end in sorted(cuts):
        kept.append(text[start:cut_start])
        start = cut_end
    return "".join([*kept, text[start:end]])


def _with_name(text: str, box: _Box) -> str:
    name = _NAME.search(text, max(0, box.start - 20), box.start)
    return f"{name[1]}={box.content}" if name and "=" not in box.content else box.content


# --- sentences --------------------------------------------------------------------------------


def _said(text: str) -> str | None:
    return next(filter(_is_answer, _candidates(text.strip())), None)


def _candidates(text: str) -> Iterator[str]:
    """What may be the answer, the most certain first."""
    markers = list(_MARKER.finditer(text))
    if markers:
        yield from _of_sentence(_sentence(text, markers[-1].end()))
        return
    paragraph = text.rpartition("\n\n")[2]
    formulas = list(_FORMULA.finditer(paragraph))
    if formulas:
        yield _cleaned(next(filter(None, formulas[-1].groups())))
    else:
        yield _cleaned(paragraph.rpartition("\n")[2])


def _sentence(text: str, start: int) -> str:
    """From ``start`` to the end of the sentence; a formula is never cut."""
    start += len(text[start:]) - len(text[start:].lstrip(" \n*:："))
    at = start
    while at < len(text):
        if formula := _FORMULA.match(text, at):
            at = formula.end()
        elif _SENTENCE_END.match(text, at):
            break
        else:
            at += 1
    return text[start:at]


def _of_sentence(sentence: str) -> Iterator[str]:
    yield _cleaned(sentence)
    formulas = list(_FORMULA.finditer(sentence))
    if len(formulas) == 1:
        yield _cleaned(next(filter(None, formulas[0].groups())))


def _cleaned(text: str) -> str:
    text = text.strip(_DECORATION)
    whole = _FORMULA.fullmatch(text)
    if whole:
        text = next(filter(None, whole.groups()))
    return text.strip(_DECORATION)


def _is_answer(text: str) -> bool:
    if not text:
        return False
    if equality.is_saying(text):
        return True
    try:
        return bool(read(separated(text)[0]))
    except Unreadable:
        return False
