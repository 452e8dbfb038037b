"""The real window for benches: prepared folders, a scenario played in it, processes of its own.

Without a display it is drawn in memory. Answers come from ``talker``, a server in another process
that says as much as it is asked for, as fast as it is asked to, so that no model takes part.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from app import settings as settings_file
from app.__main__ import checker_command, engine_command
from app.client.judge import Judge
from app.domain.chat import Chat, Conversation, Message, Role
from app.domain.verdict import Judgement, Status, Verdict
from app.paths import DataDir, data_dir
from app.settings import Settings
from app.store import Store
from app.tutor.buffer import TurnBuffer
from app.tutor.program import Program
from app.ui import plain_imports
from app.ui.application import Application, make_qt_application
from app.ui.loop import event_loop
from measuring import figures
from measuring.talker import long_text

RUNS = 10
MESSAGES = 200  # of the long conversation, with about 1,000 formulas
FORMULAS = 10  # of each answer
LOOK_EVERY_S = 0.005
PATIENCE_S = 120.0
BEGAN = 1_700_000_000.0
TALKER = Path(__file__).with_name("talker.py")

T = TypeVar("T")
Scenario = Callable[[Application], Awaitable[T]]


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every bench of the window can be told."""
    return figures.arguments(description, runs=RUNS, models=False)


# --- what stands in the folder ------------------------------------------------------------------


def long_chat(number: int, messages: int = MESSAGES) -> Chat:
    """A conversation with ten formulas in each answer, which no other has."""
    rows = tuple(_message(number, place) for place in range(1, messages + 1))
    when = BEGAN + 1000 * number
    head = Conversation(1, f"Sums of squares, part {number}", when, when, active_leaf_id=messages)
    return Chat(head, rows)


def _message(number: int, place: int) -> Message:
    first = 1000 * number + 5 * place
    role, text = Role.USER, f"What about the squares up to {first}?"
    if place % 2 == 0:
        role = Role.ASSISTANT
        text = long_text(first, FORMULAS // 3) + f"So $q_{{{first}}} = {first}$."
    return Message(place, 1, place - 1 or None, role, text, created_at=BEGAN + place)


def fill(data: DataDir, chats: Sequence[Chat]) -> None:
    """Keep conversations whose answers were judged when they came."""
    unchecked = Judgement(Verdict(Status.UNCHECKED, "tutor.verdict_unchecked"))
    store = Store.open(data.database, data.backups)
    for conversation_id in store.take_in(chats):
        for message in store.messages(conversation_id):
            if message.role is Role.ASSISTANT:
                store.keep_judgement(message.id, unchecked)
    store.close()


# --- the window ---------------------------------------------------------------------------------


def play(data: DataDir, scenario: Scenario[T], settings: Settings | None = None) -> T:
    """Open the window over ``data``, play ``scenario``, close it in order."""
    _draw_in_memory(os.environ)
    plain_imports.restore()
    chosen = settings or Settings(language="en", theme="light")
    settings_file.save(chosen, data.settings)
    with event_loop(make_qt_application()) as loop:
        return loop.run_until_complete(_play(data, scenario))


async def _play(data: DataDir, scenario: Scenario[T]) -> T:
    judge = Judge(checker_command(), data.logs / "checker.log")
    application = Application(Program(data, engine_command(), judge))
    life = asyncio.ensure_future(application.live())
    try:
        await until(lambda: application.window.isVisible())
        return await scenario(application)
    finally:
        application.window.close()
        await life


async def until(true: Callable[[], object]) -> None:
    """Wait until ``true()``."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():
            await asyncio.sleep(LOOK_EVERY_S)


async def ask(application: Application, **wanted: Any) -> TurnBuffer:
    """Ask the talker in a new conversation, through the composer; it says what is ``wanted``."""
    window = application.window
    await window.open_conversation(None)
    window.chat.composer.editor.setPlainText(json.dumps(wanted))
    window.chat.composer.editor.submitted.emit()
    await until(lambda: window.chat.running is not None)
    assert window.chat.running is not None
    return window.chat.running


async def go_on(application: Application) -> None:
    """Let the talker say the rest of what it was asked for ``at_once`` in part."""
    url = urlsplit(application.program.settings.endpoint_url)
    _, writer = await asyncio.open_connection(url.hostname, url.port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    await writer.drain()
    writer.close()


def platform() -> str:
    """On what the window is drawn, for the figures' column."""
    _draw_in_memory(os.environ)
    return os.environ.get("QT_QPA_PLATFORM") or "desktop"


def _draw_in_memory(environment: Any) -> None:
    if not any(environment.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        environment["QT_QPA_PLATFORM"] = "offscreen"


# --- other processes ----------------------------------------------------------------------------


def _as_packaged() -> dict[str, str]:
    """Our environment, in which a process keeps its modules compiled, as those of a package are."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def smoke(data: DataDir) -> dict[str, float]:
    """Seconds from the start of a process of the program to what ``lemma --smoke`` tells."""
    _draw_in_memory(os.environ)
    command = [sys.executable, "-m", "app", "--data-dir", str(data.root), "--smoke"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=figures.ROOT, env=_as_packaged()
    )
    if done.returncode:
        sys.exit(done.stderr)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def in_a_process_of_its_own(script: str, *arguments: str) -> dict[str, float]:
    """What ``script --child ARGUMENTS`` prints."""
    command = [sys.executable, script, "--child", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=_as_packaged())
    told: dict[str, float] = json.loads(done.stdout)
    return told


@contextmanager
def talker() -> Iterator[Settings]:
    """A server that says what it is asked for, and the settings with which the window asks it."""
    with subprocess.Popen(
        [sys.executable, str(TALKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        settings = Settings(language="en", theme="light", source="endpoint", model="")
        yield replace(settings, endpoint_url=url, endpoint_model="talker")
        process.stdin.close()


def folder(root: str) -> DataDir:
    """A data folder, made."""
    return data_dir(root).create()
