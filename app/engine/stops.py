"""Stop strings in a stream of text, wherever the pieces are cut."""

from collections.abc import Sequence


class StopStrings:
    """Passes text on up to the first stop string; holds back what may yet become one.

    ``hit`` tells that a stop string came: everything from it on is dropped.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._held = ""
        self.hit = False

    def feed(self, text: str) -> str:
        """The text that is certain not to belong to a stop string."""
        if not self._stops:
            return text
        text = self._held + text
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if found:
            self.hit, self._held = True, ""
            return text[: min(found)]
        sure = len(text) - self._undecided(text)
        self._held = text[sure:]
        return text[:sure]

    def flush(self) -> str:
        """The text still held back, at the end of the stream."""
        held, self._held = self._held, ""
        return held

    def _undecided(self, text: str) -> int:
        """Length of the longest end of ``text`` with which a stop string begins."""
        longest = min(len(text), max(map(len, self._stops)) - 1)
        ends = (length for length in range(longest, 0, -1) if self._may_become(text[-length:]))
        return next(ends, 0)

    def _may_become(self, end: str) -> bool:
        return any(stop.startswith(end) for stop in self._stops)
