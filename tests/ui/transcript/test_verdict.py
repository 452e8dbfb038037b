"""Badges, marks in the margin, and votes in the transcript."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QToolTip, QWidget
from support.transcripts import question, turn

from app import i18n
from app.domain import mathtext
from app.domain.chat import Status as Progress
from app.domain.verdict import Claim, Judgement, Status, Verdict
from app.domain.votes import SAMPLES, Poll, Sample
from app.i18n import tr
from app.ui.theme import DARK, LIGHT
from app.ui.transcript.marks import Line, lines_of
from app.ui.transcript.poll import VoteState, headline, shown_answer
from app.ui.transcript.reasoning import heading_of
from app.ui.transcript.rows import segments
from app.ui.transcript.verdict import ink

V, C, U = Status.VERIFIED, Status.CONTRADICTED, Status.UNCHECKED
TEXT = "First $12 \\cdot 11 = 122$.\n\nThen $2+2=5$ and $2+2=5$.\n\n$$7=8$$\n\n$\\boxed{3}$"


def judged(status: Status, *, extracted: str | None = "3", claims=()) -> Judgement:
    verdict = Verdict(status, f"tutor.verdict_{status.value}")
    return Judgement(verdict, extracted, None, tuple(claims))


def claim(text: str, wrong: str, nth: int = 0, *, holds: bool = False) -> Claim:
    start = -1
    for _ in range(nth + 1):
        start = text.index(wrong, start + 1)
    return Claim(start, start + len(wrong), holds)


def part(transcript, kind, name):
    return transcript.findChild(QWidget, "message-2").findChild(kind, name)


def show(transcript, judgement=None, *, poll=None, text=TEXT, status=Progress.COMPLETE):
    answer = turn(2, text, judgement=judgement, poll=poll, status=status)
    transcript.show_turns([question(1, "Why?"), answer])


# --- the badge ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("status", list(Status))
def test_the_badge_says_it_in_words(transcript, settle, status, language):
    i18n.set_language(language)
    show(transcript, judged(status))
    settle()
    badge = part(transcript, QAbstractButton, "verdictBadge")
    assert badge.isVisible()
    assert badge.text() == tr(f"transcript.{status.value}")
    reason = tr(f"tutor.verdict_{status.value}")
    assert reason in badge.accessibleName()
    assert badge.toolTip() == f"<qt>{reason}</qt>"
    again = part(transcript, QPushButton, "retryWithFinding")
    assert again.isVisible() == (status is C)


def test_three_looks_differ_without_colour(transcript, settle):
    looks = set()
    for status in Status:
        show(transcript, judged(status))
        settle()
        badge = part(transcript, QAbstractButton, "verdictBadge")
        image = badge.grab().toImage().copy(0, 0, 30, badge.height())
        rows = [[image.pixelColor(x, y).lightness() for x in range(30)] for y in range(20)]
        looks.add(str([[light > 200 for light in row] for row in rows]))
    assert len(looks) == 3


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("status", list(Status))
def test_the_words_can_be_read(theme, status):
    """At least 4.5:1 against the page."""

    def luminance(colour) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    ground = tuple(int(theme.window[i : i + 2], 16) / 255 for i in (1, 3, 5))
    bright, dark = sorted((luminance(ink(status, theme).getRgbF()), luminance(ground)))[::-1]
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_a_click_unfolds_the_reason_and_focus_shows_it(transcript, settle, monkeypatch):
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: told.append(text))
    show(transcript, judged(C))
    settle()
    badge = part(transcript, QAbstractButton, "verdictBadge")
    reason = part(transcript, QLabel, "verdictReason")
    assert reason.isHidden()
    height, top = (
        badge.window().findChild(QWidget, "message-2").height(),
        badge.mapToGlobal(QPoint()),
    )
    QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    settle()
    assert reason.isVisible()
    assert reason.text() == tr("tutor.verdict_contradicted")
    assert transcript.findChild(QWidget, "message-2").height() > height
    assert badge.mapToGlobal(QPoint()) == top, "what was clicked does not move"
    QTest.mouseClick(badge, Qt.MouseButton.LeftButton)
    assert reason.isHidden()
    focus = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason)
    QApplication.sendEvent(badge, focus)
    assert told == [f"<qt>{reason.text()}</qt>"]


def test_there_is_no_badge_where_nothing_was_to_be_checked(transcript, settle):
    show(transcript, judged(U, extracted=None), text="Hello.")
    settle()
    assert part(transcript, QWidget, "verdict") is None


def test_a_verdict_that_comes_late_moves_nothing(transcript, settle):
    show(transcript, None)
    settle()
    message = transcript.findChild(QWidget, "message-2")
    before = message.height()
    assert part(transcript, QWidget, "verdict") is None
    transcript.show_judgement(2, judged(V))
    settle()
    assert part(transcript, QWidget, "verdict").isVisible()
    assert message.height() == before


def test_another_try_is_asked_for(transcript, settle, qtbot):
    show(transcript, judged(C))
    settle()
    with qtbot.waitSignal(transcript.retry_requested) as wish:
        part(transcript, QPushButton, "retryWithFinding").click()
    assert wish.args == [2]
    show(transcript, judged(C), status=Progress.STREAMING)
    assert part(transcript, QPushButton, "retryWithFinding").isHidden()


# --- marks ----------------------------------------------------------------------------------------

ROWS = segments(mathtext.parse(TEXT))


@pytest.mark.parametrize(
    ("wrong", "nth", "line"),
    [
        ("12 \\cdot 11 = 122", 0, Line(0, 0, 0)),
        ("$12 \\cdot 11 = 122$", 0, Line(0, 0, 0)),
        ("2+2=5", 0, Line(0, 1, 0)),
        ("2+2=5", 1, Line(0, 1, 1)),
        ("7=8", 0, Line(1, 0)),
        ("First ", 0, Line(0, 0)),
    ],
)
def test_a_claim_is_found_in_the_page(wrong, nth, line):
    assert lines_of(ROWS, TEXT, [claim(TEXT, wrong, nth)]) == [line]


def test_what_holds_or_cannot_be_found_has_no_mark():
    assert lines_of(ROWS, TEXT, [claim(TEXT, "7=8", holds=True)]) == []
    assert lines_of(ROWS, "other text 1=2", [Claim(11, 14, False)]) == []
    assert lines_of(ROWS, TEXT, [Claim(6, 6, False)]) == []


def marks(transcript):
    found = transcript.findChildren(QWidget, "wrongLine")
    return sorted((mark for mark in found if mark.isVisible()), key=lambda mark: mark.y())


def test_wrong_lines_are_marked_in_the_margin(transcript, settle):
    claims = [claim(TEXT, "2+2=5"), claim(TEXT, "2+2=5", 1), claim(TEXT, "7=8")]
    show(transcript, judged(C, claims=claims))
    settle()
    message = transcript.findChild(QWidget, "message-2")
    shown = marks(transcript)
    assert len(shown) == 2, "two claims in one line have one mark"
    assert all(mark.geometry().right() < message.x() for mark in shown)
    assert all(message.y() < mark.y() < message.geometry().bottom() for mark in shown)
    assert {mark.accessibleName() for mark in shown} == {tr("transcript.wrong_line")}
    transcript.set_theme(DARK)
    settle()
    assert len(marks(transcript)) == len(shown)
    show(transcript, judged(V))
    assert marks(transcript) == []


# --- votes ----------------------------------------------------------------------------------------


def voted(*answers: str | tuple[str, Status] | None, wanted: int = 8) -> Poll:
    poll = Poll(wanted)
    for answer in answers:
        final, status = answer if isinstance(answer, tuple) else (answer, U)
        sample = Sample(f"I think {final}.", f"It is ${final}$.", final, status, 7)
        poll = poll.with_sample(sample, lambda a, b: a == b)
    return poll


POLL = voted("4", "5", "4", ("6", C), None, "4", "4", "4")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (VoteState(POLL), "5 of 8 agree."),
        (VoteState(voted("4", "4", "4", "4")), "4 of 4 agree. This settled it; 8"),
        (VoteState(voted("1", "2", "3", wanted=3)), "3 answers, all different"),
        (VoteState(voted(None, ("2", C), wanted=2)), "None of 2 answers stands"),
        (VoteState(voted("4", "5"), running=True, tokens=350), "2 of 8 answers, 350 tokens"),
        (VoteState(voted(("4", V), wanted=8)), "1 of 1 agree."),
    ],
)
def test_the_outcome_in_a_sentence(state, words):
    assert words in headline(state)


def test_an_answer_in_words_is_no_formula():
    assert shown_answer("\\frac{1}{2}") == "$\\frac{1}{2}$"
    assert shown_answer("无解") == "无解"
    assert shown_answer("$x$") == "$x$"
    assert shown_answer("") == tr("transcript.vote_no_answer")


def y(widget):
    return widget.mapToGlobal(QPoint()).y()


def candidates(transcript):
    found = transcript.findChildren(QAbstractButton, "candidate")
    return sorted(
        (row for row in found if row.isVisible()), key=lambda row: row.mapToGlobal(QPoint()).y()
    )


def test_a_kept_vote_is_a_chart_whose_paths_can_be_read(transcript, settle):
    show(transcript, judged(U), poll=POLL)
    settle()
    assert part(transcript, QLabel, "votesHeading").text() == "5 of 8 agree."
    rows = candidates(transcript)
    assert [row.accessibleName() for row in rows] == [
        "4: 5 of 8",
        "5: 1 of 8",
        f"6: 1 of 8, {tr('transcript.contradicted')}",
        "no answer: 1 of 8",
    ]
    assert part(transcript, QWidget, "path-2") is None
    rows[1].click()
    settle()
    path = part(transcript, QWidget, "path-2")
    assert path.isVisible()
    told = [label.text() for label in path.findChildren(QLabel)]
    assert told == [tr("transcript.vote_path", number=2, tokens=7, seconds=0)]
    heights = [y(row) for row in candidates(transcript)]
    assert heights[2] > heights[1] + path.height() * 0.8


def test_a_running_vote_can_be_stopped_and_keeps_what_is_unfolded(transcript, settle, qtbot):
    show(transcript, judged(U))
    settle()
    with qtbot.waitSignal(transcript.vote_requested) as wish:
        part(transcript, QPushButton, "vote-2").click()
    assert wish.args == [2]
    transcript.show_vote(2, VoteState(voted("4"), running=True))
    settle()
    assert not part(transcript, QPushButton, "vote-2").isEnabled()
    candidates(transcript)[0].click()
    transcript.show_vote(2, VoteState(voted("4", "5"), running=True))
    settle()
    assert [row.isChecked() for row in candidates(transcript)] == [True, False]
    with qtbot.waitSignal(transcript.stop_vote_requested) as wish:
        part(transcript, QPushButton, "stopVote").click()
    assert wish.args == [2]
    transcript.set_zoom(1.5)
    settle()
    assert part(transcript, QWidget, "votes").isVisible(), "another look forgets no vote"
    transcript.show_vote(2, None)
    settle()
    assert part(transcript, QWidget, "votes").isHidden()
    assert part(transcript, QPushButton, "vote-2").isEnabled()


def test_a_vote_survives_streaming_frames(transcript, settle):
    show(transcript, judged(V), poll=POLL)
    settle()
    message = replace(turn(2, TEXT).message, judgement=judged(V), poll=POLL)
    transcript.finish(message)
    assert part(transcript, QWidget, "votes").isVisible()


def test_another_vote_is_called_so(transcript, settle):
    show(transcript, judged(U))
    settle()
    assert part(transcript, QPushButton, "vote-2").text() == tr("transcript.vote", samples=SAMPLES)
    show(transcript, judged(U), poll=POLL)
    settle()
    again = part(transcript, QPushButton, "vote-2").text()
    assert again == tr("transcript.vote_again", samples=SAMPLES)


def darkest_below(image, left, right):
    """The lowest row of pixels with something dark in it between two columns."""
    ratio = image.devicePixelRatio()
    columns = range(round(left * ratio), round(right * ratio))
    rows = range(image.height() - 1, -1, -1)
    return next(y for y in rows if any(image.pixelColor(x, y).lightness() < 110 for x in columns))


def test_answers_stand_on_the_line_of_their_counts(transcript, settle):
    show(transcript, judged(U), poll=voted("4", "4", "12"))
    settle()
    for bar in candidates(transcript):
        image = bar.parentWidget().grab().toImage()
        answer = darkest_below(image, bar.height() * 0.8, bar.bar_left - 4)
        count = darkest_below(image, bar.width() - 14, bar.width())
        assert abs(answer - count) <= 1


def test_bars_begin_behind_the_widest_answer_and_end_before_the_counts(transcript, settle):
    show(transcript, judged(U), poll=voted("4", "4", "12"))
    settle()
    rows = candidates(transcript)
    assert len({row.bar_left for row in rows}) == 1
    assert rows[0].bar_left < rows[0].width() * 0.2
    long = "x" * 200
    show(transcript, judged(U), poll=voted("4", "4", long))
    settle()
    assert all(row.bar_left < row.width() * 0.5 for row in candidates(transcript))
    assert not any(row.signed for row in rows)
    show(transcript, judged(U), poll=POLL)
    settle()
    assert all(row.signed for row in candidates(transcript))


@pytest.mark.parametrize(
    ("seconds", "thinking", "said"),
    [
        (0.2, False, "less than a second"),
        (0.2, True, "1 s"),
        (3.4, False, "3 s"),
        (3.4, True, "3 s"),
    ],
)
def test_no_thought_takes_no_time(seconds, thinking, said):
    assert said in heading_of(seconds, thinking=thinking)
