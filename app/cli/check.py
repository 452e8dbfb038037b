r"""Check answers by computing: against their questions, and against keys.

Each line of the input is a JSON object with "answer" and, as far as known, "question" and "gold"
(the key). Each line of the output is one with "extracted" (the final answer found in the text),
"equal" (whether it says what the key says; null without a key, or where that cannot be decided),
"verdict" ("status": verified, contradicted or unchecked; "why": a sentence) and "seconds".
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli import interrupts
from app.cli.progress_line import ProgressLine
from app.domain.verdict import Judgement, Status
from app.errors import UsageError
from app.i18n import tr
from app.tutor.checking import Judging

STANDARD_INPUT = "-"
DEADLINE_S = 2.0
MAX_DEADLINE_S = 3600.0


@dataclass(frozen=True)
class Row:
    """One answer to check."""

    answer: str
    question: str | None
    gold: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = __doc__
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "file",
        nargs="?",
        default=STANDARD_INPUT,
        metavar="FILE.jsonl",
        help="the answers; - or nothing: standard input",
    )
    parser.add_argument(
        "--deadline",
        type=_seconds,
        default=DEADLINE_S,
        metavar="SECONDS",
        help="the most that one answer may take (default: %(default)s)",
    )


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= MAX_DEADLINE_S:
        raise argparse.ArgumentTypeError(f"more than 0, at most {MAX_DEADLINE_S:.0f}")
    return value


def run_blocking(args: argparse.Namespace, open_judge: Callable[[], Judging]) -> int:
    """Check everything, one line out per line in; returns the exit status.

    Raises:
        UsageError: the input is no text, or a line of it is not as described above.
        OSError: it cannot be read.
    """
    rows = read_rows(_text(args.file), args.file)
    interrupts.run(_check(rows, open_judge))
    return 0


async def _check(rows: Sequence[Row], open_judge: Callable[[], Judging]) -> None:
    judge = open_judge()
    counted: Counter[Status] = Counter()
    try:
        with ProgressLine() as progress:
            for done, row in enumerate(rows):
                progress.show(_sentence(done, len(rows), counted), done, len(rows))
                judgement = await judge.judge(row.question, row.answer, row.gold)
                counted[judgement.verdict.status] += 1
                print(json.dumps(said(judgement), ensure_ascii=False), flush=True)
    finally:
        await judge.close()
    print(_sentence(len(rows), len(rows), counted), file=sys.stderr)


def _sentence(done: int, total: int, counted: Counter[Status]) -> str:
    return tr(
        "cli.check_progress",
        done=done,
        total=total,
        verified=counted[Status.VERIFIED],
        contradicted=counted[Status.CONTRADICTED],
    )


def said(judgement: Judgement) -> dict[str, Any]:
    """One line of the output."""
    verdict = judgement.verdict
    return {
        "extracted": judgement.extracted,
        "equal": judgement.equal,
        "verdict": {"status": verdict.status, "why": tr(verdict.reason, **verdict.values)},
        "seconds": judgement.seconds,
    }


# --- reading ----------------------------------------------------------------------------------


def _text(file: str) -> str:
    try:
        if file == STANDARD_INPUT:
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("cli.not_text", file=file) from error


def read_rows(text: str, file: str) -> list[Row]:
    """The answers to check, all looked at before the first is checked.

    Raises:
        UsageError: a line is no object, or has no answer.
    """
    lines = ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())
    return [_row(line, file, number) for number, line in lines]


def _row(line: str, file: str, number: int) -> Row:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError("cli.eval_not_json", file=file, line=number) from error
    if not isinstance(found, dict):
        raise UsageError("cli.eval_not_json", file=file, line=number)
    answer = _string(found.get("answer"))
    if answer is None:
        raise UsageError("cli.check_no_answer", file=file, line=number)
    return Row(answer, _string(found.get("question")), _string(found.get("gold")))


def _string(value: object) -> str | None:
    """A text, or a number as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)
