"""Final answers in texts: what stands in the last ``\\boxed{…}``."""

import re

_BOX = re.compile(r"\\f?boxed\s*\{")
_BRACE = re.compile(r"[{}]|\\.", re.DOTALL)  # an escaped brace does not count


def boxed(text: str) -> str | None:
    """The content of the last complete box in ``text``, braces balanced; None without one.

    >>> boxed(r"so \\boxed{\\frac{1}{2}}.")
    '\\\\frac{1}{2}'
    """
    closers = closing_braces(text)
    found = None
    for box in _BOX.finditer(text):
        end = closers.get(box.end() - 1)
        if end is not None:
            found = text[box.end() : end].strip()
    return found


def closing_braces(text: str) -> dict[int, int]:
    """Where each brace is closed, by its place; those that nothing closes are left out."""
    opened: list[int] = []
    closers: dict[int, int] = {}
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}" and opened:
            closers[opened.pop()] = brace.start()
    return closers
