"""Getting a model in the window: a real download from a hub on loopback, and import of a file."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QProgressBar, QPushButton
from support import tiny_model
from support.gui import answered, ask, child, click, play, until
from support.hub import Fault, Hub, Kind

from app.i18n import tr
from app.models.hub import ENDPOINT_VARIABLE
from app.settings import Settings
from app.tutor.room import RoomState

FRESH = Settings(language="en", theme="light", context=2048, max_tokens=8)
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


async def start_download(application):
    window = application.window
    await until(lambda: window.pages.currentWidget() is window.models)
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


def test_cancel_keeps_what_arrived_and_the_next_try_goes_on(qapp, data, hub):
    hub.rate = 1_000_000

    async def scenario(application):
        await start_download(application)
        await until(lambda: bar(application).value() > 200)
        click(child(application.window, QPushButton, "cancel-tiny-q4_k_m"))
        await until(lambda: not bar(application).isVisible())
        hub.rate = 0
        click(child(application.window, QPushButton, "download-tiny-q4_k_m"))
        await until(lambda: (data.models / "tiny-q4_k_m.gguf").exists())

    play(qapp, data, scenario, FRESH)
    ranges = [request.headers.get("range", "") for request in hub.gets()]
    assert ranges[-1].startswith("bytes=")
    assert int(ranges[-1].removeprefix("bytes=").rstrip("-")) > 0


def test_a_failed_download_says_why_and_offers_the_next_try(qapp, data, hub):
    hub.always = Fault(Kind.STATUS, status=404, on_head=True)

    async def scenario(application):
        await start_download(application)
        entry = application.program.shelf.entry
        await until(lambda: entry("tiny-q4_k_m").error is not None)
        assert child(application.window, QPushButton, "download-tiny-q4_k_m").isVisible()

    play(qapp, data, scenario, FRESH)


def test_a_file_can_be_imported_and_used(qapp, data, smollm2):
    async def scenario(application):
        window = application.window
        window.models.import_requested.emit(smollm2)
        await until(lambda: application.program.room.state is RoomState.READY, 60)
        assert application.program.room.model_name.startswith("SmolLM2")
        await ask(application, "2+2?")
        await answered(application)
        turns = await application.program.conversations.turns(window.chat.conversation_id)
        assert turns[1].message.text

    play(qapp, data, scenario, FRESH)
    assert any(data.models.glob("*.gguf"))


def test_a_wrong_file_is_refused_in_a_sentence(qapp, data, tmp_path):
    wrong = Path(tmp_path / "homework.gguf")
    wrong.write_bytes(b"this is no model" * 100)

    async def scenario(application):
        window = application.window
        window.models.import_requested.emit(wrong)
        busy = tr("ui.importing", name=wrong.name)
        await until(lambda: window.chat.banner.text not in ("", busy))
        assert window.pages.currentWidget() is window.chat

    play(qapp, data, scenario, FRESH)
    assert not any(data.models.glob("*.gguf"))


def test_a_model_can_be_removed(qapp, data, hub):
    async def scenario(application):
        await start_download(application)
        await until(lambda: (data.models / "tiny-q4_k_m.gguf").exists())
        await application.program.remove_model("tiny-q4_k_m")
        await asyncio.sleep(0.05)
        assert child(application.window, QPushButton, "download-tiny-q4_k_m").isVisible()

    play(qapp, data, scenario, FRESH)
    assert not any(data.models.glob("*.gguf"))
