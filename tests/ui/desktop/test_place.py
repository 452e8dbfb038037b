"""The window opens where it was closed, and always where it can be seen."""

import json
from dataclasses import asdict

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from app.ui.desktop import place
from app.ui.desktop.place import Place

FILE = "window.json"


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


def put_back(window, at: QRect) -> QRect:
    """Where a window lands that was closed at ``at``."""
    before = QMainWindow()
    before.setGeometry(at)
    place.put(window, place.geometry_of(before))
    window.show()
    return window.geometry()


def test_size_and_place_come_back(window):
    at = QRect(30, 40, 400, 300)
    assert put_back(window, at) == at


def test_maximised_comes_back(window):
    window.showMaximized()
    kept = place.geometry_of(window)
    window.showNormal()
    place.put(window, kept)
    assert window.isMaximized()


@pytest.mark.parametrize(
    "at",
    [
        QRect(5000, 40, 400, 300),
        QRect(-3000, -2000, 400, 300),
        QRect(50, 4000, 400, 300),
        QRect(100, 100, 9000, 7000),
    ],
)
def test_never_off_the_screen(window, at):
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(put_back(window, at))


def test_kept_and_read(tmp_path):
    kept = Place("AdnQ", 300, True, "settings", 7)
    place.keep(tmp_path / FILE, kept)
    assert place.read(tmp_path / FILE) == kept


@pytest.mark.parametrize("text", ["", "[]", "{", "7", '{"page": 7, "sidebar": true}', "\x00"])
def test_nonsense_is_as_the_first_start(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert place.read(tmp_path / FILE) == Place()


def test_one_wrong_entry_leaves_the_others(tmp_path):
    kept = {**asdict(Place(page="models")), "conversation": "seven", "new": 1}
    (tmp_path / FILE).write_text(json.dumps(kept))
    assert place.read(tmp_path / FILE) == Place(page="models")


@pytest.mark.parametrize("geometry", ["", "x", "AAAA", "é", "A" * 5000])
def test_a_damaged_geometry_changes_nothing(window, geometry):
    before = window.geometry()
    place.put(window, geometry)
    assert window.geometry() == before
