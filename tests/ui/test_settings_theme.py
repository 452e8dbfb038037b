"""Colours that can be read: contrast by WCAG's formula."""

from pathlib import Path

import pytest

from app.settings import THEMES as CHOICES
from app.ui.style import sheet
from app.ui.theme import CONTRAST, DARK, LIGHT, THEMES, Theme

AA, AAA, LINES = 4.5, 7.0, 3.0
WORDS = ("text", "muted", "accent", "danger", "success", "warning")
GROUNDS = ("window", "sidebar", "bubble", "code")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("word", WORDS)
def test_words_hold_aa(theme: Theme, word: str):
    for ground in GROUNDS:
        assert contrast(getattr(theme, word), getattr(theme, ground)) > AA - 0.05, ground
    assert contrast(theme.on_accent, theme.accent) >= AA


@pytest.mark.parametrize("word", [*WORDS, "faint"])
def test_high_contrast_holds_aaa(word: str):
    for ground in (*GROUNDS, "hover"):
        assert contrast(getattr(CONTRAST, word), getattr(CONTRAST, ground)) >= AAA, ground


def test_high_contrast_in_what_is_chosen_and_at_every_edge():
    for word in ("text", "muted"):
        assert contrast(getattr(CONTRAST, word), CONTRAST.selected) >= AAA
    assert contrast(CONTRAST.text, CONTRAST.selection) >= AAA
    assert contrast(CONTRAST.on_accent, CONTRAST.accent) >= AAA
    for ground in GROUNDS:
        assert contrast(CONTRAST.line, getattr(CONTRAST, ground)) >= LINES


def test_every_theme_can_be_chosen_and_has_its_sheet_and_icons():
    assert set(CHOICES) == {"system", *THEMES}
    for theme in THEMES.values():
        rules = sheet(theme)
        assert "{" in rules
        assert "{{" not in rules
        for line in rules.splitlines():
            if "url(" in line:
                assert Path(line.split(chr(34))[1]).read_text().startswith("<svg")
