"""``lemma --smoke``: the whole program once, as a person would use it, with a clock beside it.

The window opens, the model is loaded, a question goes through the composer, and the answer is
waited for until it stands on the screen. So whoever makes packages learns that one works.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtWidgets import QWidget

from app import __version__
from app.domain.chat import Message, Status
from app.errors import EngineError, UserFacingError
from app.tutor.buffer import TurnBuffer
from app.tutor.program import Program
from app.tutor.room import RoomState
from app.ui.application import Application, make_qt_application
from app.ui.loop import event_loop

QUESTION = "What is 12 + 30?"
MODEL = "demo"
MOST_TOKENS = 400
PATIENCE_S = 240.0
LOOK_EVERY_S = 0.005
_STARTED = 19  # place of "starttime" after the name, proc_pid_stat(5)


@dataclass
class Clock:
    """Seconds since this process began, at which things happened."""

    began: float = field(default_factory=lambda: time.monotonic() - process_age_s())
    figures: dict[str, float] = field(default_factory=dict)

    def note(self, name: str) -> None:
        self.figures.setdefault(name, round(time.monotonic() - self.began, 3))


def process_age_s() -> float:
    """Seconds since this process began."""
    if sys.platform != "linux":
        return time.time() - psutil.Process().create_time()
    # The system tells it to a hundredth of a second, but since when it runs itself only to a whole
    # one: psutil adds the two, and would be wrong by up to a second.
    fields = Path("/proc/self/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    started_s = int(fields[_STARTED]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started_s


def run(open_program: Callable[[], Program], model: str = "") -> dict[str, Any]:
    """Play it and return what was measured, times in seconds since the start of the process.

    Raises:
        UserFacingError: the program cannot open, the model cannot be loaded, or nothing was said.
    """
    clock = Clock()
    with event_loop(make_qt_application()) as loop:
        application = Application(open_program())
        return loop.run_until_complete(_live(application, model or MODEL, clock))


async def _live(application: Application, model: str, clock: Clock) -> dict[str, Any]:
    program = application.program
    settings = replace(program.settings, source="local", model=model, max_tokens=MOST_TOKENS)
    program.room.override(settings)
    life = asyncio.ensure_future(application.live())
    try:
        return await asyncio.wait_for(_play(application, clock), PATIENCE_S)
    except TimeoutError as error:
        raise EngineError("ui.smoke_too_long", seconds=round(PATIENCE_S)) from error
    finally:
        application.window.close()
        await life


async def _play(application: Application, clock: Clock) -> dict[str, Any]:
    chat, room = application.window.chat, application.program.room
    await _until(lambda: _takes_typing(chat.composer.editor))
    clock.note("window_s")
    await _until(lambda: room.state in (RoomState.READY, RoomState.FAILED, RoomState.EMPTY))
    if room.state is not RoomState.READY:
        raise room.error or EngineError("ui.smoke_no_model")
    clock.note("model_s")
    chat.composer.editor.setPlainText(QUESTION)
    chat.composer.editor.submitted.emit()
    await _until(lambda: chat.running is not None)
    buffer = chat.running
    assert buffer is not None
    message = await _answered(application, buffer, clock)
    tokens = {"tokens": message.tokens, "tokens_per_s": round(message.decode_tps, 1)}
    about = {"version": __version__, "model": room.model_name, "device": room.device}
    return {"answer": message.text, **about, **clock.figures, **tokens}


async def _answered(application: Application, buffer: TurnBuffer, clock: Clock) -> Message:
    """The answer, once it is kept and can be seen."""
    await _until(lambda: buffer.reasoning or buffer.answer or buffer.done.is_set())
    clock.note("first_token_s")
    await buffer.done.wait()
    if buffer.status is Status.FAILED:
        raise UserFacingError(buffer.error, **buffer.error_values)
    if not buffer.answer.strip():
        raise EngineError("ui.smoke_no_answer")
    chat = application.window.chat
    await _until(lambda: chat.running is None and _is_shown(chat.transcript, buffer.message.id))
    clock.note("answer_s")
    turns = await application.program.conversations.turns(buffer.message.conversation_id)
    return turns[-1].message


def _takes_typing(editor: QWidget) -> bool:
    window = editor.window().windowHandle()
    return editor.isEnabled() and editor.isVisible() and window is not None and window.isExposed()


def _is_shown(transcript: QWidget, message_id: int) -> bool:
    row = transcript.findChild(QWidget, f"message-{message_id}")
    answer = row.findChild(QWidget, "answer") if row is not None else None
    return answer is not None and answer.isVisible() and answer.height() > 0


async def _until(true: Callable[[], object]) -> None:
    while not true():
        await asyncio.sleep(LOOK_EVERY_S)
