"""The main job in the real window: real widgets, a real engine with a real model, a real file."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from support.gui import QUICK, answered, ask, child, click, play, press, until
from support.own_engines import engines

from app import i18n
from app.domain.chat import Status
from app.i18n import tr
from app.settings import Settings, load

pytestmark = pytest.mark.usefixtures("smollm2")


@pytest.fixture
def run(qapp, data):
    """Play a scenario on this test's data folder; call it again to reopen the program."""
    return lambda scenario, settings=QUICK: play(qapp, data, scenario, settings)


def titles(window):
    model = window.sidebar.list.model()
    rows = [model.index(row, 0).data(Qt.ItemDataRole.EditRole) for row in range(model.rowCount())]
    return [row for row in rows if row]


def test_what_a_turn_measured_stands_in_the_status_line(run):
    async def scenario(application):
        window = application.window
        await ask(application, "What is 2 + 2?")
        await answered(application)
        assert "CPU" in window.status.who.text()
        assert window.status.speed.text()
        assert "2048" in window.status.context.text()

    run(scenario)


def test_escape_stops_and_keeps_what_was_said(run):
    async def scenario(application):
        await ask(application, "Tell me a very long story about numbers.")
        buffer = application.window.chat.running
        await until(lambda: len(buffer.answer) > 20)
        press(application.window, Qt.Key.Key_Escape)
        await asyncio.wait_for(buffer.done.wait(), 1.0)
        await answered(application)
        turns = await application.program.conversations.turns(
            application.window.chat.conversation_id
        )
        assert turns[-1].message.status is Status.STOPPED
        assert turns[-1].message.text == buffer.answer
        assert tr("transcript.stopped") in all_texts(application.window)

    run(scenario, replace(QUICK, max_tokens=0))


def test_a_second_enter_does_not_send_twice(run):
    async def scenario(application):
        chat = application.window.chat
        chat.composer.editor.insertPlainText("2+2?")
        for _ in range(3):
            press(chat.composer.editor, Qt.Key.Key_Return)
        await until(lambda: chat.last_message_id is not None)
        await answered(application)
        (conversation,) = await application.program.conversations.all()
        assert len(await application.program.conversations.turns(conversation.id)) == 2

    run(scenario)


def all_texts(window):
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def test_edit_and_regenerate_make_branches_that_can_be_paged(run):
    async def scenario(application):
        chat = application.window.chat
        await ask(application, "2+2?")
        await answered(application)
        first = (await application.program.conversations.turns(chat.conversation_id))[0].message
        click(child(application.window, QPushButton, f"edit-{first.id}"))
        assert chat.composer.text() == "2+2?"
        chat.composer.editor.clear()
        await ask(application, "3+3?")
        await answered(application)
        turns = await application.program.conversations.turns(chat.conversation_id)
        assert [turns[0].message.text, turns[0].count] == ["3+3?", 2]
        await until(lambda: "2 / 2" in all_texts(application.window))
        click(child(application.window, QPushButton, f"previous-{turns[0].message.id}"))
        await until(lambda: "1 / 2" in all_texts(application.window))
        answer = (await application.program.conversations.turns(chat.conversation_id))[-1].message
        click(child(application.window, QPushButton, f"regenerate-{answer.id}"))
        await until(lambda: chat.last_message_id != answer.id)
        await answered(application)
        turns = await application.program.conversations.turns(chat.conversation_id)
        assert [turn.count for turn in turns] == [2, 2]

    run(scenario)


def test_delete_with_undo_and_rename(run):
    async def scenario(application):
        window = application.window
        await ask(application, "2+2?")
        await answered(application)
        window.sidebar.renamed.emit(window.chat.conversation_id, "Sums")
        await until(lambda: titles(window) == ["Sums"])
        window.sidebar.list.setFocus()
        QTest.keyClick(window.sidebar.list, Qt.Key.Key_Delete)
        window.sidebar.delete_current()
        await until(lambda: titles(window) == [])
        assert window.chat.conversation_id is None
        assert "Sums" in window.sidebar.undo.text.text()
        click(window.sidebar.undo.button)
        await until(lambda: titles(window) == ["Sums"])

    run(scenario)


def test_search_finds_words_of_answers_and_chinese(run):
    async def scenario(application):
        window = application.window
        for question in ("求函数的导数", "prime numbers"):
            press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            await until(lambda: window.chat.conversation_id is None)
            window.chat.composer.editor.insertPlainText(question)
            press(window.chat.composer.editor, Qt.Key.Key_Return)
            await until(lambda: window.chat.last_message_id is not None)
            await answered(application)
        await until(lambda: len(titles(window)) == 2)
        window.sidebar.search.setText("函数")
        found = window.sidebar.hits.model()
        await until(lambda: found.rowCount() == 1)
        assert found.index(0, 0).data() == "求函数的导数"
        window.sidebar.search.setText("")
        await until(lambda: len(titles(window)) == 2)

    run(scenario, replace(QUICK, max_tokens=4))


def test_language_and_theme_change_while_running(run, data):
    async def scenario(application):
        window = application.window
        press(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
        assert window.pages.currentWidget() is window.settings
        await choose(window, "language", "zh")
        await until(lambda: window.sidebar.new_button.text() == tr("ui.new_conversation"))
        assert i18n.language() == "zh"
        assert window.chat.composer.send_button.text() == "发送"
        await choose(window, "theme", "dark")
        assert application.theme.name == "dark"
        await until(lambda: load(data.settings).theme == "dark")
        await choose(window, "zoom", 150)
        await until(lambda: load(data.settings).zoom == 150)

    run(scenario)


async def choose(window, name, value):
    await until(lambda: window.settings.findChild(QComboBox, name))  # the page is made anew
    box = child(window, QComboBox, name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_without_a_model_a_question_gets_a_plain_sentence(run):
    async def scenario(application):
        window = application.window
        await until(lambda: window.pages.currentWidget() is window.models)
        press(window, Qt.Key.Key_Escape)
        window.chat.composer.editor.insertPlainText("2+2?")
        press(window.chat.composer.editor, Qt.Key.Key_Return)
        sentence = tr("tutor.no_model")
        await until(lambda: any(sentence in text for text in all_texts(window)))
        assert titles(window) == ["2+2?"]

    run(scenario, Settings(language="en", model=""))


def test_an_engine_that_is_killed_is_started_again(run):
    async def scenario(application):
        await ask(application, "Tell me a long story.")
        buffer = application.window.chat.running
        await until(lambda: len(buffer.answer) > 10)
        for engine in engines():
            engine.kill()
        await answered(application)
        turns = await application.program.conversations.turns(
            application.window.chat.conversation_id
        )
        assert turns[-1].message.status in (Status.INTERRUPTED, Status.FAILED)
        assert turns[-1].message.text.startswith(buffer.answer[:10])
        click(child(application.window, QPushButton, f"regenerate-{turns[-1].message.id}"))
        await until(lambda: (b := application.window.chat.running) and len(b.answer) > 5)

    run(scenario, replace(QUICK, max_tokens=200))


def test_qt_survives_many_void_calls(qapp):
    """PySide6 6.12 on Python 3.11 loses a reference per void call and aborts after some 5,000."""
    widget = QWidget()
    for _ in range(20_000):
        widget.update()
    widget.deleteLater()
