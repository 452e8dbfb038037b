"""Every setting changes what it says it changes: seen in the real program, in both languages."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
)
from support.gui import QUICK, answered, ask, child, click, play, press, until
from support.settings_page import choose, opened, read, set_number

from app.__main__ import engine_command
from app.domain.generation import AUTO, Sampling
from app.i18n import LANGUAGES, tr
from app.paths import DataDir
from app.settings import Settings, load
from app.tutor.program import Program
from app.tutor.room import RoomState
from app.ui import application as gui
from app.ui.keys_box import COLUMNS

SETTLE_S = 0.05
DEMO = Settings(language="en", theme="light")
NOBODY = Settings(language="en", theme="light", model="")


@pytest.fixture
def run(qapp, data):
    """Play a scenario on this test's data folder; call it again to reopen the program."""
    return lambda scenario, settings=DEMO: play(qapp, data, scenario, settings)


async def translated(page, language):
    """Choose a language, and wait until the page that it had before is gone."""
    choose(page, "language", language)
    await asyncio.sleep(SETTLE_S)

    def is_alone():
        boxes = page.findChildren(QComboBox, "language")  # none yet, or that of before too
        titles = [line.text() for line in page.findChildren(QLabel) if line.isVisible()]
        return len(boxes) == 1 and boxes[0].isVisible() and tr("ui.settings") in titles

    await until(is_alone)


async def ready(application):
    await until(lambda: application.program.room.state is RoomState.READY, 60)


async def last_answer(application, question):
    press(application.window, Qt.Key.Key_Escape)  # back to the conversation
    await ask(application, question)
    await answered(application)
    chat = application.window.chat
    turns = await application.program.conversations.turns(chat.conversation_id)
    return turns[-1].message


# --- look, keys -----------------------------------------------------------------------------------


def explains_itself(page):
    """Each section has a heading, one sentence, and a link."""
    contents = child(page, QLabel, "settingsContents").text()
    for name, section in page.sections.items():
        heading, about = section.findChildren(QLabel)[:2]
        assert heading.text() == section.title
        assert len(about.text()) > 10
        assert f'href="{name}"' in contents


def keeps_what_the_wheel_passes(page):
    box = child(page, QComboBox, "theme")
    before, place = box.currentData(), QPointF(box.rect().center())
    nothing = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    places = place, QPointF(box.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, -120)
    down = QWheelEvent(*places, *nothing, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(box, down)
    assert box.currentData() == before


def trigger(window, key):
    """What a key does; the key itself only reaches a window that is active."""
    wanted = QKeySequence(key)
    next(action for action in window.actions() if action.shortcut() == wanted).trigger()


async def shows_the_keys(window, page):
    trigger(window, "F1")
    box = child(window, QDialog, "keysBox")
    for does in (does for groups in COLUMNS for _, keys in groups for _, does in keys):
        for place in (page, box):
            assert any(line.text() == tr(does) for line in place.findChildren(QLabel))
    click(next(b for b in box.findChildren(QPushButton) if b.text() == tr("desktop.close")))
    await until(lambda: window.findChild(QDialog, "keysBox") is None)


def test_the_page_in_both_languages_and_all_its_looks(run, data):
    async def scenario(application):
        page = opened(application)
        assert child(page, QComboBox, "zoom").currentText() == "137", "only the file can say so"
        for language in LANGUAGES:
            await translated(page, language)
            explains_itself(page)
            await shows_the_keys(application.window, page)
        keeps_what_the_wheel_passes(page)
        page.verticalScrollBar().setValue(0)
        page.make_anew()
        page.show_section("keys")
        assert page.verticalScrollBar().value() > 0, "made for it at once"
        await translated(page, "en")
        assert page.verticalScrollBar().value() > 0, "the reader stays where she was"
        before = page.sections["look"]
        choose(page, "thinking_budget", 2048)
        trigger(application.window, "Ctrl+-")
        assert page.sections["look"] is before, "what is no matter of looks redraws nothing"
        assert child(page, QComboBox, "zoom").currentData() == 110, "changed elsewhere, shown here"
        choose(page, "theme", "contrast")
        assert application.theme.name == "contrast"
        assert application.window.palette().window().color().name() == "#000000"

    run(scenario, replace(NOBODY, theme="system", zoom=137))
    kept = load(data.settings)
    assert (kept.theme, kept.zoom, kept.thinking_budget) == ("contrast", 110, 2048)


@pytest.mark.expects_log
def test_what_cannot_be_kept_is_said_and_holds_all_the_same(run, data):
    async def scenario(application):
        page = opened(application)
        data.settings.unlink()
        data.settings.mkdir()  # nothing can take its place
        choose(page, "theme", "dark")
        assert application.theme.name == "dark"
        notice = application.window.notice
        await until(lambda: notice.text == tr("store.io", file=str(data.settings)))
        assert notice.isVisible()

    run(scenario, NOBODY)


# --- the model ------------------------------------------------------------------------------------


async def thinks_as_it_should(application):
    answer = await last_answer(application, "What is 25% of 480?")
    assert answer.reasoning
    assert (await application.program.turns.request(answer)).thinking_budget == AUTO
    page = opened(application)
    assert read(page, "thinkingNote") == tr("settings.thinking_auto_about")
    choose(page, "thinking_budget", 0)
    assert read(page, "thinkingNote") == tr("settings.thinking_off_about")
    assert (await application.program.turns.request(answer)).thinking_budget == 0


async def draws_as_it_should(application, path, other):
    page, room, program = opened(application), application.program.room, application.program
    back = child(page, QPushButton, "recommendedButton")
    assert not back.isVisible()
    assert read(page, "samplingNote") == tr("settings.sampling_recommended", name="Lemma Demo")
    set_number(page, "temperature", 0.9)
    set_number(page, "top_p", 0.8)
    assert (room.sampling.temperature, room.sampling.top_p) == (0.9, 0.8)
    assert "temperature 0.90 in place of 0.60, top-p 0.80" in read(page, "samplingNote")
    await until(lambda: load(path).samplings == {"demo": {"temperature": 0.9, "top_p": 0.8}})
    program.save_settings(program.changed_settings(model=other))
    assert room.sampling == Sampling(), "another model has its own"
    program.save_settings(program.changed_settings(model="demo"))
    await translated(page, "zh")
    assert "温度 0.90（推荐 0.60）" in read(page, "samplingNote")
    child(page, QPushButton, "recommendedButton").click()
    assert room.sampling == room.recommended_sampling
    await until(lambda: load(path).samplings == {})
    await translated(page, "en")


async def starts_again_with_another_plan(application):
    page, supervisor = opened(application), application.program.room._supervisor
    await until(lambda: "all 5 layers on the processor" in read(page, "memoryNeeds"))
    choose(page, "parallel", 2)
    choose(page, "kv_type", "f16")
    await until(lambda: (plan := supervisor.state.plan) is not None and plan.parallel == 2)
    await ready(application)
    await translated(page, "zh")
    await until(lambda: "需要" in read(page, "memoryNeeds"))


def test_what_the_model_is_told(run, data, smollm2):
    async def scenario(application):
        await thinks_as_it_should(application)
        await draws_as_it_should(application, data.settings, str(smollm2))
        await starts_again_with_another_plan(application)
        page = opened(application)
        assert child(page, QComboBox, "start_model").currentText() == tr("settings.start_last")
        choose(page, "start_model", "demo")
        application.program.save_settings(application.program.changed_settings(model=str(smollm2)))

    run(scenario)
    assert (load(data.settings).model, load(data.settings).start_model) == (str(smollm2), "demo")


async def test_a_start_begins_with_the_model_that_was_fixed(data):
    from app import settings as settings_file

    for fixed, begun in (("demo", "demo"), ("gone", "another"), ("", "another")):
        settings_file.save(Settings(model="another", start_model=fixed), data.settings)
        program = Program(data, engine_command())
        assert program.settings.model == begun
        await program.close()


def test_an_answer_under_way_is_not_cut_by_other_memory(run):
    async def scenario(application):
        await ready(application)
        supervisor = application.program.room._supervisor
        await ask(application, "Tell me a story.")
        buffer = application.window.chat.running
        await until(lambda: len(buffer.answer) > 5)
        page = opened(application)
        choose(page, "kv_type", "q8_0")
        assert read(page, "memoryState") == tr("settings.memory_waits")
        await until(lambda: "8 bits" in read(page, "memoryWhy"))
        await answered(application)
        assert buffer.finished is not None
        assert buffer.finished.usage.completion_tokens == 40
        await until(lambda: (plan := supervisor.state.plan) is not None and plan.kv_type == "q8_0")
        await ready(application)
        await until(lambda: read(page, "memoryState") == "")

    run(scenario, replace(QUICK, max_tokens=40))


# --- another server, data -------------------------------------------------------------------------


async def checks_the_connection(page):
    child(page, QPushButton, "checkButton").click()
    await until(lambda: read(page, "checkResult") == tr("tutor.no_endpoint"))
    field = child(page, QLineEdit, "endpoint_url")
    field.setText("http://127.0.0.1:9/v1")
    field.editingFinished.emit()
    await until(lambda: read(page, "memoryWhy") == tr("settings.memory_remote"))
    assert read(page, "memoryNeeds") == ""
    child(page, QPushButton, "checkButton").click()
    choose(page, "language", "zh")  # the page is made anew while the answer is on its way
    await asyncio.sleep(SETTLE_S)
    await translated(page, "en")


async def asks_before_it_deletes(window, page):
    child(page, QPushButton, "eraseButton").click()
    dialog = child(window, QDialog, "eraseDialog")
    assert child(dialog, QCheckBox, "eraseModels").isVisible()
    press(dialog, Qt.Key.Key_Return)  # the way out is what Enter does
    await until(lambda: window.findChild(QDialog, "eraseDialog") is None)
    assert window.isVisible()


def test_server_and_data(run, data):
    (data.models / "big.gguf").write_bytes(bytes(2_000_000))

    async def scenario(application):
        page = opened(application)
        await until(lambda: child(page, QLabel, "size-models").text() == "2.0 MB")
        where = child(page, QLabel, "path-database").text().replace("\u200b", "")
        assert where == str(data.database)
        await asks_before_it_deletes(application.window, page)
        await checks_the_connection(page)

    run(scenario, replace(NOBODY, source="endpoint"))
    assert data.database.exists()


class Played(gui.Application):
    """A window in which everything is deleted, then one that finds nothing left."""

    before: Settings | None = None

    async def live(self) -> None:
        life = asyncio.ensure_future(super().live())
        await asyncio.sleep(0.05)
        await (self._see_first() if Played.before is None else self._see_anew())
        await life

    async def _see_first(self) -> None:
        self.change_settings(self.program.changed_settings(language="zh", zoom=150, model=""))
        await ask(self, "2+2?")
        await answered(self)
        child(opened(self), QPushButton, "eraseButton").click()
        Played.before = self.program.settings
        child(child(self.window, QDialog, "eraseDialog"), QPushButton, "eraseYes").click()

    async def _see_anew(self) -> None:
        assert await self.program.conversations.all() == []
        assert self.program.settings == Settings()
        self.window.close()


def test_delete_everything_begins_anew(qapp, data: DataDir, monkeypatch):
    (data.models / "mine.gguf").write_bytes(bytes(1000))
    monkeypatch.setattr(gui, "Application", Played)
    monkeypatch.setattr(Played, "before", None)
    assert gui.run(lambda: Program(data, engine_command())) == 0
    assert Played.before is not None
    assert (data.models / "mine.gguf").exists(), "models stay unless they are asked for"
    assert not data.settings.exists()
    QTest.qWait(0)  # deleteLater
