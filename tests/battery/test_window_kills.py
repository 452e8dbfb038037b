"""SIGKILL of the window, and of the engine below it, at random moments of a streaming answer.

After each kill: no question that was acknowledged is missing, the file is sound, what had been
shown a second before is on the disk, and no engine is left behind.

Every kill costs seconds: 10 of each here, 100 with ``make battery``.
"""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest
from support.gui import QUICK, ask, play, until
from support.own_engines import engines

from app import settings as settings_file
from app.domain.chat import Message, Role, Status
from app.paths import DataDir
from app.store import Store

KILLS_PER_ROUND = 5
CASES_PER_KILL = 5
ROUNDS = range(int(os.environ.get("LEMMA_CASES", "50")) // CASES_PER_KILL // KILLS_PER_ROUND)
SEED = 20261122
SAVED_WITHIN_S = 1.0
SLACK_S = 0.5  # the machine is busy: a checkpoint may be so late
ORPHAN_S = 5.0
START_S = 60.0
PROGRAM = Path(__file__).parents[1] / "support" / "gui_program.py"


@dataclass
class Said:
    """What the program said before it was killed."""

    kept: list[int] = field(default_factory=list)
    shown: list[tuple[float, int, int]] = field(default_factory=list)  # time, message, characters
    engines: set[int] = field(default_factory=set)
    errors: str = ""

    def listen(self, line: str) -> None:
        if not line.endswith("\n"):
            return  # the kill came in the middle of this line
        words = line.split()
        if words[0] == "kept":
            self.kept.append(int(words[1]))
        elif words[0] == "shown":
            self.shown.append((time.monotonic(), int(words[1]), int(words[2])))
        elif words[0] == "engine":
            self.engines.add(int(words[1]))


@contextmanager
def window(data: DataDir, said: Said) -> "Iterator[subprocess.Popen[str]]":
    """The window as a process; ``said`` fills while it runs."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, str(PROGRAM), str(data.root)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        stdout = process.stdout
        reader = threading.Thread(target=lambda: [said.listen(line) for line in stdout])
        reader.start()
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            reader.join()


def kill_once(data: DataDir, after_s: float) -> tuple[Said, float]:
    """Start the window, kill it ``after_s`` after the first piece of an answer; when that was."""
    said = Said()
    with window(data, said) as process:
        deadline = time.monotonic() + START_S
        while not any(count for _, _, count in said.shown):
            assert time.monotonic() < deadline, "the window did not answer"
            assert process.poll() is None, "the window ended by itself"
            time.sleep(0.01)
        time.sleep(after_s)
        killed_at = time.monotonic()
        os.kill(process.pid, signal.SIGKILL)
    return said, killed_at


def messages_of(data: DataDir) -> dict[int, Message]:
    """Everything in the file, which must be sound."""
    store = Store.open(data.database, data.backups)
    try:
        found = [m for c in store.conversations() for m in store.messages(c.id)]
    finally:
        store.close()
    with closing(sqlite3.connect(data.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    return {message.id: message for message in found}


def assert_nothing_lost(data: DataDir, said: Said, killed_at: float) -> None:
    messages = messages_of(data)
    for answer_id in said.kept:
        assert answer_id in messages, "an acknowledged answer is gone"
        assert messages[answer_id].parent_id in messages, "an acknowledged question is gone"
    old = [row for row in said.shown if row[0] < killed_at - SAVED_WITHIN_S - SLACK_S]
    for _, answer_id, count in old:
        answer = messages[answer_id]
        assert len(answer.text) + len(answer.reasoning) >= count
    assert all(m.status is not Status.STREAMING for m in messages.values())


@pytest.mark.battery
@pytest.mark.parametrize("number", ROUNDS)
def test_pain_22_the_window_is_killed(data, smollm2, number):
    settings_file.save(replace(QUICK, max_tokens=0), data.settings)
    moments = random.Random(SEED + number)
    for _ in range(KILLS_PER_ROUND):
        said, killed_at = kill_once(data, moments.uniform(0.0, 2.0))
        assert_nothing_lost(data, said, killed_at)
        deadline = time.monotonic() + ORPHAN_S
        while any(psutil.pid_exists(pid) for pid in said.engines):
            assert time.monotonic() < deadline, "an engine was left behind"
            time.sleep(0.02)


@pytest.mark.battery
@pytest.mark.parametrize("number", ROUNDS)
def test_the_engine_is_killed(qapp, data, smollm2, number):
    moments = random.Random(SEED + number)

    async def scenario(application):
        chat = application.window.chat
        for _ in range(KILLS_PER_ROUND):
            await ask(application, "Tell me a long story about numbers.")
            buffer = chat.running
            await until(lambda b=buffer: b.answer or b.done.is_set())
            await asyncio.sleep(moments.uniform(0.0, 0.6))
            for engine in engines():
                engine.kill()
            await until(lambda: chat.running is None and not chat.composer.is_busy)
            turns = await application.program.conversations.turns(chat.conversation_id)
            answer = turns[-1].message
            assert answer.role is Role.ASSISTANT
            assert answer.text == buffer.answer
            assert answer.status in (Status.INTERRUPTED, Status.FAILED, Status.COMPLETE, Status.CUT)

    play(qapp, data, scenario, replace(QUICK, max_tokens=200))
    assert len([m for m in messages_of(data).values() if m.role is Role.USER]) == KILLS_PER_ROUND
