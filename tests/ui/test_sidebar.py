"""The sidebar shows conversations in their places and reports what is wanted of them."""

import itertools
import sys
import time
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.domain.chat import Conversation
from app.i18n import tr
from app.ui.conversation_list import AGE_ROLE, MIME
from app.ui.sidebar import Sidebar
from app.ui.sidebar_rows import more_place

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


# --- pinned, folders, archive ---------------------------------------------------------------------


@pytest.fixture
def placed(sidebar):
    """The same sidebar with conversations in all places."""
    now = time.time()
    rows = [
        Conversation(5, "Circles", now, now, folder="Geometry"),
        Conversation(4, "Roots", now, now, folder="Algebra & more"),
        Conversation(3, "Formulas", now, now - DAY_S, pinned=True),
        Conversation(2, "Today's", now, now),
        Conversation(1, "Old", now, now - 9 * DAY_S, archived=True),
    ]
    sidebar.show_conversations(rows, 2, date.today())
    sidebar.list.setFocus()
    return sidebar


FOLDED = ["Pinned", "Formulas", "Algebra & more", "Geometry", "Today", "Today's", "Archived"]


def key(sidebar, text, key):
    sidebar.list.setCurrentIndex(row_of(sidebar, text))
    QTest.keyClick(sidebar.list, key)


def actions(menu):
    """All entries, those of menus within it too."""
    found = {}
    for action in menu.actions():
        found |= actions(action.menu()) if action.menu() else {action.text(): action}
    return found


def choose(sidebar, row, text):
    menu = sidebar.menu(row_of(sidebar, row))
    actions(menu)[text].trigger()
    menu.deleteLater()


@pytest.fixture
def asked(placed):
    """Where menus are asked for: (row, place). They are not opened, which needs a real screen."""
    asked = []
    placed.list.menu_requested.disconnect()
    placed.list.menu_requested.connect(lambda index, place: asked.append((index.data(), place)))
    return asked


def test_folders_and_archive_are_folded_at_first(placed):
    assert texts(placed) == FOLDED


@pytest.mark.parametrize(("opens", "shuts"), [(Qt.Key.Key_Right, Qt.Key.Key_Left)])
def test_folders_open_and_close_by_keys(placed, opens, shuts):
    key(placed, "Geometry", opens)
    assert texts(placed)[3:5] == ["Geometry", "Circles"]
    assert placed.list.currentIndex().data() == "Geometry"
    QTest.keyClick(placed.list, shuts)
    assert texts(placed) == FOLDED
    QTest.keyClick(placed.list, Qt.Key.Key_Return)
    assert "Circles" in texts(placed)


def test_the_archive_opens_with_a_click(placed):
    place = placed.list.visualRect(row_of(placed, "Archived")).center()
    QTest.mouseClick(placed.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert texts(placed)[-2:] == ["Archived", "Old"]


def test_arrows_pass_over_headings_that_do_not_fold(placed):
    key(placed, "Geometry", Qt.Key.Key_Down)
    assert placed.list.currentIndex().data() == "Today's"


def test_what_is_spoken_says_whether_a_folder_is_open(placed):
    spoken = row_of(placed, "Geometry").data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Geometry (1), folded"


def test_opening_a_conversation_opens_its_folder(placed):
    rows = placed._model._conversations
    placed.show_conversations(rows, 4, date.today())
    assert texts(placed)[2:4] == ["Algebra & more", "Roots"]
    assert placed.list.currentIndex().data() == "Roots"


@pytest.mark.parametrize(
    ("row", "entry", "signal", "values"),
    [
        ("Today's", "Pin to the top", "pin_requested", [2, True]),
        ("Formulas", "Unpin", "pin_requested", [3, False]),
        ("Today's", "Archive", "archive_requested", [2, True]),
        ("Today's", "Geometry", "move_requested", [2, "Geometry"]),
        ("Today's", "Algebra && more", "move_requested", [2, "Algebra & more"]),
        ("Today's", "New folder …", "new_folder_requested", [2]),
        ("Today's", "Delete", "delete_requested", [2]),
        ("Today's", "Export …", "export_requested", [2]),
        ("Geometry", "Remove the folder, keep its conversations", "folder_removed", ["Geometry"]),
    ],
)
def test_menus_report_wishes(placed, qtbot, row, entry, signal, values):
    with qtbot.waitSignal(getattr(placed, signal)) as wish:
        choose(placed, row, entry)
    assert wish.args == values


def test_a_conversation_can_be_taken_out_of_its_folder_and_the_archive(placed, qtbot):
    key(placed, "Geometry", Qt.Key.Key_Right)
    with qtbot.waitSignal(placed.move_requested) as moved:
        choose(placed, "Circles", "Out of “Geometry”")
    assert moved.args == [5, ""]
    key(placed, "Archived", Qt.Key.Key_Right)
    with qtbot.waitSignal(placed.archive_requested) as back:
        choose(placed, "Old", "Bring back from the archive")
    assert back.args == [1, False]


def test_headings_that_are_no_folders_have_no_menu(placed):
    assert placed.menu(row_of(placed, "Archived")) is None
    assert placed.menu(row_of(placed, "Today")) is None


def test_the_menu_renames_in_place(placed):
    choose(placed, "Today's", "Rename")
    assert placed.list.findChild(QLineEdit).text() == "Today's"


def test_the_menu_key_opens_the_menu_of_the_current_row(placed, asked):
    placed.list.setCurrentIndex(row_of(placed, "Formulas"))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(placed.list.viewport(), event)
    below = placed.list.visualRect(row_of(placed, "Formulas")).bottomLeft()
    assert asked == [("Formulas", placed.list.viewport().mapToGlobal(below))]


def test_the_dots_of_a_row_open_its_menu_and_not_the_conversation(placed, asked):
    opened = []
    placed.opened.connect(opened.append)
    place = more_place(placed.list.visualRect(row_of(placed, "Today's"))).center()
    QTest.mouseMove(placed.list.viewport(), place)
    QTest.mouseClick(placed.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [row for row, _ in asked] == ["Today's"]
    assert opened == []


def test_a_folder_is_renamed_in_place(placed, qtbot):
    placed.open_folder("Geometry")
    placed.edit_folder("Geometry")
    editor = placed.list.findChild(QLineEdit)
    editor.setText("Shapes")
    with qtbot.waitSignal(placed.folder_renamed) as renamed:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["Geometry", "Shapes"]


def test_news_wait_while_a_name_is_typed(placed):
    placed.edit_folder("Geometry")
    editor = placed.list.findChild(QLineEdit)
    editor.setText("half a na")
    placed.show_conversations([], None, date.today())
    assert editor.isVisible()
    assert editor.text() == "half a na"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert texts(placed) == []


def test_a_conversation_is_dropped_into_a_folder_and_out_of_it(placed, qtbot):
    model, move = placed.list.model(), Qt.DropAction.MoveAction
    dragged = model.mimeData([row_of(placed, "Today's")])
    with qtbot.waitSignal(placed.move_requested) as moved:
        model.dropMimeData(dragged, move, -1, -1, row_of(placed, "Geometry"))
    assert moved.args == [2, "Geometry"]
    placed.open_folder("Geometry")
    inside = model.mimeData([row_of(placed, "Circles")])
    with qtbot.waitSignal(placed.move_requested) as moved:
        model.dropMimeData(inside, move, -1, -1, row_of(placed, "Today's"))
    assert moved.args == [5, ""]
    inside.setData(MIME, b"nonsense")
    assert not model.dropMimeData(inside, move, -1, -1, row_of(placed, "Geometry"))


def many(number):
    now = time.time()
    return [Conversation(n, f"Number {n}", now, now - n) for n in range(number, 0, -1)]


def test_news_do_not_scroll_the_list_away(sidebar):
    sidebar.show_conversations(many(200), 200, date.today())
    bar = sidebar.list.verticalScrollBar()
    bar.setValue(900)
    sidebar.show_conversations(many(201), 200, date.today())
    assert bar.value() == 900
    sidebar.show_conversations(many(201), 3, date.today())
    assert (
        sidebar.list.viewport()
        .rect()
        .intersects(sidebar.list.visualRect(row_of(sidebar, "Number 3")))
    )


def test_thousands_of_rows_cost_little(sidebar):
    rows, calls = many(5000), itertools.count()  # of functions, and returns
    sys.setprofile(lambda *_: next(calls))  # the clock would count what other threads do
    sidebar.show_conversations(rows, 2500, date.today())
    sidebar.list.grab()
    sys.setprofile(None)
    assert next(calls) < 33 * len(rows), "30 a row are some 40 ms in all"


def test_keys_go_on_where_a_row_was_deleted(sidebar):
    rows = many(5)
    sidebar.show_conversations(rows, None, date.today())
    sidebar.list.setFocus()
    sidebar.list.setCurrentIndex(row_of(sidebar, "Number 3"))
    sidebar.show_conversations([c for c in rows if c.id != 3], None, date.today())
    assert sidebar.list.currentIndex().data() in ("Number 2", "Number 4")


def test_what_was_deleted_is_named_and_several_are_counted(placed, qtbot):
    placed.undo.say(["A title that is far too long to be shown as a whole"])
    assert placed.undo.isVisible()
    assert placed.undo.text.text().endswith("…” deleted")
    placed.undo.say(["one", "two"])
    assert placed.undo.text.text() == "2 conversations deleted"
    with qtbot.waitSignal(placed.undo_requested):
        placed.undo.button.click()
    placed.undo.say([])
    assert placed.undo.isHidden()


def test_equal_titles_are_told_apart_by_their_time(sidebar):
    noon = time.mktime(date.today().timetuple()) + 12 * 3600
    rows = [
        Conversation(3, "Roots", noon, noon),
        Conversation(2, "Roots", noon, noon - 3600),
        Conversation(1, "Sums", noon, noon - 7200),
    ]
    sidebar.show_conversations(rows, 3, date.today())
    model = sidebar.list.model()
    indexes = [model.index(row, 0) for row in range(1, 4)]
    assert [index.data(AGE_ROLE) for index in indexes] == ["12:00", "11:00", ""]
    spoken = [index.data(Qt.ItemDataRole.AccessibleTextRole) for index in indexes]
    assert spoken == ["Roots. 12:00", "Roots. 11:00", "Sums"]
