"""The pictures that are kept can be taken, and their conversations are there in both languages."""

import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
KEPT = ROOT / "docs" / "screenshots"


@pytest.fixture
def screenshots(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import screenshots

    yield screenshots
    for name in ("screenshots", "screenshot_pages"):
        del sys.modules[name]


def test_what_is_kept_is_what_is_chosen(screenshots):
    assert {path.stem for path in KEPT.glob("*.png")} == set(screenshots.CHOSEN_PICTURES)


def test_what_is_chosen_is_a_page_a_theme_and_a_language(screenshots):
    for picture in screenshots.CHOSEN_PICTURES:
        page, theme, language = picture.rsplit("-", 2)
        assert page in screenshots.PAGES
        assert theme in screenshots.THEMES
        assert language in screenshots.LANGUAGES


def test_the_conversations_are_the_same_in_both_languages(screenshots):
    chats = tomllib.loads(screenshots.CHATS.read_text("utf-8"))
    english, chinese = ([(c["name"], c["days"]) for c in chats[code]] for code in ("en", "zh"))
    assert english == chinese
