"""At rest: what the window takes of a processor and of memory when nobody does anything.

    python bench/window_idle.py [--quick] [--runs 10] [--seconds 10] [--json FILE]

Each run is three windows in processes of their own: one over an empty folder; one that opened a
conversation of 200 messages with about 1,000 formulas; and that one again when it was paged through
to its beginning. Memory is resident memory of the window's process when all is still, processor
time that of the second one over ``--seconds``. The model that comes with the program is loaded, in
its own process, and the cursor, which stops blinking soon after the last key, stands still.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from functools import partial

import psutil
from measuring.figures import Report, runs_of
from measuring.window import (
    arguments,
    fill,
    folder,
    in_a_process_of_its_own,
    long_chat,
    platform,
    play,
    until,
)
from PySide6.QtGui import QGuiApplication

from app.tutor.room import RoomState
from app.ui.application import Application

SECONDS, QUICK_SECONDS = 10.0, 2.0
STILL_S = 3.0  # after the last thing that happened
MB = 1e6
BOUNDS = {"at rest": "<= 140", "200 messages": "<= 220", "200 messages, paged through": "<= 220"}
EMPTY, OPEN, PAGED = BOUNDS


async def look(application: Application, *, state: str, seconds: float) -> dict[str, float]:
    """Memory and processor time of this process, when it has come to the state."""
    transcript, room = application.window.chat.transcript, application.program.room
    await until(lambda: room.state in (RoomState.READY, RoomState.FAILED))
    if state == PAGED:
        bar = transcript.verticalScrollBar()
        while bar.value() > 0:
            bar.setValue(bar.value() - bar.pageStep())
            await until(lambda: not transcript.is_waiting)
    await asyncio.sleep(STILL_S)
    memory = psutil.Process().memory_info().rss
    if state == OPEN:
        hints = QGuiApplication.styleHints()
        await until(lambda: hints.cursorFlashTime() == 0)
    used = time.process_time()
    await asyncio.sleep(seconds)
    return {"mb": memory / MB, "share": 100 * (time.process_time() - used) / seconds}


def child(state: str, seconds: float) -> None:
    """Open the window, look, and print what was found."""
    with tempfile.TemporaryDirectory() as root:
        data = folder(root)
        if state != EMPTY:
            fill(data, [long_chat(0)])
        print(json.dumps(play(data, partial(look, state=state, seconds=seconds))))


def measure(report: Report, args: argparse.Namespace) -> None:
    seconds = args.seconds or (QUICK_SECONDS if args.quick else SECONDS)
    memory: dict[str, list[float]] = {state: [] for state in BOUNDS}
    shares = []
    for _ in range(runs_of(args)):
        for state, rows in memory.items():
            rest = seconds if state == OPEN else 0.1
            told = in_a_process_of_its_own(__file__, state, "--seconds", str(rest))
            rows.append(told["mb"])
            if state == OPEN:
                shares.append(told["share"])
    for state, rows in memory.items():
        report.add(f"memory, {state}", platform(), rows, unit="MB", bound=BOUNDS[state])
    name = "share of a core at rest, 200 messages"
    report.add(name, platform(), shares, unit="%", bound="<= 0.1")


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=0, help="of rest; 10 by default")
    parser.add_argument("--child", choices=list(BOUNDS), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child, args.seconds)
        return 0
    report = Report("window_idle", args.quick)
    measure(report, args)
    report.save(args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
