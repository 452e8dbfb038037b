"""Final answers in texts: what stands in the last ``\\boxed{…}``."""

import re

_BOX = re.compile(r"\\f?boxed\s*\{")
_BRACE = re.compile(r"[{}]|\\.", re.DOTALL)  # an escaped brace does not count


def boxed(text: str) -> str | None:
    """The content of the last complete box in ``text``, braces balanced; None without one.

    >>> boxed(r"so \\boxed{\\frac{1}{2}}.")
    '\\\\frac{1}{2}'
    """
    boxes = [box.end() for box in _BOX.finditer(text)]
    if not boxes:
        return None
    closers = closing_braces(text, boxes[0] - 1)
    ends = ((start, closers.get(start - 1)) for start in reversed(boxes))
    return next((text[start:end].strip() for start, end in ends if end is not None), None)


def closing_braces(text: str, start: int = 0) -> dict[int, int]:
    """Where each brace from ``start`` on is closed, by its place; unclosed ones are left out."""
    opened: list[int] = []
    closers: dict[int, int] = {}
    for brace in _BRACE.finditer(text, start):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}" and opened:
            closers[opened.pop()] = brace.start()
    return closers
