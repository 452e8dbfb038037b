"""What guessing tokens is worth here: how often guesses are right, and what that gains.

    python bench/speculation.py [--quick] [--runs 3] [--model smollm2|shape|PATH] [--json FILE]

Twenty texts that reason about equations, at temperature 0, written without guesses, with guesses
where they pay (``faster``) and with guesses wherever there are some (``always``), by turns. The
texts must be the same: that can be asked of weights in Q4_1 and Q8_0, where llama.cpp rounds alike
for one row and for several, and of texts of at most 256 tokens. Of the shape, which says noise,
there is the first part alone.

That one comes before: how much longer a step takes that verifies guesses (2, 4 and 8 rows) than a
plain one, and the share of right guesses from which on that gains anything.
"""

import argparse
import sys
import time
from dataclasses import dataclass, field, replace
from statistics import median

from measuring.figures import Report, arguments, runs_of
from measuring.models import SHAPE, BenchModel  # makes ``support`` known, whose texts these are
from measuring.running import of_each_model
from support import guessing
from support.desk import Answers, load, opened

from app.domain.speculation import LENGTHS, MIN_GAIN, expected
from app.engine.batch import Batch
from app.engine.drafts import MOST, Guessing
from app.engine.llama import Context, ContextOptions, Log, Model

ROWS = (1, *(1 + length for length in LENGTHS))
MODES = (Guessing.OFF, Guessing.FASTER, Guessing.ALWAYS)
COST_STEPS = 8  # of each width in a run
POSITION = 64  # where these steps stand in their text


PROMPTS, QUICK_PROMPTS = 20, 2
TOKENS, QUICK_TOKENS = 128, 24  # of each text


async def measure(model: BenchModel, report: Report, args: argparse.Namespace) -> None:
    """Everything about one model."""
    loaded = load(model.path)
    try:
        _costs(loaded, model.name, report, threads=args.threads, runs=runs_of(args))
        if model.name != SHAPE:
            _texts(loaded, model.name, report, args)
    finally:
        loaded.close()


# --- what steps cost ----------------------------------------------------------------------------


def _costs(model: Model, name: str, report: Report, *, threads: int, runs: int) -> None:
    """Seconds of steps by their rows, and from which share of right guesses on they gain."""
    seconds = _steps(model, threads=threads, runs=runs)
    plain = seconds.pop(1)
    report.add("plain step", name, [1000 * took for took in plain], unit="ms")
    for rows, wide in seconds.items():
        ratios = [long / short for long, short in zip(wide, plain, strict=True)]
        report.add(f"step of {rows} rows / plain step", name, ratios)
        least = needed(rows - 1, median(ratios))
        if least is None:
            report.note(f"{name}: steps of {rows} rows gain nothing even if all guesses are right.")
        else:
            report.add(f"right guesses that {rows} rows need", name, [100 * least], unit="%")


def _steps(model: Model, *, threads: int, runs: int) -> dict[int, list[float]]:
    """Seconds of a step by its rows, run by run."""
    sizes = ContextOptions(tokens=256, sequences=1, batch=128, threads=threads, outputs=1 + MOST)
    context = Context(model, sizes, log=Log())
    batch = Batch(128)
    batch.add([1] * POSITION, sequence=0, position=0, output=True)
    context.evaluate(batch, abortable=False)
    seconds: dict[int, list[float]] = {rows: [] for rows in ROWS}
    for _ in range(runs):
        for rows in ROWS:
            seconds[rows].append(median(step(context, batch, rows) for _ in range(COST_STEPS)))
    context.close()
    return seconds


def step(context: Context, batch: Batch, rows: int) -> float:
    """Seconds of one step; its tokens are forgotten."""
    batch.clear()
    for row in range(rows):
        batch.add([1], sequence=0, position=POSITION + row, output=True)
    started = time.perf_counter()
    context.evaluate(batch, abortable=False)
    took = time.perf_counter() - started
    context.forget(0, start=POSITION)
    return took


def needed(length: int, ratio: float) -> float | None:
    """The share of right guesses from which on they gain; None if even all do not."""
    shares = (share / 100 for share in range(101))
    return next((s for s in shares if 1 + expected(s, length) > MIN_GAIN * ratio), None)


# --- what guesses gain --------------------------------------------------------------------------


@dataclass
class Rows:
    """What one way of guessing came to, run by run."""

    tps: list[float] = field(default_factory=list)
    drafted: int = 0
    accepted: int = 0

    def take(self, answers: list[Answers]) -> None:
        self.tps.append(speed(answers))
        self.drafted += sum(answer.counts[0].drafted for answer in answers)
        self.accepted += sum(answer.counts[0].accepted for answer in answers)


def _texts(model: Model, name: str, report: Report, args: argparse.Namespace) -> None:
    """All prompts in all modes, by turns."""
    sizes = replace(guessing.SIZES, threads=args.threads, outputs=1 + MOST)
    tokens = QUICK_TOKENS if args.quick else TOKENS
    prompts = _prompts(QUICK_PROMPTS if args.quick else PROMPTS)
    rows = {mode: Rows() for mode in MODES}
    same: list[bool] = []
    for _ in range(runs_of(args)):
        said = []
        for mode in MODES:
            with opened(model, sizes, guessing=mode) as desk:
                answers = [desk.ask(prompt, max_tokens=tokens).wait() for prompt in prompts]
            said.append([answer.texts[0] for answer in answers])
            rows[mode].take(answers)
        same += [len(set(texts)) == 1 for texts in zip(*said, strict=True)]
    _tell(report, name, rows, same)


def _prompts(count: int) -> list[str]:
    cases = guessing.prompts(2 * count)  # every other one is drawn, not greedy
    return [case.prompt for case in cases if "sampling" not in case.wanted][:count]


def _tell(report: Report, name: str, rows: dict[Guessing, Rows], same: list[bool]) -> None:
    plain = rows[Guessing.OFF].tps
    report.add("without guesses", name, plain, unit="tokens/s")
    for mode in (Guessing.FASTER, Guessing.ALWAYS):
        found = rows[mode]
        ratios = [ours / base for ours, base in zip(found.tps, plain, strict=True)]
        report.add(f"{mode.value} / without guesses", name, ratios)
        if found.drafted:
            right = 100 * found.accepted / found.drafted
            report.add(f"right guesses, {mode.value}", name, [right], unit="%")
    share = 100 * sum(same) / len(same)
    report.add("same text as without guesses", name, [share], unit="%", bound=">= 100")


def speed(answers: list[Answers]) -> float:
    """Tokens a second after the first, of all answers together."""
    tokens = sum(answer.counts[0].completion_tokens - 1 for answer in answers)
    return tokens / sum(answer.counts[0].decode_s for answer in answers)


def main() -> int:
    return of_each_model("speculation", measure, arguments(__doc__).parse_args())


if __name__ == "__main__":
    sys.exit(main())
