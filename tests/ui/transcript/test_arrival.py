"""Coming to a message that was searched for, and to another branch."""

from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from support.transcripts import conversation, question, turn

from app.ui.transcript import arrival, column
from app.ui.transcript.display import FormulaView


def message(transcript, number):
    return transcript.findChild(QWidget, f"message-{number}")


def top(transcript, widget):
    return widget.mapTo(transcript.viewport(), QPoint(0, 0)).y()


def framed(transcript):
    frames = transcript.findChildren(QWidget, "arrivalFrame")
    return [frame for frame in frames if frame.isVisible()]


def test_a_message_is_brought_into_view_and_framed_for_a_moment(
    transcript, settle, qtbot, monkeypatch
):
    monkeypatch.setattr(arrival, "FRAME_MS", 400)
    transcript.show_turns(conversation(30))
    settle()
    assert transcript.is_following
    transcript.show_message(20)
    settle()
    view = message(transcript, 20)
    assert 0 <= top(transcript, view) < 60
    assert not transcript.is_following
    [frame] = framed(transcript)
    assert frame.geometry().contains(view.geometry())
    transcript.show_message(5)
    [frame] = framed(transcript)
    assert frame.geometry().contains(message(transcript, 5).geometry())
    qtbot.waitUntil(lambda: not shiboken6.isValid(frame), timeout=4000)


@pytest.mark.parametrize("round_s", [column.ROUND_S, 0.0])
def test_in_a_long_message_the_words_are_brought_into_view(
    transcript, settle, monkeypatch, round_s
):
    monkeypatch.setattr(column, "ROUND_S", round_s)
    far = "\n\n".join(["word " * 60] * 20 + ["here is the $n^2$ needle", "end " * 900])
    transcript.show_turns([question(1, "Q"), turn(2, far), question(3, "R")])
    for typed in ("needle", "n^2"):  # the first one before anything is built
        transcript.show_message(2, typed)
        settle()
        prose = next(
            view
            for view in message(transcript, 2).findChildren(QWidget)
            if "needle" in getattr(view, "toPlainText", str)()
        )
        y = top(transcript, prose) + prose.y_of(prose.toPlainText().index("needle"))
        assert 0 < y < transcript.viewport().height() - 40
        transcript.show_message(1)


def test_a_formula_on_its_own_line_is_brought_into_view(transcript, settle):
    far = "\n\n".join(["word " * 60] * 20 + [r"\[ y = \frac{1}{7} \]", "end " * 900])
    transcript.show_turns([question(1, "Q"), turn(2, far)])
    transcript.show_message(2, r"\frac{1}{7}")
    settle()
    [formula] = message(transcript, 2).findChildren(FormulaView)
    assert 0 < top(transcript, formula) < transcript.viewport().height()


def test_an_unknown_message_changes_nothing(transcript, settle):
    transcript.show_turns(conversation(2))
    before = transcript.verticalScrollBar().value()
    transcript.show_message(99, "word")
    assert transcript.verticalScrollBar().value() == before
    assert framed(transcript) == []


def branched(chosen, words):
    """A conversation whose second answer is one of two."""
    first = conversation(6)
    answer = first[3]
    other = turn(chosen, "\n\n".join(["branch " * 40] * words), index=chosen - 89, count=2)
    siblings = (answer.message.id, 90)
    kept = turn(4, answer.message.text, index=1, count=2)
    shown = replace(kept if chosen == 4 else other, siblings=siblings)
    return [*first[:3], shown, *(first[4:] if chosen == 4 else [])]


def test_pain_23_paging_keeps_the_pager_under_the_mouse(transcript, settle):
    for words in (1, 4, 30):
        transcript.show_turns([])
        transcript.show_turns(branched(4, 0))
        settle()
        transcript.show_message(4)
        settle()
        pager = message(transcript, 4).findChild(QWidget, "previous-4")
        bar = transcript.verticalScrollBar()
        bar.setValue(bar.value() + top(transcript, pager) - 300)
        settle()
        before = top(transcript, pager)
        transcript.show_turns(branched(90, words))
        settle()
        after = top(transcript, message(transcript, 90).findChild(QWidget, "previous-90"))
        reached_an_end = bar.value() in (0, bar.maximum())
        assert after == before or reached_an_end
        transcript.show_turns(branched(4, 0))
        settle()
        back = top(transcript, message(transcript, 4).findChild(QWidget, "previous-4"))
        assert back == after or reached_an_end


def test_paging_at_the_end_stays_at_the_end(transcript, settle):
    transcript.show_turns(conversation(4)[:3] + branched(4, 0)[3:4])
    settle()
    transcript.show_turns(branched(90, 5))
    settle()
    bar = transcript.verticalScrollBar()
    assert bar.value() == bar.maximum()
