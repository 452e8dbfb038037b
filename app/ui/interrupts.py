"""Ctrl-C and SIGTERM close the window in order, without a timer that wakes the program up.

Python runs its signal handlers between byte codes, but Qt's event loop runs none while it waits. A
socket that the interpreter writes to on every signal wakes the loop.
"""

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier


class Interrupts(QObject):
    """Calls ``close`` on SIGINT and SIGTERM until ``restore``."""

    def __init__(self, close: Callable[[], object]) -> None:
        super().__init__()
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._before_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._before = {
            number: signal.signal(number, lambda *_: close())
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        kind = QSocketNotifier.Type.Read
        self._notifier = QSocketNotifier(self._reader.fileno(), kind, self)
        self._notifier.activated.connect(lambda *_: self._reader.recv(64))

    def restore(self) -> None:
        """Give signals back to whoever had them."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_fd)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()
