"""Models, and a running scheduler over the tiny one."""

from collections.abc import Iterator
from multiprocessing import resource_tracker
from pathlib import Path

import pytest
from support import tiny_r1
from support.desk import Desk, load, opened

from app.engine.llama import ContextOptions, Model


@pytest.fixture(scope="session", autouse=True)
def _resource_tracker() -> None:
    """The helper that multiprocessing starts once and for ever belongs to no single test."""
    resource_tracker.ensure_running()


@pytest.fixture(scope="session")
def tiny_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_r1.write(tmp_path_factory.mktemp("models") / "tiny-r1.gguf")


@pytest.fixture(scope="session")
def tiny(tiny_path: Path) -> Iterator[Model]:
    model = load(tiny_path)
    yield model
    model.close()


@pytest.fixture(scope="session")
def smol(smollm2: Path) -> Iterator[Model]:
    model = load(smollm2)
    yield model
    model.close()


@pytest.fixture
def desk(tiny: Model) -> Iterator[Desk]:
    """Four sequences that share 512 tokens, evaluated 64 at a time."""
    sizes = ContextOptions(tokens=512, sequences=4, batch=64, threads=1, spare=1)
    with opened(tiny, sizes) as desk:
        yield desk
