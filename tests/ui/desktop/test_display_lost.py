"""The X server ends under the open window: the program keeps everything and ends, too."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from app.store import Store

ROOT = Path(__file__).parents[3]
DRAFT = "half a thought about 1/3"
MOST_S = 30.0  # the machine is busy
#: The program as it is, and a person who types when the engine is there.
PERSON = """
import asyncio, sys
import psutil
from app.__main__ import main
from app.ui import application

class Typed(application.Application):
    async def live(self):
        self.person = asyncio.ensure_future(self.type())
        await super().live()

    async def type(self):
        while not (engines := psutil.Process().children()):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        self.window.chat.composer.editor.setPlainText(sys.argv[2])
        print(*(engine.pid for engine in engines), flush=True)

application.Application = Typed
sys.exit(main(["--data-dir", sys.argv[1]]))
"""


@contextmanager
def display() -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """An X server without a screen, on a number that is free."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield f":{server.stdout.readline().strip()}", server
        finally:
            server.kill()


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_without_its_display_it_keeps_everything_and_ends(data):
    with display() as (name, server):
        environment = {**os.environ, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
        with subprocess.Popen(
            [sys.executable, "-c", PERSON, str(data.root), DRAFT],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stdout is not None
            engines = [int(number) for number in program.stdout.readline().split()]
            server.send_signal(signal.SIGKILL)
            _said, errors = program.communicate(timeout=MOST_S)
    assert (program.returncode, errors) == (1, "")
    assert engines
    assert not any(map(psutil.pid_exists, engines))
    assert not data.door.exists()
    assert data.window.exists()
    assert list(data.reports.iterdir()) == []
    with closing(Store.open(data.database, data.backups)) as store:
        assert store.drafts() == {None: DRAFT}
