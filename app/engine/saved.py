"""Sequences set aside: what the context had to forget, for when it is wanted again.

They are llama.cpp's own copies of its memory, kept in ours within ``limit`` bytes; those not used
for longest go first. Belongs to the decode thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class State:
    """What the context knew of a sequence that began with ``tokens``."""

    tokens: list[int]
    data: npt.NDArray[np.uint8]


class SavedStates:
    """See the module's contract."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0  # bytes
        self._states: list[State] = []  # those used last stand last

    def covers(self, tokens: Sequence[int]) -> bool:
        """Whether one of them begins with all of ``tokens``."""
        return any(common_length(state.tokens, tokens) == len(tokens) for state in self._states)

    def keep(self, state: State) -> None:
        """Take ``state`` in; it replaces those that are its beginnings."""
        for known in self._states.copy():
            if common_length(known.tokens, state.tokens) == len(known.tokens):
                self.drop(known)
        if state.data.nbytes > self.limit:
            return
        while self.size + state.data.nbytes > self.limit:
            self.drop(self._states[0])
        self._states.append(state)
        self.size += state.data.nbytes

    def drop(self, state: State) -> None:
        """Forget ``state``, if it is still here."""
        if state in self._states:
            self._states.remove(state)
            self.size -= state.data.nbytes

    def use(self, state: State) -> None:
        """Remember that ``state`` was wanted just now."""
        if state in self._states:
            self._states.remove(state)
            self._states.append(state)

    def best(self, prompt: Sequence[int], *, cut: bool) -> tuple[State | None, int]:
        """The one that knows most of ``prompt`` but its last token, and how much of it.

        Without ``cut`` it has to be of use as it is, to its end.
        """
        best: tuple[State | None, int] = (None, 0)
        for state in self._states:
            known = common_length(state.tokens, prompt[:-1])
            if known > best[1] and (cut or known == len(state.tokens)):
                best = (state, known)
        return best


def common_length(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two texts have in common from their beginning on."""
    limit = min(len(one), len(other))
    if one[:limit] == other[:limit]:
        return limit
    return next(at for at in range(limit) if one[at] != other[at])
