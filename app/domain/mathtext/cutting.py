r"""Cuts mathematics and code out of a text, before anything reads it as Markdown.

What is cut leaves a placeholder on the same line; the pieces are kept as finished values. One scan
from left to right, so whatever begins first wins: a dollar in code is code, a backtick in a formula
is part of the formula. The rules:

* Mathematics: ``\(…\)``, ``\[…\]``, ``$…$``, ``$$…$$``, bare environments such as
  ``\begin{align}…`` and a bare ``\boxed{…}``. ``\\[4pt]`` is a line break and opens none. Inline
  formulas end before a blank line; displayed ones may hold one, unless prose follows it.
* Whether ``$…$`` is a formula or money: see ``dollars``. ``\$`` is a dollar.
* Code: fences of backticks or tildes, and spans of backticks within a paragraph.
* A formula without an end: while the text still grows (not ``final``) it swallows the rest and is
  ``open``. Otherwise it is no formula: a lone ``$`` stays an ordinary character, and after any
  other opener the text up to the end of the paragraph is shown exactly as written.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from app.domain.blocks import Code, Math, Text
from app.domain.mathtext.dollars import is_formula, is_prose, may_become_formula

#: A formula of more characters, or more environments within each other, is none: somewhere an end
#: was forgotten. Also what keeps the time linear.
FORMULA_LIMIT = 8_000
DEPTH_LIMIT = 20

#: Whether a formula ends at a blank line is decided by the next line, once that is complete: these
#: line ends, from the one before the blank line on.
DECIDING_LINE_ENDS = 3

#: A placeholder in a cut text; the number is an index of the pieces. Control characters cannot
#: stand in the text itself (``cut`` replaces them).
PLACEHOLDER = re.compile("\x0e([0-9]+)\x0f")

_CONTROLS = {code: "\ufffd" for code in (*range(0x09), *range(0x0B, 0x20), 0x7F)}

_DISPLAYED = "align|alignat|eqnarray|equation|flalign|gather|multline"
_PART = "aligned|alignedat|array|[bBpvV]?matrix|[dr]?cases|gathered|smallmatrix|split|subarray|CD"
_OPENER = re.compile(
    r"^(?P<prefix>[ \t>]*(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)*)"
    r"(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})(?P<info>[^\n]*)"
    r"|(?P<span>`+)"
    rf"|\\begin\{{(?P<environment>(?:(?P<displayed>{_DISPLAYED})|{_PART})\*?)\}}"
    r"|\\boxed[ ]*\{"
    r"|\\[(\[]|\\.|\$\$?",
    re.MULTILINE,
)
_NEXT_LINE = re.compile(r"\n[^\n]*")
_QUOTE_MARK = re.compile(r"[ \t]*>[ ]?")


@dataclass(frozen=True)
class Piece:
    """What was cut out: its value, and its ``source`` as it stood in the text."""

    value: Math | Code | Text
    source: str


@dataclass(frozen=True)
class CutText:
    """A text in which ``pieces`` are replaced by placeholders.

    Whatever follows the original text, its first ``settled`` characters are cut the same way.
    """

    text: str
    pieces: tuple[Piece, ...]
    settled: int

    def source(self, part: str) -> str:
        """A part of the cut text as it stood in the original."""
        return PLACEHOLDER.sub(lambda number: self.pieces[int(number[1])].source, part)


class _Ending(Enum):
    CLOSED = auto()
    BROKEN = auto()  # something that cannot stand in a formula comes first
    MISSING = auto()  # the text ends first


@dataclass(frozen=True)
class _Delimiter:
    """How a kind of formula ends.

    ``token`` finds what matters inside: its groups are ``close``, ``again`` (the opener once more,
    or what else cannot stand inside) and ``blank`` (a blank line). ``nests``: the opener may occur
    inside, with an end of its own.
    """

    token: re.Pattern[str]
    display: bool = False
    nests: bool = False


_TEXT_GROUP = r"\\(?:text[a-z]*|mbox|hbox) ?\{[^{}]*\}"  # may hold formulas of its own
_BLANK_LINE = r"\n[ \t>]*(?=\n)"
# A blank line, or one that begins an item, a heading or a row of a table.
_NEW_BLOCK = r"\n[ \t>]*(?=\n|[-*+] |[0-9]{1,2}[.)] |#|\|)"


def _delimiter(
    close: str, again: str, *, blank: str = _BLANK_LINE, display: bool = False, nests: bool = False
) -> _Delimiter:
    pattern = rf"{_TEXT_GROUP}|(?P<close>{close})|(?P<again>{again})|(?P<blank>{blank})|\\."
    return _Delimiter(re.compile(pattern, re.DOTALL), display, nests)


_DELIMITERS = {
    r"\(": _delimiter(r"\\\)", r"\\\("),
    r"\[": _delimiter(r"\\\]", r"\\\[", display=True),
    "$$": _delimiter(r"\$\$", r"\$", display=True),
    "$": _delimiter(r"\$", r"`|\*\*|\\[(\[]", blank=_NEW_BLOCK),
}
_BOX = _delimiter(r"\}", r"\{", nests=True)


def cut(text: str, *, final: bool = True) -> CutText:
    """Cut ``text``; with ``final`` false it is the beginning of a text that is still growing."""
    return _Cutter(text.translate(_CONTROLS), final=final).run()


class _Cutter:
    def __init__(self, text: str, *, final: bool) -> None:
        self._text = text
        self._final = final
        self._kept: list[str] = []
        self._pieces: list[Piece] = []
        self._settled = len(text)
        before, *deciding = text.rsplit("\n", DECIDING_LINE_ENDS)
        self._decided = len(before) if len(deciding) == DECIDING_LINE_ENDS else -1

    def run(self) -> CutText:
        position = 0
        while opener := _OPENER.search(self._text, position):
            self._kept.append(self._text[position : opener.start()])
            position = self._after(opener)
        self._kept.append(self._text[position:])
        return CutText("".join(self._kept), tuple(self._pieces), self._settled)

    def _after(self, opener: re.Match[str]) -> int:
        """Cut what begins at ``opener``, or keep the opener; returns where to go on."""
        if opener["fence"]:
            return self._fence(opener)
        if opener["span"]:
            return self._span(opener)
        if opener["environment"]:
            return self._environment(opener)
        if opener[0] == "$":
            return self._dollar(opener)
        if opener[0].startswith(r"\boxed"):
            return self._formula(opener, _BOX, keep_delimiters=True)
        if opener[0] in _DELIMITERS:
            return self._formula(opener, _DELIMITERS[opener[0]])
        return self._keep(opener)

    def _keep(self, opener: re.Match[str], *, length: int | None = None) -> int:
        kept = opener[0][:length]
        self._kept.append(kept)
        return opener.start() + len(kept)

    def _unsettle(self, opener: re.Match[str], stop: int) -> None:
        """Note that what follows the text may yet end what did not by ``stop``."""
        if stop > self._decided:
            self._settled = min(self._settled, opener.start())

    def _cut(self, start: int, end: int, value: Math | Code | Text) -> int:
        self._kept.append(f"\x0e{len(self._pieces)}\x0f")
        self._pieces.append(Piece(value, self._text[start:end]))
        return end

    def _fence(self, opener: re.Match[str]) -> int:
        self._kept.append(opener["prefix"])
        fence = opener["fence"]
        closing = re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
        close = closing.search(self._text, opener.end())
        body = self._text[opener.end() + 1 : close.start() if close else None]
        code = Code(
            _without_prefix(body, opener["prefix"], indented=True).removesuffix("\n"),
            language=(opener["info"].split() or [""])[0],
            open=close is None and not self._final,
        )
        return self._cut(opener.start("fence"), close.end() if close else len(self._text), code)

    def _span(self, opener: re.Match[str]) -> int:
        ticks = len(opener[0])
        closing = re.compile(rf"(?P<close>(?<!`)`{{{ticks}}}(?!`))|(?P<blank>{_NEW_BLOCK})")
        close = closing.search(self._text, opener.end())
        if close is None:
            self._unsettle(opener, len(self._text))
        if close is None or close["blank"]:
            return self._keep(opener)
        code = self._text[opener.end() : close.start()].replace("\n", " ")
        if code.strip() and code[0] == code[-1] == " ":
            code = code[1:-1]
        return self._cut(opener.start(), close.end(), Text(code, code=True))

    def _environment(self, opener: re.Match[str]) -> int:
        name = re.escape(opener["environment"])
        begin, end = rf"\\begin\{{{name}\}}", rf"\\end\{{{name}\}}"
        display = bool(opener["displayed"]) or self._starts_line(opener.start())
        delimiter = _delimiter(end, begin, display=display, nests=True)
        return self._formula(opener, delimiter, keep_delimiters=True)

    def _dollar(self, opener: re.Match[str]) -> int:
        start = opener.end()
        ending, stop, end = _find_end(self._text, start, _DELIMITERS["$"])
        content = self._text[start:stop]
        if ending is _Ending.CLOSED and is_formula(content, self._text[end : end + 1]):
            return self._cut_formula(opener.start(), end, content)
        if ending is _Ending.MISSING:
            self._unsettle(opener, stop)
            if not self._final and may_become_formula(content):
                return self._cut_formula(opener.start(), end, content, is_open=True)
        return self._keep(opener)

    def _formula(
        self, opener: re.Match[str], delimiter: _Delimiter, *, keep_delimiters: bool = False
    ) -> int:
        start = opener.end()
        ending, stop, end = _find_end(self._text, start, delimiter)
        is_open = ending is _Ending.MISSING and not self._final
        if ending is not _Ending.CLOSED:
            self._unsettle(opener, stop)
            if not is_open:
                return self._verbatim(opener, stop)
        if not self._text[start:stop].strip() and not is_open:
            return self._cut(opener.start(), end, Text(self._text[opener.start() : end]))
        content = self._text[opener.start() : end] if keep_delimiters else self._text[start:stop]
        return self._cut_formula(
            opener.start(), end, content, display=delimiter.display, is_open=is_open
        )

    def _cut_formula(
        self, start: int, end: int, content: str, *, display: bool = False, is_open: bool = False
    ) -> int:
        source = self._text[start:end]
        if "\n" in source:
            line = self._text[self._text.rfind("\n", 0, start) + 1 : start]
            source, content = _without_prefix(source, line), _without_prefix(content, line)
        math = Math(content.strip(), source, display=display, open=is_open)
        return self._cut(start, end, math)

    def _verbatim(self, opener: re.Match[str], stop: int) -> int:
        """Keep an unfinished formula, to the end of its paragraph, away from Markdown."""
        if is_prose(self._text[opener.end() : stop]) or self._text.startswith("$", stop):
            return self._keep(opener, length=1)  # so that $$43$ is a dollar and a number
        blank = re.compile(_BLANK_LINE).search(self._text, opener.end(), stop)
        end = blank.start() if blank else stop
        return self._cut(opener.start(), end, Text(self._text[opener.start() : end].rstrip()))

    def _starts_line(self, position: int) -> bool:
        line = self._text[self._text.rfind("\n", 0, position) + 1 : position]
        return not line.strip(" \t>")


def _find_end(text: str, start: int, delimiter: _Delimiter) -> tuple[_Ending, int, int]:
    """How the formula whose content begins at ``start`` ends; where its content and itself end."""
    depth = 1
    limit = start + FORMULA_LIMIT
    for token in delimiter.token.finditer(text, start, limit):
        if _breaks(token, delimiter):
            return _Ending.BROKEN, token.start(), token.start()
        depth += (token.lastgroup == "again") - (token.lastgroup == "close")
        if depth == 0:
            return _Ending.CLOSED, token.start(), token.end()
        if depth > DEPTH_LIMIT:
            return _Ending.BROKEN, token.start(), token.start()
    end = min(limit, len(text))
    return (_Ending.MISSING if end == len(text) else _Ending.BROKEN), end, end


def _breaks(token: re.Match[str], delimiter: _Delimiter) -> bool:
    if token.lastgroup == "again":
        return not delimiter.nests
    if token.lastgroup == "blank":
        next_line = _NEXT_LINE.match(token.string, token.end())
        return not delimiter.display or next_line is None or is_prose(next_line[0])
    return False


def _without_prefix(text: str, prefix: str, *, indented: bool = False) -> str:
    """``text`` without what its containers put before every line.

    ``prefix`` is what stands before it on its first line: the marks of quotations count, and if
    ``indented`` also the indentation within a list.
    """
    marks = prefix.count(">") if _QUOTE_MARK.match(prefix) else 0
    width = len(prefix.rpartition(">")[2].expandtabs(4)) if indented else 0
    if not marks and not width:
        return text
    pattern = rf"^(?:{_QUOTE_MARK.pattern}){{0,{marks}}}[ ]{{0,{width}}}"
    return re.sub(pattern, "", text, flags=re.MULTILINE)
