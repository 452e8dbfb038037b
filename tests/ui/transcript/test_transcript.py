"""The scrolling column: following, anchoring, folding, building late, other looks."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTextEdit, QWidget
from support.transcripts import conversation, question, streaming, turn

from app import i18n
from app.domain.chat import Role, Status
from app.i18n import tr
from app.ui.theme import DARK

STREAM = "\n\n".join(f"Step {k}: because $s_{{{k}}}$ holds, " + "so " * 40 for k in range(12))


def message(transcript, number):
    return transcript.findChild(QWidget, f"message-{number}")


def part(transcript, number, name):
    return message(transcript, number).findChild(QWidget, name)


def button(transcript, name):
    return transcript.findChild(QPushButton, name)


def bar(transcript):
    return transcript.verticalScrollBar()


def at_end(transcript):
    return bar(transcript).value() == bar(transcript).maximum()


def wheel(transcript, delta):
    place = QPointF(transcript.viewport().rect().center())
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        place,
        QPointF(transcript.mapToGlobal(place)),
        QPoint(),
        QPoint(0, delta),
        no_button,
        no_key,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(transcript.viewport(), event)


def on_screen(transcript, widget):
    return widget.mapTo(transcript.viewport(), QPoint(0, 0)).y()


def texts(widget):
    views = [view for view in widget.findChildren(QTextEdit) if view.isVisible()]
    return "\n".join(view.toPlainText() for view in views)


# --- what is shown ----------------------------------------------------------------------------


def test_messages_have_their_names_and_parts(transcript, settle):
    transcript.show_turns([question(1, "Why?"), turn(2, "So.", reasoning="Hm.", thought_s=3.4)])
    settle()
    assert "Why?" in texts(message(transcript, 1))
    assert texts(part(transcript, 2, "answer")) == "So."
    assert part(transcript, 2, "reasoning").isVisible()
    assert part(transcript, 2, "verdict") is None
    assert transcript.objectName() == "transcript"


def test_a_bubble_fits_its_text_and_stays_within_three_quarters(transcript, settle):
    transcript.show_turns(
        [question(1, "Hi"), question(2, "word " * 200), question(3, "$x$ 是什么")]
    )
    settle()
    width = message(transcript, 1).width()
    short, long, _ = (message(transcript, n)._content._bubble for n in (1, 2, 3))
    assert short.width() < 90
    assert 0.6 * width < long.width() <= 0.75 * width
    assert {b.x() + b.width() for b in (short, long)} == {width}


def test_the_column_is_centred_and_no_wider_than_the_measure(transcript, settle):
    transcript.resize(1400, 600)
    transcript.show_turns([question(1, "Hi")])
    settle()
    view = message(transcript, 1)
    assert view.width() == 760
    assert view.x() == (transcript.width() - 760) // 2
    transcript.resize(400, 600)
    settle()
    assert view.width() == transcript.width() - 48


ENDINGS = {
    Status.STOPPED: "transcript.stopped",
    Status.INTERRUPTED: "transcript.interrupted",
    Status.CUT: "transcript.cut",
    Status.STREAMING: "transcript.waiting",
    Status.COMPLETE: "transcript.no_answer",
    Status.FAILED: "transcript.failed",
}


@pytest.mark.parametrize("status", ENDINGS, ids=str)
def test_how_an_answer_ended_is_said(transcript, settle, status):
    transcript.show_turns([turn(2, "", status=status)])
    settle()
    labels = [label.text() for label in transcript.findChildren(QLabel) if label.isVisible()]
    assert labels == [tr(ENDINGS[status])]
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText for label in transcript.findChildren(QLabel)
    )


def test_pain_08_why_an_answer_was_cut_is_said(transcript, settle):
    transcript.show_turns([turn(2, "part", status=Status.CUT, error="transcript.cycle")])
    settle()
    labels = [label.text() for label in transcript.findChildren(QLabel) if label.isVisible()]
    assert tr("transcript.cycle") in labels


def test_an_answer_that_did_not_end_well_can_be_asked_for_again(transcript, settle):
    transcript.show_turns([turn(2, "part", status=Status.INTERRUPTED), turn(4, "whole")])
    settle()
    heard = []
    transcript.regenerate_requested.connect(heard.append)
    button(transcript, "again-2").click()
    assert heard == [2]
    assert button(transcript, "again-4") is None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("tutor.no_model", "tutor.no_model"),
        ("client.unreachable", "transcript.failed"),  # it names a server that we do not know here
        ("of.another_version", "transcript.failed"),
    ],
)
def test_an_error_says_its_sentence(transcript, settle, error, said):
    transcript.show_turns([turn(2, "part", status=Status.FAILED, error=error)])
    settle()
    assert tr(said) in [label.text() for label in transcript.findChildren(QLabel)]


def test_buttons_report_wishes_with_the_id_of_their_message(qtbot, transcript, settle):
    transcript.show_turns([question(7, "Why?", index=2, count=3), turn(8, "So.", index=1, count=2)])
    settle()
    heard = []
    for name in ("copy", "edit", "regenerate"):
        getattr(transcript, f"{name}_requested").connect(
            lambda number, name=name: heard.append((name, number))
        )
    transcript.branch_requested.connect(lambda number, step: heard.append((step, number)))
    for name in ("copy-7", "edit-7", "previous-7", "next-7", "copy-8", "regenerate-8", "next-8"):
        button(transcript, name).click()
    assert heard == [
        ("copy", 7),
        ("edit", 7),
        (-1, 7),
        (1, 7),
        ("copy", 8),
        ("regenerate", 8),
        (1, 8),
    ]
    assert not button(transcript, "previous-8").isEnabled()
    assert "2 / 3" in [label.text() for label in transcript.findChildren(QLabel)]


def test_paging_changes_the_count_and_keeps_the_widgets_of_the_others(transcript, settle):
    transcript.show_turns([question(1, "Why?"), turn(2, "So.", index=1, count=2)])
    settle()
    kept = message(transcript, 1)
    transcript.show_turns([question(1, "Why?"), turn(3, "Thus.", index=2, count=2)])
    settle()
    assert message(transcript, 1) is kept
    assert message(transcript, 2) is None
    assert texts(message(transcript, 3)) == "Thus."
    transcript.show_turns([question(1, "Why?"), turn(3, "Thus.", index=3, count=3)])
    assert "3 / 3" in [label.text() for label in message(transcript, 3).findChildren(QLabel)]


# --- streaming and following ------------------------------------------------------------------


@pytest.fixture
def streamed(transcript, settle):
    """An answer being written below a conversation that fills several screens."""
    transcript.show_turns([*conversation(4), question(9, "Go on"), streaming(10)])
    settle()
    assert at_end(transcript)

    def write(end, reasoning=""):
        transcript.update_stream(10, reasoning, STREAM[:end], None)

    return write


def test_the_end_is_followed_while_the_reader_is_there(transcript, streamed, settle):
    for end in range(100, len(STREAM), 150):
        streamed(end)
        assert at_end(transcript)
    settle()
    assert at_end(transcript)
    assert transcript.more.isHidden()


def test_pain_23_the_wheel_upwards_stops_following_at_once(transcript, streamed, settle):
    streamed(600)
    settle()
    wheel(transcript, +10)
    value = bar(transcript).value()
    assert value < bar(transcript).maximum()
    for end in range(700, len(STREAM), 300):
        streamed(end)
        settle()
        assert bar(transcript).value() == value
    assert transcript.more.isVisible()
    transcript.more.click()
    assert at_end(transcript)
    assert transcript.more.isHidden()
    assert transcript.is_following


def test_pain_23_scrolling_back_to_the_end_follows_again(transcript, streamed, settle):
    streamed(900)
    wheel(transcript, +120)
    assert not transcript.is_following
    for _ in range(20):
        wheel(transcript, -120)
    assert at_end(transcript)
    streamed(1800)
    settle()
    assert at_end(transcript)


def test_pain_23_the_end_of_an_answer_moves_nothing(transcript, streamed, settle):
    streamed(len(STREAM))
    settle()
    place, value = bar(transcript).maximum(), bar(transcript).value()
    transcript.finish(replace(turn(10, STREAM).message, thought_s=None))
    settle()
    assert (bar(transcript).maximum(), bar(transcript).value()) == (place, value)
    assert button(transcript, "regenerate-10").isVisible()


def test_pain_23_what_is_read_stays_while_formulas_above_it_arrive(transcript, typesetter, settle):
    typesetter.holds = True
    typesetter.extents = (3.0, 2.0)
    text = "\n\n".join(f"Paragraph {k} with $a_{{{k}}}$ in it. " + "word " * 30 for k in range(60))
    transcript.show_turns([turn(2, text)])
    bar(transcript).setValue(bar(transcript).maximum() // 2)
    prose = transcript.findChildren(QTextEdit)[0]
    # The line that is read: the first one whose top is on the screen.
    place = prose.place_at(-on_screen(transcript, prose))
    before = on_screen(transcript, prose) + prose.y_of(place)
    height = prose.height()
    typesetter.release()
    settle()
    assert prose.height() > height + 500
    assert abs(on_screen(transcript, prose) + prose.y_of(place) - before) <= 1


# --- reasoning --------------------------------------------------------------------------------


def heading(transcript, number):
    return part(transcript, number, "reasoningHeading")


def test_reasoning_is_open_and_counts_while_it_comes_then_folds(transcript, settle):
    transcript.show_turns([streaming(2)])
    transcript.update_stream(2, "Let me see: $x$", "", 2.4)
    settle()
    assert heading(transcript, 2).text() == tr("transcript.thinking", seconds=2)
    assert "Let me see" in texts(part(transcript, 2, "reasoning"))
    transcript.update_stream(2, "Let me see: $x$", "The", 7.6)
    assert heading(transcript, 2).text() == tr("transcript.thought", seconds=8)
    assert texts(part(transcript, 2, "reasoning")) == ""
    assert texts(part(transcript, 2, "answer")) == "The"


def test_pain_09_a_thought_can_be_ended_by_hand_once(transcript, settle):
    transcript.show_turns([streaming(2)])
    transcript.update_stream(2, STREAM, "", 2.0)
    settle()
    asked = []
    transcript.answer_now_requested.connect(asked.append)
    now = button(transcript, "answerNow")
    assert now.isVisible()
    assert now.geometry().left() >= heading(transcript, 2).geometry().right()
    now.click()
    now.click()
    assert asked == [2]
    transcript.update_stream(2, STREAM, "The answer", 3.0)
    settle()
    assert not now.isVisible()


def test_new_reasoning_is_new_text_too(transcript, settle):
    transcript.show_turns([streaming(2)])
    transcript.update_stream(2, STREAM, "", 2.0)
    settle()
    wheel(transcript, +120)
    assert transcript.more.isHidden()
    transcript.update_stream(2, STREAM + " More.", "", 2.5)
    assert transcript.more.isVisible()


def test_folding_back_at_the_end_follows_again(transcript, settle):
    transcript.show_turns([streaming(2)])
    transcript.update_stream(2, STREAM, "", 2.0)
    settle()
    heading(transcript, 2).click()
    assert transcript.is_following
    heading(transcript, 2).click()
    assert not transcript.is_following


def test_reasoning_is_not_folded_under_a_reader_who_left_the_end(transcript, settle):
    transcript.show_turns([streaming(2)])
    transcript.update_stream(2, STREAM, "", 2.0)
    settle()
    wheel(transcript, +120)
    value = bar(transcript).value()
    transcript.update_stream(2, STREAM, "The answer", 3.0)
    assert heading(transcript, 2).isChecked()
    assert bar(transcript).value() == value


@pytest.mark.parametrize("by_key", [False, True])
def test_unfolding_moves_nothing_above(transcript, settle, by_key):
    turns = conversation(4)
    turns[-1] = turn(8, "Short.", reasoning=STREAM, thought_s=12.0)
    transcript.show_turns(turns)
    settle()
    head = heading(transcript, 8)
    before = on_screen(transcript, head)
    assert 0 < before < transcript.viewport().height()
    for is_open in (True, False):
        if by_key:
            QTest.keyClick(head, Qt.Key.Key_Space)
        else:
            QTest.mouseClick(head, Qt.MouseButton.LeftButton)
        settle()
        assert head.isChecked() is is_open
        assert on_screen(transcript, head) == before
        assert ("Step 11" in texts(part(transcript, 8, "reasoning"))) is is_open


def test_pain_05_reasoning_is_typeset_like_the_answer(transcript, settle):
    transcript.show_turns(
        [turn(2, "So.", reasoning="A $x$\n\n| a |\n|---|\n| $y$ |", thought_s=1.0)]
    )
    settle()
    heading(transcript, 2).click()
    settle()
    assert texts(part(transcript, 2, "reasoning")).count("\ufffc") == 2


# --- many messages ----------------------------------------------------------------------------


def built(transcript):
    return [view for view in transcript.views if view.is_built]


def test_pain_24_only_messages_near_the_screen_are_built(transcript, settle):
    transcript.show_turns(conversation(100))
    settle()
    assert len(built(transcript)) < 15
    assert message(transcript, 1) is not None
    assert at_end(transcript)
    bar(transcript).setValue(0)
    settle()
    assert transcript.views[0].is_built
    assert not transcript.views[-1].is_built
    assert len(built(transcript)) < 15


def test_a_message_that_was_given_up_comes_back_as_it_was(transcript, settle):
    turns = conversation(40)
    turns[-1] = turn(80, "So.", reasoning=STREAM, thought_s=1.0)
    transcript.show_turns(turns)
    settle()
    heading(transcript, 80).click()
    last = message(transcript, 80)
    height, total = last.height(), bar(transcript).maximum()
    QApplication.focusWidget().clearFocus()
    bar(transcript).setValue(0)
    settle()
    assert not last.is_built
    assert last.height() == height
    transcript.scroll_to_end()
    settle()
    assert last.is_built
    assert heading(transcript, 80).isChecked()
    assert last.height() == height
    assert bar(transcript).maximum() > 0.5 * total


def test_building_above_does_not_move_what_is_read(transcript, settle):
    transcript.show_turns(conversation(40))
    settle()
    for _ in range(30):
        wheel(transcript, +120)
        settle_at = transcript._anchor()
        settle()
        after = transcript._anchor()
        assert after == settle_at


# --- other looks ------------------------------------------------------------------------------


def test_another_theme_and_zoom_set_no_formula_again(transcript, typesetter, settle):
    transcript.show_turns([question(1, "$x$"), turn(2, "So $y$.", reasoning="$z$", thought_s=1.0)])
    settle()
    heading(transcript, 2).click()
    settle()
    asked, small = len(typesetter.asked), message(transcript, 2).height()
    transcript.set_theme(DARK)
    transcript.set_zoom(1.5)
    settle()
    assert len(typesetter.asked) == asked
    assert heading(transcript, 2).isChecked()
    assert message(transcript, 2).height() > small
    (prose, *_) = part(transcript, 2, "answer").findChildren(QTextEdit)
    form = prose.document().begin().begin().fragment().charFormat()
    assert form.foreground().color().name() == DARK.text


@pytest.mark.parametrize("zoom", [0.75, 1.5])
def test_zooming_keeps_the_place_that_is_read(transcript, settle, zoom):
    transcript.show_turns(conversation(30))
    bar(transcript).setValue(bar(transcript).maximum() // 2)
    settle()
    read = next(
        view for view in transcript.views if view.geometry().bottom() > bar(transcript).value()
    )
    transcript.set_zoom(zoom)
    settle()
    assert read.y() - 5 <= bar(transcript).value() <= read.geometry().bottom() + 5


def test_another_language_is_taken_up_while_running(transcript, settle):
    transcript.show_turns([turn(2, "So.", reasoning="Hm.", thought_s=3.0, status=Status.STOPPED)])
    settle()
    i18n.set_language("zh")
    transcript.retranslate()
    settle()
    assert heading(transcript, 2).text() == "思考了 3 秒"
    assert transcript.more.text() == tr("transcript.new_text")


def test_unknown_messages_are_ignored(transcript):
    transcript.show_turns([question(1, "Hi")])
    transcript.update_stream(99, "", "text", None)
    transcript.finish(turn(99, "text", Role.ASSISTANT).message)
    assert message(transcript, 99) is None
