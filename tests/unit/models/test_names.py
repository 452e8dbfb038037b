"""Names of model files: whatever comes in, what comes out is a plain file name."""

import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
