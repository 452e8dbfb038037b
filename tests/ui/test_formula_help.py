"""The preview of typed formulas, and the palette; with the real typesetter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget
from support.gui import press

from app import i18n
from app.typeset.formula import Formula
from app.typeset.typesetter import Typesetter
from app.ui.composer import Composer
from app.ui.composer.palette import Palette
from app.ui.composer.templates import ROWS
from app.ui.theme import DARK, LIGHT
from app.ui.transcript.inline import OBJECT

#: Said by the offscreen platform of every popup.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", "grabbing", extend=True)


@pytest.fixture(scope="module")
def typesetter():
    made = Typesetter()
    made.typeset("x", display=False).result(30)  # starts its thread before any test counts threads
    yield made
    made.close()


@pytest.fixture
def composer(qtbot, typesetter):
    window = QWidget()
    composer = Composer(typesetter, LIGHT)
    QVBoxLayout(window).addWidget(composer)
    qtbot.addWidget(window)
    window.resize(700, 600)
    window.show()
    yield composer
    composer.preview.show_text("")


def shown(composer):
    """What the preview shows, an ``OBJECT`` for a formula; None if there is none."""
    if composer.preview.isHidden():
        return None
    return "\n".join(view.toPlainText() for view in composer.preview.findChildren(QTextEdit))


def typed(qtbot, composer, text, expected):
    composer.editor.setPlainText(text)
    qtbot.waitUntil(lambda: (shown(composer) or "").replace("\u2060", "") == expected, timeout=9000)


def test_formulas_are_typeset_while_they_are_typed(qtbot, composer):
    typed(qtbot, composer, "Is $x^2$ more than", f"Is {OBJECT} more than")
    typed(qtbot, composer, r"Is \frac{1}{2} more than", f"Is {OBJECT} more than")
    typed(qtbot, composer, r"so $\nonsense{", r"so $\nonsense{")  # not yet: as typed
    typed(qtbot, composer, r"so $\frac{x}{2", f"so {OBJECT}")
    composer.editor.setPlainText("It costs $5")
    qtbot.waitUntil(lambda: shown(composer) is None, timeout=9000)


def test_what_cannot_be_typeset_opens_no_preview(qtbot, composer):
    composer.editor.setPlainText(r"$\nonsense{$ and \frac{")
    qtbot.wait(400)
    assert shown(composer) is None


def test_the_preview_can_be_switched_off_and_on(qtbot, composer):
    wishes = []
    composer.preview_wished.connect(wishes.append)
    typed(qtbot, composer, "$x$", OBJECT)
    composer.set_theme(DARK)
    qtbot.waitUntil(lambda: shown(composer) == OBJECT, timeout=9000)
    composer.preview.findChild(QPushButton).click()
    assert shown(composer) is None
    composer.open_palette()
    palette = composer.findChild(Palette)
    assert not palette.preview.isChecked()
    palette.preview.click()
    palette.close()
    qtbot.waitUntil(lambda: shown(composer) == OBJECT, timeout=9000)
    assert wishes == [False, True]


@pytest.mark.parametrize("template", [each for row in ROWS for each in row], ids=lambda t: t.tex)
def test_every_template_can_be_typeset(typesetter, template):
    for tex in (template.shown, template.tex):
        assert isinstance(typesetter.typeset(tex, display=False).result(30), Formula)


def test_the_palette_by_keyboard(qtbot, composer):
    press(composer, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    palette = composer.findChild(Palette)
    qtbot.waitUntil(palette.isVisible)
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    for key in keys:
        target = palette.focusWidget()
        press(target, key)
    assert palette.isHidden()
    assert composer.text() == r"$\sqrt{□}$"
    assert composer.editor.textCursor().selectedText() == "□"
    QTest.keyClicks(composer.findChild(QPlainTextEdit), "2")
    assert composer.text() == r"$\sqrt{2}$"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sign_has_a_name(composer, language):
    i18n.set_language(language)
    composer.open_palette()
    palette = composer.findChild(Palette)
    names = [sign.accessibleName() for sign in palette.findChildren(QPushButton, "sign")]
    palette.close()
    assert len(names) == sum(map(len, ROWS))
    assert all(names)
    assert len(set(names)) == len(names)
