"""Selecting over blocks, and copying for every program at once; with the real typesetter."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from support.transcripts import question, turn

from app.typeset.typesetter import Typesetter
from app.ui.theme import LIGHT
from app.ui.transcript import Transcript
from app.ui.transcript.code import CodeView
from app.ui.transcript.copying import MATHML

ANSWER = r"""First $\frac{1}{2}$ of it.

\[ x^2 = 4 \]

```python
x = 2
```

| a | b |
|---|---|
| $y$ | 1 |

Last line."""


@pytest.fixture
def shown(transcript, settle):
    transcript.show_turns([question(1, "Why $z$?"), turn(2, ANSWER)])
    settle()
    return transcript


@pytest.fixture
def real(qapp):
    """A transcript with the real typesetter."""
    typesetter = Typesetter()
    view = Transcript(typesetter, LIGHT)
    yield view
    shiboken6.delete(view)
    typesetter.close()


def blocks(transcript):
    return transcript.views[1].document(thoughts=False)._views


def clipboard():
    return QGuiApplication.clipboard().mimeData()


def text_of(view):
    return view.text if isinstance(view, CodeView) else view


def test_all_forms_are_there_at_once(real, qtbot):
    real.copy(ANSWER)
    assert clipboard().text() == ANSWER
    qtbot.waitUntil(lambda: clipboard().hasHtml(), timeout=10_000)
    page = clipboard().html()
    assert clipboard().text() == ANSWER
    assert page.count("<math") == 3
    assert "<mfrac>" in page
    assert "application/x-tex" in page
    assert "<table>" in page
    assert "x = 2" in page
    assert not clipboard().hasFormat(MATHML)
    real.copy("$\\frac{1}{2}$")
    qtbot.waitUntil(lambda: clipboard().hasFormat(MATHML), timeout=10_000)
    assert b"<mfrac>" in clipboard().data(MATHML).data()


@pytest.mark.parametrize("source", ["$\\frac{1}{2}$", "\\[ x^2 \\]"])
def test_a_formula_alone_is_mathml_too(shown, qtbot, source):
    shown.copy(source)
    qtbot.waitUntil(lambda: clipboard().hasFormat(MATHML), timeout=10_000)
    assert clipboard().data(MATHML).data().startswith(b"<math")
    assert clipboard().text() == source


def test_what_was_copied_meanwhile_stays(shown, qtbot):
    shown.copy("$a+b$")
    QGuiApplication.clipboard().setText("else")
    QTest.qWait(60)
    assert clipboard().text() == "else"
    assert not clipboard().hasHtml()


def test_control_a_selects_the_message_and_control_c_copies_it(shown, qtbot):
    first = blocks(shown)[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert all(text_of(view).selected(alone=False) for view in blocks(shown))
    QTest.keyClick(first, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = clipboard().text()
    assert copied.startswith(
        "First $\\frac{1}{2}$ of it.\n\n\\[ x^2 = 4 \\]\n\n```python\nx = 2\n```"
    )
    assert copied.endswith("| $y$ | 1 |\n\nLast line.")


def test_keys_on_a_message_copy_all_of_it(shown, qtbot):
    message = shown.views[1]
    with qtbot.waitSignal(shown.copy_requested) as asked:
        QTest.keyClick(message, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [2]
    QTest.keyClick(message, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(message, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "\\[ x^2 = 4 \\]" in clipboard().text()


def drag(start, start_at, end, end_at):
    view, target = start.viewport(), end.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start_at)
    for share in (0.5, 1.0):
        there = view.mapFromGlobal(target.mapToGlobal(end_at))
        QTest.mouseMove(view, start_at + (there - start_at) * share)
        QTest.qWait(5)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=there)


def test_a_selection_is_dragged_over_blocks_both_ways(shown, qtbot):
    views = blocks(shown)
    first, last = views[0], views[-1]
    word = QPoint(first.width() - 5, 8), QPoint(first.cursorRect().width() + 2, 8)
    drag(first, word[1], last, QPoint(last.width() - 2, 10))
    first.copy_wanted.emit()
    assert clipboard().text().startswith("First")
    assert "x = 2" in clipboard().text()
    assert clipboard().text().endswith("Last line.")
    QTest.mouseClick(first.viewport(), Qt.MouseButton.LeftButton, pos=word[1])
    assert not any(view.selected(alone=True) for view in views)
    drag(last, QPoint(0, 10), text_of(views[2]), QPoint(200, 10))
    last.copy_wanted.emit()
    assert clipboard().text() == "| **a** | **b** |\n| --- | --- |\n| $y$ | 1 |"


def test_a_formula_that_has_the_focus_is_copied(shown):
    formula = blocks(shown)[1]
    formula.setFocus()
    QTest.keyClick(formula, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard().text() == "\\[ x^2 = 4 \\]"
