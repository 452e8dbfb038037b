r"""Measure a model on problems with known answers: accuracy by subject.

Each line of the file is an object with "problem" or "question", "answer" or "solution" (the key:
what belongs in the box, or a text with \boxed{...}), and optionally "subject" (or "family") and
"level" and "language". An answer counts if its last box says what the key says; without a box it is
wrong. Every answer is checked by computing, too: what is called verified is held against the key.
"""

import argparse
import asyncio
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import TextIO

from app.cli import eval_report, interrupts
from app.cli.arguments import positive
from app.cli.ask import Heard, hear, overridden, sampling
from app.cli.eval_answers import AnswerFile
from app.cli.exercises import chosen, read_exercises
from app.cli.progress_line import ProgressLine
from app.domain import scores
from app.domain.answers import boxed
from app.domain.chat import Role
from app.domain.equality import same
from app.domain.events import Channel, FinishReason
from app.domain.generation import Request
from app.domain.prompt import DIRECTIVES, ChatMessage, with_directive
from app.domain.scores import Answer, Exercise, Trial
from app.domain.verdict import Judgement
from app.errors import UsageError, UserFacingError
from app.i18n import tr
from app.tutor.program import Program

EXIT_INTERRUPTED = 130
ATTEMPTS = 2  # an answer that broke off is asked for once more
MAX_PARALLEL = 64
#: What one question may meet and the next one not; it counts as not answered.
OF_ONE_QUESTION = frozenset({"client.prompt_too_long", "client.too_large"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = __doc__
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("file", type=Path, metavar="FILE.jsonl", help="the problems")
    parser.add_argument("--model", metavar="ID|PATH|demo", help="an installed model or a GGUF file")
    parser.add_argument("--endpoint", metavar="URL", help="ask another OpenAI-compatible server")
    parser.add_argument("--api-key", metavar="KEY", default="", help="key for --endpoint")
    parser.add_argument(
        "--samples", type=positive, default=1, metavar="N", help="answers to each problem"
    )
    parser.add_argument(
        "--limit",
        type=positive,
        metavar="N",
        help="N problems only: one drawn from each of N equal stretches of the file,"
        " the same ones for the same --seed (0 if it is not given)",
    )
    parser.add_argument("--temperature", type=float)
    parser.add_argument("--max-tokens", type=positive, metavar="N", help="limit of each answer")
    parser.add_argument("--seed", type=int, help="of the first answer to a problem; then 1 more")
    parser.add_argument(
        "--parallel",
        type=_few,
        default=4,
        metavar="N",
        help="questions asked at once; the own engine decodes 4 together, which share its context,"
        " and only with 1 does a seed repeat an answer exactly",
    )
    parser.add_argument("--failures", type=Path, metavar="FILE", help="write wrong answers there")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write all answers there; the same command goes on from what is in it",
    )
    parser.add_argument(
        "--no-check",
        action="store_true",
        help="do not check answers by computing; the key is enough",
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print one JSON object")
    shape.add_argument("--markdown", action="store_true", help="print tables of Markdown")


def _few(text: str) -> int:
    value = positive(text)
    if value > MAX_PARALLEL:
        raise argparse.ArgumentTypeError(f"at most {MAX_PARALLEL}")
    return value


def run_blocking(args: argparse.Namespace, open_program: Callable[[], Program]) -> int:
    """``run`` on an event loop of its own, the program closed afterwards."""
    exercises = chosen(read_exercises(args.file), args.limit, args.seed)

    async def main() -> int:
        with ExitStack() as files:
            failures = files.enter_context(_opened(args)) if args.failures else None
            program = open_program()
            try:
                out = files.enter_context(_answers(args, program)) if args.out else None
                return await run(args, program, exercises, failures, out)
            finally:
                await program.close()

    return interrupts.run(main())


async def run(
    args: argparse.Namespace,
    program: Program,
    exercises: Sequence[Exercise],
    failures: TextIO | None = None,
    out: AnswerFile | None = None,
) -> int:
    """Ask, grade, print. Ctrl+C ends it with what is measured so far.

    Raises:
        UserFacingError: nobody could be asked, or not any more; what was measured is printed.
    """
    if args.endpoint or args.model:
        program.room.override(overridden(program.settings, args))
    run_of_all = _Run(args, program, exercises, failures, out)
    status = 0
    try:
        await run_of_all.measure()
    except asyncio.CancelledError:
        status = EXIT_INTERRUPTED
    except UserFacingError:
        run_of_all.progress.end()
        if run_of_all.trials:
            run_of_all.print()
        raise
    run_of_all.progress.end()
    if status:
        print(tr("cli.interrupted"), file=sys.stderr)
    run_of_all.print()
    return status


def _opened(args: argparse.Namespace) -> TextIO:
    """The file for wrong answers, opened before hours are spent."""
    if args.failures.exists() and args.failures.samefile(args.file):
        raise UsageError("cli.eval_same_file", file=str(args.failures))
    file: TextIO = args.failures.open("w", encoding="utf-8", errors="replace")
    return file


def _answers(args: argparse.Namespace, program: Program) -> AnswerFile:
    """The file of all answers, with those that are in it."""
    for other in filter(None, (args.file, args.failures)):
        if args.out.exists() and other.exists() and args.out.samefile(other):
            raise UsageError("cli.eval_same_out", file=str(args.out))
    asked = {"model": args.model or program.settings.model, "endpoint": args.endpoint}
    drawn = {"temperature": args.temperature, "max_tokens": args.max_tokens, "seed": args.seed}
    return AnswerFile(args.out, asked | drawn | {"checked": not args.no_check})


# --- asking -----------------------------------------------------------------------------------


class _Run:
    """One evaluation under way. ``trials`` holds the problems with all their answers."""

    def __init__(
        self,
        args: argparse.Namespace,
        program: Program,
        exercises: Sequence[Exercise],
        failures: TextIO | None,
        out: AnswerFile | None,
    ) -> None:
        self.trials: list[Trial] = []
        self.progress = ProgressLine()
        self._args = args
        self._room = program.room
        self._judge = program.judge
        self._failures = failures
        self._out = out
        self._exercises = exercises
        self._answers: list[dict[int, Answer]] = [{} for _ in exercises]  # by sample
        self._squeezed: list[tuple[int, int]] = []  # problem and sample to be asked again
        self._started: float | None = None

    @property
    def seconds(self) -> float:
        """Since the first question could be asked; loading the model is not counted."""
        return 0.0 if self._started is None else time.perf_counter() - self._started

    async def measure(self) -> None:
        """Ask everything, some at once; then, alone, what had to make room. Raises what ends it."""
        self._resume()
        await self._room.endpoint()
        self._started = time.perf_counter()
        places = product(range(len(self._exercises)), range(self._args.samples))
        jobs = iter([(at, sample) for at, sample in places if sample not in self._answers[at]])
        workers = [asyncio.create_task(self._work(jobs)) for _ in range(self._args.parallel)]
        try:
            await asyncio.gather(*workers)
            await self._work(iter(self._squeezed), alone=True)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    def _resume(self) -> None:
        """Take what an earlier run has answered."""
        known = self._out.known if self._out is not None else {}
        places = list(product(range(len(self._exercises)), range(self._args.samples)))
        for at, sample in places:
            exercise = self._exercises[at]
            if (found := known.get((exercise.problem, exercise.key, sample))) is not None:
                self._take(at, sample, *found)
        done = sum(map(len, self._answers))
        if done:
            told = tr("cli.eval_resumed", done=done, total=len(places), file=str(self._args.out))
            print(told, file=sys.stderr)

    async def _work(self, jobs: Iterator[tuple[int, int]], *, alone: bool = False) -> None:
        for at, sample in jobs:
            exercise = self._exercises[at]
            said = await self._ask(exercise, sample)
            if self._made_room(said) and not alone:
                self._squeezed.append((at, sample))
                continue
            answer = graded(said, exercise, await self._judged(said, exercise))
            if self._out is not None:
                self._out.add(exercise, sample, answer, whole(said))
            self._take(at, sample, answer, whole(said))
            if len(self._answers[at]) == self._args.samples:
                self._show_progress()

    def _take(self, at: int, sample: int, answer: Answer, text: str) -> None:
        """Count an answer; with the last one the problem is done."""
        self._answers[at][sample] = answer
        if not answer.right:
            self._note_failure(self._exercises[at], answer, text)
        if len(self._answers[at]) == self._args.samples:
            answers = (self._answers[at][sample] for sample in range(self._args.samples))
            self.trials.append(Trial(self._exercises[at], tuple(answers)))

    async def _judged(self, said: Heard, exercise: Exercise) -> Judgement | None:
        if self._args.no_check:
            return None
        text = said.texts[Channel.ANSWER]
        return await self._judge.judge(exercise.problem, text, exercise.key)

    def _show_progress(self) -> None:
        done, total = len(self.trials), len(self._exercises)
        right = round(100 * (scores.pass_at_1(self.trials).value or 0.0))
        sentence = tr("cli.eval_progress", done=done, total=total, right=right)
        self.progress.show(sentence, done, total)

    async def _ask(self, exercise: Exercise, sample: int) -> Heard:
        request = self._request(exercise, sample)
        said = Heard()
        for _ in range(ATTEMPTS):
            try:
                said = await hear(await self._room.endpoint(), request)
            except UserFacingError as error:
                if error.key not in OF_ONE_QUESTION:
                    raise
            if said.finished.reason is not FinishReason.INTERRUPTED:
                break
        return said

    def _made_room(self, said: Heard) -> bool:
        """Whether an answer was ended for others that share the context, not by a limit."""
        usage = said.finished.usage
        most = self._args.max_tokens or self._room.max_tokens or math.inf
        used = usage.prompt_tokens + usage.completion_tokens
        cut = said.finished.reason is FinishReason.LENGTH and usage.completion_tokens < most
        return cut and used < self._room.context

    def _request(self, exercise: Exercise, sample: int) -> Request:
        args, text = self._args, exercise.problem
        if self._room.wants_directive:
            known = exercise.language in DIRECTIVES
            text = with_directive(text, exercise.language if known else None)
        seed = None if args.seed is None else args.seed + sample
        return Request(
            messages=(ChatMessage(Role.USER, text),),
            sampling=sampling(self._room, args.temperature, seed),
            max_tokens=args.max_tokens or self._room.max_tokens,
        )

    def _note_failure(self, exercise: Exercise, answer: Answer, text: str) -> None:
        if self._failures is None:
            return
        row = {
            "problem": exercise.problem,
            "expected": exercise.key,
            "got": answer.boxed,
            "text": text,
        }
        self._failures.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._failures.flush()

    def print(self) -> None:
        """The result, for people or for programs."""
        samples, markdown = self._args.samples, self._args.markdown
        if not self._args.json:
            lines = eval_report.lines(
                self.trials, samples=samples, seconds=self.seconds, markdown=markdown
            )
            print(*lines, sep="\n")
            return
        result = scores.report(
            self.trials, samples=samples, model=self._room.model_name, seconds=self.seconds
        )
        print(json.dumps(result, ensure_ascii=False))


def whole(said: Heard) -> str:
    """Thoughts and answer as the model wrote them."""
    reasoning, answer = said.texts[Channel.REASONING], said.texts[Channel.ANSWER]
    return f"<think>\n{reasoning.strip()}\n</think>\n\n{answer}" if reasoning else answer


def graded(said: Heard, exercise: Exercise, found: Judgement | None = None) -> Answer:
    """The answer with its mark, and what was found out about it."""
    box = boxed(said.texts[Channel.ANSWER])
    equal = found is not None and found.equal is True
    finished = found is None or found.finished
    return Answer(
        boxed=box,
        right=box is not None and finished and (same(box, exercise.key) or equal),
        ended=said.finished.reason is FinishReason.STOP,
        tokens=said.finished.usage.completion_tokens,
        model=said.finished.model,
        status=None if found is None else found.verdict.status,
    )
