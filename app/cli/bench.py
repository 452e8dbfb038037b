"""Measure model files on this computer: memory, speed, and how alike their answers are.

The first file is the reference of the others, such as the same model before it was quantised. Each
run starts the engine anew and asks the same questions; the files take turns, so that a change of
the computer's speed meets all of them. Shown are the median of the runs and, in brackets, the
least and the greatest; answers are compared at temperature 0.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.cli import consistency, interrupts, table
from app.cli.arguments import positive
from app.cli.bench_chart import chart
from app.cli.progress_line import ProgressLine
from app.client.openai import Endpoint
from app.domain import benchmark
from app.domain.benchmark import Figure, Measured, Run
from app.domain.chat import Role
from app.domain.events import Delta, Finished, Recast, Timings, Usage
from app.domain.generation import Request, Sampling
from app.domain.prompt import ChatMessage
from app.errors import UsageError
from app.i18n import file_size, memory_size, tr
from app.tutor.program import Program

CONTEXT = 2048  # tokens; the same for all files, so that their memory can be compared
TOGETHER = 4  # requests at once
WARM_UP_TOKENS = 4
TOKENS = 128  # of an answer
QUESTIONS = (
    "Solve the equation 3x + 7 = 22 and check the result.",
    "What is the area of a triangle with the sides 3, 4 and 5? Explain each step.",
    "Find the derivative of x^3 - 4x^2 + 7 and say where it is zero.",
    "A train covers 180 km in 2 hours and 15 minutes. How fast is it on average?",
    "Write 84 and 126 as products of primes and find their greatest common divisor.",
    "How many ways are there to choose 3 books out of 8? Explain the formula.",
    "Simplify (2x + 3)^2 - (2x - 3)^2.",
    "The sum of two numbers is 31 and their difference is 7. Which numbers are they?",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = __doc__
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--model", metavar="ID|PATH|demo", help="the reference; without, the model in use"
    )
    parser.add_argument(
        "--compare", nargs="+", default=[], metavar="ID|PATH", help="other files of the same model"
    )
    parser.add_argument("--runs", type=positive, default=5, metavar="N", help="of each file")
    parser.add_argument(
        "--tokens",
        type=positive,
        metavar="N",
        help=f"limit of each answer (default: {TOKENS}; with --consistency none)",
    )
    parser.add_argument(
        "--consistency", type=positive, metavar="K", help="ask the same K times and see what agrees"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--chart", type=Path, metavar="FILE.svg", help="draw the figures into this file"
    )


def run_blocking(args: argparse.Namespace, open_program: Callable[[], Program]) -> int:
    """Measure and print, on an event loop of its own.

    Raises:
        UserFacingError: a model cannot be loaded, or the engine is gone.
        OSError: the chart cannot be written.
    """
    if args.consistency:
        return consistency.run_blocking(args, QUESTIONS, open_program)
    names = dict.fromkeys(filter(None, [args.model, *args.compare]))
    args.tokens = args.tokens or TOKENS

    async def main() -> list[Measured]:
        program = open_program()
        try:
            wanted = list(names) if args.model else [program.settings.model, *names]
            if not wanted[0]:
                raise UsageError("tutor.no_model")
            return await _Bench(program, args.runs, args.tokens).measure(wanted)
        finally:
            await program.close()

    models = interrupts.run(main())
    if args.chart is not None:
        args.chart.write_text(chart(models, titles()), encoding="utf-8")
    _print(models, args)
    return 0


# --- measuring ------------------------------------------------------------------------------------


@dataclass
class _Candidate:
    """A model to measure, with the runs so far."""

    wish: str
    name: str = ""
    size: int = 0
    device: str = ""
    runs: list[Run] = field(default_factory=list)

    def measured(self) -> Measured:
        return Measured(self.name, self.size, self.device, tuple(self.runs))


class _Bench:
    """Runs all candidates by turns, each time in an engine of its own."""

    def __init__(self, program: Program, runs: int, tokens: int) -> None:
        self._program = program
        self._runs = runs
        self._tokens = tokens

    async def measure(self, wishes: list[str]) -> list[Measured]:
        """The models, measured. Raises what keeps one from being loaded or from answering."""
        candidates = [_Candidate(wish) for wish in wishes]
        steps = self._runs * len(candidates)
        with ProgressLine() as line:
            for number in range(self._runs):
                for at, candidate in enumerate(candidates):
                    done = number * len(candidates) + at
                    line.show(tr("cli.bench_progress", run=done + 1, runs=steps), done, steps)
                    await self._run(candidate, number)
        return [candidate.measured() for candidate in candidates]

    async def _run(self, candidate: _Candidate, number: int) -> None:
        room = self._program.room
        settings = self._program.changed_settings(
            source="local", model=candidate.wish, context=CONTEXT
        )
        room.override(settings)
        endpoint = await room.endpoint()
        try:
            candidate.runs.append(await self._measure(endpoint, number))
            candidate.name = room.model_name
            candidate.size, candidate.device = room.model_bytes, room.device
        finally:
            await room.release()

    async def _measure(self, endpoint: Endpoint, number: int) -> Run:
        await _heard(endpoint, self._request("Hello.", tokens=WARM_UP_TOKENS))
        questions = [_question(number, offset) for offset in range(1 + TOGETHER)]
        alone = await _heard(endpoint, self._request(questions[0]))
        began = time.perf_counter()
        await asyncio.gather(*(_heard(endpoint, self._request(q)) for q in questions[1:]))
        together_s = time.perf_counter() - began
        return Run(
            memory=_memory(await endpoint.figures()),
            ttft_s=alone.seconds - alone.decode_s,
            decode_tps=(alone.tokens - 1) / max(alone.decode_s, 1e-9),
            rpm_1=60 / alone.seconds,
            rpm_4=60 * TOGETHER / together_s,
            answer=alone.text,
        )

    def _request(self, question: str, tokens: int = 0) -> Request:
        return Request(
            (ChatMessage(Role.USER, question),),
            sampling=Sampling(temperature=0.0),
            max_tokens=tokens or self._tokens,
            thinking_budget=None,  # words that close a thought are counted, but not drawn
        )


def _memory(figures: dict[str, float]) -> int:
    """Bytes that the engine took at most, of the computer's memory and of its cards'."""
    return round(figures["lemma_peak_memory_bytes"] + figures["lemma_card_memory_bytes"])


def _question(run: int, offset: int) -> str:
    """Different in every run from its first word on, so that nothing of it is known already."""
    number = run * (1 + TOGETHER) + offset
    return f"({number + 1}) {QUESTIONS[number % len(QUESTIONS)]}"


@dataclass(frozen=True)
class _Answer:
    """One answer: seconds until its reader saw the end, and of these since the first token.

    When that came is for the engine to say: it need not have become text at once.
    """

    text: str
    tokens: int
    seconds: float
    decode_s: float


async def _heard(endpoint: Endpoint, request: Request) -> _Answer:
    began = time.perf_counter()
    pieces, tokens, decode_s = list[str](), 0, 0.0
    async for event in endpoint.stream(request):
        match event:
            case Finished(usage=Usage(completion_tokens=tokens), timings=Timings(decode_tps=tps)):
                decode_s = tokens / tps if tps else 0.0
            case Recast(text):
                pieces = [text]
            case Delta(_, text):
                pieces.append(text)
    return _Answer("".join(pieces), tokens, time.perf_counter() - began, decode_s)


# --- printing -------------------------------------------------------------------------------------


def titles() -> dict[str, str]:
    """The names of the figures, for people."""
    return {
        "memory": tr("cli.bench_memory"),
        "ttft_s": tr("cli.bench_ttft"),
        "decode_tps": tr("cli.bench_speed"),
        "rpm_1": tr("cli.bench_requests", count=1),
        "rpm_4": tr("cli.bench_requests", count=TOGETHER),
    }


def _print(models: list[Measured], args: argparse.Namespace) -> None:
    if args.json:
        result = {
            "runs": args.runs,
            "tokens": args.tokens,
            "context": CONTEXT,
            "models": benchmark.report(models),
        }
        print(json.dumps(result, ensure_ascii=False))
        return
    print(*table.lines(list(_rows(models))), sep="\n")
    if len(models) > 1:
        print("", *table.lines(list(_changes(models))), sep="\n")
    print(tr("cli.bench_legend", runs=args.runs, tokens=args.tokens), file=sys.stderr)


def _rows(models: list[Measured]) -> Iterator[list[str]]:
    yield [tr("cli.bench_model"), tr("cli.bench_size"), *titles().values()]
    for model in models:
        cells = [_cell(name, model.figure(name)) for name in benchmark.FIGURES]
        yield [model.name, file_size(model.size), *cells]


def _changes(models: list[Measured]) -> Iterator[list[str]]:
    """Against the reference, in per cent, and how alike the answers are."""
    reference = models[0]
    head = tr("cli.bench_against", name=reference.name)
    yield [head, tr("cli.bench_size"), *titles().values(), tr("cli.bench_agreement")]
    for model in models[1:]:
        size = 100 * (model.size / reference.size - 1)
        shares = [benchmark.change(model, reference, name) for name in benchmark.FIGURES]
        alike = round(100 * benchmark.agreement(model, reference))
        yield [model.name, *(f"{share:+.1f} %" for share in (size, *shares)), f"{alike} %"]


def _cell(name: str, figure: Figure) -> str:
    if name == "memory":
        return memory_size(round(figure.median))
    if name == "ttft_s":
        numbers = [f"{1000 * n:.0f}" for n in (figure.median, figure.low, figure.high)]
        return f"{numbers[0]} ms ({numbers[1]}-{numbers[2]})"
    numbers = [f"{n:.1f}" for n in (figure.median, figure.low, figure.high)]
    return f"{numbers[0]} ({numbers[1]}-{numbers[2]})"
