"""Walks the accessibility bus as a screen reader does.

    python3 accessibility_bus.py

It runs in Debian's own Python, which has dbus-python, and waits for a program on the bus: Qt's goes
there when it hears that the bus has come up. Standard output: a line of JSON for each thing of the
programs' windows, [role, name].
"""

import json
import time

import dbus
from dbus.bus import BusConnection

ACCESSIBLE = "org.a11y.atspi.Accessible"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
DEEPEST = 40
PATIENCE_S = 20


def walk(bus, place, depth=0):
    """This thing and all that is in it."""
    thing = bus.get_object(*place, introspect=False)
    name = thing.Get(ACCESSIBLE, "Name", dbus_interface=PROPERTIES)
    role = thing.GetRoleName(dbus_interface=ACCESSIBLE)
    print(json.dumps([str(role), str(name)]))
    if depth < DEEPEST:
        for child in thing.GetChildren(dbus_interface=ACCESSIBLE):
            walk(bus, child, depth + 1)


def programs(bus):
    """Those that are on the bus, as soon as there is one."""
    registry = bus.get_object(*ROOT, introspect=False)
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := registry.GetChildren(dbus_interface=ACCESSIBLE):
            return found
        time.sleep(0.1)
    return []


if __name__ == "__main__":
    door = dbus.SessionBus().get_object("org.a11y.Bus", "/org/a11y/bus")
    there = BusConnection(str(door.GetAddress(dbus_interface="org.a11y.Bus")))
    for program in programs(there):
        walk(there, program)
