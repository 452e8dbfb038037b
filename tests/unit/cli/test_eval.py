"""``lemma eval``: the real program against a server whose answers are known."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from app.cli.exercises import chosen, read_exercises
from app.errors import UsageError
from app.paths import DataDir

LIMIT_S = 60
Lemma = Callable[..., "subprocess.CompletedProcess[str]"]


class Pupil:
    """A server that answers by the text of the question; a list is given one after the other."""

    def __init__(self) -> None:
        self.says: dict[str, str | list[str]] = {}
        self.delay_s = 0.0
        self.bodies: list[dict[str, Any]] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()
        self.refuses: dict[str, str] = {}  # question: code of the error
        self.address = ""

    def reply(self, body: dict[str, Any]) -> tuple[int, str]:
        question = body["messages"][-1]["content"].split("\n")[0]
        with self.lock:
            self.bodies.append(body)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            said = self.says.get(question, "I do not know.")
            text = said.pop(0) if isinstance(said, list) else said
        time.sleep(self.delay_s)
        with self.lock:
            self.at_once -= 1
        if question in self.refuses:
            return 400, json.dumps({"error": {"code": self.refuses[question], "message": "no"}})
        return 200, stream(text)


def stream(text: str) -> str:
    finish = "length" if text.endswith("…") else "stop"
    events = [
        {"choices": [{"delta": {"reasoning_content": "Hm."}}]},
        {"choices": [{"delta": {"content": text}}]},
        {
            "choices": [{"delta": {}, "finish_reason": finish}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 7},
            "model": "pupil-1",
        },
    ]
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"


@pytest.fixture
def pupil() -> Iterator[Pupil]:
    pupil = Pupil()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            status, text = pupil.reply(json.loads(self.rfile.read(size)))
            self.send_response(status)
            kind = "text/event-stream" if status == 200 else "application/json"
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a client that went away

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        pupil.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
        yield pupil
        server.shutdown()
        thread.join()


@pytest.fixture
def lemma(data: DataDir, pupil: Pupil) -> Lemma:
    """Runs ``lemma eval`` on a file of these rows, without checking unless it is wanted."""

    def run(rows: list[Any], *arguments: str, file: Path | None = None, check: bool = False):
        file = file or written(data, rows)
        arguments = arguments if check else (*arguments, "--no-check")
        return subprocess.run(
            command(data, file, pupil, *arguments),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            env={**os.environ, "LANG": "C.UTF-8"},
        )

    return run


def written(data: DataDir, rows: list[Any]) -> Path:
    file = data.root / "problems.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def command(data: DataDir, file: Path, pupil: Pupil, *arguments: str) -> list[str]:
    start = [sys.executable, "-m", "app", "--data-dir", str(data.root), "eval", str(file)]
    return [*start, "--endpoint", pupil.address, *arguments]


ROWS = [
    {"problem": "2+2", "answer": "4", "subject": "sums", "level": 1},
    {"problem": "3+3", "answer": 6, "subject": "sums", "level": "Level 2"},
    {"question": "解方程 x^2-5x+6=0", "solution": r"So $\boxed{x_1=2,x_2=3}$.", "family": "方程"},
    {"problem": "1/4", "answer": r"\frac{1}{4}", "subject": "parts", "language": "zh"},
]
SAYS = {
    "2+2": r"It is $\boxed{4}$.",
    "3+3": r"It is $\boxed{7}$.",
    "解方程 x^2-5x+6=0": r"$\boxed{x=3 \text{ or } x=2}$",
    "1/4": "It is a quarter …",
}


def test_json(lemma: Lemma, pupil: Pupil, tmp_path: Path):
    pupil.says = dict(SAYS)
    failures = tmp_path / "wrong.jsonl"
    done = lemma(ROWS, "--json", "--seed", "5", "--max-tokens", "9", "--failures", str(failures))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    seconds = result.pop("seconds")
    assert 0 < seconds < LIMIT_S
    one = {"value": 1.0, "low": 0.2065, "high": 1.0}
    none = {"value": 0.0, "low": 0.0, "high": 0.7935}
    assert result == {
        "problems": 4,
        "pass_at_1": {"value": 0.5, "low": 0.15, "high": 0.85},
        "verified": None,
        "wrongly_verified": None,
        "contradicted": None,
        "wrongly_contradicted": None,
        "ended": 0.75,
        "by_subject": {
            "parts": {"problems": 1, "pass_at_1": none},
            "sums": {"problems": 2, "pass_at_1": {"value": 0.5, "low": 0.0945, "high": 0.9055}},
            "方程": {"problems": 1, "pass_at_1": one},
        },
        "by_level": {
            "": {"problems": 2, "pass_at_1": {"value": 0.5, "low": 0.0945, "high": 0.9055}},
            "1": {"problems": 1, "pass_at_1": one},
            "Level 2": {"problems": 1, "pass_at_1": none},
        },
        "model": "pupil-1",
        "tokens": 28,
    }
    assert list(result["by_subject"]) == ["parts", "sums", "方程"]
    assert "4 of 4 problems, 50 % right" in done.stderr
    wrong = [json.loads(line) for line in failures.read_text(encoding="utf-8").splitlines()]
    assert sorted(wrong, key=lambda row: row["problem"]) == [
        {
            "problem": "1/4",
            "expected": r"\frac{1}{4}",
            "got": None,
            "text": "<think>\nHm.\n</think>\n\nIt is a quarter …",
        },
        {
            "problem": "3+3",
            "expected": "6",
            "got": "7",
            "text": "<think>\nHm.\n</think>\n\nIt is $\\boxed{7}$.",
        },
    ]
    assert {(body["seed"], body["max_tokens"]) for body in pupil.bodies} == {(5, 9)}
    asked = next(b["messages"][0]["content"] for b in pupil.bodies if "1/4" in str(b["messages"]))
    assert "请逐步推理" in asked


def test_several_samples_vote(lemma: Lemma, pupil: Pupil):
    pupil.says = {"2+2": [r"\boxed{4}", r"\boxed{5}", r"\boxed{x=4}"]}
    row = {"problem": "2+2", "answer": "4"}
    done = lemma([row], "--json", "--samples", "3", "--seed", "1", "--parallel", "1")
    result = json.loads(done.stdout)
    assert result["pass_at_1"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert result["maj_at_n"]["value"] == 1.0
    assert result["tokens"] == 21
    assert [body["seed"] for body in pupil.bodies] == [1, 2, 3]


def test_table_has_the_worst_first_and_is_aligned(lemma: Lemma, pupil: Pupil):
    pupil.says = dict(SAYS)
    done = lemma(ROWS, "--samples", "2")
    first, second = done.stdout.split("\n\n")
    lines = first.splitlines()
    assert [line.split()[0] for line in lines] == ["Subject", "parts", "sums", "方程", "All"]
    assert "maj@2" in lines[0]
    assert lines[4].split()[:4] == ["All", "4", "50.0", "%"]
    assert {len(line) + line.count("方") + line.count("程") for line in lines} == {len(lines[0])}
    *levels, totals, gained = second.splitlines()
    assert gained.startswith("Voting adds ")
    assert [line.split()[0] for line in levels] == ["Level", "(none)", "1", "Level", "All"]
    assert "75 % of the answers ended by themselves; 56 tokens" in totals


def test_markdown_has_the_same_figures(lemma: Lemma, pupil: Pupil):
    pupil.says = dict(SAYS)
    lines = lemma(ROWS, "--markdown").stdout.splitlines()
    assert lines[0] == "| Subject | Problems | pass@1 | 95 % interval |"
    assert lines[1] == "| --- | ---: | ---: | ---: |"
    assert lines[5] == "| All | 4 | 50.0 % | 15.0-85.0 % |"
    assert lemma(ROWS, "--markdown", "--json").returncode == 2


def test_answers_are_checked_and_held_against_the_key(lemma: Lemma, pupil: Pupil):
    """Computing decides simple sums, so these are figures of the real checker."""
    pupil.says = {"2+2": r"\boxed{4}", "3+3": r"\boxed{7}", "5+5": r"\boxed{10}"}
    rows = [
        {"problem": "2+2", "answer": "4"},
        {"problem": "3+3", "answer": "6"},
        {"problem": "5+5", "answer": "11"},  # a wrong key
        {"problem": "Name a colour.", "answer": "red"},
    ]
    done = lemma(rows, "--json", "--samples", "2", check=True)
    result = json.loads(done.stdout)
    found = [result[name] for name in ("verified", "contradicted")]
    assert all(isinstance(count, int) for count in found), done.stderr
    assert result["wrongly_verified"] in (0, 2)
    assert result["wrongly_contradicted"] == 0
    assert result["pass_at_1"]["value"] == 0.25
    assert result["vote_at_n"]["value"] == 0.25


def test_an_answer_that_is_not_worked_out_is_not_right(lemma: Lemma, pupil: Pupil):
    rows = [
        {"problem": "2+2", "answer": "4"},
        {"problem": "Legs of a horse", "answer": "4"},
        {"problem": "Factor x^4-1", "answer": "(x-1)(x+1)(x^2+1)"},
        {
            "problem": "Ways to toss three coins",
            "answer": "2^3",
        },  # neither is the key
    ]
    given = ("4", "2+2", "(x^2-1)(x^2+1)", r"2^2\cdot 2")
    pupil.says = {r["problem"]: rf"\boxed{{{g}}}" for r, g in zip(rows, given, strict=True)}
    lines = lemma(rows, check=True).stdout.splitlines()
    assert lines[-3].split()[:4] == ["All", "4", "50.0", "%"]
    assert "verified by computing" in lines[-1]


# --- going on -------------------------------------------------------------------------------------


def test_a_second_run_goes_on(lemma: Lemma, pupil: Pupil, tmp_path: Path):
    out, failures = tmp_path / "answers.jsonl", tmp_path / "wrong.jsonl"
    pupil.says = dict(SAYS)
    first = lemma(ROWS[:2], "--json", "--out", str(out))
    assert len(pupil.bodies) == 2
    kept = out.read_bytes()
    out.write_bytes(kept + b'{"problem": "1/4", "answ')  # cut short by the end of the computer
    pupil.bodies.clear()
    more = ("--samples", "2", "--json", "--failures", str(failures))
    done = lemma(ROWS, "--out", str(out), *more)
    assert done.returncode == 0, done.stderr
    assert len(pupil.bodies) == 6, "two answers were there, two more of these, four of the others"
    assert "2 of 8 answers" in done.stderr
    result = json.loads(done.stdout)
    assert result["problems"] == 4
    assert result["pass_at_1"]["value"] == 0.5
    assert json.loads(first.stdout)["pass_at_1"]["value"] == 0.5
    assert out.read_bytes().startswith(kept)
    assert len(failures.read_text(encoding="utf-8").splitlines()) == 4, "earlier ones as well"
    pupil.bodies.clear()
    assert json.loads(lemma(ROWS, "--out", str(out), *more).stdout)["tokens"] == 56
    assert pupil.bodies == []


def test_answers_of_another_run_are_not_mixed(lemma: Lemma, pupil: Pupil, tmp_path: Path):
    out = tmp_path / "answers.jsonl"
    pupil.says = dict(SAYS)
    lemma(ROWS, "--out", str(out), "--temperature", "0.6")
    before = out.read_bytes()
    done = lemma(ROWS, "--out", str(out), "--temperature", "1.0", "--seed", "3")
    assert done.returncode == 2
    assert "temperature, seed differs" in done.stderr
    assert out.read_bytes() == before
    for content in (b"no json\n", b"a text without an end of line", b'{"run": {}}\n{"a": 1}\n'):
        out.write_bytes(content)
        assert lemma(ROWS, "--out", str(out)).returncode == 2
        assert out.read_bytes() == content
    same = written(tmp_path_data(tmp_path), ROWS)
    assert lemma(ROWS, "--out", str(same), file=same).returncode == 2


def tmp_path_data(folder: Path) -> DataDir:
    return DataDir(folder)


@pytest.mark.parametrize("parallel", [1, 3])
def test_so_many_are_asked_at_once(lemma: Lemma, pupil: Pupil, parallel: int):
    pupil.delay_s = 0.2
    rows = [{"problem": f"{n}+0", "answer": str(n)} for n in range(6)]
    assert lemma(rows, "--parallel", str(parallel)).returncode == 0
    assert pupil.most_at_once == parallel


def test_a_limit_spreads_over_the_file(lemma: Lemma, pupil: Pupil):
    rows = [{"problem": f"{n}+0", "answer": str(n)} for n in range(40)]
    done = lemma(rows, "--limit", "4", "--json")
    assert json.loads(done.stdout)["problems"] == 4
    first = {body["messages"][0]["content"] for body in pupil.bodies}
    pupil.bodies.clear()
    lemma(rows, "--limit", "4")
    assert {body["messages"][0]["content"] for body in pupil.bodies} == first
    assert sorted(int(text.split("+")[0]) // 10 for text in first) == [0, 1, 2, 3]


def test_drawing():
    items = list(range(100))
    assert sorted(chosen(items, None, None)) == items
    assert sorted(chosen(items, 1000, 3)) == items
    assert chosen(items, 10, 1) == chosen(items, 10, 1) != chosen(items, 10, 2)
    assert [n // 10 for n in sorted(chosen(items, 10, 9))] == list(range(10))


def test_ctrl_c_prints_what_is_measured(data: DataDir, pupil: Pupil):
    pupil.says = {f"{n}+0": rf"\boxed{{{n}}}" for n in range(200)}
    pupil.delay_s = 0.1
    rows = [{"problem": f"{n}+0", "answer": str(n)} for n in range(200)]
    arguments = command(data, written(data, rows), pupil, "--json", "--parallel", "1")
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + LIMIT_S
        while len(pupil.bodies) < 5 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 130
    result = json.loads(out)
    assert 3 <= result["problems"] < 200
    assert result["pass_at_1"]["value"] == 1.0
    assert "Interrupted" in err
    assert "Traceback" not in err


def test_a_problem_that_is_too_long_is_not_answered(lemma: Lemma, pupil: Pupil):
    pupil.says = dict(SAYS)
    pupil.refuses = {"3+3": "context_length_exceeded"}
    done = lemma(ROWS[:2], "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["pass_at_1"]["value"] == 0.5


def test_a_server_that_refuses_ends_it_with_what_is_measured(lemma: Lemma, pupil: Pupil):
    pupil.says = dict(SAYS)
    pupil.refuses = {"3+3": "quota"}
    rows = [ROWS[0]] * 30 + [ROWS[1]]
    done = lemma(rows, "--json", "--parallel", "1", "--seed", "2")
    assert done.returncode == 1
    assert json.loads(done.stdout)["problems"] == len(pupil.bodies) - 1
    assert "Traceback" not in done.stderr


BAD = [
    (["{"], "line 1"),
    (["[1]"], "line 1"),
    ([ROWS[0], "", "nonsense"], "line 3"),
    ([ROWS[0], {"answer": "4"}], "line 2"),
    ([ROWS[0], {"problem": "2+2"}], "line 2"),
    ([{"problem": "2+2", "answer": None, "solution": ""}], "line 1"),
    ([{"problem": ["2+2"], "answer": "4"}], "line 1"),
    (["[" * 100_000], "line 1"),
    (['{"problem": "x", "answer": ' + "9" * 5000 + "}"], "line 1"),
    ([""], "no problem"),
]


@pytest.mark.parametrize(("rows", "words"), BAD, ids=range(len(BAD)))
def test_bad_files_are_one_error_that_names_the_place(rows: list[Any], words: str, data: DataDir):
    from app import i18n

    file = written(data, rows)
    with pytest.raises(UsageError) as caught:
        read_exercises(file)
    assert words in i18n.explain(caught.value)
    assert str(file) in i18n.explain(caught.value)


def test_failures_are_one_sentence_and_a_status(lemma: Lemma, data: DataDir):
    pdf = data.root / "x.jsonl"
    pdf.write_bytes(b"\xff\xfe\x00")
    good = written(data, ROWS)
    for file, arguments, status in (
        (pdf, (), 2),
        (data.root / "none.jsonl", (), 1),
        (good, ("--failures", str(good)), 2),
        (good, ("--endpoint", "http://127.0.0.1:9"), 1),
    ):
        done = lemma([], *arguments, file=file)
        assert done.returncode == status
        assert len(done.stderr.strip().splitlines()) == 1
        assert done.stdout == ""
    assert good.read_text(encoding="utf-8").count("\n") == len(ROWS)


@pytest.mark.parametrize("argument", ["--samples=0", "--limit=0", "--parallel=65", "--limit=x"])
def test_impossible_numbers_are_wrong_usage(lemma: Lemma, argument: str):
    assert lemma(ROWS, argument).returncode == 2


def test_half_a_character_is_replaced(data: DataDir):
    file = written(data, [r'{"problem": "a\ud800", "answer": "1"}'])
    assert read_exercises(file)[0].problem == "a?"
