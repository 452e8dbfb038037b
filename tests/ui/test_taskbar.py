"""Progress in the dock, heard on a message bus of the test's own."""

import shutil
import subprocess
import sys

import pytest

from app.ui.taskbar import Taskbar

PROGRAM = """
import subprocess, sys, time
from app.ui.taskbar import INTERFACE, Taskbar
from PySide6.QtCore import QCoreApplication

application = QCoreApplication([])
monitor = subprocess.Popen(
    ["dbus-monitor", "--session", f"interface='{INTERFACE}'"], stdout=subprocess.PIPE, text=True
)
time.sleep(0.5)  # until it listens
taskbar = Taskbar()
for share in (0.25, 0.2501, None):
    taskbar.show(share)
time.sleep(0.5)
monitor.terminate()
print(monitor.stdout.read())
"""


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="there is no message bus here")
def test_the_dock_hears_of_each_step_once_and_of_the_end():
    command = ["dbus-run-session", "--", sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    heard = done.stdout
    assert heard.count("member=Update") == 2
    assert heard.count('string "application://lemma.desktop"') == 2
    first, last = heard.split("member=Update")[1:]
    assert "double 0.25" in first
    assert "boolean true" in first
    assert "boolean false" in last


def test_without_a_bus_nothing_happens(monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    Taskbar().show(0.5)
