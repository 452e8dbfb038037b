"""Earlier questions, brought back one by one into an empty field."""

from collections.abc import Callable, Sequence


class Recall:
    """A walk through earlier questions; ``earlier`` gives them, oldest first.

    The walk begins with an empty field and ends as soon as what it brought is changed.
    """

    def __init__(self) -> None:
        self.earlier: Callable[[], Sequence[str]] = tuple
        self._texts: Sequence[str] = ()
        self._place = 0  # of what is shown, in ``_texts``; behind their end: nothing

    def is_walking(self, shown: str) -> bool:
        """Whether ``shown`` is what the walk has brought."""
        return self._place < len(self._texts) and shown == self._texts[self._place]

    def back(self, shown: str) -> str | None:
        """The question before the one ``shown``; None where there is none to bring."""
        if not self.is_walking(shown):
            if shown:
                return None
            self._texts = _distinct(self.earlier())
            self._place = len(self._texts)
        if self._place == 0:
            return None
        self._place -= 1
        return self._texts[self._place]

    def on(self, shown: str) -> str | None:
        """The question after the one ``shown``, at last the empty field; None outside a walk."""
        if not self.is_walking(shown):
            return None
        self._place += 1
        return self._texts[self._place] if self._place < len(self._texts) else ""


def _distinct(texts: Sequence[str]) -> list[str]:
    """Without empty ones, and of equal ones the last."""
    return list(dict.fromkeys(text for text in reversed(texts) if text.strip()))[::-1]
