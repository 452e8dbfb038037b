"""What every test gets: a data folder of its own, and gates that fail a test which leaves a mess.

A test fails on an unexpected log message of level WARNING or above, and on threads, timers or child
processes that it leaves behind.
"""

import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psutil
import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key
from support.paths import CACHE, SMOLLM2

from app import i18n
from app.paths import DATA_DIR_VARIABLE, RESOURCES, DataDir, data_dir

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ.pop(variable, None)  # tests speak to loopback alone
    os.environ.pop(variable.lower(), None)

# How long an example takes says nothing where other programs use the processor.
hypothesis.settings.register_profile("lemma", deadline=None)
hypothesis.settings.load_profile("lemma")

LEAVE_TIME_S = 3.0  # threads and children that are going get this long to be gone

DEMO = RESOURCES / "demo" / "lemma-demo.gguf"


@pytest.fixture(scope="session")
def smollm2() -> Path:
    """The small real model; ``tools/setup.sh test`` fetches it."""
    assert SMOLLM2.exists(), "run `make test`, which fetches the small test model"
    return SMOLLM2


@pytest.fixture(scope="session")
def demo_model() -> Path:
    """The small model that is to come with the program; tests that need it wait for it."""
    if not DEMO.exists():
        pytest.skip("the demo model is not made yet")
    return DEMO


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(CACHE.parent))  # the small model lies there
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture
def data() -> DataDir:
    """The data folder of this test, made."""
    return data_dir().create()


@pytest.fixture(autouse=True)
def _no_unexpected_logs(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture):
    """Mark a test ``@pytest.mark.expects_log`` when messages of level WARNING are its point."""
    yield
    if request.node.get_closest_marker("expects_log"):
        return
    records = [r for when in ("setup", "call") for r in caplog.get_records(when)]
    bad = [f"{r.name}: {r.getMessage()}" for r in records if r.levelno >= logging.WARNING]
    assert not bad, f"unexpected log messages: {bad}"


@pytest.fixture(autouse=True)
def _dumps_stay_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """The program takes the handler of fatal signals over for its reports, and lets it go."""
    yield
    if not faulthandler.is_enabled():
        faulthandler.enable(request.config.stash[fault_handler_stderr_fd_key])


@pytest.fixture(autouse=True)
def _no_leaks(request: pytest.FixtureRequest):
    threads = set(threading.enumerate())
    children = _children()
    yield
    deadline = time.monotonic() + LEAVE_TIME_S
    while (left := _left_behind(threads, children)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left, f"left behind: {left}"


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def _left_behind(threads: set[threading.Thread], children: set[int]) -> list[str]:
    new_threads = [t.name for t in threading.enumerate() if t not in threads and not _shared(t)]
    new_children = []
    for child in psutil.Process().children(recursive=True):
        if child.pid not in children and child.status() != psutil.STATUS_ZOMBIE:
            new_children.append(f"process {child.pid}")
    return new_threads + new_children


def _shared(thread: threading.Thread) -> bool:
    """Threads that live as long as the test session by design (session fixtures name theirs so)."""
    return thread.name.startswith(("session-", "tqdm"))


def pytest_sessionfinish() -> None:
    """Empty the clipboard: Qt's offscreen one frees its contents when Python is already gone."""
    if (gui := sys.modules.get("PySide6.QtGui")) and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()
