"""Searching, arranging and deleting in the real window, with a real file and no model."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from support.gui import click, play, press, until

from app.domain.chat import Status
from app.settings import Settings
from app.store import Store

NO_MODEL = Settings(language="en", theme="light", model="")


@pytest.fixture
def run(qapp, data):
    return lambda scenario: play(qapp, data, scenario, NO_MODEL)


async def tell(application, question, answer, *, conversation_id=None, parent_id=None):
    """A whole turn, as if a model had answered."""
    storage = application.program._storage
    begun = await storage.call(
        Store.begin_turn,
        conversation_id=conversation_id,
        parent_id=parent_id,
        question=question,
        title=question,
        model="m",
        now=1.0,
    )
    await storage.call(
        Store.finish, begun.answer.id, reasoning="", text=answer, status=Status.COMPLETE, now=2.0
    )
    application.program.conversations.changed.emit()
    return begun


def titles(window):
    model = window.sidebar.list.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    return [row.data() for row in rows if row.data(Qt.ItemDataRole.ToolTipRole)]


def hits(window):
    model = window.sidebar.hits.model()
    if not window.sidebar.hits.isVisible():
        return []
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def framed(window):
    frames = window.findChildren(QWidget, "arrivalFrame")
    return [frame._message.message.id for frame in frames if frame.isVisible()]


def test_a_hit_is_opened_in_place_on_its_branch(run):
    async def scenario(application):
        window = application.window
        first = await tell(application, "What is a prime?", "**Only** itself: $p^2$ is none.")
        await tell(application, "Other branch", "And so on.", conversation_id=1)
        await tell(application, "求导数", "函数的导数是 $2x$。")
        await until(lambda: len(titles(window)) == 2)
        press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        field = window.sidebar.search
        assert field.hasFocus()
        field.setText("p^2")
        await until(lambda: hits(window) == ["What is a prime?"])
        press(field, Qt.Key.Key_Down)
        press(field, Qt.Key.Key_Return)
        await until(lambda: framed(window) == [first.answer.id])
        assert window.pages.currentWidget() is window.chat
        assert window.chat.conversation_id == 1
        assert window.chat.last_message_id == first.answer.id
        assert field.hasFocus()
        field.setText("导数")
        await until(lambda: hits(window) == ["求导数", "求导数"])
        press(field, Qt.Key.Key_Return)
        await until(lambda: window.chat.conversation_id == 2)
        press(field, Qt.Key.Key_Escape)
        await until(lambda: len(titles(window)) == 2 and window.sidebar.list.isVisible())

    run(scenario)


def test_pain_22_several_quick_deletes_are_undone_together(run):
    async def scenario(application):
        window = application.window
        for name in ("one", "two", "three"):
            await tell(application, name, "")
        await until(lambda: len(titles(window)) == 3)
        await window.open_conversation(2)
        for number in (1, 2):
            window.sidebar.delete_requested.emit(number)
        await until(lambda: titles(window) == ["three"])
        assert window.sidebar.undo.text.text() == "2 conversations deleted"
        assert window.chat.conversation_id is None
        window.chat.banner.say("Something else happened.", kind="error")  # the way back stays
        click(window.sidebar.undo.button)
        await until(lambda: len(titles(window)) == 3 and window.chat.conversation_id == 2)
        assert window.sidebar.undo.isHidden()
        window.sidebar.delete_requested.emit(3)
        await until(window.sidebar.undo.isVisible)
        window.sidebar.list.setFocus()
        press(window.sidebar.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: len(titles(window)) == 3)

    run(scenario)


def test_folders_pins_and_the_archive_and_an_end_to_undoing(run):
    async def scenario(application):
        window = application.window
        await tell(application, "one", "")
        await tell(application, "two", "")
        await until(lambda: len(titles(window)) == 2)
        window.sidebar.new_folder_requested.emit(1)
        await until(lambda: window.sidebar.list.is_editing)
        editor = window.sidebar.list.findChild(QLineEdit)
        assert editor.text() == "New folder"
        editor.setText("Numbers")
        press(editor, Qt.Key.Key_Return)
        await until(lambda: window.sidebar.folders == ["Numbers"])
        assert titles(window) == ["one", "two"]  # the folder is open and stands first
        window.sidebar.folder_removed.emit("Numbers")
        await until(lambda: window.sidebar.folders == [])
        window.sidebar.archive_requested.emit(1, True)
        window.sidebar.pin_requested.emit(2, True)
        await until(lambda: titles(window) == ["two"])
        conversations = await application.program.conversations.all()
        assert [(c.pinned, c.archived) for c in conversations] == [(True, False), (False, True)]
        window.sidebar.delete_requested.emit(2)
        await until(lambda: titles(window) == [])
        await until(window.sidebar.undo.isVisible)
        window.conversations._purge_delay.start(1)  # the ten seconds are over
        await until(window.sidebar.undo.isHidden)
        await application.program.conversations.restore(2)
        assert [c.id for c in await application.program.conversations.all()] == [1]

    run(scenario)
