"""When old garbage is collected."""

import gc
import time
import weakref

import pytest
from PySide6.QtCore import QEvent

from app.ui import garbage
from app.ui.garbage import Garbage


class Ring:
    """Garbage that only a collection finds."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def collector(qapp, monkeypatch):
    monkeypatch.setattr(garbage, "LOOK_EVERY_MS", 20)
    gc.collect()
    made = Garbage()
    yield made
    made.close()
    made.deleteLater()


def old_ring():
    """A ring that has been looked at and was in use; nobody holds it any more."""
    ring = Ring()
    gc.collect(1)
    return weakref.ref(ring)


def make_many(looks):
    """Let Python look at what is not new ``looks`` times."""
    kept = []
    while gc.get_count()[2] < looks:
        kept += [[] for _ in range(garbage.YOUNG)]


def work(seconds):
    ends = time.thread_time() + seconds
    while time.thread_time() < ends:
        pass


def test_old_garbage_goes_in_a_quiet_moment(collector, qtbot):
    ring = old_ring()
    make_many(garbage.MANY)
    assert ring() is not None, "not while something is made"
    qtbot.waitUntil(lambda: ring() is None, timeout=2000)
    assert gc.get_count()[2] == 0


def test_it_waits_while_the_window_works(collector, qtbot, monkeypatch):
    ring = old_ring()
    make_many(garbage.MANY)
    for _ in range(10):
        work(2 * garbage.QUIET_S)
        qtbot.wait(1)
    assert ring() is not None
    qtbot.waitUntil(lambda: ring() is None, timeout=2000)


def test_too_much_waits_for_nothing(collector, qtbot, monkeypatch):
    monkeypatch.setattr(garbage, "QUIET_S", 0.0)  # it never is
    monkeypatch.setattr(garbage, "TOO_MANY", garbage.MANY + 2)
    ring = old_ring()
    make_many(garbage.MANY)
    qtbot.wait(100)
    assert ring() is not None
    make_many(garbage.TOO_MANY)
    qtbot.waitUntil(lambda: ring() is None, timeout=2000)


def test_nothing_wakes_it_when_little_was_made(collector, qapp, qtbot):
    seen = []
    collector.timerEvent = lambda event: seen.append(event.type() == QEvent.Type.Timer)
    old_ring()
    qtbot.wait(100)
    assert not seen


def test_in_the_end_all_is_as_it_was(qapp):
    before = gc.get_threshold(), gc.get_freeze_count(), list(gc.callbacks)
    Garbage().close()
    assert (gc.get_threshold(), gc.get_freeze_count(), list(gc.callbacks)) == before
