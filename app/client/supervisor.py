"""Keeps the local engine running: one child process, started, watched, and started again.

A child that dies or stalls after it was ready is started again as it was. One that cannot load the
model, runs out of memory, or dies over loading is started with a smaller plan, until there is none.
One that somebody killed is innocent, unless that happens over and over. No child outlives us: it
watches the pipe that we hold, and the system helps (see ``process_tree``).
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app.client.child import Child
from app.client.hardware import environment
from app.client.life import Life, Limits, Loading, News, Serving, is_alive
from app.domain.allocation import Plan
from app.domain.memory import smaller
from app.errors import EngineError

if TYPE_CHECKING:
    from app.client.openai import Endpoint

log = logging.getLogger(__name__)

LOG_NAME = "engine.log"
KILLS_FORGIVEN = 10  # in a row, before the engine was ready
NOTICE_S = 0.05  # until the end of a dead engine is noticed, about
#: What no smaller plan can mend.
_HOPELESS = frozenset(
    {
        "engine.load_missing",
        "engine.load_no_text_model",
        "engine.not_started",
        "engine.processor_too_old",
        "engine.library_missing",
        "engine.driver_missing",
    }
)


class Phase(StrEnum):
    """What the engine is doing."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class EngineState:
    """The engine, for people. ``error`` is why it failed, or why it had to be started again."""

    phase: Phase = Phase.STOPPED
    progress: float = 0.0  # of loading the model, from 0 to 1
    device: str = ""
    context: int = 0  # tokens
    plan: Plan | None = None
    reduced: bool = False  # the plan is smaller than the one asked for
    error: EngineError | None = None


class Supervisor:
    """Runs ``command`` (``[sys.executable, "-m", "app", "serve"]``) as the local engine.

    All methods belong to the thread of one event loop. ``observers`` are called there with every
    new state. The engine remembers in ``threads_file`` what it measures of threads.
    """

    def __init__(
        self,
        command: Sequence[str],
        log_dir: Path,
        *,
        limits: Limits | None = None,
        threads_file: Path | None = None,
    ) -> None:
        self.state = EngineState()
        self.observers: list[Callable[[EngineState], None]] = []
        self._command = tuple(command)
        self._log_path = log_dir / LOG_NAME
        self._limits = limits or Limits()
        self._threads_file = threads_file
        self._endpoint: Endpoint | None = None
        self._task: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()  # not starting
        self._settled.set()

    async def start(self, model_path: Path, plan: Plan) -> "Endpoint":
        """Load a model, ending the one before; returns when it can be asked.

        Cancelling this does not stop the engine: ``stop`` does.

        Raises:
            EngineError: it cannot be loaded with this plan nor with any smaller one.
        """
        await self.stop()
        self._become(EngineState(Phase.STARTING, plan=plan))
        self._task = asyncio.create_task(self._run(model_path, plan), name="engine-supervisor")
        return await self.endpoint()

    async def endpoint(self) -> "Endpoint":
        """Where the engine answers, as soon as it does. Ask anew for every turn.

        Raises:
            EngineError: it failed or was stopped.
        """
        while True:
            while self.state.phase is Phase.STARTING:
                await self._settled.wait()
            if self.state.phase is not Phase.READY or self._endpoint is None:
                raise self.state.error or EngineError("engine.stopped")
            if await is_alive(self._endpoint):
                return self._endpoint
            await asyncio.sleep(NOTICE_S)

    async def stop(self) -> None:
        """End the engine; returns when its process is gone."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
            self._become(EngineState())

    async def _run(self, model_path: Path, plan: Plan) -> None:
        try:
            await self._keep_alive(model_path, plan)
        except Exception:  # a defect: nobody may be left waiting for the engine
            log.exception("supervising the engine failed")
            self._become(EngineState(Phase.FAILED, error=EngineError("engine.defect")))

    async def _keep_alive(self, model_path: Path, wanted: Plan) -> None:
        plan: Plan | None = wanted
        error: EngineError | None = None
        failures = 0  # lives in a row that came to nothing
        while plan is not None:
            state = EngineState(Phase.STARTING, plan=plan, reduced=plan != wanted, error=error)
            self._become(state)
            error, was_steady = await self._live(model_path, plan)
            log.info("the engine ended: %s", error)
            failures = 0 if was_steady else failures + 1
            plan = _next_plan(plan, error, failures)
        self._become(EngineState(Phase.FAILED, error=error))

    async def _live(self, model_path: Path, plan: Plan) -> tuple[EngineError, bool]:
        """One child from start to end; returns why it ended, and whether it had been ready."""
        try:
            # Without layers on cards there is no need for their drivers, which may have failed.
            child = await Child.start(
                self._arguments(model_path, plan),
                self._log_path,
                environment=environment(cards=plan.gpu_layers != 0),
            )
        except EngineError as error:
            return error, False
        life = Life(child, self._limits, self._hear)
        try:
            cause = await life.attend()
            self._become(EngineState(Phase.STARTING, plan=plan, error=cause))
            return cause, life.was_steady
        finally:
            await life.end()

    def _arguments(self, model_path: Path, plan: Plan) -> list[str]:
        options: dict[str, object] = {
            "--model": model_path,
            "--port": 0,  # any that is free: several engines may run here
            "--ctx": plan.context,
            "--parallel": plan.parallel,
            "--gpu-layers": plan.gpu_layers,
            "--threads": plan.threads,
            "--kv-type": plan.kv_type,
            "--micro-batch": plan.micro_batch,
            "--saved-bytes": plan.saved_bytes,
            "--cards": ",".join(plan.cards),
            "--split": ",".join(map(str, plan.split)),
        }
        if self._threads_file is not None:
            options["--threads-file"] = self._threads_file
        pairs = [str(part) for option in options.items() for part in option]
        return [*self._command, "--supervised", *pairs]

    def _hear(self, news: News) -> None:
        match news:
            case Loading(progress):
                self._become(replace(self.state, progress=progress))
            case Serving(endpoint, context, device):
                self._endpoint = endpoint
                ready = replace(
                    self.state, phase=Phase.READY, progress=1.0, context=context, device=device
                )
                self._become(ready)

    def _become(self, state: EngineState) -> None:
        self.state = state
        if state.phase is Phase.STARTING:
            self._settled.clear()
        else:
            self._settled.set()
        for observer in tuple(self.observers):
            observer(state)


def _next_plan(plan: Plan, error: EngineError, failures: int) -> Plan | None:
    """What to start after an end with ``error``; None: nothing.

    ``failures`` is how many children in a row have ended before they were of use.
    """
    if error.key in _HOPELESS:
        return None
    was_killed = error.key == "engine.killed" and failures <= KILLS_FORGIVEN
    if was_killed or (failures == 0 and error.key != "engine.out_of_memory"):
        return plan
    return smaller(plan)
