"""Loads the model again after its memory settings changed, when nothing is being written."""

from collections.abc import Callable
from typing import Protocol

from app.tutor.observable import Changed


class Reloadable(Protocol):
    """Who may have been started with other settings than those of now."""

    @property
    def is_outdated(self) -> bool: ...
    def renew(self) -> None: ...


class Reloading:
    """Call ``heed`` whenever settings, answers or the engine changed.

    ``is_waiting`` tells that the model starts again when the answers under way have ended.
    """

    def __init__(self, room: Reloadable, is_busy: Callable[[], bool]) -> None:
        self.changed = Changed()
        self.is_waiting = False
        self._open = True
        self._room = room
        self._is_busy = is_busy

    def heed(self) -> None:
        """Load the model again if it has to be, or wait for the answers under way."""
        outdated = self._open and self._room.is_outdated
        waiting = outdated and self._is_busy()
        if outdated and not waiting:
            self._room.renew()
        if waiting != self.is_waiting:
            self.is_waiting = waiting
            self.changed.emit()

    def close(self) -> None:
        """Nothing is started any more."""
        self._open = False
