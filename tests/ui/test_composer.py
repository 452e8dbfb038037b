"""The composer: keys, input methods, earlier questions, paste, growing; what was typed is kept."""

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from support.gui import press
from support.transcripts import ScriptedTypesetter

from app.domain.attached import Attachment, compose
from app.ui.composer import Composer
from app.ui.composer.editor import HIGHEST_SHARE
from app.ui.theme import LIGHT

WINDOW_HEIGHT_PX = 600


@pytest.fixture
def composer(qtbot):
    window = QWidget()
    composer = Composer(ScriptedTypesetter(), LIGHT)
    QVBoxLayout(window).addWidget(composer)
    qtbot.addWidget(window)
    window.resize(600, WINDOW_HEIGHT_PX)
    window.show()
    composer.editor.setFocus()
    yield composer
    composer.preview.show_text("")


@pytest.fixture
def sent(composer):
    texts: list[str] = []
    composer.sent.connect(texts.append)
    return texts


def compose_with_input_method(composer, preedit):
    QCoreApplication.sendEvent(composer.editor, QInputMethodEvent(preedit, []))


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
    compose_with_input_method(composer, "shu xue")
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


def test_it_grows_with_its_text_up_to_a_share_of_the_window(composer):
    heights = []
    for lines in (1, 3, 100, 200):
        composer.editor.setPlainText("\n".join(["x"] * lines))
        heights.append(composer.editor.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert heights[3] <= WINDOW_HEIGHT_PX * HIGHEST_SHARE + 10
    composer.window().resize(600, 2 * WINDOW_HEIGHT_PX)
    assert composer.editor.height() > heights[3]


def test_giving_up_an_edit_brings_back_what_was_typed(composer, sent):
    QTest.keyClicks(composer.editor, "half a ques")
    for _ in range(2):
        composer.begin_edit("old question")
    assert composer.text() == "old question"
    assert composer.is_editing
    composer.end_edit()
    assert composer.text() == "half a ques"
    composer.begin_edit("old question")
    composer.take()
    assert composer.text() == "half a ques"


# --- earlier questions ------------------------------------------------------------------------


@pytest.fixture
def recalling(composer):
    composer.editor.recall.earlier = lambda: ["first", "two\nlines", "first", "third"]
    return composer


def shown_after(composer, *keys):
    texts = []
    for key in keys:
        press(composer.editor, key)
        texts.append(composer.text())
    return texts


UP, DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down


def test_up_brings_earlier_questions_into_an_empty_field(recalling):
    assert shown_after(recalling, UP, UP) == ["third", "first"]
    # The cursor goes through the lines of a question before the next one comes.
    assert shown_after(recalling, UP, UP, UP) == ["two\nlines"] * 3
    assert shown_after(recalling, DOWN, DOWN, DOWN) == ["two\nlines", "first", "third"]
    assert shown_after(recalling, DOWN, DOWN) == ["", ""]


def test_escape_leaves_what_was_brought(recalling):
    assert shown_after(recalling, UP, UP, Qt.Key.Key_Escape) == ["third", "first", ""]
    assert shown_after(recalling, UP) == ["third"]


def test_up_never_replaces_what_somebody_types(recalling):
    compose_with_input_method(recalling, "shu")
    assert shown_after(recalling, UP) == [""]
    compose_with_input_method(recalling, "")
    QTest.keyClicks(recalling.editor, "x")
    assert shown_after(recalling, UP, DOWN) == ["x", "x"]
    recalling.editor.clear()
    press(recalling.editor, UP)
    QTest.keyClicks(recalling.editor, "!")
    assert shown_after(recalling, UP, DOWN) == ["third!", "third!"]


# --- formulas ---------------------------------------------------------------------------------


def selected(composer):
    return composer.editor.textCursor().selectedText()


def test_a_template_goes_around_the_selection_and_tab_through_its_places(composer):
    composer.editor.setPlainText("𝑥 = x+1")  # the first character takes two of Qt's places
    cursor = composer.editor.textCursor()
    cursor.setPosition(5)
    cursor.setPosition(8, cursor.MoveMode.KeepAnchor)
    composer.editor.setTextCursor(cursor)
    composer.editor.insert_formula(r"\frac{□}{□}")
    assert composer.text() == r"𝑥 = $\frac{x+1}{□}$"
    assert selected(composer) == "□"
    QTest.keyClicks(composer.editor, "2")
    press(composer.editor, Qt.Key.Key_Tab)
    assert composer.editor.hasFocus()
    QTest.keyClicks(composer.editor, "?")
    assert composer.text() == r"𝑥 = $\frac{x+1}{2}$?"
    press(composer.editor, Qt.Key.Key_Tab)
    assert not composer.editor.hasFocus()
    composer.editor.undo()
    composer.editor.undo()
    assert "□" in composer.text()


# --- paste ------------------------------------------------------------------------------------


def pasted(composer, **content):
    data = QMimeData()
    for kind, value in content.items():
        getattr(data, f"set{kind}")(value)
    assert composer.editor.canInsertFromMimeData(data)
    composer.editor.insertFromMimeData(data)


def test_rich_text_is_pasted_plain(composer):
    pasted(
        composer, Html="<b>bold</b> <table><tr><td>1</td></tr></table>", Text="bold\r\n\ufeff1\0"
    )
    assert composer.text() == "bold\n1"


def test_cells_are_pasted_as_a_table_on_lines_of_its_own(composer):
    composer.editor.setPlainText("Fit a line:")
    composer.editor.moveCursor(QTextCursor.MoveOperation.End)
    pasted(composer, Html="<table><tr><td>x</td></tr></table>", Text="x\ty\r\n1\t2.5\r\n")
    assert composer.text() == "Fit a line:\n| x | y |\n| --- | --- |\n| 1 | 2.5 |\n"
    composer.editor.undo()
    assert composer.text() == "Fit a line:"


def test_files_and_pictures_are_passed_on_and_the_text_stays(composer, tmp_path):
    given, pictures = [], []
    composer.files_given.connect(given.extend)
    composer.picture_given.connect(lambda: pictures.append(True))
    composer.editor.setPlainText("typed")
    file = tmp_path / "a.pdf"
    pasted(composer, Urls=[QUrl.fromLocalFile(str(file))], Text=str(file))
    pasted(composer, ImageData=QImage(2, 2, QImage.Format.Format_RGB32))
    assert (given, pictures, composer.text()) == ([file], [True], "typed")


# --- documents --------------------------------------------------------------------------------


def test_documents_go_before_the_words_and_come_back(composer, sent):
    document = Attachment("a.txt", "text")
    composer.show_content(compose([document], "Why?"))
    assert composer.text() == "Why?"
    press(composer.editor, Qt.Key.Key_Return)
    assert sent == [compose([document], "Why?")]
    composer.take()
    assert composer.content() == ""


def test_nothing_is_sent_while_a_document_is_read(composer, sent, tmp_path):
    key = composer.chips.begin(tmp_path / "a.txt")
    QTest.keyClicks(composer.editor, "q")
    press(composer.editor, Qt.Key.Key_Return)
    assert sent == []
    composer.chips.update_entry(key, attachment=Attachment("a.txt", "text"))
    press(composer.editor, Qt.Key.Key_Return)
    assert sent == [compose([Attachment("a.txt", "text")], "q")]
