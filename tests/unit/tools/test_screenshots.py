"""The pictures that are kept can be taken, and their conversations are there in both languages."""

import sys
import tomllib
from itertools import product
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


def test_each_page_that_is_kept_is_there_in_all_its_looks(screenshots):
    looks = product(screenshots.KEPT_PAGES, screenshots.THEMES, screenshots.LANGUAGES, ("", "-200"))
    expected = {f"{page}-{theme}-{language}{size}" for page, theme, language, size in looks}
    assert {path.stem for path in KEPT.iterdir()} == expected
    assert set(screenshots.KEPT_PAGES) <= set(screenshots.PAGES)


def test_the_conversations_are_the_same_in_both_languages(screenshots):
    chats = tomllib.loads(screenshots.CHATS.read_text("utf-8"))
    english, chinese = ([(c["name"], c["days"]) for c in chats[code]] for code in ("en", "zh"))
    assert english == chinese
