"""The real window, one question with its answer open, while another program looks at it.

    python spoken_window.py DATA_DIR COMMAND...

Standard output is the command's; the window closes when it ends.
"""

import asyncio
import subprocess
import sys
from functools import partial

from PySide6.QtWidgets import QApplication
from support.chats import BEGAN, message

from app import settings as settings_file
from app.domain.chat import Chat, Conversation, Role
from app.exchange import own
from app.paths import data_dir
from app.settings import Settings
from app.tutor.program import Program
from app.ui.application import Application, make_qt_application
from app.ui.loop import event_loop

QUESTION = "Solve $x^2 = 4$"
ANSWER = "The roots are\n\n\\[ x = \\pm\\sqrt{4} \\]\n\nso $x = 2$ or $x = -2$."


def chat() -> Chat:
    asked = message(1, None, Role.USER, QUESTION)
    told = message(2, 1, Role.ASSISTANT, ANSWER)
    return Chat(Conversation(1, "Roots", BEGAN, BEGAN, active_leaf_id=2), (asked, told))


async def show(application: Application, command: list[str]) -> int:
    """Open the conversation, and run the command beside the window."""
    program = application.program
    file = program.data.root / "chats.json"
    file.write_bytes(own.to_json([chat()]))
    await program.exchange.take_in(file)
    [conversation] = await program.conversations.all()
    await application.window.open_conversation(conversation.id)
    run = partial(subprocess.run, command, check=False, timeout=60)
    done = await asyncio.get_running_loop().run_in_executor(None, run)
    return done.returncode


async def main(folder: str, command: list[str]) -> int:
    data = data_dir(folder).create()
    settings_file.save(Settings(language="en", theme="light", model=""), data.settings)
    application = Application(Program(data, []))
    life = asyncio.ensure_future(application.live())
    await asyncio.sleep(0.1)
    try:
        return await show(application, command)
    finally:
        application.window.close()
        await life


if __name__ == "__main__":
    qt: QApplication = make_qt_application()
    with event_loop(qt) as loop:
        sys.exit(loop.run_until_complete(main(sys.argv[1], sys.argv[2:])))
