r"""Templates of formulas in a text: put in at the cursor, their empty places gone through.

An empty place is a ``□``, which is seen while it waits and is typeset as such. A template goes into
the formula at the cursor, or becomes a formula of its own: ``\sqrt{□}`` into plain text as
``$\sqrt{□}$``. What is selected fills the first place.
"""

import re
from dataclasses import dataclass

from app.domain.mathtext.places import Place, place_at, places

SLOT = "□"
_BASE = re.compile(r"[A-Za-z0-9)\]}|!]$")  # what a power or an index can stand at
_ATOM = re.compile(r"[A-Za-z]|[0-9.]+|\\[A-Za-z]+|\([^()]*\)")  # needs no brackets below a power
DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))


@dataclass(frozen=True)
class Edit:
    """``text`` goes in the place of what is selected; then ``select`` is, in the whole text."""

    text: str
    select: tuple[int, int]


def insertion(text: str, start: int, end: int, template: str) -> Edit:
    """What putting ``template`` at the selection from ``start`` to ``end`` of ``text`` means."""
    selected = text[start:end]
    inside = place_at(text, start) is not None
    if not inside:
        selected = _without_delimiters(selected)
    template, selected = _at_base(template, selected, text[:start] if inside else "")
    filled = bool(selected) and SLOT in template
    tex = template.replace(SLOT, selected, 1) if filled else template
    if tex[-1:].isalpha() and tex.rpartition("\\")[2].isalpha():
        tex += " "  # so that the next letter is not taken for a part of the command
    lead, tail = ("", "") if inside else _delimiters(text, start, end)
    first = start + len(lead)
    slot = tex.find(SLOT)
    if slot >= 0:
        return Edit(lead + tex + tail, (first + slot, first + slot + len(SLOT)))
    behind = first + len(tex) + (len(tail) if filled else 0)
    return Edit(lead + tex + tail, (behind, behind))


def _at_base(template: str, selected: str, before: str) -> tuple[str, str]:
    """A template that begins with what it stands at, as a power: taken from the text if it can."""
    if not template.startswith(SLOT):
        return template, selected
    if not selected and _BASE.search(before):
        return template.removeprefix(SLOT), selected
    if selected and not _ATOM.fullmatch(selected):
        return template, f"({selected})"
    return template, selected


def _delimiters(text: str, start: int, end: int) -> tuple[str, str]:
    """What a formula of its own needs around it, so that it is read as one."""
    after_word, before_word = _is_word(text[:start][-1:]), _is_word(text[end : end + 1])
    return " $" if after_word else "$", "$ " if before_word else "$"


def _is_word(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def after(text: str, index: int) -> tuple[int, int] | None:
    """The next empty place of the formula at ``index``, or its end; None outside of formulas."""
    place = place_at(text, index)
    if place is None:
        return None
    slot = text.find(SLOT, index, place.end)
    if slot >= 0:
        return slot, slot + len(SLOT)
    return None if index >= place.end else (place.end, place.end)


def before(text: str, index: int) -> tuple[int, int] | None:
    """The empty place before ``index`` in the formula there; None if there is none."""
    place = _place_ending_at(text, index) or place_at(text, index)
    slot = text.rfind(SLOT, place.start, index) if place is not None else -1
    return (slot, slot + len(SLOT)) if slot >= 0 else None


def _place_ending_at(text: str, index: int) -> Place | None:
    return next((place for place in places(text) if place.end == index), None)


def _without_delimiters(selected: str) -> str:
    inner = selected.strip()
    for opening, closing in DELIMITERS:
        long_enough = len(inner) > len(opening + closing)
        if long_enough and inner.startswith(opening) and inner.endswith(closing):
            return inner.removeprefix(opening).removesuffix(closing).strip()
    return selected
