"""Threads measured at load, what is remembered of that, and what the scheduler does with it."""

import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk import Desk, opened

from app.domain.threads import ThreadTuner
from app.engine import threads
from app.engine.batch import Batch
from app.engine.core import Engine
from app.engine.llama import Context, ContextOptions, Log, Model, Outcome
from app.engine.options import ServeOptions
from app.engine.threads import Memory, best, measure, tuner_for

SIZES = ContextOptions(tokens=256, sequences=2, batch=64, threads=2)


@pytest.fixture
def context(tiny: Model) -> Iterator[Context]:
    context = Context(tiny, SIZES, log=Log())
    yield context
    context.close()


@pytest.fixture
def memory(tiny_path: Path, tmp_path: Path) -> Memory:
    return Memory(tmp_path / "threads.json", tiny_path, 0)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "good_threads", lambda: 2)


def test_each_number_of_threads_has_its_turn(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "MEASURE_S", 60.0)
    monkeypatch.setattr(threads, "WARM_S", 60.0)
    seconds, rounds = measure(context, [1, 2])
    assert seconds.keys() == {1, 2}
    assert all(took > 0 for took in seconds.values())
    assert rounds == threads.ROUNDS


def test_nothing_of_it_stays_in_the_context(context: Context) -> None:
    measure(context, [1, 2])
    batch = Batch(64)
    batch.add(list(range(60)), sequence=0, position=0, output=True)
    assert context.evaluate(batch, abortable=True) is Outcome.DONE


def test_it_ends_in_time(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MEASURE_S", 0.0)
    monkeypatch.setattr(threads, "WARM_S", 60.0)
    assert measure(context, [1, 2]) == ({}, 0)


def test_a_first_step_that_reads_the_disk_for_long_is_broken_off(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(batch: Batch, *, abortable: bool) -> Outcome:
        deadline = time.monotonic() + 5
        while not context._abort and time.monotonic() < deadline:
            time.sleep(0.01)
        return Outcome.ABORTED

    monkeypatch.setattr(threads, "WARM_S", 0.05)
    monkeypatch.setattr(context, "evaluate", slow)
    assert measure(context, [1, 2]) == ({}, 0)
    assert not context._abort


def test_more_threads_have_to_be_worth_it() -> None:
    assert best({1: 0.030, 2: 0.020}) == 2
    assert best({1: 0.0201, 2: 0.020, 4: 0.020}) == 1
    assert best({1: 0.2, 2: 0.1, 4: 0.05, 8: 0.051}) == 4


@pytest.mark.usefixtures("two_cores")
def test_a_second_load_does_not_measure(
    context: Context, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = [({1: 0.1, 2: 0.5}, 5)]
    monkeypatch.setattr(threads, "measure", lambda *_: measured.pop())
    assert tuner_for(context, memory, chosen=0).count == 1
    assert tuner_for(context, memory, chosen=0).count == 1


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize(("found", "count"), [({}, 2), ({1: 0.1, 2: 0.9}, 1)])
def test_what_was_measured_too_shortly_is_measured_again(
    context: Context,
    memory: Memory,
    monkeypatch: pytest.MonkeyPatch,
    found: dict[int, float],
    count: int,
) -> None:
    tried: list[int] = []
    monkeypatch.setattr(threads, "measure", lambda *_: tried.append(1) or (found, 1))
    for _ in range(2):
        assert tuner_for(context, memory, chosen=0).count == count
    assert len(tried) == 2


def test_threads_that_were_chosen_are_kept(context: Context, memory: Memory) -> None:
    tuner = tuner_for(context, memory, chosen=1)
    assert (tuner.count, tuner.most) == (1, 1)
    assert memory.path is not None
    assert not memory.path.exists()


def test_what_is_remembered_belongs_to_a_model_and_is_private(
    memory: Memory, tmp_path: Path
) -> None:
    memory.keep({1: 0.5, 2: 0.25})
    assert memory.recall() == {1: 0.5, 2: 0.25}
    other = tmp_path / "other.gguf"
    other.write_bytes(b"x")
    assert Memory(memory.path, other, 0).recall() is None
    assert Memory(memory.path, memory.model, 8).recall() is None
    assert memory.path is not None
    assert stat.S_IMODE(memory.path.stat().st_mode) == 0o600
    assert [file.name for file in memory.path.parent.glob("threads*")] == ["threads.json"]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": 3}', b"\xff\x00", b"null"])
def test_a_broken_file_is_written_anew(memory: Memory, content: bytes) -> None:
    assert memory.path is not None
    memory.path.write_bytes(content)
    assert memory.recall() is None
    memory.keep({1: 0.5})
    assert memory.recall() == {1: 0.5}


def test_a_row_that_makes_no_sense_is_none(memory: Memory) -> None:
    memory.keep({1: 0.5})
    assert memory.path is not None
    for row in ("text", 3, {"a": "b"}, None):
        rows = dict.fromkeys(json.loads(memory.path.read_text()), row)
        memory.path.write_text(json.dumps(rows))
        assert memory.recall() is None


def test_a_folder_that_is_gone_costs_the_memory_alone(memory: Memory, tmp_path: Path) -> None:
    gone = Memory(tmp_path / "gone" / "threads.json", memory.model, 0)
    gone.keep({1: 0.5})
    assert gone.recall() is None
    assert Memory(None, memory.model, 0).recall() is None


def test_old_models_are_forgotten(
    memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "KEPT", 5)
    for number in range(threads.KEPT + 3):
        model = tmp_path / f"{number}.gguf"
        model.write_bytes(b"x")
        Memory(memory.path, model, 0).keep({1: 0.5})
    assert memory.path is not None
    assert len(json.loads(memory.path.read_text())) == threads.KEPT
    assert Memory(memory.path, model, 0).recall() is not None


# --- while answers are written ---------------------------------------------------------------


@pytest.mark.usefixtures("two_cores")
def test_an_engine_measures_remembers_and_tells(
    tiny_path: Path, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "MEASURE_S", 60.0)
    monkeypatch.setattr(threads, "WARM_S", 60.0)
    options = ServeOptions(tiny_path, gpu_layers=0, context=256, threads_file=memory.path)
    engine = Engine(options)
    engine.start()
    try:
        scheduler = engine.loading.result(timeout=60).scheduler
        assert scheduler.threads in (1, 2)
    finally:
        engine.close()
    remembered = memory.recall()
    assert remembered is not None
    assert remembered.keys() == {1, 2}


class _Restless(ThreadTuner):
    """Wants another number with every step."""

    def __init__(self) -> None:
        super().__init__([1, 2], 1)
        self.heard: list[tuple[int, int]] = []

    @property
    def count(self) -> int:
        return 1 + len(self.heard) % 2

    def record(self, work: int, seconds: float) -> None:
        assert seconds > 0
        self.heard.append((work, self.count))


def test_threads_change_between_steps_and_the_text_does_not(tiny: Model, desk: Desk) -> None:
    fixed = desk.ask("some prompt", max_tokens=40).wait()
    tuner = _Restless()
    with opened(tiny, SIZES, tuner=tuner) as restless:
        assert restless.ask("some prompt", max_tokens=40).wait().texts == fixed.texts
        assert {restless.scheduler.threads} <= {1, 2}
    assert len(tuner.heard) == 39  # the first token comes with the prompt, which is not compared
    assert {work for work, _ in tuner.heard} == {1}
