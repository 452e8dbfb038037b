"""The button in the settings that asks for updates, and what is shown then."""

from PySide6.QtWidgets import QLabel, QPushButton
from support.gui import child, play, until

from app.settings import Settings


def test_it_asks_once_a_click_and_shows_what_is_known_as_it_is(qapp, data):
    asked: list[int] = []

    async def check() -> str:
        asked.append(1)
        return "Lemma 9.0.0 is out <b>now</b>."

    async def scenario(application):
        window = application.window
        application.program.updates.check = check
        window.sidebar.settings_requested.emit()
        result = child(window.settings, QLabel, "updatesResult")
        assert not result.isVisible()
        assert not asked
        child(window.settings, QPushButton, "updatesButton").click()
        await until(lambda: "9.0.0" in result.text())
        assert result.text() == "Lemma 9.0.0 is out <b>now</b>."
        assert len(asked) == 1

    play(qapp, data, scenario, Settings(language="en", theme="light", model=""))
