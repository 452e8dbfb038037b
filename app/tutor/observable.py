"""The smallest way to hear of a change: a list of callbacks, called on the event loop's thread."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Changed:
    """Something that others want to know of: ``connect`` a function, ``emit`` calls them all."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def connect(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` at every change; the function returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self) -> None:
        for listener in tuple(self._listeners):
            listener()


class News(Generic[T]):
    """As ``Changed``, but what happened is told to the listeners."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], None]] = []

    def connect(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Call ``listener`` with all that happens; the function returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, what: T) -> None:
        for listener in tuple(self._listeners):
            listener(what)
