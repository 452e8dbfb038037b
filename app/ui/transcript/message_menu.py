"""The menu of a message, for its context menu key: what its buttons do, and its formulas."""

from collections.abc import Iterable
from functools import partial
from itertools import islice

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from app.domain.blocks import Math
from app.i18n import tr
from app.ui.transcript import accessible, formula_menu
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look

MOST_FORMULAS = 20
LONGEST_NAME = 60  # characters


def make(
    near: QWidget, buttons: Iterable[QAbstractButton], maths: Iterable[Math], look: Look,
    formulas: Formulas,
) -> QMenu:  # fmt: skip
    """The menu; each formula has one of its own, under its words."""
    menu, copy = QMenu(near), QGuiApplication.clipboard().setText
    for button in buttons:
        if button.isVisibleTo(near) and button.isEnabled():
            menu.addAction(button.accessibleName() or button.text(), button.click)
    distinct = islice(dict.fromkeys(maths), MOST_FORMULAS)
    for math in distinct:
        if not menu.isEmpty() and menu.actions()[-1].menu() is None:
            menu.addSeparator()
        words = accessible.formula(math.tex)
        name = words if len(words) <= LONGEST_NAME else f"{words[:LONGEST_NAME]}…"
        inner = menu.addMenu(name.replace("&", "&&"))
        inner.addAction(tr("transcript.copy_latex"), partial(copy, math.tex))
        formula_menu.extend(inner, math, near, look, formulas)
    return menu
