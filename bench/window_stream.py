"""Answers that are being written: what the window takes of a processor meanwhile.

    python bench/window_stream.py [--quick] [--runs 10] [--json FILE]

Each run is two answers with many formulas, through HTTP, in the real window. The first is the end
of a reasoning of 10,000 tokens at 100 tokens a second: the processor time of the window's thread
from one update of the transcript to the next, which is all that an update needs, from reading the
stream to painting; 95 of 100 updates take at most so much. The second is an answer at 50 tokens a
second: the processor time of the whole process, as a share of one core.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from statistics import median, quantiles

from measuring.figures import Report, runs_of
from measuring.talker import PIECE
from measuring.window import arguments, ask, folder, go_on, platform, play, talker, until

from app.ui.application import Application
from app.ui.transcript import Transcript

THOUGHT, LAST = 10_000, 1_000  # tokens, and those of them that come slowly
THOUGHT_PER_S, ANSWER_PER_S = 100, 50  # tokens
ANSWER_S = 10.0
REST_S = 1.0  # for what came at once
WARM_UP_S = 1.0  # of the answer, before its share counts
PARAGRAPHS = 200  # until formulas come again: more than 10,000 tokens


@dataclass
class Rows:
    """What each run came to."""

    p95_ms: list[float] = field(default_factory=list)
    median_ms: list[float] = field(default_factory=list)
    share: list[float] = field(default_factory=list)  # per cent of a core


class Updates:
    """The window's processor time at each update of the transcript."""

    def __init__(self) -> None:
        self.at: list[float] = []

    def watch(self, update: Callable[..., None]) -> Callable[..., None]:
        @wraps(update)
        def watched(*args: object) -> None:
            self.at.append(time.thread_time())
            update(*args)

        return watched

    @property
    def took_ms(self) -> list[float]:
        pairs = zip(self.at, self.at[1:], strict=False)
        return [1000 * (later - earlier) for earlier, later in pairs]


async def measure(application: Application, *, updates: Updates, runs: int, last: int) -> Rows:
    """All runs, each with formulas of its own."""
    rows = Rows()
    for number in range(runs):
        await _think(application, updates, 1000 * number, last)
        rows.p95_ms.append(quantiles(updates.took_ms, n=20)[-1])
        rows.median_ms.append(median(updates.took_ms))
        rows.share.append(await _answer(application, 1000 * number + PARAGRAPHS))
    return rows


async def _think(application: Application, updates: Updates, first: int, last: int) -> None:
    transcript, soon = application.window.chat.transcript, THOUGHT - last
    wanted = {"first": first, "paragraphs": PARAGRAPHS, "channel": "reasoning_content"}
    buffer = await ask(application, tokens=THOUGHT, at_once=soon, per_s=THOUGHT_PER_S, **wanted)
    await until(lambda: len(buffer.reasoning) >= PIECE * soon)
    await asyncio.sleep(REST_S)
    await until(lambda: not transcript.is_waiting)
    updates.at.clear()
    await go_on(application)
    await buffer.done.wait()  # looking again and again would be measured, too


async def _answer(application: Application, first: int) -> float:
    wanted = {"first": first, "paragraphs": PARAGRAPHS, "per_s": ANSWER_PER_S}
    buffer = await ask(application, tokens=int((WARM_UP_S + ANSWER_S) * ANSWER_PER_S), **wanted)
    await asyncio.sleep(WARM_UP_S)
    used, began = time.process_time(), time.perf_counter()
    await buffer.done.wait()
    return 100 * (time.process_time() - used) / (time.perf_counter() - began)


def main() -> int:
    args = arguments(__doc__).parse_args()
    report, place, updates = Report("window_stream", args.quick), platform(), Updates()
    Transcript.update_stream = updates.watch(Transcript.update_stream)  # type: ignore[method-assign]
    last = LAST // 4 if args.quick else LAST
    with tempfile.TemporaryDirectory() as root, talker() as settings:
        scenario = partial(measure, updates=updates, runs=runs_of(args), last=last)
        rows = play(folder(root), scenario, settings)
    report.add("p95 of updates, 100 tokens/s", place, rows.p95_ms, unit="ms", bound="<= 8")
    report.add("median of updates, 100 tokens/s", place, rows.median_ms, unit="ms")
    report.add("share of a core, 50 tokens/s", place, rows.share, unit="%", bound="<= 15")
    report.save(args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
