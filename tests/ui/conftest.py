"""A test of the window must not leave a running timer behind."""

import gc

import pytest
import shiboken6
from PySide6.QtCore import QTimer


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
