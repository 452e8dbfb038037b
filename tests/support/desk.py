"""A scheduler at work, and questions to it without a server."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.generation import Sampling
from app.engine.jobs import Counts, Ended, Event, Job, Question
from app.engine.llama import Context, ContextOptions, Log, Model
from app.engine.scheduler import Scheduler

GREEDY = Sampling(temperature=0.0)
TIMEOUT_S = 20.0


@dataclass
class Answers:
    """A job and what came of it: text, end and counts of each answer."""

    job: Job
    events: "queue.SimpleQueue[list[Event]]"
    texts: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)
    order: list[Event] = field(default_factory=list)
    batches: int = 0  # steps in which something came

    def wait(self) -> "Answers":
        """Read on to the end of all answers."""
        n = self.job.question.n
        self.texts, self.reasons = [""] * n, [""] * n
        self.counts = [Counts(0)] * n
        while not all(self.reasons):
            batch = self.events.get(timeout=TIMEOUT_S)
            self.batches += 1
            for event in batch:
                self.order.append(event)
                if isinstance(event, Ended):
                    self.reasons[event.index] = event.reason.value
                    self.counts[event.index] = event.counts
                else:
                    self.texts[event.index] += event.text
        return self

    def wait_for_text(self) -> None:
        """Read up to the first events, leaving the rest to ``wait``."""
        self.events.get(timeout=TIMEOUT_S)


@contextmanager
def opened(model: Model, sizes: ContextOptions, **wanted: Any) -> "Iterator[Desk]":
    """A desk with a fresh context; ``wanted`` of its scheduler."""
    context = Context(model, sizes, log=Log())
    scheduler = Scheduler(model, context, **wanted)
    thread = threading.Thread(target=scheduler.run)
    thread.start()
    try:
        yield Desk(model, context, scheduler)
    finally:
        scheduler.close()
        thread.join()
        context.close()


@dataclass
class Desk:
    """The scheduler in its thread."""

    model: Model
    context: Context
    scheduler: Scheduler

    def ask(self, prompt: str | list[int], **wanted: object) -> Answers:
        tokens = self.model.tokenize(prompt, special=True) if isinstance(prompt, str) else prompt
        events: queue.SimpleQueue[list[Event]] = queue.SimpleQueue()
        question = Question(tokens, **{"sampling": GREEDY, "max_tokens": 12, **wanted})
        job = Job(question, events.put)
        self.scheduler.submit(job)
        return Answers(job, events)


def load(path: Path) -> Model:
    return Model(path, gpu_layers=0, log=Log(), on_progress=lambda share: True)
