"""The first five minutes: questions for each level, and the full tutor beside the demo."""

import asyncio

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton
from support import tiny_model
from support.gui import child, click, play, until
from support.hub import Fault, Hub, Kind

from app.i18n import set_language, tr
from app.models import catalogue
from app.models.sources import ENDPOINT_VARIABLE
from app.settings import LEVELS, Settings, load
from app.tutor.shelf import Stage
from app.ui import desktop_notes
from app.ui.demo_note import DemoNote, said
from app.ui.start_view import DEMO_EXAMPLES, EXAMPLES

SETTLE_S = 0.05  # what was shown before is gone then
FRESH = Settings(language="en", theme="light")
ENTRY = """
[[model]]
id = "{id}"
name = "{name}"
family = "template"
{origin}
bytes = {bytes}
sha256 = "{sha256}"
quantization = "Q4_K_M"
context_train = 512
licence = "MIT"
attribution = "us"
recommended = true
description = {{ en = "A tiny model.", zh = "很小的模型。" }}
shape = {{ layers = 2, embedding = 64, feed_forward = 64, kv_heads = 1, head_dim = 32, vocab = 9 }}
"""


@pytest.fixture
def hub(tmp_path, data, monkeypatch):
    """A hub with a tiny model, which is the one that is recommended for every computer."""
    model = tiny_model.model_bytes()
    file = tmp_path / "served.gguf"
    file.write_bytes(model)
    tiny = tiny_model.entry_for(model)
    origin = f'repo = "{tiny.repo}"\nrevision = "{tiny.revision}"\nfile = "{tiny.file}"'
    entries = [
        ENTRY.format(id=id_, name=name, origin=source, bytes=tiny.bytes, sha256=tiny.sha256)
        for id_, name, source in (("tiny", "Tiny", origin),)
    ]
    others = [model.id for model in catalogue.load().models if model.recommended]
    for number, id_ in enumerate(others):  # an entry of the same id replaces the program's
        entry = ENTRY.format(
            id=id_, name=f"Other {number}", origin="", bytes=tiny.bytes, sha256=f"{number:064x}"
        )
        entries.append(entry.replace("recommended = true", "recommended = false"))
    data.catalogue.write_text("".join(entries), encoding="utf-8")
    with Hub({f"{tiny_model.REPO}/{tiny_model.FILE}": file}) as running:
        monkeypatch.setenv(ENDPOINT_VARIABLE, running.endpoint)
        yield running


def examples(window):
    return [child(window, QPushButton, f"example-{number}").text() for number in (1, 2, 3)]


def test_questions_for_each_level_and_the_level_is_kept(qapp, data):
    async def scenario(application):
        window = application.window
        for level in LEVELS:
            click(child(window.chat.start, QPushButton, f"level-{level}"))
            await asyncio.sleep(SETTLE_S)
            assert examples(window) == [tr(key) for key in DEMO_EXAMPLES[level]]
            assert child(window, QPushButton, f"level-{level}").isChecked()
        application.program.save_settings(application.program.changed_settings(model="other"))
        await asyncio.sleep(SETTLE_S)
        assert examples(window) == [tr(key) for key in EXAMPLES["upper"]]
        set_language("zh")
        window.chat.start.retranslate()
        await asyncio.sleep(SETTLE_S)
        assert examples(window) == [tr(key) for key in EXAMPLES["upper"]]
        child(window, QPushButton, "example-2").click()
        assert window.chat.composer.text() == "从 10 名学生中选 3 名，有多少种选法？"

    play(qapp, data, scenario, FRESH)
    assert load(data.settings).level == "upper"


async def note_of(application):
    """The note above the composer, with its door, which is there when the cards were looked for."""
    note = application.window.chat.demo_note
    await until(note.act_button.isVisible, 60)
    return note


async def shows_its_progress(application, note, bar):
    """The bar only grows, and the conversation stays in sight."""
    seen: list[int] = []
    while not (full := application.program.shelf.full).installed:
        if full.progress is not None and full.progress.stage is Stage.DOWNLOADING:
            seen.append(bar.value())
        assert application.window.pages.currentWidget() is application.window.chat
        await asyncio.sleep(0.02)
    assert seen == sorted(seen)
    assert len(set(seen)) > 3


def test_the_full_tutor_comes_while_the_demo_answers(qapp, data, hub):
    hub.always = Fault(Kind.STATUS, status=404, on_head=True)

    async def scenario(application):
        window, note = application.window, await note_of(application)
        bar = child(note, QProgressBar, "demoProgress")
        assert note.text == tr("start.demo_note")
        assert note.act_button.text().startswith("Download the full tutor (")
        click(note.act_button)
        await until(lambda: note.act_button.text() == tr("ui.try_again"))
        assert "404" in note.text
        hub.always, hub.rate = None, 1_000_000
        click(note.act_button)
        await until(lambda: bar.value() > 100)
        click(note.act_button)
        await until(lambda: note.act_button.text() == tr("ui.resume"))
        assert application.program.shelf.full.progress.stage is Stage.PAUSED
        click(note.act_button)
        await shows_its_progress(application, note, bar)
        await until(window.notice.isVisible)
        assert window.notice.text == tr("start.full_arrived")
        assert (note.text, note.act_button.text()) == (tr("start.full_ready"), tr("start.use"))
        assert not bar.isVisible()
        wished: list[str] = []
        window.models.use_requested.disconnect()
        window.models.use_requested.connect(wished.append)
        note.act_button.click()
        assert wished == ["tiny"]

    play(qapp, data, scenario, FRESH)


def test_the_note_without_anything_known_only_says_what_the_demo_does(qtbot):
    note = DemoNote()
    qtbot.addWidget(note)
    note.show()
    assert note.text == said(None) == tr("start.demo_note")
    assert not note.act_button.isVisible()
    assert not note.findChild(QProgressBar, "demoProgress").isVisible()


def test_where_the_desktop_has_no_place_for_a_word_nothing_is_shown(qtbot):
    window = QLabel("window")
    qtbot.addWidget(window)
    assert desktop_notes.tell(window, "A model has come.") is None
