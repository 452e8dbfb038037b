"""The real window as a program to be killed: asks, and says what it kept and showed.

    python gui_program.py DATA_DIR

Standard output, a line each: ``kept ID`` when a question is on the disk, ``shown ID TEXTLENGTH`` at
most every 50 ms for what the transcript has been given, ``engine PID``.
"""

import asyncio
import sys

import psutil

from app.__main__ import engine_command
from app.paths import data_dir
from app.tutor.program import Program
from app.ui.application import Application, make_qt_application
from app.ui.loop import event_loop

LOOK_EVERY_S = 0.05


def say(*words: object) -> None:
    """One line, at once."""
    print(*words, flush=True)


async def ask_for_ever(application: Application) -> None:
    """Ask one question after the other through the composer."""
    chat = application.window.chat
    number = 0
    while True:
        number += 1
        chat.composer.editor.setPlainText(f"Question {number}: tell me about the number {number}.")
        chat.composer.editor.submitted.emit()
        while chat.running is None:
            await asyncio.sleep(0.005)
        buffer = chat.running
        say("kept", buffer.message.id)
        for process in psutil.Process().children():
            say("engine", process.pid)
        while not buffer.done.is_set():
            say("shown", buffer.message.id, len(buffer.reasoning) + len(buffer.answer))
            await asyncio.sleep(LOOK_EVERY_S)
        while chat.running is not None or chat.composer.is_busy:
            await asyncio.sleep(0.005)


async def main(application: Application) -> None:
    """Live with a visible window until killed."""
    life = asyncio.ensure_future(application.live())
    await asyncio.sleep(0.1)
    asking = asyncio.ensure_future(ask_for_ever(application))
    await asyncio.wait({life, asking}, return_when=asyncio.FIRST_COMPLETED)


if __name__ == "__main__":
    with event_loop(make_qt_application()) as loop:
        program = Program(data_dir(sys.argv[1]).create(), engine_command())
        loop.run_until_complete(main(Application(program)))
