"""How letters are drawn."""

import os

from app.ui import fonts


def test_strokes_are_thickened_less_unless_somebody_decided(monkeypatch):
    monkeypatch.delenv("FREETYPE_PROPERTIES", raising=False)
    fonts.calm_stems()
    assert os.environ["FREETYPE_PROPERTIES"] == fonts.STEMS
    monkeypatch.setenv("FREETYPE_PROPERTIES", "truetype:interpreter-version=35")
    fonts.calm_stems()
    assert os.environ["FREETYPE_PROPERTIES"] == "truetype:interpreter-version=35"
