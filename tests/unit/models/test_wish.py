"""What a person means by a model."""

import pytest

from app.errors import ModelError
from app.models import wish
from app.models.library import How, Library


@pytest.fixture
def library(data, catalogue):
    return Library(data, catalogue)


def test_an_installed_model_by_its_id(library, model_file):
    installed = library.import_file(model_file, how=How.COPY)
    assert wish.get(library, installed.id) == installed


def test_a_file_by_its_path(library, model_file):
    found = wish.get(library, str(model_file))
    assert (found.path, found.name) == (model_file, "Some Model")


def test_the_demo(library, smollm2):
    assert wish.get(library, wish.DEMO).path == smollm2


def test_the_demo_when_there_is_none(library, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert wish.find(library, wish.DEMO) is None


def test_a_known_model_that_is_not_installed_and_an_unknown_one(library, entry):
    with pytest.raises(ModelError) as known:
        wish.get(library, entry.id)
    with pytest.raises(ModelError) as unknown:
        wish.get(library, "nonsense")
    assert known.value.key == "models.not_installed"
    assert unknown.value.key == "cli.usage_model"
