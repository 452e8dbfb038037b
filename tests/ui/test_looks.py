"""What a change of theme or of language does to the widgets of the whole program, and what not."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from app import i18n
from app.settings import Settings
from app.ui.application import Looks


class Listener(QWidget):
    """Notes what it is told of changes."""

    def __init__(self):
        super().__init__()
        self.heard = set()

    def changeEvent(self, event):
        self.heard.add(event.type())


@pytest.fixture
def looks(qapp):
    before = qapp.styleSheet(), qapp.palette(), i18n.language()
    made = Looks(qapp)
    made.apply(LIGHT)
    yield made
    qapp.removeTranslator(made.translator)
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    i18n.set_language(before[2])


LIGHT = replace(Settings(), theme="light", language="en")


def told(qtbot, looks, settings):
    listener = Listener()
    qtbot.addWidget(listener)
    listener.show()
    qtbot.wait(1)
    listener.heard.clear()
    looks.apply(settings)
    qtbot.wait(1)  # changes of language are told later
    listener.hide()
    return listener.heard & {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}


def test_another_theme_is_no_other_language(qtbot, looks):
    assert told(qtbot, looks, replace(LIGHT, theme="dark")) == {QEvent.Type.StyleChange}


def test_another_language_is_no_other_style(qtbot, looks):
    assert told(qtbot, looks, replace(LIGHT, language="zh")) == {QEvent.Type.LanguageChange}


def test_the_same_again_changes_nothing(qtbot, looks):
    assert told(qtbot, looks, LIGHT) == set()
