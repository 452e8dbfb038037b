"""A page ends where what is on it ends, in every width."""

import asyncio

import pytest
from PySide6.QtWidgets import QPushButton
from support.gui import child, click, play

from app.settings import Settings

MARGIN_PX = 28
CHANCE_S = 0.05  # for the layouts to settle


@pytest.mark.parametrize("door", ["modelsPageButton", "settingsPageButton"])
def test_nothing_follows_the_last_line(qapp, data, door):
    async def scenario(application):
        window = application.window
        click(child(window, QPushButton, door))
        for width in (1180, 720):
            window.resize(width, 600)
            await asyncio.sleep(CHANCE_S)
            page = window.pages.currentWidget()
            content = page.column.parentWidget()
            last = max(each.geometry().bottom() for each in content.children() if is_seen(each))
            assert page.body.height() - content.y() - last <= MARGIN_PX + 2

    play(qapp, data, scenario, Settings(language="en", theme="light", model=""))


def is_seen(thing):
    return thing.isWidgetType() and thing.isVisible()
