"""Final answers in texts: what stands in the last ``\\boxed{…}``."""

import re

_BOX = re.compile(r"\\f?boxed\s*\{")


def boxed(text: str) -> str | None:
    """The content of the last complete box in ``text``, braces balanced; None without one.

    >>> boxed(r"so \\boxed{\\frac{1}{2}}.")
    '\\\\frac{1}{2}'
    """
    found = None
    for box in _BOX.finditer(text):
        end = _closing_brace(text, box.end())
        if end is not None:
            found = text[box.end() : end].strip()
    return found


def _closing_brace(text: str, start: int) -> int | None:
    depth, position = 1, start
    while position < len(text):
        char = text[position]
        if char == "\\":
            position += 1  # an escaped brace does not count
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return position
        position += 1
    return None
