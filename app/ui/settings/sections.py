"""The small sections: look, answers, another server, downloads, keys, updates."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit
from shiboken6 import isValid

from app.errors import UserFacingError
from app.i18n import LANGUAGES, explain, listed, tr
from app.settings import AUTO_BUDGET
from app.tutor.program import Program
from app.ui import keys_box
from app.ui.settings.section import Section, say
from app.ui.settings_page import ZOOMS
from app.ui.tasks import spawn

BUDGETS = (512, 1024, 2048, 4096, 8192)  # tokens of a thought


class Look(Section):
    """Language, colours, size."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, "ui.settings_look", "settings.look_about")
        self.choice("ui.language", "language", {"system": tr("ui.as_system"), **LANGUAGES})
        themes = {
            "system": tr("ui.theme_system"),
            "light": tr("ui.theme_light"),
            "dark": tr("ui.theme_dark"),
            "contrast": tr("settings.theme_contrast"),
        }
        self.choice("ui.theme", "theme", themes)
        self.choice("ui.zoom", "zoom", {zoom: f"{zoom} %" for zoom in ZOOMS})


class Answers(Section):
    """Who answers, how long the thoughts may be, what follows a mistake."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, "ui.settings_answers", "settings.answers_about")
        sources = {"local": tr("ui.source_local"), "endpoint": tr("ui.source_endpoint")}
        self.choice("ui.source", "source", sources)
        budgets = {AUTO_BUDGET: tr("settings.thinking_auto"), 0: tr("settings.thinking_off")}
        budgets |= {n: tr("settings.thinking_tokens", n=f"{n:,}") for n in BUDGETS}
        self.choice("settings.thinking", "thinking_budget", budgets)
        self._about_thinking = self.hint("thinkingNote")
        retries = {"ask": tr("ui.retry_ask"), "auto": tr("ui.retry_auto")}
        self.choice("ui.retry", "retry_contradicted", retries)

    def refresh(self) -> None:
        super().refresh()
        said = {AUTO_BUDGET: "settings.thinking_auto_about", 0: "settings.thinking_off_about"}
        budget = self.program.settings.thinking_budget
        self._about_thinking.setText(tr(said.get(budget, "settings.thinking_tokens_about")))


class Server(Section):
    """Another OpenAI-compatible server, and whether it can be reached."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, "settings.server", "settings.server_about")
        self.text("ui.endpoint_url", "endpoint_url", "http://127.0.0.1:8000/v1")
        key = self.text("ui.endpoint_key", "endpoint_key")
        key.setEchoMode(QLineEdit.EchoMode.Password)
        self.text("ui.endpoint_model", "endpoint_model", tr("ui.endpoint_model_hint"))
        self.buttons(("ui.check_connection", "checkButton", self._ask))
        self.result = self.note("checkResult")

    def _ask(self) -> None:
        say(self.result, tr("ui.checking"))
        spawn(said(self.result, self._checked))

    async def _checked(self) -> str:
        models = await self.program.room.check_endpoint()
        return tr("ui.check_ok", models=listed(models))


class Downloads(Section):
    """Where models come from, and what is told when one has come."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, "settings.downloads", "settings.downloads_about")
        self.text("ui.mirror_row", "mirror", tr("ui.mirror_hint"))
        self.tick("settings.notify", "notify")


class Keys(Section):
    """The keys, from the table that F1 shows."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, "shell.keys_title", "settings.keys_about")
        self.column.addWidget(keys_box.table())


class Updates(Section):
    """Which version this is; asks for a newer one, only on a click."""

    about_requested = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__(program, "settings.updates", "settings.updates_about")
        self.buttons(
            ("ui.check_updates", "updatesButton", self._ask),
            ("desktop.about", "aboutButton", self.about_requested.emit),
        )
        self.result = self.note("updatesResult")

    def _ask(self) -> None:
        say(self.result, tr("ui.checking"))
        spawn(said(self.result, self.program.updates.check))


async def said(line: QLabel, ask: Callable[[], Awaitable[str]]) -> None:
    """Put what ``ask`` gives, or why it cannot, into a line that may be gone by then."""
    try:
        text = await ask()
    except UserFacingError as error:
        text = explain(error)
    if isValid(line):
        say(line, text)
