"""Pictures of every page of the window, taken of the real program.

    python tools/screenshots.py              # the pages that are kept, into docs/screenshots
    python tools/screenshots.py DIR          # every page, also menus, boxes and notices
    python tools/screenshots.py DIR --pages vote search --languages zh

Each in both themes, both languages and both sizes. The window is drawn in memory. The conversations
stand in ``screenshots.toml``; the verdicts on them are the checker's, the demo model loads and
answers. A file is called ``PAGE-THEME-LANGUAGE.webp``, with ``-200`` at the end where everything is
twice as large: that is another process, since Qt reads the scale at its start. WebP without loss is
a third as large as PNG.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEvent  # noqa: E402 - the path to the program comes first
from PySide6.QtWidgets import QApplication  # noqa: E402
from screenshot_pages import FILLED, FRESH, Desk, Page  # noqa: E402

from app import settings as settings_file  # noqa: E402
from app.__main__ import checker_command, engine_command  # noqa: E402
from app.client.judge import Judge  # noqa: E402
from app.domain.chat import Chat, Conversation, Message, Role  # noqa: E402
from app.domain.equality import same  # noqa: E402
from app.domain.votes import SAMPLES, Poll, Sample  # noqa: E402
from app.paths import DataDir, data_dir  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.store import Store  # noqa: E402
from app.tutor.program import Program  # noqa: E402
from app.tutor.room import RoomState  # noqa: E402
from app.ui.application import Application, make_qt_application  # noqa: E402
from app.ui.loop import event_loop  # noqa: E402

PAGES = (*FRESH, *FILLED)
CHATS = Path(__file__).with_suffix(".toml")
KEPT = ROOT / "docs" / "screenshots"
KEPT_PAGES = (
    "first-start",
    "models",
    "settings",
    "reference",
    "verified",
    "contradicted",
    "vote",
    "plot",
    "search",
    "composing",
)
LANGUAGES, THEMES, SCALES = ("en", "zh"), ("light", "dark"), (100, 200)
SCREEN_PX = 1600  # of each side, at 100 %
DAY_S = 86_400
Row = dict[str, Any]  # a conversation of screenshots.toml
REFERENCE = ROOT / "tests" / "data" / "reference_page.md"


@dataclass(frozen=True)
class Wish:
    """What is to be taken in one process."""

    folder: Path
    pages: tuple[str, ...]
    languages: tuple[str, ...]
    themes: tuple[str, ...]


def main() -> int:
    args = _arguments()
    pages = args.pages or (PAGES if args.folder else KEPT_PAGES)
    wish = Wish(args.folder or KEPT, tuple(pages), tuple(args.languages), tuple(args.themes))
    if args.child:
        return _take(wish)
    with tempfile.TemporaryDirectory(prefix="lemma-") as home:
        for scale in args.scales:
            environment = _environment(scale, Path(home))
            done = subprocess.run([sys.executable, *sys.argv, "--child"], env=environment)
            if done.returncode:
                return done.returncode
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--pages", nargs="+", choices=PAGES, metavar="PAGE", help=", ".join(PAGES))
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--scales", nargs="+", type=int, choices=SCALES, default=SCALES)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _environment(scale: int, home: Path) -> dict[str, str]:
    """Drawn in memory, on a screen on which everything has room; nobody's own models are shown."""
    side = SCREEN_PX * scale // 100
    screen = {"name": "paper", "x": 0, "y": 0, "width": side, "height": side}
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    file = home / "screen.json"
    file.write_text(json.dumps({"screens": [screen | dots]}), "utf-8")
    return os.environ | {
        "HOME": str(home),
        "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
        "QT_SCALE_FACTOR": str(scale / 100),
    }


# --- in the process that draws ------------------------------------------------------------------


def _take(wish: Wish) -> int:
    wish.folder.mkdir(parents=True, exist_ok=True)
    qt = make_qt_application()
    QApplication.setCursorFlashTime(0)
    failed = False
    for language in wish.languages:
        for pages, chats in ((FRESH, []), (FILLED, _chats(language))):
            if not pages.keys().isdisjoint(wish.pages):
                failed |= _play(qt, wish, language, pages, chats)
    return int(failed)


def _play(
    qt: QApplication, wish: Wish, language: str, pages: dict[str, Page], chats: list[Row]
) -> bool:
    """Open the window over a folder of its own and take the pages; whether any failed."""
    with tempfile.TemporaryDirectory(prefix="lemma-") as folder:
        data = data_dir(folder).create()
        settings_file.save(Settings(language=language, theme=wish.themes[0]), data.settings)
        ids = asyncio.run(_fill(data, chats))
        with event_loop(qt) as loop:
            failed = loop.run_until_complete(_live(wish, language, pages, ids, data))
        # Without a running loop Qt would keep the closed window, to hear of the next one's changes.
        qt.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return failed


async def _live(
    wish: Wish, language: str, pages: dict[str, Page], ids: dict[str, int], data: DataDir
) -> bool:
    application = Application(Program(data, engine_command(), _judge(data)))
    program = application.program
    life = asyncio.ensure_future(application.live())
    desk, failed = Desk(application, ids), False
    try:
        await desk.until(lambda: program.room.state in (RoomState.READY, RoomState.FAILED))
        for theme in wish.themes:
            application.change_settings(replace(program.settings, theme=theme))
            for name, page in pages.items():
                if name in wish.pages:
                    place = wish.folder / f"{name}-{theme}-{language}"
                    failed |= not await desk.photograph(page, place)
    finally:
        application.window.close()
        await life
    return failed


def _judge(data: DataDir) -> Judge:
    return Judge(checker_command(), data.logs / "checker.log")


# --- what stands in the folder ------------------------------------------------------------------


def _chats(language: str) -> list[Row]:
    """The conversations of a language, and the reference page of the tests."""
    written: list[Row] = tomllib.loads(CHATS.read_text("utf-8"))[language]
    text = REFERENCE.read_text("utf-8")
    title = text.partition("\n")[0].strip("# ")
    page = {"name": "reference", "title": title, "days": 3, "question": title, "answer": text}
    return [page, *written]


async def _fill(data: DataDir, chats: list[Row]) -> dict[str, int]:
    """Keep the conversations, and the votes on them; their ids by name."""
    judge, ids = _judge(data), {}
    store = Store.open(data.database, data.backups)
    try:
        for row in chats:
            [ids[row["name"]]] = store.take_in([_chat(row)])
            if "samples" in row:
                answer = store.messages(ids[row["name"]])[-1]
                store.keep_poll(answer.id, await _poll(row, judge))
    finally:
        store.close()
        await judge.close()
    return ids


def _chat(row: Row) -> Chat:
    when = time.time() - DAY_S * row["days"] - 60 * len(row["title"])
    asked = Message(1, 1, None, Role.USER, row["question"], created_at=when)
    answered = Message(
        *(2, 1, 1, Role.ASSISTANT, row["answer"].strip()),
        reasoning=row.get("reasoning", "").strip(),
        created_at=when,
        thought_s=row.get("thought_s"),
        tokens=len(row["answer"]) // 3,
    )
    return Chat(Conversation(1, row["title"], when, when, active_leaf_id=2), (asked, answered))


async def _poll(row: Row, judge: Judge) -> Poll:
    """What a vote with these answers comes to."""
    poll = Poll(SAMPLES)
    for number, final in enumerate(row["samples"]):
        text = row["answer"].strip().replace("\\boxed{9}", f"\\boxed{{{final}}}")
        judged = await judge.judge(row["question"], text)
        thought, status = row["reasoning"].strip(), judged.verdict.status
        seconds = row["thought_s"] + 2.0 * number
        sample = Sample(thought, text, final, status, tokens=180 + 7 * number, seconds=seconds)
        poll = poll.with_sample(sample, same)
    return poll


if __name__ == "__main__":
    sys.exit(main())
