"""The developer's menu and its table: asked several times, seen, stopped, closed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QTableWidget
from support.gui import QUICK, answered, ask, child, click, play, until
from support.judges import ScriptedJudge
from support.scripted_server import DONE, HANG, STREAM_HEAD, ScriptedServer, delta

from app.domain.verdict import Status
from app.i18n import tr
from app.ui.application import Application
from app.ui.consistency_dialog import ConsistencyDialog

#: Menus do this, and the offscreen platform says that it cannot.
pytestmark = pytest.mark.qt_log_ignore("raise\\(\\)", "grabbing the keyboard", extend=True)
REMOTE = replace(
    QUICK, model="", source="endpoint", endpoint_url="http://127.0.0.1:9", endpoint_model="any"
)


def says(answer: str) -> list[bytes]:
    return [STREAM_HEAD, delta(content=rf"\boxed{{{answer}}}"), delta(finish="stop"), DONE]


@pytest.fixture
def run(qapp, data):
    """Plays a scenario with a server that answers by these scripts."""

    def run(scenario, *scripts):
        async def with_server(application: Application):
            server = ScriptedServer()
            await server.open()
            server.answers(*scripts)
            settings = application.program.changed_settings(endpoint_url=server.address)
            application.program.save_settings(settings)
            try:
                await scenario(application, server)
            finally:
                await server.close()

        play(qapp, data, with_server, REMOTE, judge=lambda: ScriptedJudge(_4=Status.VERIFIED))

    return run


async def opened_menu(application: Application) -> QMenu:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(application.window, Qt.Key.Key_D, modifiers)
    await until(QApplication.activePopupWidget)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


async def opened_dialog(application: Application, times: int) -> ConsistencyDialog:
    menu = await opened_menu(application)
    menu.actions()[0].trigger()
    menu.close()
    dialog = child(application.window, ConsistencyDialog, "consistencyDialog")
    dialog.times.setCurrentText(str(times))
    return dialog


def cells(table: QTableWidget, column: int) -> list[str]:
    return [table.item(row, column).text() for row in range(table.rowCount())]


def test_answers_are_asked_and_stand_in_the_table(run):
    async def scenario(application, server):
        await ask(application, "What is 2+2?")
        await answered(application)
        dialog = await opened_dialog(application, times=4)
        click(dialog.start_button)
        await until(lambda: dialog.start_button.isEnabled())
        assert cells(dialog.table, 0) == ["4", "5", "4", "4"]
        assert cells(dialog.table, 1) == ["holds", "–", "holds", "holds"]
        assert dialog.summary.text().startswith("3 of 4 agree on 4.")
        assert not dialog.progress.isVisible()
        assert len(server.requests) == 5
        assert server.body()["messages"] == server.body(0)["messages"]
        click(child(dialog, QPushButton, "close"))

    run(scenario, says("4"), says("4"), says("5"), says("4"))


def test_stop_keeps_what_came_and_closing_ends_it(run):
    async def scenario(application, server):
        await ask(application, "What is 2+2?")
        await answered(application)
        dialog = await opened_dialog(application, times=8)
        click(dialog.start_button)
        await until(lambda: len(server.requests) == 3)
        click(dialog.stop_button)
        await until(lambda: dialog.start_button.isEnabled())
        assert cells(dialog.table, 0) == ["4"]
        assert dialog.summary.text().startswith("1 of 1 agree on 4.")
        click(dialog.start_button)
        await until(lambda: len(server.requests) == 4)
        dialog.close()
        await until(server.hung_up.is_set)

    run(scenario, says("4"), says("4"), [STREAM_HEAD, HANG])


def test_an_error_is_said_and_without_an_answer_there_is_nothing_to_ask(run):
    async def scenario(application, server):
        menu = await opened_menu(application)
        entries: list[QAction] = menu.actions()
        assert [entry.isEnabled() for entry in entries] == [False, False]
        assert entries[1].text() == tr("checker.consistency_ask_first")
        menu.close()
        await ask(application, "What is 2+2?")
        await answered(application)
        await server.close()
        dialog = await opened_dialog(application, times=2)
        click(dialog.start_button)
        await until(lambda: dialog.start_button.isEnabled())
        assert "127.0.0.1" in dialog.summary.text()
        await server.open()

    run(scenario, says("4"))
