"""One engine with the small real model for all tests of this folder, and ways to speak to it."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import openai
import pytest
from support import engines, tiny_r1
from support.engines import KEY, RunningEngine

PARALLEL = 4
CONTEXT = 2048


@pytest.fixture(scope="session")
def engine(smollm2: Path) -> Iterator[RunningEngine]:
    """Supervised, with a key; four sequences share 2048 tokens."""
    with engines.running(smollm2, parallel=PARALLEL, context=CONTEXT, alias="smol") as running:
        yield running


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that loads in no time."""
    return tiny_r1.write(tmp_path_factory.mktemp("models") / "tiny.gguf")


@pytest.fixture(scope="session")
def tiny_engine(tiny_model: Path) -> Iterator[RunningEngine]:
    """For what takes long prompts; 1024 tokens of context."""
    with engines.running(tiny_model, parallel=PARALLEL) as running:
        yield running


@pytest.fixture
def tiny_http(tiny_engine: RunningEngine) -> Iterator[httpx2.Client]:
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx2.Client(base_url=tiny_engine.url, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture
def http(engine: RunningEngine) -> Iterator[httpx2.Client]:
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx2.Client(base_url=engine.url, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def lone_engine(smollm2: Path) -> Iterator[RunningEngine]:
    """With a single sequence, so that the same question always gets the same numbers."""
    with engines.running(smollm2, parallel=1, context=CONTEXT, alias="smol") as running:
        yield running


@pytest.fixture
def lone(lone_engine: RunningEngine) -> Iterator[openai.OpenAI]:
    """OpenAI's own client, for what must be said twice alike."""
    with openai.OpenAI(base_url=f"{lone_engine.url}/v1", api_key=KEY, max_retries=0) as client:
        yield client


@pytest.fixture
def client(engine: RunningEngine) -> Iterator[openai.OpenAI]:
    """OpenAI's own client."""
    with openai.OpenAI(base_url=f"{engine.url}/v1", api_key=KEY, max_retries=0) as client:
        yield client
