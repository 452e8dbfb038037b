"""Long conversations: until one can be read, and how it scrolls.

    python bench/window_open.py [--quick] [--runs 10] [--json FILE]

Each run opens another conversation of 200 messages with about 1,000 formulas that were never set
before, in the real window: until its first screen is painted, and until the formulas in it are
there. Then it is scrolled from its end to its beginning at 120 pixels a frame. A frame is due every
60th of a second, and late when it is painted more than 33 ms after that.
"""

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import Any

from measuring.figures import Report, runs_of
from measuring.window import arguments, fill, folder, long_chat, platform, play, until
from PySide6.QtCore import QEvent, QObject

from app.ui.application import Application

FRAME_S = 1 / 60
LATE_S = 0.033
STEP_PX = 120
REST_S = 0.5  # between opening and scrolling


@dataclass
class Rows:
    """What each conversation came to."""

    shown_ms: list[float] = field(default_factory=list)
    formulas_ms: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # per cent of the frames
    slowest_ms: list[float] = field(default_factory=list)


class Painted(QObject):
    """Notices that something was painted in a widget."""

    def __init__(self, widget: Any) -> None:
        super().__init__(widget)
        self._is_new = False
        widget.installEventFilter(self)

    async def wait(self) -> None:
        """Until the next painting is over: who waits goes on when the window's thread is free."""
        self._is_new = False
        while not self._is_new:
            await asyncio.sleep(0)

    # Qt's override

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self._is_new = self._is_new or event.type() == QEvent.Type.Paint
        return False


async def measure(application: Application) -> Rows:
    """All conversations, one after the other; the last of the list is open already."""
    rows = Rows()
    painted = Painted(application.window.chat.transcript.widget())
    _, *others = await application.program.conversations.all()
    for conversation in others:
        await asyncio.sleep(REST_S)
        await _open(application, conversation.id, rows)
        await asyncio.sleep(REST_S)
        await _scroll(application, rows, painted)
    return rows


async def _open(application: Application, conversation_id: int, rows: Rows) -> None:
    window = application.window
    began = time.perf_counter()
    await window.open_conversation(conversation_id)
    window.repaint()
    rows.shown_ms.append(1000 * (time.perf_counter() - began))
    await until(lambda: not window.chat.transcript.is_waiting)
    window.repaint()
    rows.formulas_ms.append(1000 * (time.perf_counter() - began))


async def _scroll(application: Application, rows: Rows, painted: Painted) -> None:
    transcript = application.window.chat.transcript
    bar, took = transcript.verticalScrollBar(), []
    due = time.perf_counter()
    while bar.value() > 0:
        bar.setValue(bar.value() - STEP_PX)
        await painted.wait()
        now = time.perf_counter()
        took.append(now - due)
        due = max(due + FRAME_S, now)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    rows.late.append(100 * sum(each > LATE_S for each in took) / len(took))
    rows.slowest_ms.append(1000 * max(took))


def main() -> int:
    args = arguments(__doc__).parse_args()
    report, place = Report("window_open", args.quick), platform()
    with tempfile.TemporaryDirectory() as root:
        data = folder(root)
        fill(data, [long_chat(number) for number in range(runs_of(args) + 1)])
        rows = play(data, measure)
    report.add("first screen of 200 messages", place, rows.shown_ms, unit="ms", bound="<= 150")
    report.add("with its formulas", place, rows.formulas_ms, unit="ms")
    report.add("frames over 33 ms while scrolling", place, rows.late, unit="%", bound="<= 1")
    report.add("slowest frame", place, rows.slowest_ms, unit="ms")
    report.save(args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
