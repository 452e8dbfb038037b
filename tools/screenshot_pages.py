"""The pages that ``screenshots.py`` takes: how the window is brought to each, and photographed.

A page is a coroutine that brings a ``Desk`` to it. ``FRESH`` ones are taken over an empty folder,
``FILLED`` ones over the conversations of ``screenshots.toml``.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from app import i18n
from app.domain.attached import Attachment, compose
from app.domain.verdict import Status
from app.errors import EndpointError
from app.ui.application import Application

log = logging.getLogger(__name__)

USUAL, SMALLEST, TALL = (1180, 800), (720, 480), (1180, 1500)
PATIENCE_S = 60.0
LOOK_EVERY_S = 0.05


@dataclass
class Desk:
    """Brings the window from page to page and photographs it."""

    application: Application
    ids: dict[str, int]  # of the conversations, by name

    @property
    def window(self) -> Any:
        return self.application.window

    @property
    def chat(self) -> Any:
        return self.application.window.chat

    async def photograph(self, page: "Page", path: Path) -> bool:
        """Show a page, wait until it is still, keep it, and tidy up; whether that succeeded."""
        suffix = "-200" if self.window.devicePixelRatio() > 1.5 else ""
        file = path.with_name(f"{path.name}{suffix}.webp")
        try:
            await page(self)
            picture = await self._still()
            print(file, flush=True)
            return picture.save(str(file), quality=100)  # without loss
        except Exception:  # the other pages are worth taking all the same
            log.exception("no picture: %s", file.name)
            return False
        finally:
            await self._tidy()

    async def until(self, true: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < deadline, "waited in vain"
            await asyncio.sleep(LOOK_EVERY_S)

    async def open(self, name: str) -> None:
        """Open a conversation; wait for the verdict on its answer, and until all of it is built."""
        await self.window.open_conversation(self.ids[name])
        await self.answered()
        await self._still()

    def button(self, name: str) -> QAbstractButton:
        """The first button of this name that can be seen."""
        found: list[QAbstractButton] = self.window.findChildren(QAbstractButton, name)
        return next(button for button in found if button.isVisible())

    async def ask(self, question: str) -> None:
        """Ask in a new conversation, through the composer."""
        await self.window.open_conversation(None)
        self.chat.composer.editor.setPlainText(question)
        self.chat.composer.editor.submitted.emit()
        await self.until(lambda: self.chat.running is not None)

    async def answered(self) -> None:
        """Wait for the end of the answer in sight, and for the verdict on it."""
        await self.until(lambda: self.chat.running is None)
        if self.chat.last_message_id is not None:
            await self.application.program.checking.wait(self.chat.last_message_id)

    async def _still(self) -> QImage:
        """The window and what lies over it, as soon as two looks at it are the same.

        An answer under way is never still: then it is the first look.
        """
        before, picture = None, self._look()
        while self.chat.running is None and picture != before:
            await asyncio.sleep(2 * LOOK_EVERY_S)
            await self.until(lambda: not self.chat.transcript.is_waiting)
            before, picture = picture, self._look()
        return picture

    def _look(self) -> QImage:
        picture: QImage = self.window.grab().toImage()
        painter = QPainter(picture)
        corner = self.window.mapToGlobal(QPoint(0, 0))
        for over in self.over():
            place = QRect(over.mapToGlobal(QPoint(0, 0)) - corner, over.size())
            painter.drawPixmap(place.topLeft(), over.grab())
            painter.setPen(QColor(self.application.theme.faint))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
        painter.end()
        return picture

    def over(self) -> Iterator[QWidget]:
        """Dialogs, menus and plots."""
        for widget in self.application.qt.topLevelWidgets():
            if widget is not self.window and widget.isVisible() and widget.width() > 1:
                yield widget

    async def _tidy(self) -> None:
        for widget in list(self.over()):
            widget.close()
        self.chat.stop()
        await self.answered()
        conversations, mine = self.application.program.conversations, self.ids.values()
        for conversation_id in mine:
            await conversations.restore(conversation_id)
        if self.chat.conversation_id not in (None, *mine):
            await conversations.delete(self.chat.conversation_id)
        self.chat.banner.dismiss()
        self.window.notice.dismiss()
        self.window.sidebar.show()
        self.chat.transcript.searching.close()
        self.chat.composer.show_content("")
        self.window.sidebar.search.clear()
        self.window.resize(*USUAL)
        await self.window.open_conversation(None)
        await asyncio.sleep(0.3)  # the list comes back after the search


Page = Callable[[Desk], Awaitable[None]]

QUESTION = {"en": "Solve x² − 5x + 6 = 0", "zh": "解方程 x² − 5x + 6 = 0"}
SEARCHED = {"en": "limit", "zh": "导数"}


async def _first_start(desk: Desk) -> None:
    await desk.window.open_conversation(None)


async def _models(desk: Desk) -> None:
    desk.window.sidebar.models_requested.emit()


async def _models_end(desk: Desk) -> None:
    await _models(desk)
    _scroll_down(desk.window.models)


async def _streaming(desk: Desk) -> None:
    await desk.ask(QUESTION[i18n.language()])
    await desk.until(lambda: desk.chat.running is None or len(desk.chat.running.reasoning) > 60)


async def _verified(desk: Desk) -> None:
    """The demo's own answer; it is right nearly always."""
    for _ in range(5):
        await desk.ask(QUESTION[i18n.language()])
        await desk.answered()
        turns = await desk.application.program.conversations.turns(desk.chat.conversation_id)
        judgement = turns[-1].message.judgement
        if judgement is not None and judgement.verdict.status is Status.VERIFIED:
            return


async def _reasoning(desk: Desk) -> None:
    await _verified(desk)
    desk.button("reasoningHeading").click()


async def _contradicted(desk: Desk) -> None:
    await desk.open("contradicted")
    desk.button("verdictBadge").click()
    desk.chat.transcript.scroll_to_end()


async def _vote(desk: Desk) -> None:
    await desk.open("vote")


async def _vote_path(desk: Desk) -> None:
    await desk.open("vote")
    desk.button("candidate").click()


async def _plot(desk: Desk) -> None:
    await desk.open("plot")
    answer = desk.chat.last_message_id
    desk.button(f"plot-{answer}").click()
    for plot in desk.over():  # beside the window there is no room on a picture of it
        corner = QPoint(desk.window.width() - plot.width() - 24, 190)
        plot.move(desk.window.mapToGlobal(corner))


async def _reference(desk: Desk) -> None:
    await desk.open("reference")
    desk.window.resize(*TALL)
    desk.chat.transcript.verticalScrollBar().setValue(0)


async def _narrow(desk: Desk) -> None:
    await desk.open("contradicted")
    desk.window.resize(*SMALLEST)


async def _settings(desk: Desk) -> None:
    desk.window.sidebar.settings_requested.emit()


async def _settings_end(desk: Desk) -> None:
    await _settings(desk)
    _scroll_down(desk.window.settings)


async def _search(desk: Desk) -> None:
    await desk.open("sine")
    desk.window.sidebar.search.setText(SEARCHED[i18n.language()])
    await asyncio.sleep(0.5)


async def _search_nothing(desk: Desk) -> None:
    await desk.open("sine")
    desk.window.sidebar.search.setText("qqq")
    await asyncio.sleep(0.5)


async def _export(desk: Desk) -> None:
    await desk.open("vote")
    desk.window.sidebar.export_requested.emit(desk.ids["vote"])
    await desk.until(lambda: list(desk.over()))


async def _menu(desk: Desk) -> None:
    await desk.open("plot")
    rows = desk.window.sidebar.list
    rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())


async def _model_menu(desk: Desk) -> None:
    await desk.open("plot")
    desk.window.model_button.click()


async def _keys(desk: Desk) -> None:
    desk.window.activateWindow()  # a menu was open before
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    await desk.until(lambda: list(desk.over()))


async def _deleted(desk: Desk) -> None:
    await desk.open("triangle")
    desk.window.sidebar.delete_requested.emit(desk.ids["triangle"])
    await desk.until(desk.window.sidebar.undo.isVisible)


async def _error(desk: Desk) -> None:
    await desk.open("plot")
    desk.chat.show_error(EndpointError("client.unreachable", server="10.0.0.7:8000"))


async def _hidden(desk: Desk) -> None:
    """Without the sidebar, in the smallest window."""
    await _narrow(desk)
    desk.window.sidebar.hide()


async def _find(desk: Desk) -> None:
    await desk.open("vote")
    desk.chat.transcript.searching.open()
    desk.chat.transcript.searching.find("a")


async def _composing(desk: Desk) -> None:
    """A document, and a formula that is typed."""
    await desk.open("plot")
    attached = Attachment("homework.txt", "x" * 4000)
    desk.chat.composer.show_content(compose((attached,), "What is \\frac{1}{2} + \\sqrt{x}?"))
    await desk.until(desk.chat.composer.preview.isVisible)


async def _palette(desk: Desk) -> None:
    await desk.open("plot")
    desk.chat.composer.open_palette()


async def _about(desk: Desk) -> None:
    desk.application.manners.show_about()
    await desk.until(lambda: list(desk.over()))


async def _notice(desk: Desk) -> None:
    desk.window.notice.say(i18n.tr("desktop.crashed"), action=i18n.tr("desktop.report_show"))


def _scroll_down(page: Any) -> None:
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum())


FRESH: dict[str, Page] = {"first-start": _first_start, "models": _models, "models-end": _models_end}
FILLED: dict[str, Page] = {
    "contradicted": _contradicted,
    "vote": _vote,
    "vote-path": _vote_path,
    "plot": _plot,
    "reference": _reference,
    "narrow": _narrow,
    "settings": _settings,
    "settings-end": _settings_end,
    "search": _search,
    "search-nothing": _search_nothing,
    "export": _export,
    "menu": _menu,
    "model-menu": _model_menu,
    "keys": _keys,
    "deleted": _deleted,
    "hidden": _hidden,
    "find": _find,
    "composing": _composing,
    "palette": _palette,
    "about": _about,
    "notice": _notice,
    "error": _error,
    "streaming": _streaming,
    "verified": _verified,
    "reasoning": _reasoning,
}
