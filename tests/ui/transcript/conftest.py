"""Views in front of a scripted typesetter."""

import pytest
import shiboken6
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication
from support.transcripts import ScriptedTypesetter

from app.ui.theme import LIGHT
from app.ui.transcript import Transcript
from app.ui.transcript.formulas import ANNOUNCE_MS, Formulas
from app.ui.transcript.look import Look


@pytest.fixture
def typesetter(qapp):
    QPixmapCache.clear()  # other tests set the same TeX in other sizes
    return ScriptedTypesetter()


@pytest.fixture
def look(qapp):
    return Look(LIGHT)


@pytest.fixture
def formulas(qapp, typesetter):
    made = Formulas(typesetter)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def settle(qtbot, typesetter):
    """Let formulas arrive and be shown, however busy the machine is."""

    def wait() -> None:
        views = [w for w in QApplication.topLevelWidgets() if isinstance(w, Transcript)]
        qtbot.waitUntil(lambda: typesetter.holds or not any(view.is_waiting for view in views))
        qtbot.wait(2 * ANNOUNCE_MS)

    return wait


@pytest.fixture
def transcript(qapp, typesetter):
    view = Transcript(typesetter, LIGHT)
    view.resize(800, 600)
    view.show()
    yield view
    shiboken6.delete(view)
