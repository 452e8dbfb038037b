"""How soon the first token stands on the screen's side: from sending a question to its first text.

    python bench/first_token.py [--model demo] [--runs 30]

The whole program but its widgets: store, prompt, engine process, HTTP, splitter. A run is a new
conversation with a question of its own; the engine is loaded before. Prints one JSON object with
seconds: start of the engine, then median, 95 % and worst of the runs.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from dataclasses import replace

from app.__main__ import engine_command
from app.paths import data_dir
from app.tutor.program import Program

LOOK_EVERY_S = 0.001


async def main(model: str, runs: int) -> dict[str, float]:
    """All runs, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(data_dir(folder).create(), engine_command())
        program.save_settings(replace(program.settings, model=model))
        began = time.perf_counter()
        await program.room.endpoint()
        loaded = time.perf_counter() - began
        waits = sorted([await first_token(program, number) for number in range(runs)])
        await program.close()
    return {
        "runs": runs,
        "engine_start_s": round(loaded, 3),
        "median_s": round(statistics.median(waits), 3),
        "p95_s": round(waits[int(0.95 * (runs - 1))], 3),
        "worst_s": round(waits[-1], 3),
    }


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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="demo")
    parser.add_argument("--runs", type=int, default=30)
    wish = parser.parse_args()
    print(json.dumps(asyncio.run(main(wish.model, wish.runs))))
