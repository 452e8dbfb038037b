"""The composer: Enter sends, Shift+Enter breaks the line, an input method's Enter never sends."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from support.gui import press

from app.ui.composer import MAX_LINES, Composer


@pytest.fixture
def composer(qtbot):
    composer = Composer()
    qtbot.addWidget(composer)
    composer.resize(600, 80)
    composer.show()
    return composer


@pytest.fixture
def sent(composer):
    texts: list[str] = []
    composer.sent.connect(texts.append)
    return texts


def test_enter_sends(composer, sent):
    QTest.keyClicks(composer.editor, "  2 + 2? ")
    press(composer.editor, Qt.Key.Key_Return)
    assert sent == ["2 + 2?"]


def test_shift_enter_breaks_the_line(composer, sent):
    QTest.keyClicks(composer.editor, "a")
    press(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.editor, "b")
    assert composer.text() == "a\nb"
    assert sent == []


def test_the_text_stays_until_it_was_taken(composer, sent):
    QTest.keyClicks(composer.editor, "q")
    press(composer.editor, Qt.Key.Key_Return)
    assert composer.text() == "q"
    composer.take()
    assert composer.text() == ""


def test_pain_25_enter_during_composition_never_sends(composer, sent):
    event = QInputMethodEvent("shu xue", [])
    QCoreApplication.sendEvent(composer.editor, event)
    press(composer.editor, Qt.Key.Key_Return)
    assert sent == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("数学")
    QCoreApplication.sendEvent(composer.editor, commit)
    assert composer.text() == "数学"
    assert sent == []
    press(composer.editor, Qt.Key.Key_Return)
    assert sent == ["数学"]


def test_nothing_is_sent_while_busy_or_empty(composer, sent):
    press(composer.editor, Qt.Key.Key_Return)
    composer.set_busy(True)
    QTest.keyClicks(composer.editor, "later")
    press(composer.editor, Qt.Key.Key_Return)
    assert sent == []
    assert composer.text() == "later"
    assert composer.stop_button.isVisible()
    assert not composer.send_button.isVisible()


def test_it_grows_with_its_text_up_to_a_limit(composer):
    heights = []
    for lines in (1, 3, MAX_LINES, 4 * MAX_LINES):
        composer.editor.setPlainText("\n".join(["x"] * lines))
        heights.append(composer.editor.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_an_edit_can_be_given_up(composer, sent):
    composer.begin_edit("old question")
    assert composer.text() == "old question"
    composer.end_edit()
    assert composer.text() == ""
