"""Progress on the program's entry in the dock or task bar.

On Linux by the signal of Unity's launcher, which GNOME's docks, KDE and others show; where nobody
listens it is lost. Windows would need COM, so there is none there.
"""

import sys

APPLICATION = "application://lemma.desktop"
PATH = "/com/canonical/unity/launcherentry/1"
INTERFACE = "com.canonical.Unity.LauncherEntry"
STEPS = 100  # progress is told in so many


class Taskbar:
    """``show`` a share from 0 to 1, or None: nothing runs."""

    def __init__(self) -> None:
        self._shown: int | None = None

    def show(self, share: float | None) -> None:
        """Tell the desktop, if that makes a difference."""
        step = None if share is None else round(STEPS * share)
        if step != self._shown:
            self._shown = step
            if sys.platform == "linux":
                _send(step)


def _send(step: int | None) -> None:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return
    message = QDBusMessage.createSignal(PATH, INTERFACE, "Update")
    news = {"progress": (step or 0) / STEPS, "progress-visible": step is not None}
    message.setArguments([APPLICATION, news])
    bus.send(message)
