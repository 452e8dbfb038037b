"""What happens when the program cannot open its file."""

import asyncio

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.__main__ import engine_command
from app.errors import StoreError
from app.i18n import explain
from app.tutor.program import Program
from app.ui import application


def close_the_box(texts):
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMessageBox) and widget.isVisible():
            texts.append(widget.text())
            widget.close()


def test_a_second_window_on_the_same_data_says_why_it_cannot_open(qapp, data):
    first = Program(data, engine_command())
    texts: list[str] = []
    QTimer.singleShot(500, lambda: close_the_box(texts))
    with pytest.raises(StoreError) as refused:
        application.run(lambda: Program(data, engine_command()))
    assert refused.value.key == "store.locked"
    assert texts == [explain(refused.value)]
    asyncio.run(first.close())
