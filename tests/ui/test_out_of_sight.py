"""Pages that nobody sees: nothing of them is left to style, and they come back as they were."""

import asyncio

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from support.gui import child, click, play, press, until

from app.settings import Settings, load

NOBODY = Settings(language="en", theme="light", model="")
DOORS = ("modelsPageButton", "settingsPageButton")
FRAME = 14  # widgets of a page without contents: scroll bars and the like
SETTLE_S = 0.05


class Styled(QObject):
    """Counts how often each widget of a window is styled."""

    def __init__(self, window):
        super().__init__(window)
        self.times = {}
        for widget in window.findChildren(QWidget):
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.StyleChange:
            self.times[watched] = self.times.get(watched, 0) + 1
        return False


async def begun(application):
    """The window, once it has shown what it shows first: without a model the models."""
    window = application.window
    await until(lambda: window.pages.currentWidget() is window.models)
    return window


async def leave(window, page):
    press(window, Qt.Key.Key_Escape)
    await until(lambda: len(page.findChildren(QWidget)) <= FRAME)


@pytest.mark.parametrize("door", DOORS)
def test_a_page_is_given_up_and_opens_where_it_was_left(qapp, data, door):
    async def scenario(application):
        window = await begun(application)
        click(child(window, QPushButton, door))
        page = window.pages.currentWidget()
        before = len(page.findChildren(QWidget))
        await asyncio.sleep(SETTLE_S)
        page.verticalScrollBar().setValue(300)
        await leave(window, page)
        application.change_settings(application.program.changed_settings(theme="dark"))
        assert len(page.findChildren(QWidget)) <= FRAME, "what is hidden is not made"
        click(child(window, QPushButton, door))
        await asyncio.sleep(SETTLE_S)
        assert page.verticalScrollBar().value() == 300
        assert len(page.findChildren(QWidget)) == before

    play(qapp, data, scenario, NOBODY)


@pytest.mark.parametrize("door", DOORS)
def test_keys_come_between_making_a_page_and_showing_it(qapp, data, door):
    async def scenario(application):
        window = await begun(application)
        press(window, Qt.Key.Key_Escape)
        click(child(window, QPushButton, door))
        page = window.pages.currentWidget()
        made = page.findChildren(QLabel)
        assert made
        assert not any(label.isVisible() for label in made)
        press(window, Qt.Key.Key_Escape)
        assert window.pages.currentWidget() is window.chat
        click(child(window, QPushButton, door))
        await until(lambda: any(label.isVisible() for label in page.findChildren(QLabel)))
        assert page.updatesEnabled()

    play(qapp, data, scenario, NOBODY)


def test_what_was_typed_is_kept_when_the_page_is_left(qapp, data):
    async def scenario(application):
        window = await begun(application)
        window.activateWindow()
        click(child(window, QPushButton, DOORS[1]))
        field = child(window.settings, QLineEdit, "endpoint_url")
        field.setFocus()
        await until(field.hasFocus)
        QTest.keyClicks(field, "localhost:9")
        await leave(window, window.settings)

    play(qapp, data, scenario, NOBODY)
    assert load(data.settings).endpoint_url == "localhost:9"


@pytest.mark.parametrize("change", [{"theme": "dark"}, {"language": "zh"}])
def test_a_page_in_other_looks_keeps_its_place_and_the_focus(qapp, data, change):
    async def scenario(application):
        window = await begun(application)
        window.activateWindow()
        click(child(window, QPushButton, DOORS[1]))
        page = window.settings
        page.settle()
        page.verticalScrollBar().setValue(100)
        before = child(page, QComboBox, "theme")
        before.setFocus()
        await until(before.hasFocus)
        where = before.mapTo(page, before.rect().topLeft())
        application.change_settings(application.program.changed_settings(**change))
        await until(lambda: page.findChildren(QComboBox, "theme") not in ([], [before]))
        page.settle()
        (*_, anew) = page.findChildren(QComboBox, "theme")
        assert anew is not before
        assert anew.hasFocus()
        assert abs((anew.mapTo(page, anew.rect().topLeft()) - where).y()) < anew.height()
        assert page.updatesEnabled()

    play(qapp, data, scenario, NOBODY)


def test_another_theme_styles_no_widget_many_times(qapp, data):
    async def scenario(application):
        window = await begun(application)
        click(child(window, QPushButton, DOORS[1]))
        styled = Styled(window)
        application.change_settings(application.program.changed_settings(theme="dark"))
        assert styled.times
        often = {w.objectName() for w, times in styled.times.items() if times > 4}
        assert not often

    play(qapp, data, scenario, NOBODY)
