"""Keeps the computer from falling asleep while an answer is written or a model fetched.

``Awake`` decides when, a ``Holder`` does it: on Linux over D-Bus, on Windows by the system's own
call. Where neither is there, nothing happens and nothing is said: it is a courtesy.
"""

import logging
import os
import sys
from typing import Any, Protocol

from app.i18n import tr

log = logging.getLogger(__name__)


class Holder(Protocol):
    """Holds the computer awake, and lets go. Each is called in turn."""

    def hold(self, why: str) -> None: ...

    def let_go(self) -> None: ...


class Awake:
    """``follow`` it with whether there is work; the holder hears only of changes."""

    def __init__(self, holder: Holder | None = None) -> None:
        self._holder = holder
        self.is_held = False

    def follow(self, is_working: bool) -> None:
        """Hold on while there is work."""
        if is_working == self.is_held:
            return
        self.is_held = is_working
        holder = self._holder = self._holder or system_holder()
        if is_working:
            holder.hold(tr("desktop.awake"))
        else:
            holder.let_go()


def system_holder() -> Holder:
    """The one for this system."""
    if sys.platform == "win32":
        return WindowsHolder()
    if sys.platform == "linux" and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return BusHolder()
    return NoHolder()


class NoHolder:
    """Where there is nobody to ask."""

    def hold(self, why: str) -> None:
        """Nothing."""

    def let_go(self) -> None:
        """Nothing."""


class WindowsHolder:
    """``SetThreadExecutionState``; the screen may still go dark."""

    _CONTINUOUS = 0x80000000  # ES_CONTINUOUS, winbase.h
    _SYSTEM_REQUIRED = 0x00000001  # ES_SYSTEM_REQUIRED

    def hold(self, why: str) -> None:
        """Until told otherwise, for this thread, which is the window's."""
        self._say(self._CONTINUOUS | self._SYSTEM_REQUIRED)

    def let_go(self) -> None:
        """As before."""
        self._say(self._CONTINUOUS)

    def _say(self, state: int) -> None:
        import ctypes

        ctypes.windll.kernel32.SetThreadExecutionState(state)  # type: ignore[attr-defined,unused-ignore]


#: Service, path and interface; the first that answers is taken. KDE, Xfce and MATE have the first,
#: which lets the screen go dark; GNOME has the second.
SERVICES = (
    (
        "org.freedesktop.PowerManagement",
        "/org/freedesktop/PowerManagement/Inhibit",
        "org.freedesktop.PowerManagement.Inhibit",
    ),
    (
        "org.freedesktop.ScreenSaver",
        "/org/freedesktop/ScreenSaver",
        "org.freedesktop.ScreenSaver",
    ),
)
PATIENCE_MS = 2_000


class BusHolder:
    """Asks the desktop over a line of its own to the session's D-Bus, without waiting.

    The desktop holds on as long as the line is open, so letting go is to hang up: nothing can be
    forgotten, not even by a program that dies.
    """

    def __init__(self) -> None:
        self._line = ""  # its name; empty while nothing is held
        self._lines = 0
        self._watchers: set[Any] = set()

    def hold(self, why: str) -> None:
        """Open a line and ask."""
        from PySide6.QtDBus import QDBusConnection

        self._lines += 1
        self._line = f"lemma-awake-{self._lines}"
        bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, self._line)
        if bus.isConnected():
            self._ask(0, why)

    def let_go(self) -> None:
        """Hang up."""
        from PySide6.QtDBus import QDBusConnection

        line, self._line = self._line, ""
        QDBusConnection.disconnectFromBus(line)

    def _ask(self, place: int, why: str) -> None:
        """Ask one service, and if it is not there the next."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        if place == len(SERVICES):
            log.info("no service keeps this computer awake")
            return
        message = QDBusMessage.createMethodCall(*SERVICES[place], "Inhibit")
        message.setArguments(["Lemma", why])
        # Nothing that lives on may hold the connection itself: it would not be hung up.
        line = self._line
        call = QDBusConnection(line).asyncCall(message, PATIENCE_MS)
        watcher = QDBusPendingCallWatcher(call)
        self._watchers.add(watcher)  # nobody else holds it

        def answered(done: Any) -> None:
            self._watchers.discard(done)
            if done.isError() and self._line == line:
                self._ask(place + 1, why)

        watcher.finished.connect(answered)
