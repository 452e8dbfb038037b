"""Getting a model in the window: a real download from a hub on loopback, and import of a file."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
)
from support import tiny_model
from support.gui import answered, ask, child, click, play, until
from support.hub import Fault, Hub, Kind

from app import settings as settings_file
from app.i18n import tr
from app.models.sources import ENDPOINT_VARIABLE
from app.settings import Settings
from app.tutor.room import RoomState
from app.tutor.shelf import How

FRESH = Settings(language="en", theme="light", context=2048, max_tokens=8)
SETTLE_S = 0.2  # what has just come is still moving to its place, away from below the mouse
ENTRY = """
[[model]]
id = "tiny-q4_k_m"
name = "Tiny"
family = "template"
repo = "{repo}"
revision = "{revision}"
file = "{file}"
bytes = {bytes}
sha256 = "{sha256}"
quantization = "Q4_K_M"
context_train = 512
licence = "MIT"
attribution = "us"
description = {{ en = "A tiny model.", zh = "很小的模型。" }}
"""


@pytest.fixture
def hub(tmp_path, data, monkeypatch):
    """A hub that serves a tiny model, which the person's own catalogue knows."""
    model = tiny_model.model_bytes()
    file = tmp_path / "served.gguf"
    file.write_bytes(model)
    entry = tiny_model.entry_for(model)
    values = {
        name: getattr(entry, name) for name in ("repo", "revision", "file", "bytes", "sha256")
    }
    data.catalogue.write_text(ENTRY.format(**values), encoding="utf-8")
    with Hub({f"{tiny_model.REPO}/{tiny_model.FILE}": file}) as running:
        monkeypatch.setenv(ENDPOINT_VARIABLE, running.endpoint)
        yield running


def card(application):
    button = child(application.window, QPushButton, "download-tiny-q4_k_m")
    return button.parentWidget()


def bar(application):
    return card(application).findChild(QProgressBar)


async def in_place(application, name):
    """A button, once it is seen where it stays, and alone of its name."""

    def seen():
        (*before, button) = application.window.findChildren(QPushButton, name) or [None]
        return button if button is not None and button.isVisible() and not before else None

    await until(seen)
    await asyncio.sleep(SETTLE_S)
    await until(seen)
    return seen()


async def start_download(application):
    window = application.window
    await until(lambda: window.pages.currentWidget() is not None)
    window.sidebar.models_requested.emit()
    window.models.settle()
    window.models.ensureWidgetVisible(card(application))
    click(child(window, QPushButton, "download-tiny-q4_k_m"))


def test_a_download_shows_its_progress_and_ends_checked(qapp, data, hub):
    hub.rate = 1_500_000

    async def scenario(application):
        await start_download(application)
        seen: list[int] = []

        def finished():
            if bar(application).isVisible():
                seen.append(bar(application).value())
            return child(application.window, QPushButton, "use-tiny-q4_k_m").isVisible()

        await until(finished)
        assert seen == sorted(seen)
        assert len(set(seen)) > 3

    play(qapp, data, scenario, FRESH)
    assert (data.models / "tiny-q4_k_m.gguf").stat().st_size == len(tiny_model.model_bytes())


def test_pause_keeps_what_arrived_and_the_next_try_goes_on(qapp, data, hub):
    hub.rate = 1_000_000

    async def scenario(application):
        await start_download(application)
        await until(lambda: bar(application).value() > 200)
        click(child(application.window, QPushButton, "pause-tiny-q4_k_m"))
        go_on = child(application.window, QPushButton, "download-tiny-q4_k_m")
        await until(go_on.isVisible)
        assert go_on.text() == tr("ui.resume")
        assert bar(application).isVisible()
        hub.rate = 0
        click(go_on)
        await until(lambda: (data.models / "tiny-q4_k_m.gguf").exists())

    play(qapp, data, scenario, FRESH)
    ranges = [request.headers.get("range", "") for request in hub.gets()]
    assert ranges[-1].startswith("bytes=")
    assert int(ranges[-1].removeprefix("bytes=").rstrip("-")) > 0


def test_pain_20_a_closed_window_goes_on_when_it_is_opened_again(qapp, data, hub):
    hub.rate = 1_000_000

    async def begin(application):
        await start_download(application)
        await until(lambda: bar(application).value() > 200)

    async def go_on(application):
        await until(lambda: (data.models / "tiny-q4_k_m.gguf").exists())

    play(qapp, data, begin, FRESH)
    hub.rate = 0
    play(qapp, data, go_on, FRESH)
    assert "range" in hub.gets()[-1].headers


def test_cancel_asks_and_deletes_what_arrived(qapp, data, hub):
    hub.rate = 500_000

    async def scenario(application):
        await start_download(application)
        await until(lambda: bar(application).value() > 100)
        click(child(application.window, QPushButton, "cancel-tiny-q4_k_m"))
        box = child(application.window, QMessageBox, "discardBox")
        assert "kB" in box.text()
        click(child(box, QPushButton, "discardYes"))
        await until(lambda: not any(data.models.glob("*.part*")))
        await until(lambda: not bar(application).isVisible())
        button = child(application.window, QPushButton, "download-tiny-q4_k_m")
        assert button.text() == tr("ui.download")

    play(qapp, data, scenario, FRESH)


def test_when_it_has_come_the_window_says_so_and_offers_its_use(qapp, data, hub):
    async def scenario(application):
        notice = application.window.notice
        used: list[str] = []
        application.window.models.use_requested.disconnect()
        application.window.models.use_requested.connect(used.append)
        await start_download(application)
        await until(notice.isVisible)
        await asyncio.sleep(SETTLE_S)
        assert notice.text == tr("ui.downloaded", name="Tiny Q4_K_M")
        assert notice.action_button.text() == tr("ui.use_now")
        click(notice.action_button)
        assert used == ["tiny-q4_k_m"]

    play(qapp, data, scenario, FRESH)


def test_check_says_that_a_file_is_whole(qapp, data, hub):
    async def scenario(application):
        await start_download(application)
        await until(lambda: application.program.shelf.entry("tiny-q4_k_m").installed)
        check = await in_place(application, "verify-tiny-q4_k_m")
        click(check)
        await until(lambda: application.program.shelf.entry("tiny-q4_k_m").verified)
        labels = [label.text() for label in check.parentWidget().findChildren(QLabel)]
        assert tr("ui.verified") in labels

    play(qapp, data, scenario, FRESH)


def test_pain_21_a_failed_download_says_why_and_offers_another_source(qapp, data, hub):
    hub.always = Fault(Kind.STATUS, status=404, on_head=True)

    async def scenario(application):
        await start_download(application)
        entry = application.program.shelf.entry
        again = partial(child, application.window, QPushButton, "download-tiny-q4_k_m")
        await until(lambda: again().text() == tr("ui.try_again"))
        assert entry("tiny-q4_k_m").error.key == "models.download_missing"
        mirror = child(application.window, QPushButton, "mirror-tiny-q4_k_m")
        assert mirror.isVisible()
        names = [action.text() for action in mirror.menu().actions()]
        assert names == ["Hugging Face", "hf-mirror", "ModelScope", tr("ui.mirror_other")]

        with Hub(hub.files) as other:
            mirror.menu().actions()[-1].trigger()
            dialog = child(application.window, QInputDialog, "mirrorDialog")
            dialog.setTextValue(other.endpoint)
            dialog.accept()
            await until(lambda: (data.models / "tiny-q4_k_m.gguf").exists())
            assert settings_file.load(data.settings).mirror == other.endpoint
            application.window.sidebar.settings_requested.emit()
            field = child(application.window.settings, QLineEdit, "mirror")
            assert field.text() == other.endpoint

    play(qapp, data, scenario, FRESH)


def choose(application, file, how):
    """Take up a file in this way."""
    application.window.models.import_requested.emit(file)
    box = child(application.window, QMessageBox, "importBox")
    click(child(box, QPushButton, f"import-{how}"))


@pytest.mark.parametrize("how", ["copy", "in-place"])
def test_a_file_can_be_imported_and_used(how, qapp, data, smollm2):
    async def scenario(application):
        choose(application, smollm2, how)
        room = application.program.room
        await until(lambda: room.model_name.startswith("SmolLM2"), 60)
        await until(lambda: room.state is RoomState.READY, 60)
        assert not application.window.notice.isVisible()
        await ask(application, "2+2?")
        await answered(application)
        window = application.window
        turns = await application.program.conversations.turns(window.chat.conversation_id)
        assert turns[1].message.text

    play(qapp, data, scenario, FRESH)
    assert any(data.models.glob("*.gguf")) == (how == "copy")
    assert smollm2.exists()


def test_a_wrong_file_is_refused_in_a_sentence(qapp, data, tmp_path):
    wrong = Path(tmp_path / "homework.gguf")
    wrong.write_bytes(b"this is no model" * 100)

    async def scenario(application):
        notice = application.window.notice
        choose(application, wrong, "copy")
        await until(lambda: notice.text == tr("models.gguf_not"))
        assert notice.isVisible()

    play(qapp, data, scenario, FRESH)
    assert not any(data.models.glob("*.gguf"))


def test_a_model_can_be_removed(qapp, data, hub):
    async def scenario(application):
        await start_download(application)
        await until(lambda: (data.models / "tiny-q4_k_m.gguf").exists())
        await application.program.remove_model("tiny-q4_k_m")
        button = partial(child, application.window, QPushButton, "download-tiny-q4_k_m")
        await until(lambda: button().isVisible())

    play(qapp, data, scenario, FRESH)
    assert not any(data.models.glob("*.gguf"))


def labels(window):
    return [label.text() for label in window.models.findChildren(QLabel) if label.isVisible()]


def test_a_check_can_be_ended(qapp, data, hub, monkeypatch):
    monkeypatch.setattr("app.models.disk.CHUNK_BYTES", 1000)  # so that there is time for a click

    async def scenario(application):
        await start_download(application)
        shelf = application.program.shelf
        await until(lambda: shelf.entry("tiny-q4_k_m").installed)
        window = application.window
        await in_place(application, "verify-tiny-q4_k_m")
        shelf.changed.connect(lambda: child(window, QPushButton, "cancel-tiny-q4_k_m").click())
        child(window, QPushButton, "verify-tiny-q4_k_m").click()
        await asyncio.sleep(SETTLE_S)
        await until(lambda: shelf.entry("tiny-q4_k_m").progress is None)
        assert not shelf.entry("tiny-q4_k_m").verified
        assert await in_place(application, "verify-tiny-q4_k_m")

    play(qapp, data, scenario, FRESH)


def dropped(page, *files):
    """Whether files are taken when they are dropped onto the page."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, *keys)
    QApplication.sendEvent(page.viewport(), enter)
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, *keys)
    QApplication.sendEvent(page.viewport(), drop)
    return enter.isAccepted()


def takes_model_files_alone(window, folder):
    assert not dropped(window.models, folder / "photo.png")
    assert window.findChild(QMessageBox, "importBox") is None
    assert dropped(window.models, folder / "photo.png", folder / "mine.GGUF")
    box = child(window, QMessageBox, "importBox")
    assert "mine.GGUF" in box.text()
    box.close()


def test_what_the_page_says_takes_and_leads_to(qapp, data, tmp_path):
    async def scenario(application):
        window = application.window
        window.sidebar.models_requested.emit()
        window.models.settle()
        assert any("processor of this computer" in text for text in labels(window))
        assert any("MIT" in text and "bartowski/" in text for text in labels(window))
        assert "are free on this disk" in child(window, QLabel, "diskUse").text()
        takes_model_files_alone(window, tmp_path)
        child(window, QPushButton, "serverButton").click()
        assert window.pages.currentWidget() is window.settings
        await asyncio.sleep(0)
        assert not child(window.settings, QLineEdit, "endpoint_url").visibleRegion().isEmpty()

    play(qapp, data, scenario, FRESH)


def test_another_model_goes_on_with_the_conversation(qapp, data, smollm2):
    async def scenario(application):
        window, program = application.window, application.program
        await ask(application, "What is 25% of 480?")
        await answered(application)
        conversation = window.chat.conversation_id
        await program.shelf.import_file(smollm2, how=How.IN_PLACE)
        other = next(e for e in program.shelf.entries() if e.installed and not e.bundled)
        window._use_model(other.id)
        await until(lambda: program.room.state is RoomState.READY and not program.room.is_demo, 60)
        assert window.chat.conversation_id == conversation
        await ask(application, "And of 640?")
        await answered(application)
        turns = await program.conversations.turns(conversation)
        assert [turn.message.text for turn in turns[::2]] == ["What is 25% of 480?", "And of 640?"]
        assert turns[1].message.model != turns[3].message.model
        request = await program.turns.request(turns[3].message)
        assert len(request.messages) == 3, "it has read what was said before"

    play(qapp, data, scenario, FRESH)
