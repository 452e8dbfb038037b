"""A desktop's power service on the session's bus, and beside it a program that asks it.

    dbus-run-session -- python power_service.py SERVICE

Prints what was asked, and whether whoever asked has hung up in the end.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVirtualObject

from app.ui.desktop.awake import SERVICES, Awake, BusHolder, system_holder

PATIENCE_MS = 5000


class Service(QDBusVirtualObject):
    """Takes every call and answers with a number."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = ""
        self.by = ""

    def introspect(self, _path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        self.asked = f"{message.interface()}.{message.member()} {message.arguments()}"
        self.by = message.service()
        connection.send(message.createReply([7]))
        return True


def until(true: Callable[[], object]) -> bool:
    """Let Qt work until it is so; False if it takes too long."""
    clock = QElapsedTimer()
    clock.start()
    while not true():
        if clock.elapsed() > PATIENCE_MS:
            return False
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    return True


def main(name: str) -> None:
    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "service")
    service = Service()
    for known, path, _ in SERVICES:
        if known == name:
            assert bus.registerService(known)
            assert bus.registerVirtualObject(path, service)
    holder = system_holder()
    assert isinstance(holder, BusHolder)
    awake = Awake(holder)
    awake.follow(True)
    if name != "none":
        until(lambda: service.asked)
        until(lambda: not holder._watchers)
        print("asked", service.asked, "still there:", is_on(bus, service.by))
    else:
        until(lambda: not holder._watchers)
    awake.follow(False)
    gone = until(lambda: not service.by or not is_on(bus, service.by))
    print("hung up" if gone else "still on the line")


def is_on(bus: QDBusConnection, who: str) -> bool:
    """Whether a program is still on the bus."""
    return bool(bus.interface().isServiceRegistered(who).value())


if __name__ == "__main__":
    application = QCoreApplication([])
    main(sys.argv[1])
