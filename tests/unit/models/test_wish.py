"""What a person means by a model."""

import hashlib

import pytest

from app.errors import ModelError
from app.models import catalogue, wish
from app.models.library import How, Library
from app.paths import RESOURCES


@pytest.fixture
def library(data, catalogue):
    return Library(data, catalogue)


def test_an_installed_model_by_its_id(library, model_file):
    installed = library.import_file(model_file, how=How.COPY)
    assert wish.get(library, installed.id) == installed


def test_a_file_by_its_path(library, model_file):
    found = wish.get(library, str(model_file))
    assert (found.path, found.name) == (model_file, "Some Model")


def test_the_demo_comes_with_the_program(data):
    demo = wish.get(Library(data, catalogue.load()), wish.DEMO)
    assert demo.path.parent == RESOURCES / "demo"
    assert demo.bytes <= 8_000_000
    assert hashlib.sha256(demo.path.read_bytes()).hexdigest() == demo.sha256
    assert demo.shape.context_train == demo.model.context_train


def test_a_known_model_that_is_not_installed_and_an_unknown_one(library, entry):
    with pytest.raises(ModelError) as known:
        wish.get(library, entry.id)
    with pytest.raises(ModelError) as unknown:
        wish.get(library, "nonsense")
    assert known.value.key == "models.not_installed"
    assert unknown.value.key == "cli.usage_model"
