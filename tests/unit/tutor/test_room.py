"""Who answers, and what is asked of them."""

import sys
from dataclasses import replace

import pytest
from support import tiny_model

from app.client.supervisor import Supervisor
from app.domain.generation import Sampling
from app.errors import ModelError, UsageError
from app.models.catalogue import Catalogue
from app.models.library import How, Library
from app.settings import Settings
from app.tutor.room import Room, RoomState


@pytest.fixture
def installed(data, tmp_path):
    model = tiny_model.model_bytes()
    file = tmp_path / "tiny.gguf"
    file.write_bytes(model)
    entry = replace(
        tiny_model.entry_for(model), sampling=Sampling(temperature=0.7, top_k=20), directive=True
    )
    library = Library(data, Catalogue((entry,)))
    return library, library.import_file(file, how=How.COPY)


def room(library, data, **settings):
    never = [sys.executable, "-c", "raise SystemExit(9)"]
    return Room(Settings(**settings), library, Supervisor(never, data.logs))


def test_without_a_model_it_is_empty(installed, data):
    library, _ = installed
    assert room(library, data).state is RoomState.EMPTY
    assert room(library, data, model="gone").state is RoomState.EMPTY


async def test_nothing_chosen_or_gone_is_said_so(installed, data):
    library, _ = installed
    with pytest.raises(UsageError) as nothing:
        await room(library, data).endpoint()
    with pytest.raises(ModelError) as gone:
        await room(library, data, model="gone").endpoint()
    with pytest.raises(UsageError) as nowhere:
        await room(library, data, source="endpoint").endpoint()
    keys = [error.value.key for error in (nothing, gone, nowhere)]
    assert keys == ["tutor.no_model", "tutor.model_gone", "tutor.no_endpoint"]


def test_the_models_own_sampling_unless_a_person_chose(installed, data):
    library, model = installed
    recommended = room(library, data, model=model.id)
    assert recommended.sampling == Sampling(temperature=0.7, top_k=20)
    chosen = room(library, data, model=model.id, temperature=0.1, max_tokens=99)
    assert chosen.sampling == Sampling(temperature=0.1, top_k=20)
    assert chosen.max_tokens == 99
    assert chosen.wants_directive


def test_another_server_is_named_and_on_this_computer_or_not(installed, data):
    library, _ = installed
    far = room(library, data, source="endpoint", endpoint_url="https://school.example/v1")
    near = room(library, data, source="endpoint", endpoint_url="http://localhost:8000/v1")
    assert (far.state, far.model_name) == (RoomState.REMOTE, "school.example")
    assert not far.is_on_this_computer
    assert near.is_on_this_computer


async def test_other_settings_mean_another_endpoint(installed, data):
    library, _ = installed
    settings = Settings(source="endpoint", endpoint_url="http://localhost:1/v1")
    answering = room(library, data, source="endpoint", endpoint_url=settings.endpoint_url)
    changes: list[str] = []
    answering.changed.connect(lambda: changes.append("changed"))
    first = await answering.endpoint()
    answering.override(replace(settings, zoom=150))
    assert await answering.endpoint() is first
    assert changes == []
    answering.override(replace(settings, endpoint_url="http://localhost:2/v1"))
    assert await answering.endpoint() is not first
    assert changes == ["changed"]
    await answering.close()
