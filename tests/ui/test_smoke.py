"""`lemma --smoke`: the whole program once, in a process of its own."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.__main__ import main
from app.i18n import tr

ROOT = Path(__file__).parents[2]
TIMES = ("window_s", "model_s", "first_token_s", "answer_s")


def smoke(tmp_path: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "app", "--data-dir", str(tmp_path / "张三 data"), "--smoke"]
    return subprocess.run(
        [*command, *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=200,
    )


def test_pain_18_one_question_through_the_window(tmp_path: Path, smollm2: Path):
    done = smoke(tmp_path, "--model", str(smollm2))
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    report = json.loads(line)
    assert report["answer"]
    assert report["tokens"] > 0
    times = [report[name] for name in TIMES]
    assert times == sorted(times)
    assert times[0] > 0


def test_a_model_that_is_not_there_is_said(tmp_path: Path):
    done = smoke(tmp_path, "--model", "/nowhere/model.gguf")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip()


def test_without_a_display_it_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform == "linux":
        assert main(["--smoke"]) == 2
        assert tr("ui.smoke_no_display") in capsys.readouterr().err


def test_the_clock_begins_with_the_process():
    asked = "import time; from app.ui.smoke import process_age_s as age; print(time.time(), age())"
    before = time.time()
    done = subprocess.run(
        [sys.executable, "-c", asked], check=True, capture_output=True, cwd=ROOT, text=True
    )
    now, age = map(float, done.stdout.split())
    assert before - 0.1 < now - age < before + 0.3
