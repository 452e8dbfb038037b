"""Plays a scenario in the real window: real widgets, real engine, real files."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from support.paths import SMOLLM2

from app import settings as settings_file
from app.__main__ import engine_command, reader_command
from app.paths import DataDir
from app.settings import Settings
from app.tutor.checking import Judging, Unjudged
from app.tutor.program import Program
from app.ui.application import Application
from app.ui.loop import event_loop

SCENARIO_S = 100.0
LOOK_EVERY_S = 0.02

#: Short answers of a small model that talks without end, in a small context: quickly loaded.
QUICK = Settings(language="en", theme="light", model=str(SMOLLM2), context=2048, max_tokens=24)

Scenario = Callable[[Application], Awaitable[None]]
W = TypeVar("W", bound=QWidget)


def play(
    qapp: QApplication,
    data: DataDir,
    scenario: Scenario,
    settings: Settings = QUICK,
    judge: Callable[[], Judging] = Unjudged,
) -> None:
    """Open the window with ``settings``, run ``scenario``, close the window in order."""
    settings_file.save(settings, data.settings)
    with event_loop(qapp) as loop:
        loop.run_until_complete(_play(data, scenario, judge))
    QTest.qWait(0)  # deleteLater


async def _play(data: DataDir, scenario: Scenario, judge: Callable[[], Judging]) -> None:
    application = Application(Program(data, engine_command(), judge(), reader=reader_command()))
    life = asyncio.ensure_future(application.live())
    try:
        await asyncio.sleep(0.05)
        await asyncio.wait_for(scenario(application), SCENARIO_S)
    finally:
        application.window.close()
        await life


async def until(true: Callable[[], object], timeout_s: float = 30.0) -> None:
    """Wait until ``true()``; fails after ``timeout_s``."""
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, f"waited {timeout_s} s in vain"
        await asyncio.sleep(LOOK_EVERY_S)


def child(window: QWidget, kind: type[W], name: str) -> W:
    """The one widget of this objectName."""
    found = window.findChild(kind, name)
    assert found is not None, f"there is no {name}"
    return found


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    """Press a key in a widget."""
    QTest.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)


def click(widget: QWidget) -> None:
    """Click a widget that can be seen."""
    assert widget.isVisible(), f"{widget.objectName()} cannot be seen"
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


async def ask(application: Application, question: str) -> None:
    """Type a question, press Enter, wait until it is kept."""
    chat = application.window.chat
    editor, before = chat.composer.editor, chat.last_message_id
    if question.isascii():
        QTest.keyClicks(editor, question)
    else:  # there are no keys for other characters
        editor.insertPlainText(question)
    press(editor, Qt.Key.Key_Return)
    await until(lambda: chat.last_message_id != before)


async def answered(application: Application) -> None:
    """Wait for the end of the running answer and for its last frame."""
    chat = application.window.chat
    await until(lambda: chat.running is None and not chat.composer.is_busy, 60.0)
