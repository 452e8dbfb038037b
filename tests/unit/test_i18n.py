"""Every key used in the code exists, in every language, with the same placeholders."""

import re
import string
from pathlib import Path

import pytest

from app import i18n
from app.errors import UserFacingError
from app.paths import RESOURCES

APP = Path(i18n.__file__).parent
AREAS = "|".join(file.stem for file in (RESOURCES / "translations" / "en").glob("*.toml"))
KEY = re.compile(rf'"((?:{AREAS})\.[a-z0-9_]+)"')
#: Keys that are put together from a prefix and a value.
PREFIXES = re.compile(r'f"((?:ui|models|store|client|engine|transcript|exchange)\.[a-z0-9_]*)\{')
#: Keys that are put together from a name and one of these endings.
ENDINGS = re.compile(r'f"\{\w+\}(_[a-z]+)"')


def used_keys() -> set[str]:
    text = "\n".join(file.read_text(encoding="utf-8") for file in APP.rglob("*.py"))
    return {key for key in KEY.findall(text) if not key.endswith((".log", ".toml", ".xml"))}


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_used_key_has_a_sentence():
    missing = {key for key in used_keys() if key not in i18n.sentences("en")}
    assert not missing


@pytest.mark.parametrize("language", sorted(set(i18n.LANGUAGES) - {"en"}))
def test_languages_have_the_same_keys_and_placeholders(language):
    english, other = i18n.sentences("en"), i18n.sentences(language)
    assert english.keys() == other.keys()
    different = [k for k in english if placeholders(english[k]) != placeholders(other[k])]
    assert not different


def test_no_sentence_is_left_over():
    text = "\n".join(file.read_text(encoding="utf-8") for file in APP.rglob("*.py"))
    prefixes = tuple(PREFIXES.findall(text))
    endings = set(ENDINGS.findall(text))
    built = {f"{name}{ending}" for ending in endings for name in re.findall(r'"([a-z_]+)"', text)}
    unused = [
        key
        for key in i18n.sentences("en")
        if f'"{key}"' not in text
        and not key.startswith(prefixes)
        and f'"{key.partition(".")[2]}"' not in text
        and key.partition(".")[2] not in built
    ]
    assert not unused


def test_explain_fills_the_sentence_in_the_language_in_use():
    error = UserFacingError("tutor.model_gone", name="X")
    assert "X" in i18n.explain(error)
    i18n.set_language("zh")
    assert "本机" in i18n.explain(error)


def test_unknown_language_means_english(monkeypatch):
    i18n.set_language("xx")
    assert i18n.language() == "en"
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    i18n.set_language("system")
    assert i18n.language() == "zh"


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (98_362_432, "98.4 MB"), (1.1e9, "1.1 GB")]
)
def test_file_size(size, text):
    assert i18n.file_size(int(size)) == text


def test_only_the_area_of_a_sentence_is_read():
    i18n._area.cache_clear()
    i18n.tr_in("zh", "shell.dismiss")
    assert i18n._area.cache_info().currsize == 1


@pytest.mark.parametrize("key", ["nowhere.sentence", "ui.no_such_sentence"])
def test_a_sentence_that_is_not_there_is_a_defect(key):
    with pytest.raises(KeyError):
        i18n.tr_in("zh", key)


@pytest.mark.parametrize(
    ("language", "said", "names"), [("en", "One. Two.", "a, b"), ("zh", "One.Two.", "a、b")]
)
def test_what_stands_between_sentences_and_names(language, said, names):
    i18n.set_language(language)
    assert i18n.paragraph("One.", "", "Two.") == said
    assert i18n.listed(["a", "b"]) == names
