"""Which pages of a document somebody means: ``1-3, 7``."""

import re

_PIECE = re.compile(r"([0-9]{1,6})(?:\s*[-–—~～至]\s*([0-9]{1,6}))?")
_BETWEEN = re.compile(r"[,，、;；\s]+")
_AROUND_DASH = re.compile(r"\s*([-–—~～至])\s*")


def read(choice: str, count: int) -> tuple[int, ...]:
    """The pages meant, numbered from 1, in order; all ``count`` for an empty choice.

    Raises:
        ValueError: this is no choice of pages, or none of them exists.
    """
    if not choice.strip():
        return tuple(range(1, count + 1))
    pages: set[int] = set()
    for piece in filter(None, _BETWEEN.split(_AROUND_DASH.sub(r"\1", choice.strip()))):
        found = _PIECE.fullmatch(piece)
        if found is None:
            raise ValueError(choice)
        first, last = int(found[1]), int(found[2] or found[1])
        pages.update(range(max(1, min(first, last)), min(max(first, last), count) + 1))
    if not pages:
        raise ValueError(choice)
    return tuple(sorted(pages))


def written(pages: tuple[int, ...]) -> str:
    """The shortest choice that means these pages, which are in order."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], page]
        else:
            runs.append([page])
    return ", ".join("-".join(map(str, run)) for run in runs)
