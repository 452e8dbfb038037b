"""Guesses the tokens that come next from what followed the last ones when they came before.

Reasoning repeats the question, its own formulas and, in the answer, its result. The index grows
with the text, by a constant amount of work for each token. Two places that look alike to it may
differ: a guess costs time when it is wrong, never truth, for whoever asked verifies it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

#: Tokens that have to come again, the longest first; a longer match is right more often.
MATCHES = (8, 3)


@dataclass(frozen=True, slots=True)
class Guess:
    """Tokens that may come next, for the match number ``kind`` of ``MATCHES``."""

    tokens: list[int]
    kind: int


class NgramLookup:
    """An index of one text, which is passed to each call and only ever grows."""

    def __init__(self) -> None:
        self._places: tuple[dict[int, int], ...] = tuple({} for _ in MATCHES)
        self._read = 0

    def follow(self, tokens: Sequence[int], *, limit: int) -> bool:
        """Read on, at most ``limit`` tokens; returns whether all of the text is read."""
        end = min(len(tokens), self._read + limit)
        for length, places in zip(MATCHES, self._places, strict=True):
            for at in range(max(self._read, length), end):
                places[_key(tokens, at, length)] = at
        self._read = end
        return end == len(tokens)

    def guess(self, tokens: Sequence[int], count: int) -> Guess | None:
        """The next ``count`` tokens of a text that is read; None where nothing comes again."""
        end = len(tokens)
        for kind, (length, places) in enumerate(zip(MATCHES, self._places, strict=True)):
            at = places.get(_key(tokens, end, length)) if end >= length else None
            if at is not None:
                return Guess(_copied(tokens, at, count), kind)
        return None


def _key(tokens: Sequence[int], end: int, length: int) -> int:
    return hash(tuple(tokens[end - length : end]))


def _copied(tokens: Sequence[int], start: int, count: int) -> list[int]:
    """What stands from ``start`` on; past the end of the text it goes on with the copy itself."""
    copied = list(tokens[start : start + count])
    while len(copied) < count:
        copied.append(copied[start + len(copied) - len(tokens)])
    return copied
