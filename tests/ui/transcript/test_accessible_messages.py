"""What those hear and do who use the transcript without seeing it, or without a mouse."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTextEdit,
    QToolTip,
    QWidget,
)
from support.accessibility import things
from support.transcripts import conversation, question, streaming, turn

from app import i18n
from app.domain.chat import Status as How
from app.domain.verdict import Judgement, Status, Verdict
from app.domain.votes import Candidate, Poll, Sample
from app.ui.theme import LIGHT
from app.ui.transcript import Transcript, accessible
from app.ui.transcript.buttons import IconButton
from app.ui.transcript.display import FormulaView

HOLDS = Judgement(Verdict(Status.VERIFIED, "checker.no_answer"), extracted="2")
ANSWER = "Since $x^2=4$:\n\n\\[ x = \\frac{1}{2} \\]\n\n1. one\n2. two\n\n| a |\n|---|\n| $y_1$ |"


def name(widget):
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.fixture
def shown(transcript, settle):
    transcript.show_turns([question(1, "Solve $x^2-5x+6=0$"), turn(2, ANSWER, judgement=HOLDS)])
    settle()
    return transcript


def test_a_message_is_read_with_who_says_it(shown):
    assert name(shown.views[0]) == "You: Solve x squared minus 5 x plus 6 equals 0"
    said = name(shown.views[1]).split("\n")
    assert said[:6] == [
        "Lemma: Since x squared equals 4:",
        "x equals one half",
        "1. one",
        "2. two",
        "a",
        "y sub 1",
    ]
    assert "Verified" in said[6]
    i18n.set_language("zh")
    assert name(shown.views[0]) == "你：Solve x 的平方减 5x 加 6 等于 0"


def test_blocks_are_read_with_their_formulas_in_words(shown):
    document = shown.views[1].document(thoughts=False)
    assert [name(view) for view in document._views] == [
        "Since x squared equals 4:",
        "x equals one half",
        "1. one\n2. two",
        "a\ny sub 1",
    ]
    roles = {role for role, _, _ in things(shown)}
    assert {
        QAccessible.Role.Paragraph,
        QAccessible.Role.StaticText,
        QAccessible.Role.Button,
    } <= roles
    assert not any("\ufffc" in said for _, said, _ in things(shown))


def test_messages_come_and_go_while_they_are_listened_to(transcript, settle):
    transcript.show_turns(conversation(pairs=12))
    for height in range(0, 9000, 4000):
        transcript.verticalScrollBar().setValue(height)
        settle()
        assert sum(said.startswith(("You:", "Lemma:")) for _, said, _ in things(transcript)) == 24
    transcript.show_turns([])
    settle()
    assert not any(said.startswith("You:") for _, said, _ in things(transcript))


def test_a_finished_answer_and_a_verdict_are_announced(transcript, settle, monkeypatch):
    told = []
    monkeypatch.setattr(
        accessible.QAccessible, "updateAccessibility", lambda event: told.append(event.message())
    )
    transcript.show_turns([question(1, "2+2?"), streaming(2)])
    transcript.finish(turn(2, "$2+2=4$").message)
    assert told == []  # nobody listens
    monkeypatch.setattr(accessible.QAccessible, "isActive", lambda: True)
    transcript.finish(turn(2, "It is $2+2=4$").message)
    transcript.show_judgement(2, HOLDS)
    assert told[0] == "Lemma: It is 2 plus 2 equals 4"
    assert "Verified" in told[1]


# --- keys -----------------------------------------------------------------------------------------


@pytest.fixture
def beside(typesetter, qtbot, monkeypatch):
    """A transcript in a window, between two fields."""
    monkeypatch.setattr(QToolTip, "showText", lambda *_: None)  # the platform cannot raise it
    window = QWidget()
    before = QLineEdit(window)
    transcript = Transcript(typesetter, LIGHT, window)
    after = QLineEdit(window)
    transcript.setGeometry(0, 40, 800, 600)
    after.setGeometry(0, 650, 100, 30)
    window.resize(800, 700)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    yield before, transcript, after
    shiboken6.delete(window)


def tab(back=False):
    focus = QApplication.focusWidget()
    QTest.keyClick(focus, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
    return QApplication.focusWidget()


def test_tab_walks_messages_and_their_buttons(beside, settle):
    before, transcript, after = beside
    transcript.show_turns([question(1, "Why?"), turn(2, "So $x$.", judgement=HOLDS)])
    settle()
    before.setFocus()
    assert tab() is transcript
    names = []
    while (focus := tab()) is not after:
        names.append(focus.objectName())
        assert len(names) < 30
    assert names[0] == "message-1"
    message = names.index("message-2")
    assert {"copy-1", "edit-1"} <= set(names[1:message])
    assert names[message + 1] == "verdictBadge"
    assert names[message + 2 :][:2] == ["copy-2", "regenerate-2"]
    back = []
    while (focus := tab(back=True)) is not transcript:
        back.append(focus.objectName())
    assert back == names[::-1]


def test_tab_brings_what_it_comes_to_into_sight(beside, settle):
    _, transcript, _ = beside
    transcript.show_turns(conversation(pairs=6))
    settle()
    transcript.verticalScrollBar().setValue(0)
    transcript.setFocus()
    seen = 0
    for _ in range(40):
        focus = tab()
        if not transcript.isAncestorOf(focus):
            break
        QApplication.processEvents()
        top = focus.mapTo(transcript.viewport(), QPoint(0, 0)).y()
        assert 0 <= top < transcript.viewport().height() - 20
        seen += focus.objectName().startswith("message-")
    assert seen == 12
    assert not transcript._ring.isVisible()


def test_keys_scroll_wherever_the_focus_is(beside, settle):
    _, transcript, _ = beside
    transcript.show_turns(conversation(pairs=6))
    settle()
    bar = transcript.verticalScrollBar()
    text = transcript.views[-1].findChild(QTextEdit)
    for focus in (transcript, transcript.views[-1], text):
        focus.setFocus()
        for key, grows in (
            (Qt.Key.Key_Home, None),
            (Qt.Key.Key_Down, True),
            (Qt.Key.Key_PageDown, True),
            (Qt.Key.Key_Up, False),
            (Qt.Key.Key_PageUp, False),
            (Qt.Key.Key_End, None),
        ):
            before = bar.value()
            QTest.keyClick(focus, key)
            settle()
            if grows is None:
                assert bar.value() == (0 if key == Qt.Key.Key_Home else bar.maximum())
            else:
                assert (bar.value() > before) is grows
        transcript.verticalScrollBar().setValue(bar.maximum())
        text = transcript.views[-1].findChild(QTextEdit)


def test_the_context_menu_key_of_a_message_offers_its_actions_and_formulas(shown, monkeypatch):
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # the platform cannot raise it
    message = shown.views[1]
    message.setFocus()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(message, event)
    menu = message.findChild(QMenu)
    words = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert words[0] == "Copy as Markdown"
    assert words[-3:] == ["x squared equals 4", "x equals one half", "y sub 1"]
    inner = menu.actions()[-1].menu()
    assert inner.actions()[0].text() == "Copy LaTeX"
    inner.actions()[0].trigger()
    assert QApplication.clipboard().text() == "y_1"
    menu.close()


# --- large text -----------------------------------------------------------------------------------

FINALS = ("x=2", "x=2", "x=-2, x=2")
POLL = Poll(
    8, tuple(Sample("", "Text $x=2$", final) for final in FINALS),
    (Candidate("x=2", (0, 1)), Candidate("x=-2, x=2", (2,))),
)  # fmt: skip
WORST = [
    question(1, "A long question with a veryveryverylongwordthatdoesnotend and $x^2-5x+6=0$ " * 2),
    turn(
        2,
        ANSWER + "\n\n\\[ " + "x+" * 60 + "1 \\]\n\n```\n" + "code " * 40 + "\n```\n\n"
        "|" + "a long heading|" * 6 + "\n|" + "---|" * 6 + "\n|" + "cell $x$|" * 6,
        reasoning="Hm " * 30,
        thought_s=12.0,
        judgement=Judgement(Verdict(Status.CONTRADICTED, "checker.no_answer"), extracted="2"),
        status=How.INTERRUPTED,
        poll=POLL,
    ),
]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_cut_off_at_twice_the_size_in_the_smallest_window(transcript, settle, language):
    i18n.set_language(language)
    transcript.retranslate()
    transcript.resize(720 - 264, 480)  # beside the sidebar
    transcript.set_zoom(2.0)
    transcript.show_turns(WORST)
    transcript.views[1].document(thoughts=True)
    transcript._wishes.folded.emit(transcript.views[1])
    settle()
    room = transcript.viewport().width()
    for widget in transcript.views[1].findChildren(QWidget) + transcript.views[0].findChildren(
        QWidget
    ):
        if not widget.isVisibleTo(transcript) or isinstance(widget, IconButton):
            continue
        right = widget.mapTo(transcript.viewport(), QPoint(widget.width(), 0)).x()
        if widget.parent().objectName() != "qt_scrollarea_viewport":
            assert right <= room, widget
        if isinstance(widget, QTextEdit):
            fits = widget.document().size().height() <= widget.height() + 1
            assert fits, widget.toPlainText()
            wide = widget.document().idealWidth() > widget.viewport().width() + 1
            assert not wide or widget.horizontalScrollBar().maximum() > 0, widget.toPlainText()
        elif isinstance(widget, FormulaView):
            over = widget.natural_width() - widget.width()
            assert over <= 1 or widget.bar.maximum() >= over - 1
        elif isinstance(widget, QLabel | QPushButton) and not getattr(widget, "wordWrap", bool)():
            needed = widget.fontMetrics().horizontalAdvance(widget.text())
            assert needed <= widget.width() + 1, widget.text()
        elif hasattr(widget, "click") and widget.text():
            assert widget.sizeHint().width() <= widget.width() + 1, widget.text()
