"""In the real window: search and its keys, and a conversation that opens where it was left."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from support.chats import message
from support.gui import child, play, press, until

from app.domain.chat import Chat, Conversation, Role
from app.exchange import own
from app.settings import Settings

CONTROL = Qt.KeyboardModifier.ControlModifier
LONG = "\n\n".join(f"Paragraph {n} with $x_{{{n}}}$ and " + "words " * 60 for n in range(40))


def chat(number: int, title: str) -> Chat:
    messages = (
        message(1, None, Role.USER, f"Question of {title}"),
        message(2, 1, Role.ASSISTANT, LONG),
        message(3, 2, Role.USER, "And then?"),
        message(4, 3, Role.ASSISTANT, LONG),
    )
    head = Conversation(number, title, 1e9 + number, 1e9 + number, active_leaf_id=4)
    return Chat(head, messages)


def test_search_and_the_place_that_was_read(qapp, data, tmp_path):
    file = tmp_path / "chats.json"
    file.write_bytes(own.to_json([chat(1, "First"), chat(2, "Second")]))
    settings = replace(Settings(), language="en", model="")
    left = []

    async def read(application):
        window, program = application.window, application.program
        await program.exchange.take_in(file)
        second, first = sorted(await program.conversations.all(), key=lambda c: c.title)[::-1]
        await window.open_conversation(first.id)
        transcript = window.chat.transcript
        await until(lambda: not transcript.is_waiting)
        assert transcript.is_following
        transcript.verticalScrollBar().setValue(1000)
        await until(lambda: not transcript.is_waiting)
        left.append(transcript.reading_place())
        await window.open_conversation(second.id)
        assert transcript.is_following
        await window.open_conversation(first.id)
        assert transcript.reading_place() == left[0]
        await search(window)
        transcript.verticalScrollBar().setValue(1000)
        left.append(first.id)

    async def search(window):
        press(window, Qt.Key.Key_F, CONTROL)
        field = child(window, QLineEdit, "findField")
        field.setText("Paragraph 31")
        assert child(window, QLabel, "findCount").text() == "1 of 2"
        press(window, Qt.Key.Key_F3)
        assert child(window, QLabel, "findCount").text() == "2 of 2"
        window.chat.composer.setFocus()
        press(window.chat.composer.editor, Qt.Key.Key_Escape)
        assert not field.isVisible()

    async def again(application):
        window = application.window
        await window.open_conversation(left[1])
        assert window.chat.transcript.reading_place().message_id == left[0].message_id
        assert window.chat.transcript.reading_place().block == left[0].block

    play(qapp, data, read, settings)
    play(qapp, data, again, settings)
