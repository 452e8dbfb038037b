r"""Markdown that other programs read: GitHub's, Obsidian's, pandoc's.

The text stays as it was written, but for three things: formulas get dollars (``\(`` is no delimiter
elsewhere), other dollars and ``<`` get a backslash, so that neither a price becomes a formula nor a
comparison a tag, and what was left open is closed, so that it ends with its message.
"""

import re

from app.domain.blocks import Code, Math
from app.domain.chat import Chat
from app.domain.mathtext.cutting import PLACEHOLDER, Piece, cut
from app.exchange.page import Entry, page

_TO_ESCAPE = re.compile(r"(\\.)|\$|<(?!https?://)", re.DOTALL)
_MARKUP = re.compile(r"([\\`*_\[\]<>$|#~])")
_FENCE = re.compile(r"`{3,}|~{3,}")
_INNER_DOLLAR = re.compile(r"(?<!\\)\$")


def to_markdown(chat: Chat, *, thoughts: bool) -> str:
    """The visible branch as one document."""
    shown = page(chat, thoughts=thoughts)
    parts = [f"# {_literal(shown.title)}", f"*{_literal(shown.about)}*"]
    for entry in shown.entries:
        parts += _entry(entry)
    return "\n\n".join(parts) + "\n"


def _entry(entry: Entry) -> list[str]:
    parts = [f"## {_literal(entry.heading)}"]
    if entry.thoughts:
        summary = f"<details>\n<summary>{_literal(entry.thoughts_heading)}</summary>"
        parts += [summary, portable(entry.thoughts), "</details>"]
    if entry.text.strip():
        parts.append(portable(entry.source))
    if entry.note:
        parts.append(f"*{_literal(entry.note)}*")
    return parts


def portable(text: str) -> str:
    """``text`` with formulas as other programs know them."""
    cut_text = cut(text.replace("\r\n", "\n").replace("\r", "\n"))
    parts = PLACEHOLDER.split(cut_text.text)
    written = ""
    for place, part in enumerate(parts):
        if place % 2:
            written += _piece(cut_text.pieces[int(part)], written, parts[place + 1])
        else:
            written += _TO_ESCAPE.sub(lambda sign: sign[1] or f"\\{sign[0]}", part)
    return written.strip("\n")


def _piece(piece: Piece, before: str, after: str) -> str:
    match piece.value:
        case Code():
            return _closed(piece.source)
        case Math(display=True) as math:
            return _displayed(math, before, after)
        case Math() as math:
            return _inline(math, after)
        case text:
            return piece.source if text.code else _literal(piece.source)


def _inline(math: Math, after: str) -> str:
    tex = _one_line(_without_dollars(math.tex))
    if _INNER_DOLLAR.search(tex) or after[:1].isdigit():  # with dollars it would end elsewhere
        return math.source
    return f"${tex}$"


def _displayed(math: Math, before: str, after: str) -> str:
    tex = _without_dollars(math.tex)
    if _INNER_DOLLAR.search(tex):
        return math.source
    prefix = before.rpartition("\n")[2]
    if prefix.strip():  # in a list, a quotation or a sentence: further lines would leave it
        return f"$${_one_line(tex)}$$"
    lines = [line for line in tex.split("\n") if line.strip()]
    end = f"\n{prefix}" if after.partition("\n")[0].strip() else ""
    return f"\n{prefix}".join(["$$", *lines, "$$"]) + end


def _without_dollars(tex: str) -> str:
    r"""Formulas within a text of a formula, ``\text{if $x$}``, in brackets instead of dollars."""
    pieces = _INNER_DOLLAR.split(tex)
    if len(pieces) % 2 == 0:
        return tex
    brackets = (r"\(", r"\)")
    return pieces[0] + "".join(brackets[n % 2] + piece for n, piece in enumerate(pieces[1:]))


def _one_line(tex: str) -> str:
    return " ".join(tex.split())


def _closed(source: str) -> str:
    """Code with an end, for a text may stop in the middle of it."""
    fence = _FENCE.match(source)
    if fence is None:
        return source
    _, *lines = source.split("\n")
    closing = re.compile(rf"[ \t>]*{fence[0][0]}{{{len(fence[0])},}}[ \t]*")
    if lines and closing.fullmatch(lines[-1]):
        return source
    return f"{source}\n{fence[0]}"


def _literal(text: str) -> str:
    """Words that are no Markdown, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
