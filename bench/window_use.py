"""A scripted use of the window: the longest time for which it did not react.

    python bench/window_use.py [--quick] [--minutes 10] [--stacks] [--json FILE]

Over long conversations with formulas somebody opens, scrolls, asks, types, searches, deletes and
takes back, changes pages, theme, language, text size and the window's size, one thing after the
other as dice fall, while answers come at 50 tokens a second. A beat runs on the window's thread
every 5 ms; a stall is how much later than that the next one comes. Shown are the longest of all,
and for each thing the longest stall each time it was done. With ``--stacks``: where the program
stood in stalls of more than 50 ms.
"""

import asyncio
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from measuring.figures import Report
from measuring.window import (
    arguments,
    ask,
    fill,
    folder,
    long_chat,
    platform,
    play,
    talker,
    until,
)

from app.settings import Settings
from app.ui.application import Application

MINUTES, QUICK_MINUTES = 10.0, 0.25
CHATS = 6  # of 200 messages each
BEAT_S = 0.005
LONG_S = 0.05  # a stall whose stack is told
STACKS, FRAMES = 12, 6  # that are shown, and of each
PAUSE_S = 0.15  # of a person, between two things
ANSWER_TOKENS, PER_S = 250, 50
LIMIT_MS = 100


@dataclass
class Beat:
    """The window's pulse; ``longest_s`` since it was last asked for."""

    at: float = field(default_factory=time.perf_counter)
    longest_s: float = 0.0

    async def go_on(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            now = time.perf_counter()
            self.longest_s = max(self.longest_s, now - self.at - BEAT_S)
            self.at = now

    def take(self) -> float:
        taken, self.longest_s = self.longest_s, 0.0
        return taken


class Stacks:
    """Where the window's thread stood while its pulse was late by ``LONG_S``; not on Windows.

    A signal looks on that thread itself and lets go of the frames at once: kept by another thread
    they would keep painters alive beyond their painting, and Qt crashes on that.
    """

    def __init__(self, beat: Beat) -> None:
        self._beat = beat
        self._seen: Counter[str] = Counter()

    def start(self) -> None:
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, BEAT_S, BEAT_S)

    def tell(self) -> None:
        """Print the stacks that were seen most often."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        for stack, count in self._seen.most_common(STACKS):
            print(f"{count * BEAT_S * 1000:7.0f} ms  {stack}", file=sys.stderr)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        if time.perf_counter() - self._beat.at < LONG_S:
            return
        names: list[str] = []
        while frame is not None and len(names) < FRAMES:
            file = Path(frame.f_code.co_filename).name
            names.append(f"{frame.f_code.co_name} {file}:{frame.f_lineno}")
            frame = frame.f_back
        self._seen[" < ".join(names)] += 1


class Somebody:
    """Uses the window."""

    def __init__(self, application: Application, rng: random.Random) -> None:
        self.application = application
        self.window = application.window
        self.rng = rng
        self.questions = 0

    async def opens(self) -> None:
        await self.window.open_conversation(await self._any_chat())

    async def scrolls(self) -> None:
        bar = self.window.chat.transcript.verticalScrollBar()
        step = self.rng.choice((-400, -120, 120, 400))
        for _ in range(20):
            bar.setValue(bar.value() + step)
            await asyncio.sleep(1 / 60)

    async def asks(self) -> None:
        self.questions += 1
        first = 1_000_000 + 1000 * self.questions
        channel = self.rng.choice(("content", "reasoning_content"))
        wanted = {"first": first, "paragraphs": 40, "channel": channel}
        await ask(self.application, tokens=ANSWER_TOKENS, per_s=PER_S, **wanted)
        await asyncio.sleep(self.rng.uniform(0.2, 4))

    async def types(self) -> None:
        for letter in "Why is x² ≥ 0 for every x?":
            self.window.chat.composer.editor.insertPlainText(letter)
            await asyncio.sleep(0.02)
        self.window.chat.composer.editor.clear()

    async def searches(self) -> None:
        for typed in ("s", "sq", "squares", "平", ""):
            self.window.sidebar.search.setText(typed)
            await asyncio.sleep(0.2)

    async def deletes_and_takes_back(self) -> None:
        undo = self.window.sidebar.undo
        self.window.sidebar.delete_requested.emit(await self._any_chat())
        await until(lambda: not undo.isHidden())
        await asyncio.sleep(0.3)
        undo.button.click()
        await until(undo.isHidden)

    async def looks_at_models(self) -> None:
        self.window.sidebar.models_requested.emit()

    async def looks_at_settings(self) -> None:
        self.window.sidebar.settings_requested.emit()

    async def changes_theme(self) -> None:
        self._change(theme="dark" if self._settings.theme == "light" else "light")

    async def changes_language(self) -> None:
        self._change(language="zh" if self._settings.language == "en" else "en")

    async def changes_text_size(self) -> None:
        self._change(zoom=self.rng.choice((90, 100, 110, 125)))

    async def resizes(self) -> None:
        for width in range(900, 1300, 40):
            self.window.resize(width, 800)
            await asyncio.sleep(0.02)

    async def starts_anew(self) -> None:
        await self.window.open_conversation(None)

    @property
    def _settings(self) -> Settings:
        return self.application.program.settings

    def _change(self, **values: str | int) -> None:
        self.application.change_settings(replace(self._settings, **values))  # type: ignore[arg-type]

    async def _any_chat(self) -> int:
        chats = await self.application.program.conversations.all()
        return self.rng.choice([chat.id for chat in chats if chat.title.startswith("Sums")])


Deeds = dict[str, list[float]]  # milliseconds of the longest stall, each time


async def use(application: Application, *, seconds: float, beat: Beat) -> Deeds:
    """Do one thing after the other."""
    await until(lambda: application.window.chat.conversation_id is not None)
    somebody = Somebody(application, random.Random(1))
    deeds = [name for name in vars(Somebody) if not name.startswith("_")]
    rows: Deeds = {name: [] for name in deeds}
    beat.at = time.perf_counter()
    beating = asyncio.ensure_future(beat.go_on())
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        name = somebody.rng.choice(deeds)
        deed: Callable[[], Awaitable[None]] = getattr(somebody, name)
        await deed()
        await asyncio.sleep(PAUSE_S)
        rows[name].append(1000 * beat.take())
    beating.cancel()
    with suppress(asyncio.CancelledError):
        await beating
    return rows


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=0, help="10 by default")
    parser.add_argument("--stacks", action="store_true", help="say where it stood in stalls")
    args = parser.parse_args()
    report = Report("window_use", args.quick)
    beat = Beat()
    stacks = Stacks(beat)
    minutes = args.minutes or (QUICK_MINUTES if args.quick else MINUTES)
    with tempfile.TemporaryDirectory() as root, talker() as settings:
        data = folder(root)
        fill(data, [long_chat(number) for number in range(CHATS)])
        if args.stacks:
            stacks.start()
        rows = play(data, lambda app: use(app, seconds=60 * minutes, beat=beat), settings)
    if args.stacks:
        stacks.tell()
    longest = max(stall for stalls in rows.values() for stall in stalls)
    name = f"longest stall in {minutes:g} minutes of use"
    report.add(name, platform(), [longest], unit="ms", bound=f"<= {LIMIT_MS}")
    for deed, stalls in rows.items():
        if stalls:
            told = f"longest stall, {deed.replace('_', ' ')}"
            report.add(told, platform(), stalls, unit="ms")
    report.save(args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
