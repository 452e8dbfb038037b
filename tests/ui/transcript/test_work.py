"""How much a transcript does: nothing is built, laid out or moved without need."""

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtWidgets import QTextEdit, QWidget
from support.transcripts import conversation, question, streaming, turn

from app.domain.chat import Status
from app.domain.verdict import Judgement, Verdict
from app.domain.verdict import Status as Finding
from app.ui.theme import DARK
from app.ui.transcript import column, contents
from app.ui.transcript.answer import AnswerView
from app.ui.transcript.question import QuestionView


class Moves(QObject):
    """Counts how often messages get another place or size."""

    def __init__(self, transcript):
        super().__init__(transcript)
        self.count = 0
        for view in transcript.views:
            view.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.count += event.type() in (QEvent.Type.Move, QEvent.Type.Resize)
        return False


class Painted(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def work(monkeypatch):
    """What is done to messages: how often they are made and laid out."""
    done = Counter()
    for kind in (QuestionView, AnswerView):
        for name, told in (("__init__", "made"), ("fit", "laid out")):
            monkeypatch.setattr(kind, name, counted(getattr(kind, name), done, told))
    return done


def counted(method, done, told):
    def call(self, *args, **kwargs):
        done[told] += 1
        return method(self, *args, **kwargs)

    return call


@pytest.fixture
def read(qtbot, transcript, settle):
    """A conversation of 60 messages, somewhere in its middle, all that is near being built."""
    transcript.show_turns(conversation(30))
    transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum() // 2)
    settle()
    qtbot.waitUntil(lambda: not transcript._column._ahead.isActive())
    settle()
    return transcript


def test_pain_24_scrolling_among_built_messages_lays_nothing_out(read, work):
    bar, moves = read.verticalScrollBar(), Moves(read)
    for _ in range(10):
        bar.setValue(bar.value() - 12)
    assert work == {}
    assert moves.count == 0
    read._column._ahead.stop()


def test_scrolling_paints_what_comes_into_sight_and_no_more(qtbot, read):
    bar, screen = read.verticalScrollBar(), read.viewport().rect().adjusted(0, 0, 0, -60)

    def place(text):
        return QRect(text.mapTo(read.viewport(), QPoint(0, 0)), text.size())

    qtbot.wait(50)
    text = next(text for text in read.findChildren(QTextEdit) if screen.contains(place(text)))
    before, painted = place(text), Painted(text.viewport())
    for _ in range(3):
        bar.setValue(bar.value() - 12)
        qtbot.wait(20)
    assert place(text) == before.translated(0, 36)
    assert painted.count == 0, "it was copied to its new place"
    read._column._ahead.stop()


def test_the_focus_does_not_wander_through_messages_that_go(qtbot, qapp, read):
    qtbot.waitUntil(read.isActiveWindow)
    read.views[0].setFocus()
    came_to = []
    with qtbot.waitSignal(qapp.focusChanged):
        qapp.focusChanged.connect(note := lambda _old, new: came_to.append(new))
        read.show_turns([question(900, "Another conversation")])
    qapp.focusChanged.disconnect(note)
    assert came_to == [read]


def test_nothing_moves_aside_when_a_scroll_bar_comes(transcript, settle):
    transcript.show_turns([question(1, "Why?")])
    settle()
    (view,) = transcript.views
    before = view.geometry()
    transcript.show_turns([view.turn, turn(2, "Because.\n\n" * 60)])
    settle()
    assert transcript.verticalScrollBar().isVisible()
    assert view.geometry() == before


def test_what_was_read_once_is_not_read_again_for_another_look(read):
    reads = contents.answer.cache_info().misses
    read.set_theme(DARK)
    assert contents.answer.cache_info().misses == reads
    read._column._ahead.stop()


def test_pain_24_an_update_lays_out_the_answer_that_grew_and_no_other(transcript, settle, work):
    transcript.show_turns([*conversation(3), question(9, "Go on"), streaming(10)])
    settle()
    transcript.update_stream(10, "", "First words", None)
    work.clear()
    moves = Moves(transcript)
    transcript.update_stream(10, "", "First words and more", None)
    assert work == {"laid out": 1}
    assert moves.count == 0  # on the same line
    transcript.finish(replace(turn(10, "First words and more").message))
    assert work == {"laid out": 2}


def test_an_update_paints_the_paragraph_that_grew_and_no_other_block(qtbot, transcript, settle):
    text = "First.\n\n\\[ x \\]\n\nThen words"
    transcript.show_turns([streaming(2)])
    transcript.update_stream(2, "", text, None)
    settle()
    document = transcript.views[0].document(thoughts=False)
    first, formula, last = map(document.block, range(3))
    painted = [Painted(first.viewport()), Painted(formula), Painted(last.viewport())]
    transcript.update_stream(2, "", text + " and more", None)
    qtbot.waitUntil(lambda: painted[2].count > 0)
    assert [one.count for one in painted[:2]] == [0, 0]


def test_formulas_that_come_lay_out_what_waited_for_them(transcript, typesetter, settle, work):
    transcript.show_turns([question(1, "Why?"), turn(2, "So."), question(3, "And?")])
    settle()
    typesetter.holds = True
    transcript.show_turns([*(view.turn for view in transcript.views), turn(4, "That $x$.")])
    work.clear()
    typesetter.release()
    settle()
    assert work == {"laid out": 1}


def test_another_width_lays_out_what_is_built(transcript, settle, work):
    transcript.show_turns([question(1, "Why?"), turn(2, "So.")])
    settle()
    work.clear()
    transcript.resize(500, 600)
    assert work == {"laid out": 2}


def test_what_is_near_is_built_after_what_is_seen(qtbot, transcript, work):
    transcript.show_turns(conversation(30))
    at_first = work["made"]
    qtbot.waitUntil(lambda: not transcript._column._ahead.isActive())
    assert 2 <= at_first < work["made"] < 15
    bar = transcript.verticalScrollBar()
    above = bar.value() - transcript.viewport().height()
    assert all(view.is_built for view in transcript.views if view.geometry().bottom() > above)


@pytest.mark.parametrize("change", ["theme", "zoom"])
def test_another_look_builds_what_is_seen_and_the_rest_later(qtbot, read, work, change):
    def seen():
        return [view for view in read.views if not view.visibleRegion().isEmpty()]

    before = len(seen())
    if change == "theme":
        height = read.verticalScrollBar().maximum()
        read.set_theme(DARK)
        assert read.verticalScrollBar().maximum() == height
    else:
        read.set_zoom(1.1)
    assert all(view.is_built for view in seen())
    assert work["made"] <= before + 2
    qtbot.waitUntil(lambda: not read._column._ahead.isActive())
    assert work["made"] > before + 2


def test_an_answer_has_no_parts_that_it_does_not_need(transcript, settle):
    found = Judgement(Verdict(Finding.VERIFIED, "tutor.verdict_same"))
    transcript.show_turns([turn(2, "So."), turn(4, "Part", status=Status.STOPPED)])
    settle()
    plain, stopped = transcript.views
    parts = ("verdict", "votes", "again-2", "answerNow")
    assert not any(plain.findChild(QWidget, name) for name in parts)
    assert stopped.findChild(QWidget, "again-4").isVisible()
    transcript.show_judgement(2, found)
    assert plain.findChild(QWidget, "verdict").isVisible()


def test_what_takes_long_is_built_in_rounds_and_shown_when_it_is_whole(
    transcript, work, monkeypatch, qtbot
):
    monkeypatch.setattr(column, "ROUND_S", 0.0)
    transcript.show_turns(conversation(20))
    assert work["made"] == 0, "to make the messages was a round's work"
    canvas = transcript.widget()
    assert not canvas.updatesEnabled()
    others = QTimer(interval=0)
    in_between: set[int] = set()
    others.timeout.connect(lambda: in_between.add(work["made"]))
    others.start()
    qtbot.waitUntil(canvas.updatesEnabled)
    others.stop()
    assert work["made"] >= 3
    assert in_between & set(range(1, work["made"])), "others had their turn"
    assert transcript.verticalScrollBar().value() == transcript.verticalScrollBar().maximum()
    transcript.show_turns([])
    assert canvas.updatesEnabled()
