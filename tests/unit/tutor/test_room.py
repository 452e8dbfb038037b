"""Who answers, and what is asked of them."""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support import model_shapes, tiny_model

from app.client.hardware import Hardware
from app.client.supervisor import Supervisor
from app.domain.events import Finished, FinishReason, Timings, Usage
from app.domain.generation import Sampling
from app.domain.memory import Device
from app.errors import EngineError, ModelError, UsageError
from app.models.catalogue import Catalogue
from app.models.library import How, Installed, Library
from app.settings import Settings
from app.tutor.computer import Computer
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
    return Room(Settings(**settings), library, Supervisor(never, data.logs), Computer(never))


def test_without_a_model_it_is_empty(installed, data):
    library, _ = installed
    assert room(library, data, model="").state is RoomState.EMPTY
    assert room(library, data, model="gone").state is RoomState.EMPTY


async def test_nothing_chosen_or_gone_is_said_so(installed, data):
    library, _ = installed
    with pytest.raises(UsageError) as nothing:
        await room(library, data, model="").endpoint()
    with pytest.raises(ModelError) as gone:
        await room(library, data, model="gone").endpoint()
    with pytest.raises(UsageError) as nowhere:
        await room(library, data, source="endpoint").endpoint()
    keys = [error.value.key for error in (nothing, gone, nowhere)]
    assert keys == ["tutor.no_model", "tutor.model_gone", "tutor.no_endpoint"]


def test_pain_11_the_models_own_sampling_unless_a_person_chose(installed, data):
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


# --- how the model is placed ----------------------------------------------------------------------

FAKE = [sys.executable, "-S", str(Path(__file__).parents[2] / "support" / "fake_engine.py")]
CARD = Device("CUDA0", int(5.6 * 1024**3), 6 * 1024**3, "RTX 2060")


@pytest.fixture
def placed(installed, data, tmp_path, monkeypatch):
    """Makes rooms of a 1.5B on a computer with a card, whose engine does as its script says."""
    shape = model_shapes.shape(model_shapes.R1_1_5B, "Q4_K_M")
    monkeypatch.setattr(Installed, "shape", property(lambda _self: shape))

    def make(*cards: Device, context: int = 0, **script: object) -> Room:
        (tmp_path / "script.json").write_text(json.dumps(script))
        monkeypatch.setenv("FAKE_ENGINE_SCRIPT", str(tmp_path / "script.json"))
        library, model = installed
        computer = Computer(FAKE)
        computer.hardware = Hardware(cards)

        async def look(*, again: bool = False) -> Hardware:
            assert again
            return Hardware(cards)

        monkeypatch.setattr(computer, "look", look)
        settings = Settings(model=model.id, context=context)
        return Room(settings, library, Supervisor(FAKE, data.logs), computer)

    return make


async def test_the_model_is_placed_on_the_card_that_is_there(placed):
    answering = placed(CARD)
    assert answering.placement == ""
    await answering.endpoint()
    plan = answering._supervisor.state.plan
    assert (plan.gpu_layers, plan.cards, plan.context) == (-1, ("CUDA0",), 32768)
    assert "RTX 2060" in answering.placement
    assert answering.notice == ""
    await answering.close()


async def test_without_a_card_the_processor_has_it_all(placed):
    answering = placed(context=4096)
    await answering.endpoint()
    plan = answering._supervisor.state.plan
    assert (plan.gpu_layers, plan.cards, plan.context) == (0, (), 4096)
    await answering.close()


async def test_pain_16_a_card_that_lies_about_its_memory_steps_down_and_says_so(placed):
    answering = placed(CARD, needs_ctx=8192)
    await answering.endpoint()
    assert answering.context == 8192
    assert "did not load with 32768 tokens of context" in answering.notice
    assert "again with 8192" in answering.notice
    await answering.close()
    assert answering.notice == ""


async def test_a_card_that_fails_altogether_leaves_the_processor(placed):
    answering = placed(CARD, needs_ctx=4096)
    await answering.endpoint()
    assert "runs on the processor, with 4096 tokens" in answering.notice
    await answering.close()


async def test_graphics_that_share_the_memory_may_be_slow(placed):
    own = replace(CARD, shared=True)
    answering = placed(own)
    await answering.endpoint()
    usage = Usage(prompt_tokens=50, completion_tokens=300)
    answering.heed(Finished(FinishReason.STOP, usage, Timings(decode_tps=5.0)))
    assert answering.notice == ""
    await answering.close()


@pytest.mark.parametrize(("key", "said"), [("look_died", True), ("no_driver", False)])
async def test_pain_14_a_driver_that_crashed_is_named_and_an_absent_card_is_not(placed, key, said):
    answering = placed()
    await answering.endpoint()
    problem = EngineError(f"engine.{key}", status=-11, backend="CUDA")
    answering._computer.hardware = Hardware(problem=problem)
    assert ("driver" in answering.notice) is said
    await answering.close()


async def test_pain_17_a_card_far_below_its_speed_is_noticed_once(placed):
    answering = placed(CARD)
    await answering.endpoint()
    heard: list[str] = []
    answering.changed.connect(lambda: heard.append(answering.notice))
    for tps in (80.0, 5.0, 4.0):
        usage = Usage(prompt_tokens=50, completion_tokens=300)
        answering.heed(Finished(FinishReason.STOP, usage, Timings(decode_tps=tps)))
    assert len(heard) == 1
    assert "writes 5.0 tokens a second" in answering.notice
    await answering.close()


# --- what a person chose of how it runs -----------------------------------------------------------


async def test_other_memory_settings_wait_until_they_are_asked_for(placed):
    answering = placed(CARD)
    await answering.endpoint()
    before = answering._supervisor.state.plan
    assert not answering.is_outdated
    answering.override(replace(answering._settings, parallel=2, kv_type="q8_0"))
    assert answering.is_outdated
    await answering.endpoint()
    assert answering._supervisor.state.plan == before, "an answer may be under way"
    choice, layers = await answering.outlook()
    assert (choice.plan.kv_type, layers) == ("q8_0", 28)
    answering.renew()
    answering.renew()
    await asyncio.gather(*answering._warming)
    plan = answering._supervisor.state.plan
    assert (plan.parallel, plan.kv_type) == (2, "q8_0")
    assert not answering.is_outdated
    await answering.close()


def test_sampling_is_chosen_for_each_model(installed, data):
    library, model = installed
    own = {model.id: {"temperature": 0.2, "top_p": 0.5, "top_k": 1}, "other": {"temperature": 2.0}}
    chosen = room(library, data, model=model.id, samplings=own)
    assert chosen.sampling == Sampling(temperature=0.2, top_p=0.5, top_k=20)
    assert chosen.recommended_sampling == Sampling(temperature=0.7, top_k=20)
    far = room(library, data, source="endpoint", endpoint_url="http://a/v1", samplings=own)
    assert far.sampling == Sampling()


@pytest.mark.parametrize(("chosen", "asked"), [(-1, "auto"), (0, 0), (500, 500)])
def test_the_thinking_budget(installed, data, chosen, asked):
    library, _ = installed
    assert room(library, data, thinking_budget=chosen).thinking_budget == asked
