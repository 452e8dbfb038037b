"""No text from a model or a person is ever taken for markup: checked in the source itself."""

import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "app" / "ui"
FILES = sorted(UI.rglob("*.py"))
MARKUP_SINKS = re.compile(r"\b(setHtml|insertHtml|setMarkdown|appendHtml|toHtml|setSource)\(")
GUESSING_WIDGETS = re.compile(r"\b(QLabel|QMessageBox)\(")
PLAIN = re.compile(r"[tT]extFormat[(=]Qt\.TextFormat\.PlainText")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(UI)))
def test_nothing_is_given_to_qt_as_markup(file):
    assert not MARKUP_SINKS.search(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(UI)))
def test_widgets_that_guess_are_told_that_text_is_plain(file):
    text = file.read_text(encoding="utf-8")
    assert len(GUESSING_WIDGETS.findall(text)) <= len(PLAIN.findall(text))
