"""What text widgets have in common: copying, links, menus, and that nothing is ever loaded."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QTextEdit

from app.domain import mathtext
from app.i18n import tr
from app.ui.transcript.document import DocumentView
from app.ui.transcript.links import open_after_asking, real_address
from app.ui.transcript.text import TextView

MARKDOWN = """## A heading with $x^2$

Text with **bold**, *italic*, ~~gone~~, `code`, [a link](https://example.org/a) and $\\frac{a}{b}$.

- first $y$, and more
- second
  1. nested"""


@pytest.fixture
def shown(qtbot, formulas, look, settle):
    """Shows Markdown; returns its text widgets."""
    kept = []

    def show(text):
        document = DocumentView(look, formulas)
        qtbot.addWidget(document)
        document.show_document(mathtext.parse(text))
        settle()
        for key in [key for view in document._views for key in view.pending]:
            document.refresh({key})
        document.resize(700, document.fit(700))
        document.show()
        kept.append(document)
        return document.findChildren(QTextEdit)

    return show


def copied(view):
    view.selectAll()
    view.copy_wanted.emit()
    return QGuiApplication.clipboard().text()


def place_of(view, text):
    """The middle of a piece of text in the viewport."""
    cursor = QTextCursor(view.document())
    cursor.setPosition(view.toPlainText().index(text))
    return view.cursorRect(cursor).center() + QPoint(4, 0)


def test_a_copy_is_the_markdown_that_was_shown(shown):
    (view,) = shown(MARKDOWN)
    expected = [line for line in MARKDOWN.split("\n") if line]
    assert copied(view).split("\n") == expected
    assert "\ufffc" not in copied(view)
    assert "\u2060" not in copied(view)


def test_a_part_of_a_line_is_copied_without_its_marker(shown):
    (view,) = shown("- one two $x$, three")
    cursor = view.textCursor()
    cursor.setPosition(view.toPlainText().index("two"))
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    view.copy()
    assert QGuiApplication.clipboard().text() == "two $x$, three"


def test_a_formula_has_a_menu_that_copies_its_latex(shown):
    (view,) = shown("So $\\frac{a}{b}$ is it")
    place = place_of(view, "\ufffc")
    menu = view.menu(place)
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == tr("transcript.copy_latex")
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "\\frac{a}{b}"


def test_a_display_formula_has_one_too(qtbot, formulas, look):
    document = DocumentView(look, formulas)
    qtbot.addWidget(document)
    document.show_document(mathtext.parse("\\[ E = mc^2 \\]"))
    document.resize(700, document.fit(700))
    (view,) = document._views
    view.menu().actions()[0].trigger()
    assert QGuiApplication.clipboard().text().strip() == "E = mc^2"


def test_cells_are_copied_as_rows(shown):
    (view,) = shown("| a | b |\n|---|---|\n| $x$ | **y** |")
    assert copied(view) == "| **a** | **b** |\n| --- | --- |\n| $x$ | **y** |"


# --- links ------------------------------------------------------------------------------------


@pytest.fixture
def opened(monkeypatch):
    """Addresses that would have been opened."""
    found = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(url.toString()))
    return found


def test_a_link_opens_only_after_its_real_address_was_shown(shown, opened):
    (view,) = shown("See [https://good.example](https://evil.example/x) now")
    place = place_of(view, "good")
    assert view.anchorAt(place) == "https://evil.example/x"
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    (box,) = view.parent().findChildren(QMessageBox)
    assert "https://evil.example/x" in box.text()
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert opened == []
    box.buttons()[0].click()
    assert opened == ["https://evil.example/x"]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "file:///etc/passwd", "//evil/share", "data:text/html,x", "qrc:/x", ""],
)
def test_other_addresses_are_never_opened(qtbot, shown, opened, address):
    (view,) = shown("text")
    open_after_asking(view, address)
    assert view.findChildren(QMessageBox) == []
    assert opened == []
    assert real_address(address) is None


def test_addresses_are_shown_as_the_network_sees_them():
    assert real_address("https://exаmple.org/") == "https://xn--exmple-4nf.org/"
    assert real_address("mailto:a@example.org") == "mailto:a@example.org"


# --- nothing is loaded, nothing is markup -----------------------------------------------------

HOSTILE = """![picture](http://127.0.0.1:9/a.png) <img src="file:///etc/passwd">
<b onclick="x()">not bold</b> <script>alert(1)</script> &lt;i&gt;

| <img src="//evil/share/a.png"> | b |
|---|---|
| <a href="http://x">y</a> | $<img src=x>$ |

```<img src=http://127.0.0.1:9/b.png>
<img src="http://127.0.0.1:9/c.png">
```"""


def test_no_resource_is_asked_for_and_markup_is_text(shown, monkeypatch):
    asked = []
    monkeypatch.setattr(TextView, "loadResource", lambda self, kind, name: asked.append(name))
    views = shown(HOSTILE)
    for view in views:
        view.grab()
        assert view.loadResource(2, "file:///etc/passwd") is None
    asked[:] = [name for name in asked if name != "file:///etc/passwd"]
    assert asked == []
    text = "\n".join(view.toPlainText() for view in views)
    assert '<b onclick="x()">not bold</b>' in text
    assert "<script>alert(1)</script>" in text
    assert '<img src="http://127.0.0.1:9/c.png">' in text


def test_the_wheel_belongs_to_the_transcript(shown):
    from PySide6.QtGui import QWheelEvent

    (view,) = shown("text")
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.wheelEvent(event)
    assert not event.isAccepted()
