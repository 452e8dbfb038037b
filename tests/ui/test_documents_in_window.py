"""Drafts and documents in the real window, with the real reader process."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton
from support.gui import QUICK, answered, ask, child, click, play, press, until
from support.pdfs import pdf

from app.domain.attached import split


@pytest.fixture
def run(qapp, data):
    return lambda scenario: play(qapp, data, scenario)


def notes(application):
    chips = application.window.chat.composer.chips
    return " ".join(note.text() for note in chips.findChildren(QLabel, "chipNote"))


def drop(application, *paths):
    """Drag files over the window and let them fall; whether the window takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    way = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    for kind in (QDragEnterEvent, QDropEvent):
        event = kind(QPoint(5, 5), *way, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(application.window, event)
        if not event.isAccepted():
            return False
    return True


def test_drafts_stay_with_their_conversations_across_a_restart(run):
    async def first(application):
        chat = application.window.chat
        await ask(application, "2+2?")
        await answered(application)
        chat.composer.editor.setPlainText("and then")
        begun = chat.conversation_id
        await application.window.open_conversation(None)
        assert chat.composer.text() == ""
        chat.composer.editor.setPlainText("a new one")
        await application.window.open_conversation(begun)
        assert chat.composer.text() == "and then"
        press(chat.composer.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        press(chat.composer.editor, Qt.Key.Key_Delete)
        press(chat.composer.editor, Qt.Key.Key_Up)
        assert chat.composer.text() == "2+2?"

    async def second(application):
        chat = application.window.chat
        await until(lambda: chat.composer.text() == "2+2?")
        await application.window.open_conversation(None)
        assert chat.composer.text() == "a new one"
        await ask(application, "!")
        assert chat.composer.text() == ""
        await application.window.open_conversation(None)
        assert chat.composer.text() == ""

    run(first)
    run(second)


def test_documents_are_read_weighed_sent_and_folded(run, tmp_path):
    sheet, marks = tmp_path / "sheet.pdf", tmp_path / "marks.csv"
    sheet.write_bytes(pdf(["Solve x = 1", "Solve x = 2", ""]))
    marks.write_text("name,mark\nAda,5\n")

    async def scenario(application):
        window, composer = application.window, application.window.chat.composer
        composer.editor.setPlainText("Why?")
        assert drop(application, sheet, marks)
        await until(lambda: len(composer.chips.attachments) == 2 and "tokens" in notes(application))
        assert "pages without text: 3" in notes(application)
        await until(lambda: "about" not in notes(application))  # the model itself has counted
        assert "% of what the model can keep in mind" in notes(application)
        before = composer.chips.attachments[:1]
        pages = child(composer, QLineEdit, "pages")
        pages.setText("2")
        press(pages, Qt.Key.Key_Return)
        await until(lambda: composer.chips.attachments[:1] != before)
        await until(lambda: len(composer.chips.attachments) == 2)
        await application.window.open_conversation(None)
        press(composer.editor, Qt.Key.Key_Return)
        await until(lambda: window.chat.last_message_id is not None)
        await answered(application)
        turns = await application.program.conversations.turns(window.chat.conversation_id)
        attachments, words = split(turns[0].message.text)
        assert [a.text for a in attachments] == ["Solve x = 2", "name | mark\n--- | ---\nAda | 5"]
        assert words == "Why?"
        (conversation,) = await application.program.conversations.all()
        assert conversation.title == "Why?"
        heading = child(window, QAbstractButton, "attached")
        before = heading.parent().height()
        click(heading)
        assert heading.parent().height() > before
        click(child(window, QPushButton, f"edit-{turns[0].message.id}"))
        assert (len(composer.chips.attachments), composer.text()) == (2, "Why?")

    run(scenario)


def test_what_cannot_be_read_is_said_and_loses_nothing(run, tmp_path):
    async def scenario(application):
        chat = application.window.chat
        chat.composer.editor.setPlainText("typed")
        for name, told in (("a.png", "pictures"), ("a.txt", "no text")):
            path = Path(tmp_path / name)
            path.write_bytes(b" ")
            assert drop(application, path)
            await until(lambda told=told: told in chat.banner.text)
        assert not drop(application, tmp_path / "model.gguf")
        assert (chat.composer.text(), chat.composer.chips.entries) == ("typed", ())

    run(scenario)


def test_a_long_document_is_cut_to_fit(run, tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("Prove that one and one is two.\n" * 400)

    async def scenario(application):
        composer = application.window.chat.composer
        await until(lambda: application.program.room.context)
        assert drop(application, path)
        await until(lambda: composer.chips.findChild(QPushButton, "cutDocuments") is not None)
        click(child(composer, QPushButton, "cutDocuments"))
        await until(lambda: "· cut" in notes(application))
        await until(lambda: composer.chips.findChild(QPushButton, "cutDocuments") is None)
        (entry,) = composer.chips.entries
        assert entry.tokens <= QUICK.context // 2

    run(scenario)
