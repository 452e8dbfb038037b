"""A small model file, its catalogue entry, and a hub on loopback that serves it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import tiny_model
from support.hub import Hub

from app.models.catalogue import Catalogue, CatalogueModel
from app.models.sources import Source


@pytest.fixture(scope="session")
def model_bytes() -> bytes:
    return tiny_model.model_bytes()


@pytest.fixture
def model_file(tmp_path: Path, model_bytes: bytes) -> Path:
    path = tmp_path / "elsewhere" / "Some Model.gguf"
    path.parent.mkdir()
    path.write_bytes(model_bytes)
    return path


@pytest.fixture
def entry(model_bytes: bytes) -> CatalogueModel:
    return tiny_model.entry_for(model_bytes)


@pytest.fixture
def catalogue(entry: CatalogueModel) -> Catalogue:
    return Catalogue((entry,))


@pytest.fixture
def hub(model_file: Path) -> Iterator[Hub]:
    with Hub({f"{tiny_model.REPO}/{tiny_model.FILE}": model_file}) as running:
        yield running


@pytest.fixture
def source(hub: Hub) -> Source:
    return Source("the hub", hub.endpoint)
