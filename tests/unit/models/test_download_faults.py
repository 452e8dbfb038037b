"""Each fault of a download has its own sentence, and the table in docs/ says the truth."""

from collections.abc import Iterator

import pytest
from support import download_faults as faults
from support.download_faults import CASES, HEALED, Case, Place
from support.hub import Fault

from app import i18n

WRITTEN = faults.DOCUMENT.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def place() -> Iterator[Place]:
    with faults.place() as here:
        yield here


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
async def test_each_fault_has_its_own_sentence(case: Case, place: Place):
    error = await faults.outcome(case, place)
    assert error.key in (f"models.download_{case.key}", f"models.{case.key}")
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        assert "{" not in i18n.explain(error)
    assert not list(place.folder.glob("*.gguf"))
    assert faults.row(case, error) in WRITTEN, "write the table anew"
    assert (await place.fetch()).read_bytes() == faults.tiny_model.model_bytes()


@pytest.mark.parametrize(("what", "fault"), HEALED, ids=[what for what, _ in HEALED])
async def test_what_heals_is_not_spoken_of(what: str, fault: Fault, place: Place):
    place.hub.faults.extend([faults.PARTLY, fault])
    assert (await place.fetch()).read_bytes() == faults.tiny_model.model_bytes()
    assert not place.hub.faults
    assert f"- {what}" in WRITTEN


def test_the_table_has_no_other_rows():
    assert sum(line.startswith("| ") for line in WRITTEN) == len(CASES) + 1
    assert sum(line.startswith("- ") for line in WRITTEN) == len(HEALED)


def test_no_password_of_a_proxy_is_shown():
    assert not [line for line in WRITTEN if "secret" in line]
