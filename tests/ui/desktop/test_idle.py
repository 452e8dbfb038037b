"""A window that nobody uses sleeps: no timer wakes it, neither Qt's nor ours."""

import asyncio
import gc
from collections import Counter

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from support.chats import hard_chat
from support.gui import press, until

from app import settings as settings_file
from app.exchange import own
from app.settings import Settings
from app.tutor.program import Program
from app.ui.application import Application
from app.ui.desktop import blinking
from app.ui.loop import event_loop

WATCHED_S = 1.2  # an ordinary cursor blinks twice
LONGEST_UNREST = 12  # such times until formulas are set, on a computer that has much to do
OWN_SLEEP = Counter({"Timers": 1, "_SimpleTimer": 1})  # its end, and the step that follows


class TimerEvents(QObject):
    """Counts the timers that fire in the whole program, by the kind of who gets them."""

    def __init__(self):
        super().__init__()
        self.seen = Counter()

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Timer:
            self.seen[type(watched).__name__] += 1
        return False


async def _idle(qapp, data):
    application = Application(Program(data, []))
    life = asyncio.ensure_future(application.live())
    try:
        await until(lambda: data.door.exists())
        chats = data.root / "chats.json"
        chats.write_bytes(own.to_json([hard_chat()]))
        await application.program.exchange.take_in(chats)
        [conversation] = await application.program.conversations.all()
        await application.window.open_conversation(conversation.id)
        await until(lambda: QGuiApplication.styleHints().cursorFlashTime() == 0)
        seen, running = await _fired(qapp)
        for _ in range(LONGEST_UNREST):
            if seen != OWN_SLEEP:
                seen, running = await _fired(qapp)
        press(application.window.chat.composer.editor, Qt.Key.Key_1)
        assert QGuiApplication.styleHints().cursorFlashTime() > 0, "whoever writes sees it blink"
        return seen, running
    finally:
        application.window.close()
        await life


async def _fired(qapp):
    """What fires within a while, and which of Qt's timers run."""
    events = TimerEvents()
    qapp.installEventFilter(events)
    await asyncio.sleep(WATCHED_S)
    qapp.removeEventFilter(events)
    timers = [thing for thing in gc.get_objects() if type(thing) is QTimer]
    running = [t.interval() for t in timers if shiboken6.isValid(t) and t.isActive()]
    return events.seen, running


def test_pain_24_nothing_wakes_an_open_conversation(qapp, data, monkeypatch):
    monkeypatch.setattr(blinking, "STILL_AFTER_MS", 100)
    settings_file.save(Settings(language="en", theme="light", model=""), data.settings)
    with event_loop(qapp) as loop:
        seen, running = loop.run_until_complete(_idle(qapp, data))
    QTest.qWait(0)  # deleteLater
    assert running == []
    assert seen == OWN_SLEEP


def test_the_cursor_blinks_as_before_in_the_end(qapp, qtbot, monkeypatch):
    from PySide6.QtWidgets import QPlainTextEdit

    monkeypatch.setattr(blinking, "STILL_AFTER_MS", 10)
    hints = QGuiApplication.styleHints()
    before = hints.cursorFlashTime()
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    watch = blinking.Blinking(field)
    qtbot.waitUntil(lambda: hints.cursorFlashTime() == 0)
    watch.end()
    assert hints.cursorFlashTime() == before


@pytest.fixture(autouse=True)
def _usual_cursor():
    yield
    assert QGuiApplication.styleHints().cursorFlashTime() > 0
