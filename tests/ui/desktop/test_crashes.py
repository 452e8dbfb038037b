"""Reports of real crashes: a child process dies, and the next start finds why."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.ui.desktop import crashes

ROOT = Path(__file__).parents[3]
QUESTION = "solve x^2 = 2 for Anna"

CHILD = """
import ctypes, logging, os, signal, sys, threading
from app import log as logs
from app.paths import data_dir
from app.ui.desktop import crashes

def answer(question):
    if sys.argv[2] == "crash":
        ctypes.string_at(0)
    if sys.argv[2] == "abort":
        os.abort()
    if sys.argv[2] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    raise ValueError(question) if sys.argv[2] != "end" else SystemExit(0)

def thread():
    thread = threading.Thread(target=answer, args=["QUESTION"])
    thread.start()
    thread.join()

data = data_dir(sys.argv[1]).create()
logs.setup(data.logs)
log = logging.getLogger("app.test")
log.info("a turn began")
with crashes.watched(data):
    if sys.argv[2] == "slot":
        for _ in range(9):
            try:
                answer("QUESTION")
            except ValueError:
                sys.excepthook(*sys.exc_info())
    elif sys.argv[2] == "thread":
        thread()
    else:
        try:
            answer("QUESTION")
        except ValueError as error:
            logging.getLogger("app.test").exception("no answer")
            raise RuntimeError("about QUESTION") from error
""".replace("QUESTION", QUESTION)


def die(data, how: str) -> int:
    command = [sys.executable, "-c", CHILD, str(data.root), how]
    return subprocess.run(command, check=False, cwd=ROOT, stderr=subprocess.DEVNULL).returncode


def reports(data) -> "list[Path]":
    return sorted(data.reports.iterdir())


def next_start(data) -> "str | None":
    """What the next start finds."""
    with crashes.watched(data):
        found = crashes.fresh(data)
        assert crashes.fresh(data) is None, "told once"
    return found.read_text("utf-8") if found is not None else None


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("crash", -signal.SIGSEGV, ["Segmentation fault", "in answer"]),
        ("abort", -signal.SIGABRT, ["Aborted", "in answer"]),
        ("error", 1, ["builtins.ValueError", "then:", "builtins.RuntimeError", "in answer"]),
        ("thread", 0, ["builtins.ValueError", "in answer"]),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="dies by signals")
def test_a_death_leaves_a_report_without_words_of_people(data, how, status, words):
    assert die(data, how) == status
    text = next_start(data)
    for word in ["Lemma 0", "Python 3", "SQLite", "a turn began", *words]:
        assert word in text, word
    for private in ("Anna", str(Path.home()), str(ROOT)):
        assert private not in text, private
    assert len(reports(data)) == 1


def test_a_slot_that_fails_over_and_over_leaves_one_short_report(data):
    die(data, "slot")
    assert next_start(data).count("builtins.ValueError") == crashes.MOST_NOTED


@pytest.mark.skipif(os.name == "nt", reason="dies by signals")
@pytest.mark.parametrize("how", ["end", "kill"])
def test_an_end_that_is_no_crash_leaves_nothing(data, how):
    die(data, how)
    assert next_start(data) is None
    assert reports(data) == []


def test_the_hooks_are_given_back_and_the_file_goes(data):
    before = sys.excepthook
    with crashes.watched(data):
        assert sys.excepthook is not before
        assert len(reports(data)) == 1
        assert reports(data)[0].stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert sys.excepthook == before
    assert reports(data) == []


def test_a_window_that_runs_is_left_alone(data):
    with crashes.watched(data):
        [own] = reports(data)
        crashes._collect(own.parent, data.logs / crashes.LOG)
        assert own.exists() or os.name == "nt"


def test_lines_after_the_crash_and_of_other_forms_are_left_out(data):
    folder = data.reports
    folder.mkdir()
    left = folder / "running-20260101-000000-999999999.txt"
    left.write_text(f"Lemma 0.1.0\n{crashes.MARK}Fatal Python error: Aborted\n")
    moment = time.mktime(time.strptime("2026-01-01 12:00:00", "%Y-%m-%d %H:%M:%S"))
    os.utime(left, (moment, moment))
    lines = [f"2026-01-01 11:00:{second:02},000 INFO app.a: line {second}" for second in range(60)]
    lines += ["ValueError: 7 + Anna", "2026-01-01 12:30:00,000 INFO app.a: too late"]
    (data.logs / crashes.LOG).write_text("\n".join(lines))
    text = next_start(data)
    assert text.count(": line ") == crashes.LOG_LINES
    assert "line 59" in text
    assert "Anna" not in text
    assert "too late" not in text


def test_only_the_newest_reports_are_kept(data):
    folder = data.reports
    folder.mkdir()
    for day in range(1, 10):
        (folder / f"report-2026010{day}-000000.txt").write_text("old")
    with crashes.watched(data):
        assert len(list(folder.glob("report-*"))) == crashes.KEPT


@pytest.mark.expects_log
def test_a_folder_that_cannot_be_made_stops_nothing(data):
    data.reports.write_text("a file in its place")
    with crashes.watched(data):
        pass
