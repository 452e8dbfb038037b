"""The computer stays awake while there is work, and only then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.ui.desktop.awake import Awake, NoHolder, system_holder

DESKTOP = Path(__file__).parents[2] / "support" / "power_service.py"


class Noted:
    def __init__(self):
        self.said = []

    def hold(self, why):
        self.said.append(why)

    def let_go(self):
        self.said.append("")


def test_only_changes_are_told():
    noted = Noted()
    awake = Awake(noted)
    for is_working in (False, True, True, True, False, False, True):
        awake.follow(is_working)
    assert noted.said == ["Lemma is at work", "", "Lemma is at work"]


def test_without_a_bus_nothing_happens(monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    if sys.platform == "linux":
        assert isinstance(system_holder(), NoHolder)
    awake = Awake()
    awake.follow(True)
    awake.follow(False)


@pytest.mark.skipif(not Path("/usr/bin/dbus-run-session").exists(), reason="needs D-Bus")
@pytest.mark.parametrize(
    "service", ["org.freedesktop.PowerManagement", "org.freedesktop.ScreenSaver", "none"]
)
def test_on_a_real_bus_the_desktop_holds_us_until_we_hang_up(service):
    environment = {**os.environ, "PYTHONPATH": str(DESKTOP.parents[2])}
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(DESKTOP), service],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    asked = "asked org.freedesktop.{}.Inhibit ['Lemma', 'Lemma is at work'] still there: True"
    place = {"org.freedesktop.PowerManagement": "PowerManagement.Inhibit"}.get(
        service, "ScreenSaver"
    )
    expected = [] if service == "none" else [asked.replace("{}.Inhibit", f"{place}.Inhibit")]
    assert done.stdout.splitlines() == [*expected, "hung up"], done.stderr
