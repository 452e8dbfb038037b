"""How soon the first token stands on the screen's side: from sending a question to its first text.

    python bench/first_token.py [--quick] [--runs 30] [--model demo] [--json FILE]

The whole program but its widgets: store, prompt, engine process, HTTP, splitter. A run is a new
conversation with a question of its own; the engine is loaded before.
"""

import asyncio
import random
import sys
import tempfile
import time
from dataclasses import replace

from measuring.figures import Report, arguments, runs_of

from app.__main__ import engine_command
from app.paths import data_dir
from app.tutor.program import Program

RUNS = 30
LOOK_EVERY_S = 0.001


async def measure(model: str, runs: int) -> tuple[float, list[float]]:
    """Seconds until the engine is there, then those of all runs, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(data_dir(folder).create(), engine_command())
        program.save_settings(replace(program.settings, model=model))
        began = time.perf_counter()
        await program.room.endpoint()
        loaded = time.perf_counter() - began
        waits = [await first_token(program, number) for number in range(runs)]
        await program.close()
    return loaded, waits


async def first_token(program: Program, seed: int) -> float:
    """Seconds from sending to the first text of one answer, which is then heard to its end."""
    dice = random.Random(seed)
    question = f"What is {dice.randint(100, 999)} + {dice.randint(100, 999)}?"
    began = time.perf_counter()
    _, buffer = await program.turns.ask(question)
    while not (buffer.reasoning or buffer.answer or buffer.done.is_set()):
        await asyncio.sleep(LOOK_EVERY_S)
    waited = time.perf_counter() - began
    await buffer.done.wait()
    return waited


def main() -> int:
    parser = arguments(__doc__, runs=RUNS, models=False)
    parser.add_argument("--model", default="demo", metavar="ID|PATH")
    args = parser.parse_args()
    report = Report("first_token", args.quick)
    loaded, waits = asyncio.run(measure(args.model, runs_of(args)))
    report.add("start of the engine", args.model, [loaded], unit="s")
    report.add("question to its first text", args.model, waits, unit="s")
    report.save(args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
