"""How much a model agrees with itself: the same questions, each asked several times."""

import argparse
import json
from collections.abc import Callable, Sequence
from statistics import mean
from typing import Any

from app.cli import interrupts, table
from app.cli.progress_line import ProgressLine
from app.domain.votes import Poll
from app.errors import UsageError
from app.i18n import tr
from app.tutor.consistency import agreement, ask
from app.tutor.program import Program
from app.tutor.voting import Vote

QUESTION_CHARS = 48  # of a question in the table
_TITLES = (
    "cli.consistency_question",
    "cli.consistency_agree",
    "cli.consistency_answer",
    "cli.consistency_seconds",
)


def run_blocking(
    args: argparse.Namespace, questions: Sequence[str], open_program: Callable[[], Program]
) -> int:
    """Ask and print, on an event loop of its own.

    Raises:
        UserFacingError: wrong options, or the model cannot be asked.
    """
    if args.compare or args.chart:
        raise UsageError("cli.consistency_alone")

    async def main() -> None:
        program = open_program()
        try:
            polls = await _ask_all(args, questions, program)
        finally:
            await program.close()
        if args.json:
            result = report(dict(zip(questions, polls, strict=True)), program.room.model_name)
            print(json.dumps(result, ensure_ascii=False))
            return
        print(*table.lines(_rows(questions, polls)), sep="\n")
        print(tr("cli.consistency_legend", count=args.consistency))

    interrupts.run(main())
    return 0


async def _ask_all(
    args: argparse.Namespace, questions: Sequence[str], program: Program
) -> list[Poll]:
    if args.model:
        settings = program.changed_settings(source="local", model=args.model)
        program.room.override(settings)
    total, polls = args.consistency * len(questions), list[Poll]()
    with ProgressLine() as line:
        for question in questions:
            done = args.consistency * len(polls)
            line.show(tr("cli.consistency_progress", done=done, total=total), done, total)
            vote = Vote(question, args.consistency, program.judge)
            await ask(program, vote, question, max_tokens=args.tokens)
            polls.append(vote.poll)
    return polls


def report(polls: dict[str, Poll], model: str) -> dict[str, Any]:
    """All for JSON; ``agreement`` is the mean share of answers that agree."""
    found = {question: agreement(poll) for question, poll in polls.items()}
    return {
        "model": model,
        "agreement": round(mean(found[q].agree / polls[q].wanted for q in polls), 4),
        "questions": [
            {
                "question": question,
                "agree": found[question].agree,
                "asked": poll.wanted,
                "answers": [
                    {"answer": c.answer, "count": len(c.voters), "status": c.status.value}
                    for c in poll.candidates
                ],
                "seconds": [round(seconds, 3) for seconds in found[question].seconds],
            }
            for question, poll in polls.items()
        ],
    }


def _rows(questions: Sequence[str], polls: Sequence[Poll]) -> list[list[str]]:
    rows = [[tr(key) for key in _TITLES]]
    for question, poll in zip(questions, polls, strict=True):
        found = agreement(poll)
        told = f"{found.median_s:.1f} ({found.least_s:.1f}-{found.greatest_s:.1f})"
        share = f"{found.agree}/{poll.wanted}"
        rows.append([_short(question), share, found.answer, told])
    return rows


def _short(question: str) -> str:
    return question if len(question) <= QUESTION_CHARS else question[: QUESTION_CHARS - 1] + "…"
