"""The window's manners in the real window: place, sidebar, files, reports, a second start."""

import asyncio
import sys
from itertools import groupby

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton
from support.chats import hard_chat
from support.gui import child, click, press, until

from app import __version__, i18n
from app import settings as settings_file
from app.exchange import own
from app.i18n import tr
from app.settings import Settings
from app.tutor import about
from app.tutor.program import Program
from app.ui.application import Application, language_of
from app.ui.desktop import door
from app.ui.desktop.awake import Awake
from app.ui.loop import event_loop
from app.ui.theme import DARK, LIGHT

PLAIN = Settings(language="en", theme="light", model="")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def run(qapp, data):
    """Play a scenario on this test's data folder; call it again to reopen the program."""

    def play(scenario, settings=PLAIN):
        settings_file.save(settings, data.settings)
        with event_loop(qapp) as loop:
            loop.run_until_complete(_play(data, scenario))
        QTest.qWait(0)  # deleteLater

    return play


async def _play(data, scenario):
    application = Application(Program(data, []))  # nothing here needs an engine
    life = asyncio.ensure_future(application.live())
    try:
        await until(lambda: data.door.exists())
        await scenario(application)
    finally:
        application.window.close()
        await life


def test_sidebar_page_and_conversation_come_back(run):
    async def first(application):
        window = application.window
        press(window, Qt.Key.Key_B, CTRL)
        assert window.sidebar.isHidden()
        window.pages.setCurrentWidget(window.settings)
        window.resize(770, 640)

    async def second(application):
        window = application.window
        assert window.sidebar.isHidden()
        assert (window.width(), window.height()) == (770, 640)
        press(window, Qt.Key.Key_K, CTRL)
        assert window.sidebar.isVisible()
        assert window.sidebar.search.hasFocus()
        click(child(window, QPushButton, "sidebarButton"))
        assert window.sidebar.isHidden()
        click(child(window, QPushButton, "sidebarButton"))
        window.split.setSizes([240, 530])
        assert window.sidebar.width() == 240

    async def third(application):
        assert application.window.sidebar.width() == 240

    run(first)
    run(second)
    run(third)


def test_the_conversation_comes_back_and_a_new_one_stays_new(run, data):
    ids = []

    async def first(application):
        window = application.window
        path = data.root / "two.lemma.json"
        path.write_bytes(own.to_json([hard_chat()]))
        application.manners._open([path])
        await until(lambda: tr("exchange.imported", chats=1, messages=5) in window.notice.text)
        ids.extend(c.id for c in await application.program.conversations.all())
        await window.open_conversation(ids[0])

    async def second(application):
        await until(lambda: application.window.chat.conversation_id == ids[0])
        await application.window.open_conversation(None)

    async def third(application):
        await asyncio.sleep(0.1)
        assert application.window.chat.conversation_id is None

    run(first)
    run(second)
    run(third)


@pytest.mark.qt_log_ignore("does not support raise")  # the offscreen platform
def test_a_second_start_brings_the_window_up_with_its_files(run, data, tmp_path):
    odd = tmp_path / "letter.odt"
    odd.touch()
    broken = tmp_path / "broken.json"
    broken.write_text("{")

    async def scenario(application):
        window = application.window
        window.showMinimized()
        assert await asyncio.to_thread(door.knock, data.door, [broken, odd])
        await until(lambda: "letter.odt" in window.notice.text)
        assert "broken.json" in window.notice.text
        assert not window.isMinimized()

    run(scenario)


def test_a_model_asks_how_to_be_kept(run, tmp_path):
    model = tmp_path / "small.gguf"
    model.touch()

    async def scenario(application):
        application.manners._open([model])
        await until(lambda: application.window.findChild(QLabel, "qt_msgbox_label"))
        box = application.window.findChild(QLabel, "qt_msgbox_label")
        assert "small.gguf" in box.text()
        box.window().close()

    run(scenario)


def test_a_report_is_told_of_once_shown_and_deleted(run, data):
    folder = data.reports
    folder.mkdir()
    (folder / "report-20260101-000000.new.txt").write_text("Fatal Python error: <b>Aborted</b>")

    async def first(application):
        window = application.window
        assert window.notice.text == tr("desktop.crashed")
        click(window.notice.action_button)
        text = child(window, QPlainTextEdit, "readingText").toPlainText()
        assert text == "Fatal Python error: <b>Aborted</b>"
        click(child(window, QPushButton, "copyText"))
        assert QGuiApplication.clipboard().text() == text
        click(child(window, QPushButton, "reportDelete"))
        assert list(folder.iterdir()) == []

    async def second(application):
        assert not application.window.notice.isVisible()

    run(first)
    run(second)


def test_about_says_what_the_command_line_says(run):
    async def scenario(application):
        window = application.window
        window.pages.setCurrentWidget(window.settings)
        window.settings.about_requested.emit()
        said = child(window, QLabel, "aboutVersions").text().splitlines()
        assert said[-4:] == about.lines()
        click(child(window, QPushButton, "copyText"))
        copied = QGuiApplication.clipboard().text()
        assert copied.startswith(f"Lemma {__version__}\n")
        assert "MathJax 3.2.2: Apache-2.0" in copied
        click(child(window, QPushButton, "closeBox"))

    run(scenario)


def test_the_computer_is_kept_awake_by_work(run, monkeypatch):
    followed = []
    monkeypatch.setattr(Awake, "follow", lambda _self, working: followed.append(working))

    async def scenario(application):
        program = application.program
        program.turns.running[1] = object()
        program.turns.changed.emit()
        program.turns.running.clear()
        program.turns.changed.emit()

    run(scenario)
    assert [working for working, _ in groupby(followed)][-2:] == [True, False]


def test_the_desktops_colours_and_language_are_followed(run, monkeypatch):
    async def scenario(application):
        looks = type(application.looks)
        for theme in (DARK, LIGHT):
            monkeypatch.setattr(looks, "theme", lambda *_args, theme=theme: theme)
            QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
            assert application.theme == theme
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        QApplication.sendEvent(application.window, QEvent(QEvent.Type.LocaleChange))
        await asyncio.sleep(0)
        assert i18n.language() == "zh"
        button = child(application.window, QPushButton, "sidebarButton")
        assert button.toolTip() == tr("desktop.sidebar_tip")

    run(scenario, Settings(model=""))


def test_what_was_chosen_stays(run):
    async def scenario(application):
        before = application.theme
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
        assert application.theme is before

    run(scenario)


@pytest.mark.parametrize(
    ("says", "expected"), [("zh-Hans-CN", "zh"), ("en-GB", "en"), ("fr", "en")]
)
def test_the_language_of_windows_is_qts(monkeypatch, says, expected):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _self: [says, "en"])
    i18n.set_language(language_of("system"))
    assert i18n.language() == expected
    assert language_of("zh") == "zh"
