"""Finding words and formulas in a conversation: everywhere, near or far, marked and gone to."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTextEdit
from support.chats import HARD
from support.transcripts import REFERENCE, conversation, question, streaming, turn

from app.domain import mathtext
from app.ui.transcript.code import CodeView
from app.ui.transcript.display import FormulaView
from app.ui.transcript.document import DocumentView
from app.ui.transcript.matches import Index, folded
from app.ui.transcript.text import TextView

ANSWER = r"""Roots of *polynomials*: the root $x_1$, and **ro**ots.

| name | root |
|---|---|
| a | $\sqrt{2}$ root |

```python
root = 1
```

\[ x^{2} - 5x + 6 = 0 \]

- a ROOT in a list 😀 root
"""


def found(text, wanted):
    return Index(mathtext.parse(text)).find(wanted)


@pytest.mark.parametrize(
    ("text", "wanted", "count"),
    [
        (ANSWER, "root", 8),
        (ANSWER, "  Root ", 8),
        (ANSWER, "x^2", 0),
        (ANSWER, "x^{2}-5x", 1),
        (ANSWER, "$x_1$", 1),
        (ANSWER, r"\sqrt", 1),
        (ANSWER, "sqrt", 1),
        (ANSWER, "sq", 0),
        (ANSWER, "", 0),
        (ANSWER, "   ", 0),
        ("aaaa", "aa", 2),
        (r"$\sin x \in A$", "in", 1),
        (r"$\sin x$", "in", 0),
        (r"\( a \) and \[ a \]", r"\(a\)", 2),
        ("一元二次方程的根是 $x$，根", "根", 2),
        ("one\u00a0two", "one two", 1),
        ("İstanbul", "stanbul", 1),
        ("a $b$ c", "a c", 0),
    ],
)
def test_matches_are_counted_in_all_kinds_of_blocks(text, wanted, count):
    assert len(found(text, wanted)) == count


CLINGING = "$n$th, \\(\\bad\\)\\(\\bad\\) 😀 $x$, y"


@pytest.mark.parametrize("text", [REFERENCE, HARD, ANSWER, CLINGING])
def test_the_widgets_show_what_is_searched(qtbot, formulas, look, settle, text):
    """Every row has as many characters, and the same, as the index says."""
    document = mathtext.parse(text)
    view = DocumentView(look, formulas)
    qtbot.addWidget(view)
    view.show_document(document)
    settle()
    view.refresh({key for part in view._views for key in part.pending})
    view.fit(700)
    for line in Index(document)._lines:
        part = view._views[line.segment]
        part = part.text if isinstance(part, CodeView) else part
        if isinstance(part, TextView):
            places = part._characters(line.row)
            assert len(places) == len(line.text) or not line.text
            assert [shown(part, at) for at in places if line.text] == list(line.text)


def shown(view, place):
    """What stands at a place, folded; a formula is one sign, whatever stands for it."""
    cursor = view.textCursor()
    cursor.setPosition(place[0])
    cursor.setPosition(place[1], cursor.MoveMode.KeepAnchor)
    form = cursor.charFormat()
    if (formula := view.objects.at(form)) is not None:
        return Tail(formula.tail)
    text = cursor.selectedText().replace("\u2029", "\n")
    return folded(text) if len(text.encode("utf-16-le")) <= 4 else Tail("")


class Tail(str):
    """Equals the formula's sign, and each sign that clings to it."""

    def __eq__(self, other):
        return other == "\ufffc" or other in folded(self)

    __hash__ = str.__hash__


# --- the bar ------------------------------------------------------------------------------------


@pytest.fixture
def bar(transcript):
    """Presses keys in the bar and says what it shows."""

    class Bar:
        @property
        def field(self):
            return transcript.findChild(QLineEdit, "findField")

        @property
        def count(self):
            return transcript.findChild(QLabel, "findCount").text()

        def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
            QTest.keyClick(self.field, key, modifier)

    return Bar()


def in_sight(transcript):
    """The text that is marked as the current match, if it can be seen."""
    for view in transcript.findChildren(QTextEdit):
        for mark in view.extraSelections():
            cursor = mark.cursor
            place = view.viewport().mapTo(transcript.viewport(), view.cursorRect(cursor).center())
            if mark.format.fontUnderline() and transcript.viewport().rect().contains(place):
                return cursor.selectedText()
    for view in transcript.findChildren(FormulaView):
        place = view.mapTo(transcript.viewport(), view.rect().center())
        if view._marked.now is not None and transcript.viewport().rect().contains(place):
            return view._math.tex
    return None


def test_keys_open_the_bar_go_on_and_close_it(transcript, settle, bar, qtbot):
    transcript.show_turns([question(1, "Which roots?"), turn(2, ANSWER)])
    settle()
    qtbot.waitUntil(transcript.isActiveWindow)
    QTest.keyClick(transcript, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert bar.field.isVisible()
    assert bar.field.hasFocus()
    QTest.keyClicks(bar.field, "root")
    assert bar.count == "1 of 9"
    bar.press(Qt.Key.Key_Return)
    bar.press(Qt.Key.Key_Down)
    assert bar.count == "3 of 9"
    bar.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    bar.press(Qt.Key.Key_F3)
    bar.press(Qt.Key.Key_Up)
    assert bar.count == "2 of 9"
    QTest.mouseClick(transcript.findChild(QPushButton, "findPrevious"), Qt.MouseButton.LeftButton)
    bar.press(Qt.Key.Key_Up)
    assert bar.count == "9 of 9"
    QTest.keyClicks(bar.field, "s of nothing")
    assert bar.count == "No matches"
    bar.press(Qt.Key.Key_Escape)
    assert not bar.field.isVisible()
    assert not any(view.extraSelections() for view in transcript.findChildren(QTextEdit))


def test_every_match_of_a_long_conversation_is_reached(transcript, settle):
    turns = conversation(pairs=9)
    transcript.show_turns(turns)
    settle()
    count = transcript.find("line 2 of 7")
    assert count == 1
    settle()
    assert in_sight(transcript).lower() == "line 2 of 7"
    assert transcript.find("question") == 9
    for _ in range(9):
        transcript.searching._step(1)
        settle()
        assert in_sight(transcript) == "Question"


def test_a_hit_is_looked_for_from_its_message_on(transcript, settle):
    transcript.show_turns(conversation(pairs=8))
    settle()
    assert transcript.find("Line 1", message_id=6) == 8
    settle()
    assert transcript.searching._finder.now.turn == 5
    assert in_sight(transcript) == "Line 1"


def test_thoughts_unfold_when_the_match_is_in_them(transcript, settle):
    thoughts = "\n\n".join(f"thought number {n}" for n in range(60))
    transcript.show_turns([question(1, "Why?"), turn(2, "So.", reasoning=thoughts, thought_s=1.0)])
    settle()
    assert transcript.find("number 41") == 1
    settle()
    assert in_sight(transcript) == "number 41"


@pytest.mark.parametrize("wanted", ["x^{2}-5x", "$\\sqrt{2}$"])
def test_formulas_are_marked_as_a_whole(transcript, settle, wanted):
    transcript.show_turns([turn(2, ANSWER)])
    settle()
    assert transcript.find(wanted) == 1
    assert in_sight(transcript) in ("\ufffc", "x^{2} - 5x + 6 = 0")


def test_marks_survive_late_formulas_streaming_zoom_and_theme(
    transcript, typesetter, settle, qtbot
):
    typesetter.holds = True
    transcript.show_turns([question(1, "the word $a$ word"), streaming(2)])
    transcript.find("word")
    typesetter.release()
    settle()
    assert in_sight(transcript) == "word"
    transcript.update_stream(2, "", "a word, and a second word", None)
    qtbot.waitUntil(lambda: len(transcript.searching._finder.hits) == 4)
    transcript.set_zoom(1.5)
    settle()
    marks = [mark for view in transcript.findChildren(QTextEdit) for mark in view.extraSelections()]
    assert [mark.cursor.selectedText() for mark in marks] == ["word"] * 4
    assert in_sight(transcript) == "word"


def test_closing_keeps_the_place_and_another_conversation_ends_the_search(transcript, settle):
    transcript.show_turns(conversation(pairs=8))
    settle()
    transcript.find("Line 3 of 2")
    settle()
    place = transcript.verticalScrollBar().value()
    assert transcript.searching.close()
    assert not transcript.searching.close()
    settle()
    assert transcript.verticalScrollBar().value() == place
    transcript.find("Line")
    transcript.show_turns([question(91, "Line")])
    assert not transcript.searching.is_open


def test_the_bar_stays_in_the_corner(transcript, settle, bar):
    transcript.show_turns([question(1, "x")])
    transcript.searching.open()
    for width in (1200, 460, 330):
        transcript.resize(width, 500)
        box = bar.field.parentWidget()
        right = box.mapTo(transcript, QPoint(box.width(), 0)).x()
        assert box.x() > 0
        assert right <= width


def test_long_conversations_are_searched_quickly(transcript, settle):
    transcript.show_turns(conversation(pairs=40))
    settle()
    transcript.find("lin")
    began = time.perf_counter()
    assert transcript.find("line") == 160
    assert time.perf_counter() - began < 1.0
