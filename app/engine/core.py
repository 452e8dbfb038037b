"""The model in its thread, as the rest of the engine sees it.

The thread loads the model, runs the scheduler and frees everything; llama.cpp is never called from
two threads, but for tokenising. Requests come from an asyncio loop and their events go back there.
"""

import asyncio
import threading
import time
from concurrent.futures import Future
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from weakref import WeakValueDictionary

from app.domain.allocation import Plan
from app.domain.chat import Role
from app.domain.prompt import ChatMessage
from app.domain.threads import ThreadTuner
from app.engine import devices, threads
from app.engine.courier import Courier
from app.engine.drafts import MOST, Guessing
from app.engine.footprint import release_copied
from app.engine.jobs import Ended, Event, Events, Job, Question
from app.engine.llama import Context, ContextOptions, Log, Model
from app.engine.options import ServeOptions
from app.engine.scheduler import MIN_CHUNK, Scheduler
from app.engine.templates import ChatEncoder


@dataclass(frozen=True)
class Loaded:
    """A model that is ready. ``context`` in tokens, ``load_s`` in seconds.

    ``card_bytes`` is what loading took of the free memory of its cards.
    """

    model: Model
    encoder: ChatEncoder
    scheduler: Scheduler
    context: int
    device: str
    load_s: float
    card_bytes: int = 0


class Engine:
    """One model of ``options``, loading from ``start`` on and served until ``close``.

    ``loading`` gets the model or the error for which there will be none, ``ended`` the end of the
    thread: without ``close`` that is a defect. ``progress`` is the share loaded, from 0.0 to 1.0.
    """

    def __init__(self, options: ServeOptions) -> None:
        self.progress = 0.0
        self.loading: Future[Loaded] = Future()
        self.ended: Future[None] = Future()
        self._options = options
        self._closing = False
        self._courier: Courier[list[Event]] | None = None
        self._jobs: WeakValueDictionary[str, Job] = WeakValueDictionary()
        self._thread = threading.Thread(target=self._run, name="decode")

    def start(self) -> None:
        """Begin to load."""
        self._thread.start()

    @property
    def loaded(self) -> Loaded | None:
        """The model, once it is ready."""
        done = self.loading.done() and self.loading.exception() is None
        return self.loading.result() if done else None

    def answer(self, question: Question, *, name: str = "") -> Events:
        """The events of all answers, to the last ``Ended``, as many at a time as have come.

        Whoever stops reading cancels the answers.
        The prompt must be shorter than the context and ``n`` at most the number of sequences.
        ``name`` is for ``answer_now``.
        """
        loop = asyncio.get_running_loop()
        if self._courier is None or self._courier.loop is not loop:
            self._courier = Courier(loop)
        events: asyncio.Queue[list[Event]] = asyncio.Queue()
        job = self._jobs[name] = Job(question, partial(self._courier.bring, events))
        return self._events(job, events, name)

    def answer_now(self, name: str) -> bool:
        """Close the thoughts of an answer under way; False if there is none of this name."""
        job = self._jobs.get(name)
        if job is None:
            return False
        job.hurried = True
        return True

    async def _events(self, job: Job, events: "asyncio.Queue[list[Event]]", name: str) -> Events:
        loaded = self.loading.result(timeout=0)
        loaded.scheduler.submit(job)
        unfinished = job.question.n
        try:
            while unfinished:
                batch = await events.get()
                while not events.empty():
                    batch += events.get_nowait()
                unfinished -= sum(isinstance(event, Ended) for event in batch)
                if not unfinished:
                    self._jobs.pop(name, None)
                yield batch
        finally:
            if unfinished:
                loaded.scheduler.cancel(job)

    def stop(self) -> None:
        """End all answers; the thread frees the model and ends soon."""
        self._closing = True
        if (loaded := self.loaded) is not None:
            loaded.scheduler.close()

    def close(self) -> None:
        """``stop``, and wait for the thread."""
        self.stop()
        if self._thread.ident is not None:  # a signal can come before it was started
            self._thread.join()

    def _run(self) -> None:
        try:
            with ExitStack() as resources:
                self._serve(resources)
            self.ended.set_result(None)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            self.ended.set_exception(error)

    def _serve(self, resources: ExitStack) -> None:
        try:
            loaded = self._load(resources)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
            self.loading.set_exception(error)
            return
        self.loading.set_result(loaded)
        if not self._closing:
            loaded.scheduler.run()

    def _load(self, resources: ExitStack) -> Loaded:
        started = time.perf_counter()
        options, log = self._options, Log()
        layers = -1 if options.gpu_layers is None else options.gpu_layers
        cards = devices.cards(options.cards) if layers else []
        model = Model(
            options.model,
            gpu_layers=layers if cards else 0,
            log=log,
            on_progress=self._on_progress,
            cards=[card.handle for card in cards],
            split=options.split,
        )
        resources.enter_context(closing(model))
        release_copied(options.model)
        context = Context(model, _context_options(options, model), log=log)
        resources.enter_context(closing(context))
        tuner = _tuner(options, context, on_cards=bool(cards) and layers < 0)
        encoder = ChatEncoder(model)
        resources.enter_context(closing(encoder))
        encoder.encode([ChatMessage(Role.USER, "")])  # so that the first question need not wait
        return Loaded(
            model=model,
            encoder=encoder,
            scheduler=Scheduler(
                model,
                context,
                tuner=tuner,
                guessing=options.guessing,
                saved_bytes=options.saved_bytes,
            ),
            context=context.size,
            device=" + ".join(card.description for card in cards) or "CPU",
            load_s=time.perf_counter() - started,
            card_bytes=_free(cards) - _free(devices.cards(options.cards) if cards else []),
        )

    def _on_progress(self, share: float) -> bool:
        self.progress = share
        return not self._closing


def _free(cards: list[devices.Device]) -> int:
    return sum(card.free for card in cards)


def _tuner(options: ServeOptions, context: Context, *, on_cards: bool) -> ThreadTuner:
    """Where cards do all the work, the number of threads does not matter."""
    chosen = options.threads or (context.threads if on_cards else 0)
    memory = threads.Memory(options.threads_file, options.model, options.gpu_layers or 0)
    return threads.tuner_for(context, memory, chosen=chosen)


def _context_options(options: ServeOptions, model: Model) -> ContextOptions:
    """What was asked for, but never more context than the model was made for."""
    return ContextOptions(
        tokens=min(options.context or Plan().context, model.trained_context),
        sequences=options.parallel,
        batch=max(options.micro_batch, options.parallel + MIN_CHUNK),
        threads=options.threads or devices.good_threads(),
        kv_type=options.kv_type,
        spare=int(model.rewinds),
        outputs=0 if options.guessing is Guessing.OFF else 1 + MOST,
    )
