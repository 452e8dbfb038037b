"""Names of model files: whatever comes in, what comes out is a plain file name."""

import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ModelError
from app.models import names

HOSTILE = [
    *(
        "../../etc/passwd",
        "..\\..\\evil",
        "/abs",
        "C:x",
        "\\\\host\\share",
        "a\0b",
        "CON",
        "con.txt",
    ),
    *("nul", "COM1.gguf", "aux.", "trailing.", "trailing ", ".hidden", "", "...", "a" * 300),
    *("模型", "mo\u0301del", "\u202egfug.exe", "a/b", "ｅｖｉｌ", "-rf", "~", "$HOME", "a\nb"),
]


@pytest.mark.parametrize("wish", HOSTILE)
def test_hostile_names_become_plain_ones(wish: str):
    assert names.is_safe(names.safe_id(wish))


@given(st.text())
def test_any_text_becomes_a_plain_file_name(wish: str):
    name = names.safe_id(wish) + names.SUFFIX
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*\.gguf", name)
    assert len(name) < 100
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name


@pytest.mark.parametrize("name", ["", "A", "con", "nul.x", "a/b", "a b", "a.", "..", "x" * 65])
def test_unsafe_ids_are_known(name: str):
    assert not names.is_safe(name)


def test_names_stay_readable_and_apart():
    assert names.safe_id("DeepSeek R1 (Q4_K_M)") == "deepseek-r1-q4_k_m"
    assert names.safe_id("con") == "model-con"
    assert names.safe_id("模型") == "model"
    assert names.safe_id("a", taken={"a", "a-2"}) == "a-3"
    assert names.is_safe(names.safe_id("x" * 80, taken={"x" * 60}))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("DeepSeek R1 \u2066x\u2069 Distill", "DeepSeek R1 x Distill"),
        ("good\u202egnp.exe", "good gnp.exe"),
        ("two\nlines\ttabs\r", "two lines tabs"),
        ("\x1b[31mred\x9b0m", "[31mred 0m"),
        ("\u200b\u200d\ufeff\u3164\u2800\u115f", ""),
        ("a" + "\u0301" * 50 + "b", "á\u0301\u0301b"),
        ("Tiếng Việt ấ, 模型, Ω", "Tiếng Việt ấ, 模型, Ω"),
        ("\udcff\udcfeok", "ok"),
        ("long " * 1000, ("long " * 24).strip()),
    ],
)
def test_texts_from_files_are_shown_on_one_line_as_they_are(text: str, seen: str):
    assert names.one_line(text) == seen


@given(st.text())
def test_what_is_shown_is_printable(text: str):
    shown = names.one_line(text)
    assert shown.isprintable()
    assert len(shown) <= names.SHOWN_LENGTH


@pytest.mark.parametrize("model_id", ["", "..", "../x", "a/b", "con", "C:x", "x."])
def test_only_ids_have_files(model_id: str):
    with pytest.raises(ModelError):
        names.file_name(model_id)
    assert names.file_name("x") == "x.gguf"
