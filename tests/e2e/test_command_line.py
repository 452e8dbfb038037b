"""The command line as scripts use it: the real program in a process of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

ROOT_ENVIRONMENT = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": "", "LANG": "C.UTF-8"}
LIMIT_S = 90
JSON_KEYS = {
    "question",
    "reasoning",
    "answer",
    "boxed",
    "verdict",
    "votes",
    "finish_reason",
    "usage",
    "timings",
    "model",
}


@pytest.fixture
def lemma(data):
    """Runs ``lemma`` with these arguments on this test's data folder."""

    def run(*arguments, stdin="", **environment):
        command = [sys.executable, "-m", "app", "--data-dir", str(data.root), *arguments]
        return subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            env={**os.environ, **ROOT_ENVIRONMENT, **environment},
        )

    return run


@pytest.fixture
def served(smollm2):
    """The address of a running `lemma serve`."""
    command = [sys.executable, "-m", "app", "serve", "--model", str(smollm2), "--port", "0"]
    with subprocess.Popen([*command, "--ctx", "2048"], stdout=subprocess.PIPE, text=True) as server:
        line = server.stdout.readline()
        yield next(word for word in line.split() if word.startswith("http"))
        server.terminate()


def test_ask_prints_the_answer_as_json(lemma, smollm2):
    story = "Tell me a long story."  # no sample of it ends within four tokens
    done = lemma("ask", "--model", str(smollm2), "--json", "--max-tokens", "4", story)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer.keys() == JSON_KEYS
    assert answer["question"] == story
    assert answer["answer"]
    assert answer["finish_reason"] == "length"
    assert answer["usage"]["completion_tokens"] == 4
    assert answer["timings"]["decode_tps"] > 0
    assert answer["verdict"]["status"] == "unchecked"


def test_ask_another_server_gives_the_same_as_the_own_engine(lemma, smollm2, served):
    common = ("--json", "--max-tokens", "16", "--temperature", "0", "What is 2+2?")
    own = lemma("ask", "--model", str(smollm2), *common)
    other = lemma("ask", "--endpoint", served, *common)
    assert own.returncode == 0, own.stderr
    assert other.returncode == 0, other.stderr
    assert json.loads(own.stdout)["answer"] == json.loads(other.stdout)["answer"]


def test_a_taken_port_is_no_trouble(lemma, smollm2):
    """The usual port of ``lemma serve`` belongs to another program; here it does, or we take it."""
    with socket.socket() as other:
        with contextlib.suppress(OSError):
            other.bind(("127.0.0.1", 8000))
            other.listen()
        done = lemma("ask", "--model", str(smollm2), "--max-tokens", "2", "2+2?")
    assert done.returncode == 0, done.stderr


def test_ask_reads_standard_input_and_a_seed_repeats(lemma, smollm2):
    arguments = ("ask", "--model", str(smollm2), "--max-tokens", "12", "--seed", "7")
    first, second = lemma(*arguments, stdin="2+2?"), lemma(*arguments, "-", stdin="2+2?")
    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    assert first.stdout.strip()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("ask", "--model", "/no/such/file.gguf", "2+2?"), 1, "file.gguf"),
        (("ask", "--model", "demo"), 2, "question"),
        (("ask", "--endpoint", "http://127.0.0.1:9", "2+2?"), 1, "127.0.0.1"),
        (("serve", "--model", "nonsense"), 1, "nonsense"),
        (("serve", "--host", "0.0.0.0", "--model", "demo"), 2, "--api-key"),
        (("render", "/no/such/file.md"), 1, "file.md"),
        (("models", "pull", "nonsense"), 1, "nonsense"),
    ],
)
def test_failures_are_one_sentence_and_a_status(lemma, arguments, status, words):
    done = lemma(*arguments)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


def test_wrong_usage_ends_with_2(lemma):
    assert lemma("ask", "--no-such-option").returncode == 2
    assert lemma("nonsense").returncode == 2


def test_a_pipe_without_a_display_gets_one_sample_answer(lemma):
    done = lemma()
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 2
    assert r"\boxed" in done.stdout
    assert "demo" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_with_130_and_leaves_no_engine(data, smollm2):
    command = [sys.executable, "-m", "app", "--data-dir", str(data.root), "ask"]
    with subprocess.Popen(
        [*command, "--model", str(smollm2), "Tell me a very long story."],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.read(5), process.stderr.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert "Traceback" not in process.stderr.read()
    time.sleep(0.2)  # the gate for left processes does the rest


def test_render_reports_and_draws(lemma, tmp_path):
    source = tmp_path / "lesson.md"
    source.write_text("# Title\n\nSo $x^2$ and $\\undefinedmacro$:\n\n$$\\frac{1}{2}$$\n")
    pictures, pdf = tmp_path / "pictures", tmp_path / "lesson.pdf"
    done = lemma("render", str(source), "--json", "--png", str(pictures))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["documents"], report["formulas"]) == (1, 3)
    assert [failure["source"] for failure in report["failed"]] == ["\\undefinedmacro"]
    assert len(list(pictures.glob("*.png"))) == 1
    assert lemma("render", str(source), "--pdf", str(pdf)).returncode == 0
    assert pdf.read_bytes().startswith(b"%PDF")


def test_render_takes_a_field_of_json_lines(lemma, tmp_path):
    source = tmp_path / "problems.jsonl"
    lines = [{"problem": "Find $x$."}, {"problem": "Find $y$\u2028and $z$."}]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    source.write_text(text, encoding="utf-8")
    done = lemma("render", str(source), "--field", "problem", "--json")
    assert json.loads(done.stdout)["formulas"] == 3
    assert lemma("render", str(source)).returncode == 2
    assert lemma("render", str(source), "--field", "answer").returncode == 2
