"""The sidebar shows conversations by age and reports what is wanted of them."""

import time
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.domain.chat import Conversation
from app.i18n import tr
from app.ui.sidebar import Sidebar

DAY_S = 86_400.0


@pytest.fixture
def sidebar(qtbot):
    sidebar = Sidebar()
    qtbot.addWidget(sidebar)
    sidebar.resize(264, 600)
    now = time.time()
    rows = [
        Conversation(3, "Roots", now, now),
        Conversation(2, "<b>Not bold</b>", now, now - DAY_S * 1.01),
        Conversation(1, "导数", now, now - 40 * DAY_S),
    ]
    sidebar.show_conversations(rows, 3, date.today())
    sidebar.show()
    return sidebar


def texts(sidebar):
    model = sidebar.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def row_of(sidebar, text):
    return sidebar.list.model().index(texts(sidebar).index(text), 0)


def test_headings_by_age(sidebar):
    assert texts(sidebar) == [
        tr("ui.age_today"),
        "Roots",
        tr("ui.age_yesterday"),
        "<b>Not bold</b>",
        tr("ui.age_older"),
        "导数",
    ]


def test_the_open_conversation_is_marked(sidebar):
    assert sidebar.list.currentIndex().data() == "Roots"


def test_a_click_opens(sidebar, qtbot):
    place = sidebar.list.visualRect(row_of(sidebar, "导数")).center()
    with qtbot.waitSignal(sidebar.opened) as opened:
        QTest.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == [1]


def test_a_title_is_never_rich_text(sidebar):
    tip = row_of(sidebar, "<b>Not bold</b>").data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<p>&lt;b&gt;Not bold&lt;/b&gt;</p>"


def test_rename_in_place(sidebar, qtbot):
    index = row_of(sidebar, "Roots")
    sidebar.list.edit(index)
    editor = sidebar.list.findChild(QLineEdit)
    editor.setText("Quadratics")
    with qtbot.waitSignal(sidebar.renamed) as renamed:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == [3, "Quadratics"]


def test_delete_asks_for_the_current_row(sidebar, qtbot):
    with qtbot.waitSignal(sidebar.delete_requested) as wanted:
        sidebar.delete_current()
    assert wanted.args == [3]
