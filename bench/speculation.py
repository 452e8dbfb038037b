"""What guessing tokens is worth here: how often guesses are right, and what that gains.

    python bench/speculation.py MODEL.gguf [--prompts 20] [--tokens 128] [--runs 3] [--quick]
    python bench/speculation.py SHAPE.gguf --costs-only

Twenty texts that reason about equations, at temperature 0, written without guesses, with guesses
where they pay (``faster``) and with guesses wherever there are some (``always``), by turns. The
texts must be the same, else the exit status is 1: that can be asked of weights in Q4_1 and Q8_0,
where llama.cpp rounds alike for one row and for several, and of texts of at most 256 tokens.

Before that: how much longer a step takes that verifies guesses (2, 4 and 8 rows) than a plain one,
and the share of right guesses from which on that gains anything; models of random weights are good
for this alone. Prints one JSON object with runs, medians and spreads (greatest less least, over the
median).
"""

import argparse
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the texts are those that the tests compare

from support import guessing  # noqa: E402
from support.desk import Answers, Desk, load, opened  # noqa: E402

from app.domain.speculation import LENGTHS, MIN_GAIN, expected  # noqa: E402
from app.engine.devices import good_threads  # noqa: E402
from app.engine.drafts import MOST, Guessing  # noqa: E402
from app.engine.llama import Batch, Context, ContextOptions, Log, Model  # noqa: E402

ROWS = (1, *(1 + length for length in LENGTHS))
MODES = (Guessing.OFF, Guessing.FASTER, Guessing.ALWAYS)
COST_STEPS = 8  # of each width in a run
POSITION = 64  # where these steps stand in their text


def costs(model: Model, *, threads: int, runs: int) -> dict[str, Any]:
    """Seconds of steps by their rows, and from which share of right guesses on they gain."""
    sizes = ContextOptions(tokens=256, sequences=1, batch=128, threads=threads, outputs=1 + MOST)
    context = Context(model, sizes, log=Log())
    batch = Batch(128)
    batch.add([1] * POSITION, sequence=0, position=0, output=True)
    context.evaluate(batch, abortable=False)
    seconds: dict[int, list[float]] = {rows: [] for rows in ROWS}
    for _ in range(runs):
        for rows in ROWS:
            steps = [step(context, batch, rows) for _ in range(COST_STEPS)]
            seconds[rows].append(statistics.median(steps))
    context.close()
    ratios = {
        rows: [wide / plain for wide, plain in zip(runs_of, seconds[1], strict=True)]
        for rows, runs_of in seconds.items()
    }
    return {
        "plain_step_s": summary(seconds[1]),
        "times_a_plain_step": {str(rows): summary(ratios[rows]) for rows in ROWS[1:]},
        "gains_from_share_right": {
            str(rows): needed(rows - 1, statistics.median(ratios[rows])) for rows in ROWS[1:]
        },
    }


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


def texts(model: Model, options: argparse.Namespace) -> dict[str, Any]:
    """All prompts in all modes, by turns."""
    sizes = replace(guessing.SIZES, threads=options.threads, outputs=1 + MOST)
    cases = [
        case for case in guessing.prompts(2 * options.prompts) if "sampling" not in case.wanted
    ]
    prompts = [case.prompt for case in cases[: options.prompts]]
    speeds: dict[str, list[float]] = {mode.value: [] for mode in MODES}
    counts: dict[str, list[int]] = {mode.value: [0, 0] for mode in MODES}
    same = 0
    for _ in range(options.runs):
        said = {}
        for mode in MODES:
            with opened(model, sizes, guessing=mode) as desk:
                answers = [ask(desk, prompt, options.tokens) for prompt in prompts]
            said[mode] = [answer.texts[0] for answer in answers]
            speeds[mode.value].append(speed(answers))
            counts[mode.value][0] += sum(answer.counts[0].drafted for answer in answers)
            counts[mode.value][1] += sum(answer.counts[0].accepted for answer in answers)
        same += sum(len(set(of_a_prompt)) == 1 for of_a_prompt in zip(*said.values(), strict=True))
    return {
        "same_texts": f"{same} of {options.runs * len(prompts)}",
        "all_same": same == options.runs * len(prompts),
        "tps": {mode: summary(runs) for mode, runs in speeds.items()},
        "to_off": {
            mode: summary([a / b for a, b in zip(runs, speeds["off"], strict=True)])
            for mode, runs in speeds.items()
        },
        "guessed": {
            mode: {"draft_n": drafted, "draft_n_accepted": accepted}
            for mode, (drafted, accepted) in counts.items()
        },
    }


def ask(desk: Desk, prompt: str, tokens: int) -> Answers:
    return desk.ask(prompt, max_tokens=tokens).wait()


def speed(answers: list[Answers]) -> float:
    """Tokens a second after the first, of all answers together."""
    tokens = sum(answer.counts[0].completion_tokens - 1 for answer in answers)
    return tokens / sum(answer.counts[0].decode_s for answer in answers)


def summary(runs: list[float]) -> dict[str, Any]:
    median = statistics.median(runs)
    return {
        "runs": [round(run, 4) for run in runs],
        "median": round(median, 4),
        "spread": round((max(runs) - min(runs)) / median, 3),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--prompts", type=int, default=20)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=good_threads())
    parser.add_argument("--costs-only", action="store_true")
    parser.add_argument("--quick", action="store_true", help="to see that it works")
    options = parser.parse_args()
    if options.quick:
        options.prompts, options.tokens, options.runs = 2, 24, 1
    model = load(options.model)
    about = {"model": options.model.name, "threads": options.threads, "runs": options.runs}
    result = costs(model, threads=options.threads, runs=options.runs)
    if not options.costs_only:
        result |= texts(model, options)
    model.close()
    print(json.dumps(about | result, indent=2))
    return 0 if result.get("all_same", True) else 1


if __name__ == "__main__":
    sys.exit(main())
