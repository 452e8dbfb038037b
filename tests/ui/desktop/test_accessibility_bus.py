"""What a screen reader of the desktop gets: the window's tree, over the accessibility bus."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.speech import spoken
from app.i18n import tr

SUPPORT = Path(__file__).parents[2] / "support"
DEBIANS = "/usr/bin/python3"
PROGRAMS = ("xvfb-run", "xauth", "dbus-run-session", DEBIANS)


def is_here() -> bool:
    """Whether this computer has a display in memory, the bus, and somebody who speaks to it."""
    if sys.platform != "linux" or not all(map(shutil.which, PROGRAMS)):
        return False
    looks = subprocess.run([DEBIANS, "-c", "import dbus"], check=False, capture_output=True)
    return looks.returncode == 0 and Path("/usr/libexec/at-spi-bus-launcher").exists()


def test_the_tree_has_what_people_need(tmp_path):
    if not is_here():
        pytest.skip("needs Xvfb, D-Bus, at-spi2-core and python3-dbus")
    window = [sys.executable, str(SUPPORT / "spoken_window.py"), str(tmp_path / "data")]
    walker = [DEBIANS, str(SUPPORT / "accessibility_bus.py")]
    done = subprocess.run(
        ["dbus-run-session", "--", "xvfb-run", "-a", *window, *walker],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env=os.environ
        | {
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "PYTHONPATH": os.pathsep.join([str(SUPPORT.parents[1]), str(SUPPORT.parent)]),
        },
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("[")]  # a daemon talks
    seen = [tuple(json.loads(line)) for line in lines]
    assert seen, done.stderr
    for name, roles in expected().items():
        assert roles & {role for role, said in seen if said == name}, (name, seen)


def expected():
    """Names of the window's own and of one question with its answer, and what may have them."""
    return {
        tr("ui.composer_name"): {"text", "entry"},
        tr("ui.send"): {"push button", "button"},
        "You: Solve x squared equals 4": {"paragraph"},
        spoken("x = \\pm\\sqrt{4}", "en"): {"label", "static"},
    }
