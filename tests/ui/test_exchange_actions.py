"""Export and import in the window: the dialogs, the files, the sentence afterwards."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton, QRadioButton, QWidget
from support.chats import hard_chat
from support.foreign_chats import chatgpt_zip
from support.gui import child, click, until

from app.i18n import tr
from app.store import Store
from app.tutor.exchange import Exchange, Format
from app.tutor.observable import Changed
from app.tutor.storage import Storage
from app.typeset.typesetter import Typesetter
from app.ui import exchange_actions
from app.ui.exchange_actions import ExchangeActions
from app.ui.export_dialog import ExportDialog
from app.ui.loop import event_loop
from app.ui.sidebar import Sidebar
from app.ui.tasks import finish_all
from app.ui.widgets import Banner


@pytest.fixture
def play(qapp, data, monkeypatch, tmp_path):
    """Runs a scenario with the actions over one kept conversation."""
    monkeypatch.setattr(exchange_actions, "_documents", lambda: str(tmp_path))

    def run(scenario):
        storage = Storage.open(data.database, data.backups)
        typesetter, window, banner = Typesetter(), QWidget(), Banner()
        window.show()
        program = SimpleNamespace(exchange=Exchange(storage, Changed()))

        async def whole():
            await storage.call(Store.take_in, [hard_chat()])
            try:
                await scenario(ExchangeActions(program, typesetter, banner, window), window, banner)
            finally:
                await finish_all()

        with event_loop(qapp) as loop:
            loop.run_until_complete(whole())
        storage.close()
        typesetter.close()
        banner.deleteLater()
        window.deleteLater()
        qapp.processEvents()

    return run


async def choose(window, as_format, *, thoughts=True):
    """Choose a form in the dialog; returns the dialog for the file."""
    await until(lambda: window.findChild(ExportDialog))
    dialog = window.findChild(ExportDialog)
    child(dialog, QRadioButton, f"export-{as_format}").setChecked(True)
    dialog.thoughts.setChecked(thoughts)
    click(child(dialog, QPushButton, "exportSave"))
    await until(lambda: window.findChild(QFileDialog))
    return window.findChild(QFileDialog)


def choose_file(dialog, path):
    dialog.fileSelected.emit(str(path))
    dialog.close()


@pytest.mark.parametrize("as_format", ["md", "pdf", "json"])
def test_one_conversation(play, tmp_path, as_format):
    async def scenario(actions, window, banner):
        actions.export(1)
        dialog = await choose(window, as_format)
        target = tmp_path / f"mine.{as_format}"
        choose_file(dialog, target)
        await until(lambda: banner.text == tr("ui.exported", name=target.name))
        assert target.stat().st_size > 1000

    play(scenario)


def test_all_into_a_folder_never_over_another_file(play, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "Roots_& b 求根 $5.md").write_text("mine")

    async def scenario(actions, window, banner):
        actions.export(None)
        choose_file(await choose(window, Format.MARKDOWN, thoughts=False), folder)
        await until(lambda: banner.text == tr("ui.exported", name="out"))

    play(scenario)
    assert (folder / "Roots_& b 求根 $5.md").read_text() == "mine"
    assert "想一想" not in (folder / "Roots_& b 求根 $5 (2).md").read_text("utf-8")


def test_import_says_what_came(play, tmp_path):
    async def scenario(actions, window, banner):
        actions.take_in(chatgpt_zip(tmp_path))
        await until(lambda: "3" in banner.text and "messages" in banner.text)
        actions.take_in(Path(tmp_path / "gone.json"))
        await until(lambda: "gone.json" in banner.text and banner.property("kind") == "error")
        actions.ask_import(folder=True)
        await asyncio.sleep(0)
        child(window, QFileDialog, "conversationsDialog").close()

    play(scenario)


def test_json_has_everything(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ExportDialog("T", parent)
    dialog.show()
    assert dialog.format is Format.MARKDOWN
    child(dialog, QRadioButton, "export-json").setChecked(True)
    assert not dialog.thoughts.isEnabled()
    child(dialog, QRadioButton, "export-html").setChecked(True)
    assert dialog.thoughts.isEnabled()


def test_the_sidebar_offers_it(qtbot):
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    assert hasattr(sidebar, "export_requested")
