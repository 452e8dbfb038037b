"""The button in the settings that asks for updates, and what is shown then."""

from PySide6.QtWidgets import QLabel, QPushButton
from support.gui import child

from app.settings import Settings
from app.ui.settings_page import SettingsPage


def test_it_asks_once_a_click_and_shows_what_is_known(qtbot):
    page = SettingsPage(Settings())
    qtbot.addWidget(page)
    button = child(page, QPushButton, "updatesButton")
    with qtbot.waitSignal(page.updates_requested):
        button.click()
    page.show_updates("Lemma 9.0.0 is out <b>now</b>.")
    assert child(page, QLabel, "updatesResult").text() == "Lemma 9.0.0 is out <b>now</b>."
