"""The real program in a process of its own: what it loads, a second start, an orderly end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import settings as settings_file
from app.settings import Settings
from app.ui.desktop import door, place

PROGRAM = Path(__file__).parents[2] / "support" / "opened_window.py"
ROOT = Path(__file__).parents[3]
PATIENCE_S = 60

#: What the first window does without. Each costs time before a person can type.
NOT_AT_THE_START = (
    *("httpx2", "huggingface_hub", "nacl", "starlette", "uvicorn", "pydantic"),
    *(
        "markdown",
        "pygments",
        "sympy",
        "numpy",
        "llama_cpp",
        "gguf",
        "jinja2",
        "importlib.metadata",
    ),
    *("PySide6.QtDBus", "PySide6.QtNetwork", "PySide6.QtSvg", "PySide6.QtPrintSupport"),
    *("app.client.openai", "app.client.samples", "app.client.announcement", "app.tutor.about"),
    *("app.models.download", "app.models.hub", "app.models.probe", "app.domain.functions.finding"),
    *("app.domain.functions.study", "app.exchange.files", "app.exchange.page"),
    *("app.exchange.to_html", "app.exchange.to_word", "app.exchange.to_latex", "app.exchange.own"),
    *("app.domain.equality", "app.typeset.setting", "app.typeset.svg", "app.typeset.mathml"),
    *("app.tutor.writing", "app.ui.printing", "app.ui.rendering", "app.ui.export_dialog"),
    *("app.ui.plot.window", "app.ui.desktop.opening", "app.ui.desktop.about_box"),
    *("app.ui.desktop.reading_box", "app.cli.ask", "app.cli.models", "app.cli.doctor"),
    *("app.engine.main", "app.checker.process"),
)


@pytest.fixture
def program(data):
    """The program's process, its window open, and what it tells by then."""
    settings_file.save(Settings(language="en", model=""), data.settings)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(PROGRAM), str(data.root)]
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def test_start_second_start_and_end(program, data, tmp_path):
    process, told = program
    assert not set(NOT_AT_THE_START) & set(told["modules"])
    assert told["import"] != "__feature_import__", "it would read the source of every module"
    assert told["frozen"] > 10_000
    letter = tmp_path / "letter.odt"
    letter.touch()
    assert door.knock(data.door, [letter])
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert not door.knock(data.door)
    assert place.read(data.window).page == "models", "there was no model"
    assert not list(data.reports.iterdir())
