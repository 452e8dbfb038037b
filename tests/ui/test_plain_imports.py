"""The import from before Qt's bindings added to it is back, and is all that we need."""

import builtins
import importlib
import sys
from pathlib import Path

import pytest

import app
from app.ui import plain_imports


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)  # as it is, put back later
    plain_imports.restore()


def test_imports_work_and_search_no_sources(restored, monkeypatch: pytest.MonkeyPatch):
    assert builtins.__import__.__name__ != "__feature_import__"
    for name in ("app.ui.keys_box", "PySide6.QtSvg", "colorsys"):
        monkeypatch.delitem(sys.modules, name, raising=False)
        assert importlib.import_module(name).__name__ == name
    from PySide6.QtGui import QFont

    assert QFont().pointSize() != 0, "names are Qt's own, not Python's style of them"
    plain_imports.restore()


def test_nothing_of_ours_needs_the_other_import():
    sources = Path(app.__file__).parent.rglob("*.py")
    users = [file for file in sources if "from __feature__" in file.read_text("utf-8")]
    assert users == [Path(plain_imports.__file__)], "its docstring names it"
