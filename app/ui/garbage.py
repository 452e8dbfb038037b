"""Leaves the collection of old garbage to a moment in which the window has nothing else to do.

Left to itself Python looks at everything that lives whenever much was made: between two pictures,
where that is tens of milliseconds too many, or on a worker's thread, where no object of Qt's may
end. Young garbage goes as before; a look at that is short.
"""

import gc
import time
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimerEvent, Signal

YOUNG = 2_000  # objects made until Python looks at them
MIDDLE = 10  # such looks until it looks at what they left
MANY = 2  # looks at that, until all is worth a look in a quiet moment
TOO_MANY = 50  # until it is worth it in any moment
NEVER = 1_000_000_000

LOOK_EVERY_MS = 1000
QUIET_S = 0.05  # that the thread works at most between two looks while nobody uses the window


class Garbage(QObject):
    """Old garbage waits for a quiet moment until ``close``; what there is now stays for good."""

    due = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._thresholds = gc.get_threshold()
        self._timer = 0
        self._worked_s = 0.0
        self.due.connect(self._wait, Qt.ConnectionType.QueuedConnection)
        gc.freeze()
        gc.set_threshold(YOUNG, MIDDLE, NEVER)
        gc.callbacks.append(self._note)

    def close(self) -> None:
        """Leave all to Python again."""
        gc.callbacks.remove(self._note)
        gc.set_threshold(*self._thresholds)
        gc.unfreeze()
        self._stop()

    def _note(self, phase: str, info: dict[str, Any]) -> None:
        """Python has looked; on whatever thread."""
        if phase == "stop" and info["generation"] == 1 and gc.get_count()[2] == MANY:
            self.due.emit()

    def _wait(self) -> None:
        if not self._timer:
            self._worked_s = time.thread_time()
            self._timer = self.startTimer(LOOK_EVERY_MS)

    def _stop(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
        self._timer = 0

    # Qt's overrides

    def timerEvent(self, _event: QTimerEvent) -> None:
        worked_s, before = time.thread_time(), self._worked_s
        self._worked_s = worked_s
        if worked_s - before < QUIET_S or gc.get_count()[2] >= TOO_MANY:
            self._stop()
            gc.collect()
