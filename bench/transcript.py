"""How quick the transcript is.

    python -m bench.transcript [--json]

Real widgets on the display there is, else drawn in memory; the real typesetter. Printed: seconds
until the first formula is on the screen, seconds to open a conversation of 200 messages with about
1,000 different formulas at its end and to page through it, work per update while an answer streams,
share of one core meanwhile, and memory.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable

import psutil
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.domain.chat import Message, Role, Status, Turn
from app.typeset.typesetter import Typesetter
from app.ui.rendering import make_application
from app.ui.theme import LIGHT
from app.ui.transcript import Transcript

MESSAGES = 200
FORMULAS_PER_ANSWER = 10
TOKENS_PER_S = 50
UPDATES_PER_S = 30
STREAM_S = 10.0
CHARACTERS_PER_TOKEN = 3.5
LOOK_EVERY_S = 0.002
PATIENCE_S = 60.0

PARAGRAPH = (
    "Because $x_{{{n}}} > {n}$ holds, the sum is at most $\\frac{{{n}}}{{n+{n}}}$, and so we may "
    "write\n\n\\[ \\sum_{{k=1}}^{{{n}}} k^2 = \\frac{{{n}(n+1)(2n+1)}}{{6}} \\]\n\n"
    "which is what we wanted: **step {n}** is done, 即证明完毕。\n\n"
)


def answer(number: int) -> str:
    """An answer with formulas that no other one has."""
    first = number * FORMULAS_PER_ANSWER
    return "".join(PARAGRAPH.format(n=first + k) for k in range(FORMULAS_PER_ANSWER // 3 + 1))


def turn(number: int, text: str, status: Status = Status.COMPLETE) -> Turn:
    role = Role.USER if number % 2 else Role.ASSISTANT
    return Turn(Message(number, 1, number - 1 or None, role, text, status=status), 1, 1, (number,))


def wait(application: QApplication, done: Callable[[], bool]) -> float:
    """Run the event loop until ``done``; returns the seconds."""
    started = time.perf_counter()
    while not done():
        assert time.perf_counter() - started < PATIENCE_S, "waited in vain"
        application.processEvents()
        # Without a running loop Qt would keep the widgets that were given up.
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        time.sleep(LOOK_EVERY_S)
    return time.perf_counter() - started


def open_conversation(application: QApplication, transcript: Transcript) -> dict[str, float]:
    """Open a long conversation at its end, then page up through it."""
    turns = [
        turn(n, answer(n) if n % 2 == 0 else f"What about $q_{{{n}}}$?")
        for n in range(1, MESSAGES + 1)
    ]
    started = time.perf_counter()
    transcript.show_turns(turns)
    transcript.grab()
    shown = time.perf_counter() - started
    complete = shown + wait(application, lambda: not transcript.is_waiting)
    bar = transcript.verticalScrollBar()
    started = time.perf_counter()
    while bar.value() > 0:
        bar.setValue(bar.value() - bar.pageStep())
        wait(application, lambda: not transcript.is_waiting)
    return {
        "open_200_shown_s": shown,
        "open_200_formulas_s": complete,
        "page_through_all_s": time.perf_counter() - started,
    }


def stream(application: QApplication, transcript: Transcript) -> dict[str, float]:
    """Let an answer stream at the end of the conversation."""
    number = MESSAGES + 2
    text = "".join(answer(1000 + k) for k in range(40))
    transcript.show_turns([turn(number - 1, "Go on"), turn(number, "", Status.STREAMING)])
    transcript.scroll_to_end()
    process, work = psutil.Process(), []
    cpu, started = process.cpu_times(), time.perf_counter()
    while (now := time.perf_counter() - started) < STREAM_S:
        end = int(now * TOKENS_PER_S * CHARACTERS_PER_TOKEN)
        begun = time.perf_counter()
        transcript.update_stream(number, "", text[:end], None)
        application.processEvents()
        work.append(time.perf_counter() - begun)
        time.sleep(max(0.0, 1 / UPDATES_PER_S - work[-1]))
    used = process.cpu_times()
    busy = used.user - cpu.user + used.system - cpu.system
    return {
        "update_median_ms": 1000 * statistics.median(work),
        "update_p95_ms": 1000 * statistics.quantiles(work, n=20)[-1],
        "streaming_core_share": busy / STREAM_S,
    }


def measure() -> dict[str, float]:
    """All figures, in the units that their names end in."""
    started = time.perf_counter()
    application = make_application(LIGHT)
    typesetter = Typesetter()
    try:
        transcript = Transcript(typesetter, LIGHT)
        transcript.resize(900, 900)
        transcript.show()
        transcript.show_turns([turn(2, "So $x = 1$.")])
        wait(application, lambda: not transcript.is_waiting)
        transcript.grab()
        figures = {"first_formula_s": time.perf_counter() - started}
        figures["memory_start_mb"] = psutil.Process().memory_info().rss / 1e6
        figures |= open_conversation(application, transcript)
        figures["memory_200_mb"] = psutil.Process().memory_info().rss / 1e6
        return figures | stream(application, transcript)
    finally:
        typesetter.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    figures = {name: round(value, 3) for name, value in measure().items()}
    if parser.parse_args().json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:24}{value:10.3f}")


if __name__ == "__main__":
    main()
