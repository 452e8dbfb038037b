"""Another OpenAI-compatible server answers instead: here `lemma serve`, started as a program."""

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from support.gui import QUICK, answered, ask, child, click, play, until

from app.i18n import tr
from app.tutor.room import RoomState

KEY = "a-key-of-the-school"


@pytest.fixture
def served(smollm2):
    """The address of `lemma serve` with a key."""
    command = [sys.executable, "-m", "app", "serve", "--model", str(smollm2), "--port", "0"]
    command += ["--api-key", KEY, "--alias", "school", "--ctx", "2048", "--threads", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield next(word for word in line.split() if word.startswith("http"))
        process.terminate()


def remote(address, key=KEY):
    return replace(QUICK, model="", source="endpoint", endpoint_url=address, endpoint_key=key)


def test_a_question_is_answered_by_another_server(qapp, data, served):
    async def scenario(application):
        window = application.window
        assert application.program.room.state is RoomState.REMOTE
        assert "127.0.0.1" in window.status.who.text()
        await ask(application, "2+2?")
        await answered(application)
        turns = await application.program.conversations.turns(window.chat.conversation_id)
        assert turns[1].message.text

    play(qapp, data, scenario, remote(served))


def test_the_connection_test_names_the_models_or_the_trouble(qapp, data, served):
    async def scenario(application):
        window = application.window
        window.pages.setCurrentWidget(window.settings)
        page = window.settings
        page.settle()
        page.ensureWidgetVisible(child(page, QPushButton, "checkButton"))
        click(child(page, QPushButton, "checkButton"))
        said = child(page, QLabel, "checkResult")
        await until(lambda: "school" in said.text())
        field = child(page, QLineEdit, "endpoint_key")
        field.setText("wrong")
        field.editingFinished.emit()
        click(child(page, QPushButton, "checkButton"))
        await until(lambda: tr("client.key_refused", server=served[7:]) == said.text())

    play(qapp, data, scenario, remote(served))
