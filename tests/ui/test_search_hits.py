"""The search field and what it found: shown with its marks, walked through by keys."""

import time
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app import i18n
from app.domain.search import Hit
from app.ui.ages import age
from app.ui.search_hits import EXCERPT_ROLE, laid_out
from app.ui.sidebar import Sidebar
from app.ui.theme import DARK, LIGHT

NOW = time.time()
HITS = [
    Hit(1, None, "Solve x² − 5x + 6 = 0", "Solve $x^2 - 5x + 6 = 0$", NOW),
    Hit(2, 12, "Derivatives", r"The roots of \[x^2 = 4\] are " + "so " * 90, NOW),
    Hit(3, 13, "𠮷 圆锥曲线", "𠮷 设 $x^2$ 为", NOW),
]


@pytest.fixture
def sidebar(qtbot):
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    sidebar.resize(264, 600)
    sidebar.show()
    sidebar.search.setFocus()
    sidebar.search.setText("x^2")
    sidebar.show_hits(HITS, "x^2")
    return sidebar


def press(sidebar, *keys):
    for key in keys:
        QTest.keyClick(sidebar.search, key)


def test_hits_stand_in_the_place_of_the_list(sidebar):
    assert sidebar.hits.isVisible()
    assert not sidebar.list.isVisible()
    sidebar.show_conversations([], None, date.today())
    assert sidebar.list.isVisible()


def test_a_hit_shows_its_text_with_the_words(sidebar):
    found = sidebar.hits.model().index(1, 0).data(EXCERPT_ROLE)
    assert "The roots of x² = 4 are" in found.text
    assert [found.text[start:end] for start, end in found.marks] == ["x²"]
    spoken = sidebar.hits.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Derivatives. The roots of x² = 4")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_words_are_painted_on_the_ground_of_a_selection(sidebar, theme):
    sidebar.set_theme(theme)
    for row in range(len(HITS)):
        place = sidebar.hits.visualRect(sidebar.hits.model().index(row, 0))
        picture = sidebar.hits.viewport().grab(place).toImage()
        colours = {
            picture.pixelColor(x, y).name()
            for x in range(picture.width())
            for y in range(picture.height())
        }
        assert QColor(theme.selection).name() in colours


def test_arrows_walk_while_the_field_keeps_the_keys(sidebar, qtbot):
    press(sidebar, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert sidebar.hits.current() == HITS[2]
    press(sidebar, Qt.Key.Key_Up)
    assert sidebar.search.hasFocus()
    with qtbot.waitSignal(sidebar.hit_opened) as opened:
        press(sidebar, Qt.Key.Key_Return)
    assert opened.args == [HITS[1]]


def test_enter_alone_opens_the_first(sidebar, qtbot):
    with qtbot.waitSignal(sidebar.hit_opened) as opened:
        press(sidebar, Qt.Key.Key_Return)
    assert opened.args == [HITS[0]]


def test_a_click_opens(sidebar, qtbot):
    place = sidebar.hits.visualRect(sidebar.hits.model().index(1, 0)).center()
    with qtbot.waitSignal(sidebar.hit_opened) as opened:
        QTest.mouseClick(sidebar.hits.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [HITS[1]]


def test_escape_clears_the_field(sidebar):
    press(sidebar, Qt.Key.Key_Escape)
    assert sidebar.search.text() == ""


def test_the_current_hit_stays_current_when_the_same_are_found_again(sidebar):
    sidebar.hits.walk(2)
    sidebar.show_hits(HITS[1:], "x^2")
    assert sidebar.hits.current() == HITS[1]
    sidebar.show_hits([], "x^2")
    assert sidebar.hits.current() is None
    press(sidebar, Qt.Key.Key_Down, Qt.Key.Key_Return)  # nothing to walk through or to open


def test_that_nothing_was_found_is_said(sidebar):
    sidebar.show_hits([], "x^2")
    picture = sidebar.hits.viewport().grab().toImage()
    colours = {picture.pixelColor(x, 20).name() for x in range(picture.width())}
    assert len(colours) > 1


@pytest.mark.parametrize(
    ("moment", "language", "said"),
    [
        (datetime(2026, 3, 5, 8, 7), "en", "08:07"),
        (datetime(2026, 2, 3, 8, 7), "en", "Feb 3"),
        (datetime(2026, 2, 3, 8, 7), "zh", "2月3日"),
        (datetime(2024, 2, 3, 8, 7), "en", "Feb 2024"),
        (datetime(2024, 2, 3, 8, 7), "zh", "2024年2月"),
    ],
)
def test_ages_are_short(moment, language, said):
    i18n.set_language(language)
    assert age(moment.timestamp(), date(2026, 3, 5)) == said


@pytest.mark.parametrize("width", range(80, 240, 16))
@pytest.mark.parametrize("lines", [1, 2])
def test_what_is_cut_ends_in_dots_that_are_seen(qapp, width, lines):
    layout = laid_out("Why is the derivative of sine the cosine? " * 3, qapp.font(), width, lines)
    last = layout.lineAt(layout.lineCount() - 1)
    assert layout.lineCount() <= lines
    assert layout.text().endswith("…")
    assert last.textStart() + last.textLength() == len(layout.text())
    assert last.naturalTextWidth() <= width
