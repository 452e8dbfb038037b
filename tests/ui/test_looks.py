"""What a change of theme or of language does to the widgets of the whole program, and what not."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from app import i18n
from app.settings import Settings
from app.ui.application import Looks
from app.ui.style import dress


class Listener(QWidget):
    """Notes what it is told of changes."""

    def __init__(self):
        super().__init__()
        self.heard = set()

    def changeEvent(self, event):
        self.heard.add(event.type())


@pytest.fixture
def looks(qapp):
    before = qapp.palette(), i18n.language()
    made = Looks(qapp)
    made.apply(LIGHT)
    yield made
    qapp.removeTranslator(made.translator)
    qapp.setPalette(before[0])
    i18n.set_language(before[1])


LIGHT = replace(Settings(), theme="light", language="en")


def told(qtbot, looks, settings):
    listener = Listener()
    qtbot.addWidget(listener)
    dress(listener, looks.theme(LIGHT.theme))
    listener.show()
    qtbot.wait(1)
    listener.heard.clear()
    dress(listener, looks.apply(settings))
    qtbot.wait(1)  # changes of language are told later
    listener.hide()
    return listener.heard & {QEvent.Type.StyleChange, QEvent.Type.LanguageChange}


def test_another_theme_is_no_other_language(qtbot, looks):
    assert told(qtbot, looks, replace(LIGHT, theme="dark")) == {QEvent.Type.StyleChange}


def test_another_language_is_no_other_style(qtbot, looks):
    assert told(qtbot, looks, replace(LIGHT, language="zh")) == {QEvent.Type.LanguageChange}


def test_the_same_again_changes_nothing(qtbot, looks):
    assert told(qtbot, looks, LIGHT) == set()
