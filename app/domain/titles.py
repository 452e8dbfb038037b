"""Names of conversations: the title from the first question, and names typed by hand."""

import unicodedata

LIMIT = 60  # columns: a Chinese character takes two
READ = 600  # characters of the question; no title needs more

NAME_LIMIT = 120  # characters kept of a name typed by hand

_LOOSE_ENDS = " ,;:，；：、-–("


def title_from(question: str, limit: int = LIMIT) -> str:
    """One line without marks of Markdown and TeX, cut at a word: "Solve x² − 5x + 6 = 0"."""
    from app.domain.plain_text import plain_line  # many patterns, not needed at the start

    words = " ".join(question[:READ].split())
    line = (plain_line(question[:READ]) or words) if words else ""
    end = _end(line, limit)
    if end == len(line):
        return line
    return (_at_a_word(line, end).rstrip(_LOOSE_ENDS) or line[:end]) + "…"


def tidy(name: str) -> str:
    """A name typed by hand, in one line of bounded length."""
    return " ".join(name.split())[:NAME_LIMIT].rstrip()


def _end(line: str, limit: int) -> int:
    """How many characters fit into ``limit`` columns."""
    columns = 0
    for place, sign in enumerate(line):
        columns += 2 if _is_wide(sign) else 1
        if columns > limit:
            return place
    return len(line)


def _at_a_word(line: str, end: int) -> str:
    breaks = (place for place in range(end, 0, -1) if not _joins(*line[place - 1 : place + 1]))
    start = next(breaks, 0)
    return line[:start] if start > end // 2 else line[:end]


def _joins(one: str, other: str) -> bool:
    """Whether a line should not be cut between two characters."""
    return not any(sign == " " or _is_wide(sign) for sign in (one, other))


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"
