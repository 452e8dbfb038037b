"""The box of keys tells of every key of the window, and fits into the smallest one."""

import pytest
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from support.gui import play, until

from app import i18n
from app.settings import Settings
from app.ui import keys_box
from app.ui.developer_menu import KEYS as FOR_DEVELOPERS
from app.ui.main_window import SMALLEST

TOLD = {key for groups in keys_box.COLUMNS for _, keys in groups for key, _ in keys}
TWINS = {"Ctrl+="}  # the same key as Ctrl++ on most keyboards
PLAIN = Settings(language="en", theme="light", model="")


def written(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.PortableText)


def test_every_key_of_the_window_is_told(qapp, data):
    async def scenario(application):
        window = application.window
        await until(lambda: window.findChildren(QShortcut))
        keys = {written(action.shortcut()) for action in window.findChildren(QAction)}
        keys |= {written(shortcut.key()) for shortcut in window.findChildren(QShortcut)}
        assert keys - {"", FOR_DEVELOPERS} - TWINS <= TOLD
        press_f1 = next(a for a in window.actions() if written(a.shortcut()) == "F1")
        press_f1.trigger()
        assert window.findChild(QWidget, "keysBox").isVisible()

    play(qapp, data, scenario, PLAIN)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_table_that_fits_into_the_smallest_window(qapp, qtbot, language):
    i18n.set_language(language)
    parent = QWidget()
    qtbot.addWidget(parent)
    box = keys_box.show_keys(parent)
    assert box.width() <= SMALLEST[0]
    assert box.height() <= SMALLEST[1]
    keys = [label for label in box.findChildren(QLabel) if label.text() in TOLD]
    assert len(keys) == sum(len(k) for groups in keys_box.COLUMNS for _, k in groups)
    assert len({label.x() for label in keys}) == 2, "keys stand below each other"
    box.close()
    QTest.qWait(0)
