"""Small things that keep the window calm: nothing jumps, everything can be hit and read."""

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget
from support.gui import child, click, play, until

from app import i18n
from app.i18n import tr
from app.settings import Settings
from app.ui import style
from app.ui.composer.editor import Editor
from app.ui.status_line import StatusLine
from app.ui.theme import DARK, LIGHT
from app.ui.transcript.column import SIDE_PX
from app.ui.widgets import Banner, Edge

PLAIN = Settings(language="en", theme="light", model="")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_that_come_move_nothing(qapp, qtbot, language):
    i18n.set_language(language)
    qapp.setStyleSheet(style.sheet(LIGHT))
    line = StatusLine()
    qtbot.addWidget(line)
    line.resize(700, line.sizeHint().height())
    line.show()
    before = line.height()
    line.show_turn(12.34, 0, 0)
    qapp.processEvents()
    right = line.speed.geometry().right()
    line.show_turn(12.34, 100, 1024)
    qapp.processEvents()
    assert line.height() == before
    assert line.speed.geometry().right() == right
    for told in (line.speed, line.context):
        assert told.sizeHint().height() < before, "no letter is cut"
    qapp.setStyleSheet("")


@pytest.mark.parametrize(("speed", "said"), [(8.26, "8.3"), (99.94, "99.9"), (1382.0, "1382 ")])
def test_a_speed_has_no_digits_that_say_nothing(qapp, qtbot, speed, said):
    i18n.set_language("en")
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_turn(speed, 0, 0)
    assert said in line.speed.text()


def test_the_cross_of_a_message_can_be_hit_and_heard(qapp, qtbot):
    i18n.set_language("en")
    banner = Banner()
    qtbot.addWidget(banner)
    banner.say("Something happened.")
    cross = banner.findChild(QPushButton, "bannerClose")
    assert min(cross.width(), cross.height()) >= 24
    assert cross.accessibleName() == tr("shell.dismiss")
    cross.click()
    assert banner.isHidden()


def test_a_line_shows_that_there_is_more_below(qapp, qtbot):
    view, body = QScrollArea(), QWidget()
    qtbot.addWidget(view)
    edge = Edge(view)
    qtbot.addWidget(edge)
    body.resize(100, 1000)
    view.setWidget(body)
    assert not edge.is_shown
    view.show()
    assert edge.is_shown
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert not edge.is_shown
    view.verticalScrollBar().setValue(0)
    view.hide()
    assert not edge.is_shown


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_what_stands_in_an_empty_field_has_its_colour(qapp, data, theme):
    """Qt would take the text's colour at half its strength, which cannot be read."""

    async def scenario(application):
        window = application.window
        for field in (window.chat.composer.editor, window.sidebar.search):
            ink = field.palette().color(QPalette.ColorRole.PlaceholderText)
            assert ink.name() == theme.faint
            assert ink.alpha() == 255

    play(qapp, data, scenario, Settings(language="en", theme=theme.name, model=""))


def test_pages_reach_the_edges_of_the_window(qapp, data):
    async def scenario(application):
        window = application.window
        assert window.pages.contentsRect() == window.pages.rect()
        await window.open_conversation(None)  # what is hidden is not laid out
        window.resize(720, 480)
        composer, pages = window.chat.composer, window.pages
        await until(lambda: _beside(composer, pages) == SIDE_PX)

    play(qapp, data, scenario, PLAIN)


def test_the_door_of_the_page_in_sight_is_marked(qapp, data):
    async def scenario(application):
        window = application.window
        models = child(window, QPushButton, "modelsPageButton")
        settings = child(window, QPushButton, "settingsPageButton")
        click(settings)
        assert settings.property("open")
        click(models)
        assert models.property("open")
        assert not settings.property("open")
        window.new_conversation()
        await window.open_conversation(None)
        assert not models.property("open")

    play(qapp, data, scenario, PLAIN)


@pytest.mark.parametrize("width", [120, 500])
def test_the_hint_of_an_empty_field_is_one_line(qapp, qtbot, width):
    field = Editor(None)
    qtbot.addWidget(field)
    field.resize(width, field.height())
    blank = field.grab().toImage()
    field.show_hint("Ask a mathematics question, and another one")
    told = field.grab().toImage()
    assert told != blank
    rows = [y for y in range(told.height()) if _row(told, y) != _row(blank, y)]
    assert rows[-1] - rows[0] < field.fontMetrics().height()
    field.setPlainText("2")
    typed = field.grab().toImage()
    field.show_hint("")
    assert field.grab().toImage() == typed


def _row(image, y):
    return [image.pixel(x, y) for x in range(image.width())]


def _beside(inner, outer):
    """The pixels between the right edges."""
    return outer.rect().right() - inner.mapTo(outer, inner.rect().topRight()).x()
