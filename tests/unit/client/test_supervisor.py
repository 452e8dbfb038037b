"""The supervisor with an engine that dies, stalls and refuses in every way we know."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import qasync

from app.client.hardware import WITHOUT_CARDS
from app.client.life import Limits
from app.client.local import LocalEndpoint
from app.client.openai import Health
from app.client.supervisor import EngineState, Phase, Supervisor
from app.domain.allocation import Plan
from app.domain.chat import Role
from app.domain.events import Delta, FinishReason
from app.domain.generation import Request
from app.domain.prompt import ChatMessage
from app.errors import EngineError
from app.i18n import explain

FAKE = [sys.executable, "-S", str(Path(__file__).parents[2] / "support" / "fake_engine.py")]
QUICK = Limits(
    stall_s=0.6,
    load_stall_s=10.0,
    poll_loading_s=0.02,
    poll_ready_s=0.05,
    poll_idle_s=0.05,
    longest_poll_s=0.3,
    steady_s=0.0,
    stop_s=1.0,
)
PLAN = Plan(context=8192)
GREETING = ("0 1 2 3 4 ", FinishReason.STOP)  # the whole answer of the stand-in
REQUEST = Request((ChatMessage(Role.USER, "count"),))


class Bench:
    """A supervisor of the stand-in, and all states it has been in."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.supervisor = Supervisor(FAKE, folder, limits=limits)
        self.states: list[EngineState] = []
        self.supervisor.observers.append(self.states.append)

    def model(self, **script: object) -> Path:
        path = self.folder / "model.gguf"
        path.write_text(json.dumps(script))
        return path

    async def until(self, phase: Phase) -> EngineState:
        while self.supervisor.state.phase is not phase:
            await asyncio.sleep(0.005)
        return self.supervisor.state

    @property
    def phases(self) -> list[Phase]:
        return [state.phase for state in self.states]


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.client.openai.QUICK_TIMEOUT_S", 0.25)
    made = Bench(tmp_path, QUICK)
    yield made
    await made.supervisor.stop()
    assert not engines(tmp_path)


def engines(folder: Path) -> list[psutil.Process]:
    """Stand-ins that serve a model of ``folder``."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        words = process.info["cmdline"] or []
        if str(folder / "model.gguf") in words and process.info["status"] != "zombie":
            found.append(process)
    return found


def gone(process: psutil.Process, *, within_s: float = 2.0) -> bool:
    """Whether a process ends within some time; a kill takes effect a moment later."""
    deadline = time.monotonic() + within_s
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


async def said(endpoint) -> tuple[str, FinishReason]:
    events = [event async for event in endpoint.stream(REQUEST)]
    return "".join(e.text for e in events if isinstance(e, Delta)), events[-1].reason


# --- when all is well ----------------------------------------------------------------------------


async def test_start_ask_stop(bench: Bench) -> None:
    endpoint = await bench.supervisor.start(bench.model(load_s=0.3), PLAN)
    assert await said(endpoint) == GREETING
    assert endpoint.model == "fake"
    state = bench.supervisor.state
    assert (state.phase, state.device, state.context) == (Phase.READY, "CPU", 8192)
    assert (state.plan, state.reduced, state.error) == (PLAN, False, None)
    progress = [s.progress for s in bench.states if s.phase is Phase.STARTING]
    assert progress == sorted(progress)
    assert progress[-1] > 0.3
    await bench.supervisor.stop()
    assert bench.phases[-1] is Phase.STOPPED
    assert not engines(bench.folder)
    with pytest.raises(EngineError) as caught:
        await bench.supervisor.endpoint()
    assert caught.value.key == "engine.stopped"


async def test_the_key_is_secret_and_new_each_time(bench: Bench) -> None:
    keys = set()
    for _ in range(2):
        endpoint = await bench.supervisor.start(bench.model(), PLAN)
        key = endpoint._client.headers["authorization"].split()[1]
        (engine,) = engines(bench.folder)
        assert key not in " ".join(engine.cmdline())
        assert key not in engine.environ().values()
        assert key not in (bench.folder / "engine.log").read_text()
        assert len(key) >= 43
        keys.add(key)
    assert len(keys) == 2


async def test_the_engine_gets_its_cards_and_sees_none_without(bench: Bench) -> None:
    on_cards = Plan(context=8192, gpu_layers=-1, cards=("CUDA0", "CUDA1"), split=(20, 9))
    await bench.supervisor.start(bench.model(), on_cards)
    (engine,) = engines(bench.folder)
    words = engine.cmdline()
    assert words[words.index("--cards") + 1] == "CUDA0,CUDA1"
    assert words[words.index("--split") + 1] == "20,9"
    assert engine.environ().get("CUDA_VISIBLE_DEVICES") == os.environ.get("CUDA_VISIBLE_DEVICES")
    await bench.supervisor.start(bench.model(), PLAN)
    (engine,) = engines(bench.folder)
    assert WITHOUT_CARDS.items() <= engine.environ().items()


async def test_the_log_is_private(bench: Bench) -> None:
    await bench.supervisor.start(bench.model(), PLAN)
    assert (bench.folder / "engine.log").stat().st_mode & 0o777 == 0o600


async def test_another_model_takes_the_place_of_the_first(bench: Bench) -> None:
    await bench.supervisor.start(bench.model(), PLAN)
    (first,) = engines(bench.folder)
    await bench.supervisor.start(bench.model(), PLAN)
    (second,) = engines(bench.folder)
    assert first.pid != second.pid


async def test_noise_on_the_pipe_is_ignored(bench: Bench) -> None:
    await bench.supervisor.start(bench.model(noise=True), PLAN)
    assert bench.supervisor.state.phase is Phase.READY


async def test_stopping_while_it_loads(bench: Bench) -> None:
    asking = asyncio.create_task(bench.supervisor.start(bench.model(load_s=30), PLAN))
    while not engines(bench.folder):
        await asyncio.sleep(0.01)
    await bench.supervisor.stop()
    with pytest.raises(EngineError) as caught:
        await asking
    assert caught.value.key == "engine.stopped"


async def test_stopping_at_any_moment_leaves_nothing(bench: Bench) -> None:
    model = bench.model()
    for step in range(12):
        starting = asyncio.create_task(bench.supervisor.start(model, PLAN))
        await asyncio.sleep(step * 0.01)
        await bench.supervisor.stop()
        await asyncio.gather(starting, return_exceptions=True)
        assert not engines(bench.folder)


async def test_a_stubborn_engine_and_its_child_are_killed(bench: Bench) -> None:
    pid_file = bench.folder / "child.pid"
    await bench.supervisor.start(bench.model(stubborn=True, child=str(pid_file)), PLAN)
    grandchild = psutil.Process(int(pid_file.read_text()))
    await bench.supervisor.stop()
    assert gone(grandchild)


# --- deaths --------------------------------------------------------------------------------------


async def test_twenty_kills_at_random_moments(bench: Bench) -> None:
    chance = random.Random(20)
    model = bench.model(load_s=0.05, tokens=100, token_s=0.002)
    await bench.supervisor.start(model, PLAN)
    reasons = set()
    for _ in range(20):
        turn = asyncio.create_task(ask_once(bench))
        await asyncio.sleep(chance.uniform(0, 0.2))
        for engine in engines(bench.folder):
            engine.kill()
        text, reason = await turn
        reasons.add(reason)
        if reason is FinishReason.ERROR:  # killed between the promise and the question
            assert text == explain(EngineError("engine.gone"))
        else:  # killed while it loaded, a turn waits for the next engine and is answered
            assert COUNT.startswith(text)
            assert (text == COUNT) == (reason is FinishReason.STOP)
    assert FinishReason.INTERRUPTED in reasons
    assert (await ask_once(bench)) == (COUNT, FinishReason.STOP)
    assert len(engines(bench.folder)) == 1
    assert bench.supervisor.state.plan == PLAN, "a kill is no reason for a smaller plan"


COUNT = "".join(f"{n} " for n in range(100))


async def ask_once(bench: Bench) -> tuple[str, FinishReason]:
    """One turn as the tutor runs it; ERROR stands for a sentence instead of an answer."""
    try:
        return await said(await bench.supervisor.endpoint())
    except EngineError as error:
        return explain(error), FinishReason.ERROR


async def test_the_turn_right_after_a_kill_waits_for_the_next_engine(bench: Bench) -> None:
    await bench.supervisor.start(bench.model(), PLAN)
    for _ in range(3):
        engines(bench.folder)[0].kill()
        assert await said(await bench.supervisor.endpoint()) == GREETING


@pytest.mark.parametrize(
    ("script", "key"),
    [
        ({"signal": signal.SIGKILL}, "engine.killed"),
        ({"signal": signal.SIGSEGV}, "engine.crashed"),
        ({"signal": signal.SIGBUS}, "engine.file_lost"),
        ({"signal": signal.SIGABRT}, "engine.aborted"),
        (
            {"signal": signal.SIGABRT, "last_words": "cudaMalloc failed: out of memory"},
            "engine.out_of_memory",
        ),
        ({"status": 1}, "engine.ended"),
    ],
)
async def test_death_while_streaming_is_explained_and_mended(bench: Bench, script, key) -> None:
    endpoint = await bench.supervisor.start(bench.model(die="streaming", **script), PLAN)
    assert await said(endpoint) == ("0 1 2 ", FinishReason.INTERRUPTED)
    await bench.until(Phase.STARTING)
    state = await bench.until(Phase.READY)
    assert state.error is not None
    assert state.error.key == key
    assert explain(state.error)
    assert state.reduced == (key == "engine.out_of_memory")


async def test_death_while_loading_tries_smaller_plans_then_gives_up(bench: Bench) -> None:
    with pytest.raises(EngineError) as caught:
        await bench.supervisor.start(bench.model(die="loading", signal=signal.SIGSEGV), PLAN)
    assert caught.value.key == "engine.crashed"
    assert contexts_tried(bench) == [8192, 4096, 2048]
    assert bench.supervisor.state.phase is Phase.FAILED


def contexts_tried(bench: Bench) -> list[int]:
    plans = [s.plan for s in bench.states if s.phase is Phase.STARTING and s.plan is not None]
    return list(dict.fromkeys(plan.context for plan in plans))


async def test_pain_19_an_old_processor_is_not_tried_again(bench: Bench) -> None:
    with pytest.raises(EngineError) as caught:
        await bench.supervisor.start(bench.model(die="loading", signal=signal.SIGILL), PLAN)
    assert caught.value.key == "engine.processor_too_old"
    assert contexts_tried(bench) == [8192]


async def test_quick_deaths_after_loading_end_with_a_failure(bench: Bench, tmp_path) -> None:
    short_lived = Bench(tmp_path, Limits(poll_loading_s=0.02, steady_s=60.0))
    model = short_lived.model(die="streaming", signal=signal.SIGSEGV)
    await short_lived.supervisor.start(model, PLAN)
    for _ in range(3):
        await ask_once(short_lived)
        await asyncio.sleep(0.05)
    state = await short_lived.until(Phase.FAILED)
    assert state.error is not None
    assert state.error.key == "engine.crashed"


async def test_a_program_that_does_not_exist(tmp_path: Path) -> None:
    supervisor = Supervisor([str(tmp_path / "nothing")], tmp_path)
    with pytest.raises(EngineError) as caught:
        await supervisor.start(tmp_path / "model.gguf", PLAN)
    assert caught.value.key == "engine.not_started"
    assert "No such file" in explain(caught.value)
    await supervisor.stop()


@pytest.mark.expects_log
async def test_a_defect_leaves_nobody_waiting(bench: Bench, monkeypatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("app.client.supervisor.Child.start", broken)
    with pytest.raises(EngineError) as caught:
        await bench.supervisor.start(bench.model(), PLAN)
    assert caught.value.key == "engine.defect"


# --- refusals ------------------------------------------------------------------------------------


async def test_refusal_steps_down_and_says_so(bench: Bench) -> None:
    wanted = Plan(context=16384, gpu_layers=-1)
    await bench.supervisor.start(bench.model(needs_ctx=4096), wanted)
    state = bench.supervisor.state
    assert (state.phase, state.context, state.reduced) == (Phase.READY, 4096, True)
    assert state.plan == Plan(context=4096, gpu_layers=0)
    assert state.error is not None
    assert state.error.key == "engine.load_no_memory"
    assert contexts_tried(bench) == [16384, 8192, 4096]


async def test_refusal_of_every_plan(bench: Bench) -> None:
    with pytest.raises(EngineError) as caught:
        await bench.supervisor.start(bench.model(refuse="engine.load_refused"), PLAN)
    assert caught.value.key == "engine.load_refused"
    assert bench.supervisor.state.error == caught.value


async def test_a_missing_file_is_not_tried_again(bench: Bench) -> None:
    with pytest.raises(EngineError):
        await bench.supervisor.start(bench.model(refuse="engine.load_missing"), PLAN)
    assert contexts_tried(bench) == [8192]


# --- stalls --------------------------------------------------------------------------------------


async def test_an_engine_that_answers_no_more_is_replaced(bench: Bench) -> None:
    await bench.supervisor.start(bench.model(), PLAN)
    (engine,) = engines(bench.folder)
    engine.suspend()
    await bench.until(Phase.STARTING)
    state = await bench.until(Phase.READY)
    assert state.error is not None
    assert state.error.key == "engine.stalled"
    assert gone(engine)


async def test_stall_while_loading(bench: Bench) -> None:
    with pytest.raises(EngineError) as caught:
        await bench.supervisor.start(bench.model(load_s=30, stall="loading"), Plan(context=2048))
    assert caught.value.key == "engine.stalled"


async def test_it_is_polled_only_while_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls: list[float] = []
    health = LocalEndpoint.health

    async def noted(endpoint: LocalEndpoint) -> Health:
        polls.append(time.monotonic())
        return await health(endpoint)

    monkeypatch.setattr(LocalEndpoint, "health", noted)
    bench = Bench(tmp_path, Limits(poll_loading_s=0.02, poll_ready_s=0.02, stop_s=1.0))
    try:
        endpoint = await bench.supervisor.start(bench.model(token_s=0.1), PLAN)
        await asyncio.sleep(0.3)
        before = len(polls)
        await asyncio.sleep(0.3)
        assert len(polls) == before, "nobody asked anything"
        assert [event async for event in endpoint.stream(REQUEST)]
        assert len(polls) > before + 1
        await asyncio.sleep(0.3)
        before = len(polls)
        await asyncio.sleep(0.3)
        assert len(polls) == before, "the answer is over"
    finally:
        await bench.supervisor.stop()


PARENT = """
import asyncio, sys
from pathlib import Path
from app.client import openai
from app.client.life import Limits
from app.client.supervisor import Supervisor
from app.domain.allocation import Plan

async def main():
    openai.QUICK_TIMEOUT_S = 0.25
    limits = Limits(
        stall_s=0.6, poll_loading_s=0.02, poll_ready_s=0.05, poll_idle_s=0.05, longest_poll_s=0.3
    )
    supervisor = Supervisor(sys.argv[2:], Path(sys.argv[1]), limits=limits)
    supervisor.observers.append(lambda state: print(state.phase, flush=True))
    await supervisor.start(Path(sys.argv[1]) / "model.gguf", Plan())
    while sys.stdin.readline():
        print("here", flush=True)
        await asyncio.sleep(0.5)

asyncio.run(main())
"""


@pytest.fixture
def parent(tmp_path: Path):
    """A process of its own that supervises the stand-in; its state after "ready"."""
    (tmp_path / "model.gguf").write_text("{}")
    command = [sys.executable, "-c", PARENT, str(tmp_path), *FAKE]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != "ready":
        assert process.poll() is None
    yield process
    process.kill()
    process.communicate()


def test_a_stop_of_the_whole_tree_is_no_stall(parent, tmp_path: Path) -> None:
    (engine,) = engines(tmp_path)
    for _ in range(2):
        both = [psutil.Process(parent.pid), engine]
        for process in both:
            process.suspend()
        time.sleep(1.0)
        for process in both:
            process.resume()
        parent.stdin.write("go\n")
        parent.stdin.flush()
        assert parent.stdout.readline() == "here\n", "its state changed: it restarted the engine"
    assert engine.is_running()


def test_no_orphan_when_we_are_killed(parent, tmp_path: Path) -> None:
    (engine,) = engines(tmp_path)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert gone(engine)


# --- the window's event loop ---------------------------------------------------------------------


def test_under_qts_event_loop(qapp, tmp_path: Path) -> None:
    async def use() -> None:
        supervisor = Supervisor(FAKE, tmp_path, limits=QUICK)
        assert await said(await supervisor.start(tmp_path / "model.gguf", PLAN)) == GREETING
        engines(tmp_path)[0].kill()
        while supervisor.state.phase is Phase.READY:
            await asyncio.sleep(0.01)
        assert await said(await supervisor.endpoint()) == GREETING
        await supervisor.stop()

    (tmp_path / "model.gguf").write_text("{}")
    with qasync.QEventLoop(qapp) as loop:
        loop.run_until_complete(use())
    assert not engines(tmp_path)
