"""The catalogue: the program's own is sound, and a person's cannot stop the program."""

import re
from pathlib import Path

import pytest

from app import i18n
from app.domain.allocation import MIB
from app.domain.generation import Sampling
from app.domain.memory import Device
from app.errors import ModelError
from app.models import catalogue
from app.models.catalogue import Family

GIB = 1024 * MIB
GOOD = """
[[model]]
id = "mine"
name = "Mine"
family = "template"
bytes = 1000
sha256 = "{sha256}"
quantization = "Q4_0"
context_train = 4096
licence = "MIT"
attribution = "me"
description = {{ en = "My own." }}
""".format(sha256="ab" * 32)


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_programs_catalogue_is_sound():
    known = catalogue.load()
    assert not known.warnings
    assert len({model.id for model in known.models}) == len(known.models)
    assert len({model.sha256 for model in known.models}) == len(known.models)
    for model in known.models:
        assert set(model.description) == set(i18n.LANGUAGES)
        assert len(model.attribution) in (1, len(i18n.LANGUAGES))
        assert model.licence
        assert model.shape is not None or not model.downloadable


def test_the_default_is_the_small_distill():
    default = catalogue.load().models[0]
    assert default.id == "r1-distill-qwen-1.5b-q4_k_m"
    assert (default.family, default.directive) == (Family.R1_DISTILL, True)
    assert default.sampling == Sampling(temperature=0.6, top_p=0.95, top_k=0, min_p=0.0)
    assert default.shape is not None
    assert default.shape.kv_width * default.shape.layers * 2 == 28 * 1024
    assert default.file_name == "r1-distill-qwen-1.5b-q4_k_m.gguf"


@pytest.mark.parametrize(
    ("ram_gib", "card_gib", "expected"),
    [
        (2, 0, "qwen3-0.6b-q4_k_m"),
        (1, 0, "qwen3-0.6b-q4_k_m"),
        (6, 0, "r1-distill-qwen-1.5b-q4_k_m"),
        (30, 0, "r1-distill-qwen-1.5b-q4_k_m"),
        (12, 5.6, "r1-distill-qwen-1.5b-q4_k_m"),
        (12, 7.4, "r1-distill-qwen-7b-q4_k_m"),
        (30, 23, "r1-distill-qwen-7b-q4_k_m"),
    ],
)
def test_what_is_recommended(ram_gib: float, card_gib: float, expected: str):
    devices = [Device("card", int(card_gib * GIB))] if card_gib else []
    chosen = catalogue.load().recommend(ram_free=int(ram_gib * GIB), devices=devices)
    assert chosen.id == expected


def test_an_own_list_adds_and_replaces(tmp_path: Path):
    default = catalogue.load().models[0]
    same_id = GOOD.replace('"mine"', f'"{default.id}"')
    known = catalogue.load(own(tmp_path, GOOD + same_id))
    assert not known.warnings
    assert known.models[0].name == "Mine"
    mine = known.get("mine")
    assert mine is not None
    assert (mine.sampling, mine.revision, mine.downloadable) == (Sampling(), "main", False)
    i18n.set_language("zh")
    assert mine.describe() == "My own."


def test_no_own_list_is_fine(tmp_path: Path):
    assert catalogue.load(tmp_path / "models.toml") == catalogue.load()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", '"../up"'),
        ("id", '"CON"'),
        ("name", "7"),
        ("family", '"unheard of"'),
        ("bytes", '"many"'),
        ("bytes", "-1"),
        ("bytes", "true"),
        ("sha256", '"abc"'),
        ("context_train", "0"),
        ("description", '{ zh = "我的" }'),
        ("repo", '"no slash"'),
        ("repo", '"../../x"'),
        ("revision", '"a/b"'),
        ("file", '"../x.gguf"'),
        ("file", '"x.exe"'),
        ("languages", '"en"'),
        ("directive", '"yes"'),
        ("sampling", "{ temperature = 99 }"),
        ("sampling", "{ warmth = 1 }"),
        ("shape", "{ layers = 28 }"),
        ("colour", '"blue"'),
    ],
)
def test_a_bad_entry_is_named_and_left_out(field: str, value: str, tmp_path: Path):
    line = re.compile(rf"^{field} = .*$", re.MULTILINE)
    text = line.sub("", GOOD.replace('"mine"', '"bad"')) + f"{field} = {value}\n"
    known = catalogue.load(own(tmp_path, text + GOOD))
    assert known.get("mine") is not None
    (warning,) = known.warnings
    assert warning.key == "models.catalogue_field"
    named = {"temperature", "warmth", field} if field == "sampling" else {field}
    if field == "shape":
        named = {"embedding"}
    assert warning.values["field"] in named
    assert str(tmp_path) in i18n.explain(warning)


@pytest.mark.parametrize(
    "field", ["id", "name", "family", "bytes", "sha256", "licence", "description"]
)
def test_a_missing_field_is_named(field: str, tmp_path: Path):
    text = re.sub(rf"^{field} = .*$", "", GOOD, flags=re.MULTILINE)
    (warning,) = catalogue.load(own(tmp_path, text)).warnings
    assert warning.values["field"] == field


@pytest.mark.parametrize("text", ["[[model", "model = 7", "\x00", 'model = ["x"]'])
def test_a_broken_own_list_does_not_stop_the_program(text: str, tmp_path: Path):
    known = catalogue.load(own(tmp_path, text))
    assert known.models == catalogue.load().models
    assert len(known.warnings) == 1


def test_a_broken_list_of_the_program_is_a_defect(tmp_path: Path):
    with pytest.raises(ModelError):
        catalogue.load(program=own(tmp_path, GOOD.replace("1000", "-5")))
