"""A test of the window leaves no running timer behind, and sees the same on a busy computer."""

import gc

import pytest
import shiboken6
from PySide6.QtCore import QTimer

from app.ui.transcript import column


def _running() -> list[QTimer]:
    timers = [thing for thing in gc.get_objects() if type(thing) is QTimer]
    return [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]


@pytest.fixture(autouse=True)
def _no_running_timers(qapp):
    yield
    qapp.sendPostedEvents(None, 0)
    qapp.processEvents()
    left = _running()
    for timer in left:
        timer.stop()
    assert not left, f"timers left running: {[timer.interval() for timer in left]} ms"


@pytest.fixture(autouse=True)
def _one_round(monkeypatch):
    """A screen is built in one round of the event loop, however long that takes."""
    monkeypatch.setattr(column, "ROUND_S", 600.0)
