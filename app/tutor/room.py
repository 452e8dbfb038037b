"""Who answers: a model on this computer, or another server. One object that turns ask.

The local engine starts with the program (``warm_up``) or with the first question, and again after
it died. ``changed`` fires whenever ``state``, ``progress`` or what stands beside them changes.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.client import LOOPBACK_NAMES
from app.client.supervisor import Phase, Supervisor
from app.domain import memory
from app.domain.allocation import Plan
from app.domain.events import Finished
from app.domain.generation import AUTO, Sampling, ThinkingBudget
from app.domain.memory import Choice, Reason
from app.errors import ModelError, UsageError, UserFacingError
from app.i18n import explain
from app.models import wish
from app.models.library import Installed, Library
from app.settings import Settings
from app.tutor import placement
from app.tutor.computer import Computer
from app.tutor.observable import Changed

if TYPE_CHECKING:
    from app.client.openai import Endpoint

log = logging.getLogger(__name__)


class RoomState(StrEnum):
    """What the window says about who answers."""

    EMPTY = "empty"  # no model chosen
    IDLE = "idle"  # a model is chosen, its engine does not run
    STARTING = "starting"
    READY = "ready"
    REMOTE = "remote"  # another server answers
    FAILED = "failed"


@dataclass(frozen=True)
class _Wanted:
    """What an engine was started for: another value takes another start."""

    path: Path
    memory: tuple[int, int, str]


def _memory(settings: Settings) -> tuple[int, int, str]:
    """The settings that decide how a model is placed."""
    return settings.context, settings.parallel, settings.kv_type


class Room:
    """Gives turns the endpoint to ask, starting the engine when it is needed."""

    def __init__(
        self, settings: Settings, library: Library, supervisor: Supervisor, computer: Computer
    ) -> None:
        self.changed = Changed()
        self._settings = settings
        self._library = library
        self._supervisor = supervisor
        self._computer = computer
        self._remote: Endpoint | None = None
        self._retired: list[Endpoint] = []
        self._starting = asyncio.Lock()
        self._loaded: _Wanted | None = None
        self._choice: Choice | None = None  # how it was to be placed
        self._slow: Reason | None = None  # that the card is too slow
        self._found: Installed | None = None  # the chosen model; saves looking at the disk
        self._ram_free = 0  # when the engine was started, bytes
        self._warming: set[asyncio.Task[None]] = set()
        self._renewal: asyncio.Task[None] | None = None  # one of them
        supervisor.observers.append(lambda _state: self.changed.emit())

    # --- what is shown ------------------------------------------------------------------------

    @property
    def source(self) -> tuple[str, ...]:
        """What decides who answers; another value means another answerer."""
        s = self._settings
        endpoint = (s.endpoint_url, s.endpoint_key, s.endpoint_model)
        return (s.source, s.model, *endpoint, *map(str, _memory(s)))

    @property
    def is_remote(self) -> bool:
        return self._settings.source == "endpoint"

    @property
    def host(self) -> str:
        """The other server's name, for the status line."""
        return urlsplit(self._settings.endpoint_url).netloc

    @property
    def is_on_this_computer(self) -> bool:
        """Whether another server answers that runs on this computer."""
        return self.is_remote and urlsplit(self._settings.endpoint_url).hostname in LOOPBACK_NAMES

    @property
    def state(self) -> RoomState:
        if self.is_remote:
            return RoomState.REMOTE
        if self._installed is None:
            return RoomState.EMPTY
        states = {
            Phase.STOPPED: RoomState.IDLE,
            Phase.STARTING: RoomState.STARTING,
            Phase.READY: RoomState.READY,
            Phase.FAILED: RoomState.FAILED,
        }
        return states[self._supervisor.state.phase]

    @property
    def error(self) -> UserFacingError | None:
        """Why the local engine does not run, when it failed."""
        return self._supervisor.state.error if self.state is RoomState.FAILED else None

    @property
    def progress(self) -> float:
        return self._supervisor.state.progress

    @property
    def device(self) -> str:
        return self._supervisor.state.device

    @property
    def context(self) -> int:
        """Tokens of context of a running local engine; 0 where that is not known."""
        return 0 if self.is_remote else self._supervisor.state.context

    @property
    def placement(self) -> str:
        """Why the model was placed as it was; empty before it was."""
        return placement.explain(self._choice) if self._choice is not None else ""

    @property
    def notice(self) -> str:
        """What a person should know of how the model runs; empty if all is as planned."""
        plan = self._supervisor.state.plan
        if self.state is not RoomState.READY or plan is None or self._choice is None:
            return ""
        given_up = placement.stepped_down(self.model_name, self._choice.plan, plan)
        told = given_up or self._slow
        return placement.sentence(told) if told is not None else self._driver_trouble

    @property
    def _driver_trouble(self) -> str:
        """What failed when cards were looked for; that there is none is no trouble."""
        hardware = self._computer.hardware
        problem = hardware.problem if hardware is not None else None
        return "" if problem is None or problem.key == "engine.no_driver" else explain(problem)

    def heed(self, finished: Finished) -> None:
        """Notice from an answer's figures that the card is too slow."""
        installed, plan = self._installed, self._supervisor.state.plan
        if self.is_remote or installed is None or plan is None or self._slow is not None:
            return
        if any(card.shared for card in self._computer.cards if card.name in plan.cards):
            return  # the computer's memory is all that it has
        self._slow = placement.slow_card(
            self.model_name, self.device, installed.shape, plan, finished
        )
        if self._slow is not None:
            self.changed.emit()

    # --- what turns need ----------------------------------------------------------------------

    @property
    def model_name(self) -> str:
        if self.is_remote:
            return self._settings.endpoint_model or self.host
        installed = self._installed
        return installed.name if installed is not None else ""

    @property
    def model_bytes(self) -> int:
        """Size of the local model's file; 0 without one."""
        return 0 if self.is_remote or self._installed is None else self._installed.bytes

    @property
    def is_demo(self) -> bool:
        """Whether the small model answers that comes with the program."""
        return not self.is_remote and self._settings.model == wish.DEMO

    @property
    def sampling(self) -> Sampling:
        sampling = self.recommended_sampling
        chosen = self._settings.temperature
        if chosen >= 0:
            sampling = replace(sampling, temperature=chosen)
        own = self._settings.samplings.get(self.sampling_key, {})
        return replace(
            sampling,
            temperature=own.get("temperature", sampling.temperature),
            top_p=own.get("top_p", sampling.top_p),
        )

    @property
    def recommended_sampling(self) -> Sampling:
        """How the makers of the model want its tokens drawn."""
        installed = None if self.is_remote else self._installed
        model = installed.model if installed is not None else None
        return model.sampling if model is not None else Sampling()

    @property
    def sampling_key(self) -> str:
        """Under which the settings keep the sampling of who answers."""
        s = self._settings
        return f"{s.endpoint_url} {s.endpoint_model}" if self.is_remote else s.model

    @property
    def thinking_budget(self) -> ThinkingBudget:
        budget = self._settings.thinking_budget
        return AUTO if budget < 0 else budget

    @property
    def max_tokens(self) -> int | None:
        return self._settings.max_tokens or None

    @property
    def wants_directive(self) -> bool:
        """Whether mathematical questions get the directive for a boxed answer."""
        installed = None if self.is_remote else self._installed
        return installed is None or installed.model is None or installed.model.directive

    async def endpoint(self) -> "Endpoint":
        """Whom to ask now; waits until the local engine is ready.

        Raises:
            UsageError: nothing was chosen.
            ModelError, EngineError: the model cannot be loaded.
        """
        if self.is_remote:
            return await self._remote_endpoint()
        async with self._starting:
            return await self._local_endpoint()

    # --- what people do -----------------------------------------------------------------------

    def override(self, settings: Settings) -> None:
        """Take up other settings."""
        before, self._settings = self.source, settings
        if self.source != before:
            if self._remote is not None:
                self._retired.append(self._remote)  # a turn may still be reading from it
            self._remote = None
            self.changed.emit()

    def warm_up(self) -> None:
        """Load the chosen model now, so that the first question need not wait."""
        if not self.is_remote and self._installed is not None:
            self._spawn_start(renew=False)

    @property
    def is_outdated(self) -> bool:
        """Whether the model that is loaded was placed by other settings than those of now."""
        installed = self._installed
        if self.is_remote or installed is None or self._loaded is None or not self._is_running:
            return False
        wanted = _Wanted(installed.path, _memory(self._settings))
        return self._loaded.path == wanted.path and self._loaded != wanted

    def renew(self) -> None:
        """Load the model again, as the settings of now place it. Answers under way are cut."""
        if self._renewal is None or self._renewal.done():
            self._renewal = self._spawn_start(renew=True)

    async def outlook(self) -> tuple[Choice, int] | None:
        """How the chosen model is placed by the settings of now, and how many layers it has.

        None if no model of this computer answers.

        Memory that a running engine holds counts as free, for it ends first.

        Raises:
            ModelError: its file is damaged.
        """
        installed = None if self.is_remote else self._installed
        if installed is None:
            return None
        if self._computer.hardware is None:
            await self._computer.look()
        choice = await self._planned(installed, _memory(self._settings))
        return choice, installed.shape.layers

    async def check_endpoint(self) -> list[str]:
        """The models that the other server offers.

        Raises:
            UsageError, EndpointError: it cannot be asked, or lacks the model that was named.
        """
        return await (await self._remote_endpoint()).check()

    async def release(self) -> None:
        """End the engine, so that its file can be deleted; the next question starts one."""
        await self._supervisor.stop()
        self._loaded = self._found = None

    async def close(self) -> None:
        """End the engine and connections."""
        warming = tuple(self._warming)
        for task in warming:
            task.cancel()
        await asyncio.gather(*warming, return_exceptions=True)
        for endpoint in (*self._retired, *filter(None, [self._remote])):
            await endpoint.aclose()
        await self._supervisor.stop()

    @property
    def _installed(self) -> Installed | None:
        chosen = self._settings.model
        if self._found is None or self._found.id != chosen:
            self._found = wish.find(self._library, chosen) if chosen else None
        return self._found

    async def _remote_endpoint(self) -> "Endpoint":
        while self._remote is None:
            if not self._settings.endpoint_url:
                raise UsageError("tutor.no_endpoint")
            source = self.source
            made = await asyncio.to_thread(_made_endpoint, self._settings)
            if self._remote is None and source == self.source:  # neither changed meanwhile
                self._remote = made
        return self._remote

    @property
    def _is_running(self) -> bool:
        return self._supervisor.state.phase in (Phase.STARTING, Phase.READY)

    async def _local_endpoint(self, *, renew: bool = False) -> "Endpoint":
        if not self._settings.model:
            raise UsageError("tutor.no_model")
        installed = self._installed
        if installed is None:
            raise ModelError("tutor.model_gone", name=self._settings.model)
        wanted = _Wanted(installed.path, _memory(self._settings))
        if self._is_running and (self._loaded == wanted or (self.is_outdated and not renew)):
            return await self._supervisor.endpoint()
        await self._supervisor.stop()  # what it holds is free for the next
        self._loaded, self._slow = wanted, None
        self._choice = await self._place(installed, wanted.memory)
        log.info("planned %s: %s", installed.id, self._choice)
        return await self._supervisor.start(installed.path, self._choice.plan)

    async def _place(self, installed: Installed, chosen: tuple[int, int, str]) -> Choice:
        await self._computer.look(again=True)
        self._ram_free = self._computer.ram_free
        return await self._planned(installed, chosen)

    async def _planned(self, installed: Installed, chosen: tuple[int, int, str]) -> Choice:
        shape = await asyncio.to_thread(lambda: installed.shape)  # reads the file's header
        context, parallel, kv_type = chosen
        return memory.choose(
            shape,
            ram_free=self._ram_free if self._is_running else self._computer.ram_free,
            devices=self._computer.cards,
            context=context,
            parallel=parallel or Plan.parallel,
            kv_type=kv_type,
        )

    def _spawn_start(self, *, renew: bool) -> asyncio.Task[None]:
        task = asyncio.create_task(self._start_quietly(renew), name="warm-up")
        self._warming.add(task)
        task.add_done_callback(self._warming.discard)
        return task

    async def _start_quietly(self, renew: bool) -> None:
        try:
            async with self._starting:
                await self._local_endpoint(renew=renew)
        except UserFacingError as error:
            log.info("the engine did not start: %s", error)  # shown by way of ``state``


def _made_endpoint(s: Settings) -> "Endpoint":
    """Beside the window: the first one loads the HTTP client, and certificates take their time."""
    from app.client.openai import Endpoint

    return Endpoint(s.endpoint_url, api_key=s.endpoint_key, model=s.endpoint_model)
