"""`lemma check`: one line out per line in, and errors with their place."""

import argparse
import io
import json

import pytest

from app.cli import check
from app.domain.verdict import Judgement, Status, Verdict
from app.errors import UsageError

GOOD = {"question": "1+1?", "answer": r"\boxed{2}", "gold": "2"}


class Believer:
    """Verifies everything."""

    def __init__(self) -> None:
        self.asked: list[tuple[str | None, str, str | None]] = []
        self.closed = False

    async def judge(self, question, answer, gold=None):
        self.asked.append((question, answer, gold))
        return Judgement(Verdict(Status.VERIFIED, "checker.no_question"), "2", True, (), 0.25)

    async def prepare(self):
        """There is nothing to start."""

    async def same(self, first, second):
        return None

    async def compute(self, tool, text):
        return {"error": "checker.tool_failed"}

    async def close(self):
        self.closed = True


def _run(file: str) -> Believer:
    judge = Believer()
    args = argparse.Namespace(file=file, deadline=2.0)
    assert check.run_blocking(args, lambda: judge) == 0
    return judge


def test_one_line_out_per_line_in(tmp_path, capsys):
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps(GOOD) + "\n\n" + json.dumps({"answer": 7}) + "\n", "utf-8")
    judge = _run(str(file))
    assert judge.asked == [("1+1?", r"\boxed{2}", "2"), (None, "7", None)]
    assert judge.closed
    out, err = capsys.readouterr()
    rows = [json.loads(line) for line in out.splitlines()]
    assert len(rows) == 2
    assert rows[0] == {
        "extracted": "2",
        "equal": True,
        "verdict": {"status": "verified", "why": rows[0]["verdict"]["why"]},
        "seconds": 0.25,
    }
    assert rows[0]["verdict"]["why"].endswith(".")
    assert "2 of 2" in err


def test_standard_input(monkeypatch, capsys):
    text = io.TextIOWrapper(io.BytesIO("\ufeff".encode() + json.dumps(GOOD).encode()))
    monkeypatch.setattr("sys.stdin", text)
    assert len(_run("-").asked) == 1


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (b"no json", "cli.eval_not_json"),
        (b"[1]", "cli.eval_not_json"),
        (b'{"question": "?"}', "cli.check_no_answer"),
        (b'{"answer": null}', "cli.check_no_answer"),
        (b'{"answer": true}', "cli.check_no_answer"),
        (b"\xff", "cli.not_text"),
        (b"[" * 100_000, "cli.eval_not_json"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_checked(tmp_path, line, key):
    file = tmp_path / "answers.jsonl"
    file.write_bytes(json.dumps(GOOD).encode() + b"\n" + line + b"\n")
    with pytest.raises(UsageError) as caught:
        _run(str(file))
    assert caught.value.key == key
    assert caught.value.values.get("line", 2) == 2


def test_deadline_is_a_positive_number():
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    assert parser.parse_args(["--deadline", "0.5"]).deadline == 0.5
    for wrong in ("0", "-1", "nan", "soon"):
        with pytest.raises(SystemExit):
            parser.parse_args(["--deadline", wrong])
