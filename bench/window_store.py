"""Years of conversations: what 100,000 messages in 5,000 conversations cost.

    python bench/window_store.py [--quick] [--runs 10] [--messages 100000] [--json FILE]

Each run starts the real program over an empty folder and over the full one, by turns: how much
later the window takes typing. Then the window is opened over the full folder and 200 searches are
made in it, among them single letters and Chinese words: 95 of 100 take at most so much.
"""

import argparse
import random
import sys
import tempfile
import time
from functools import partial
from statistics import median, quantiles

from measuring.figures import Report, runs_of
from measuring.window import arguments, folder, platform, play, smoke
from store import fill, query, vocabulary

from app.paths import DataDir
from app.store import Store
from app.ui.application import Application

MESSAGES, QUICK_MESSAGES = 100_000, 2_000
EACH = 20  # messages of a conversation
SEARCHES, QUICK_SEARCHES = 200, 20


def full(data: DataDir, messages: int) -> None:
    """Write the conversations."""
    rng = random.Random(1)
    store = Store.open(data.database, data.backups)
    fill(store, rng, vocabulary(rng), messages, each=EACH)
    store.close()


async def search(application: Application, *, runs: int, searches: int) -> list[list[float]]:
    """Milliseconds of the searches of each run, as the window's thread waits for them."""
    rng = random.Random(1)
    words, took = vocabulary(rng), []
    for _ in range(runs):
        row = []
        for number in range(searches):
            typed = query(rng, words, number)
            began = time.perf_counter()
            await application.program.conversations.search(typed)
            row.append(1000 * (time.perf_counter() - began))
        took.append(row)
    return took


def measure(report: Report, args: argparse.Namespace, empty: DataDir, large: DataDir) -> None:
    messages = args.messages or (QUICK_MESSAGES if args.quick else MESSAGES)
    full(large, messages)
    starts = [(smoke(empty), smoke(large)) for _ in range(runs_of(args) + 1)][1:]
    later = [1000 * (many["window_s"] - none["window_s"]) for none, many in starts]
    searches = QUICK_SEARCHES if args.quick else SEARCHES
    took = play(large, partial(search, runs=runs_of(args), searches=searches))
    about = f"{messages:,} messages"
    report.add(f"later start, {about}", platform(), later, unit="ms", bound="<= 100")
    p95 = [quantiles(row, n=20)[-1] for row in took]
    report.add(f"p95 of searches, {about}", platform(), p95, unit="ms", bound="<= 50")
    report.add(f"median of searches, {about}", platform(), [median(r) for r in took], unit="ms")


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--messages", type=int, default=0, help="100,000 by default")
    args = parser.parse_args()
    report = Report("window_store", args.quick)
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        measure(report, args, folder(few), folder(many))
    report.save(args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
