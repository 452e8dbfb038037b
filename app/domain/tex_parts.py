"""Formulas in TeX, taken apart into mathematics and the texts that stand in it."""

import re
from collections.abc import Iterator

from app.domain.answers import closing_braces

#: Commands whose argument is text, up to its opening brace.
_TEXT = re.compile(r"\\(?:text[a-z]*|[mhf]box|tag\*?|intertext)\s*\{")


def parts(tex: str) -> Iterator[tuple[str, bool]]:
    """The formula in pieces, each with whether it is text; a text not closed goes to the end."""
    closers = closing_braces(tex)
    done = 0
    for opening in _TEXT.finditer(tex):
        if opening.end() > done:  # else inside a text that has been said
            end = closers.get(opening.end() - 1, len(tex))
            yield tex[done : opening.end()], False
            yield tex[opening.end() : end], True
            done = end
    yield tex[done:], False
