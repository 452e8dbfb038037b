"""What goes into the decode thread and what comes out: values and nothing else."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

from app.domain.events import FinishReason
from app.domain.generation import Sampling
from app.engine.scores import Score
from app.engine.thought import Cut, Thinking


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of answer number ``index``, as it comes; empty only where there is a score."""

    index: int
    text: str
    score: Score | None = None  # of its token, if scores are wanted


@dataclass(frozen=True, slots=True)
class Counts:
    """Tokens of one answer, and seconds spent on its prompt and on its generation.

    Of those that were ``drafted``, guessed before they were drawn, some were ``accepted``.
    """

    prompt_tokens: int
    cached_tokens: int = 0  # of the prompt, not evaluated again
    completion_tokens: int = 0
    prompt_s: float = 0.0
    decode_s: float = 0.0
    drafted: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event of answer number ``index``."""

    index: int
    reason: FinishReason
    counts: Counts
    cut: Cut | None = None  # why its thought was closed, if we did that


Event = Piece | Ended

#: Of the answers to one question, as many at a time as have come.
Events = AsyncGenerator[list[Event], None]


@dataclass(frozen=True)
class Question:
    """A prompt in tokens, and what is wanted of it: ``n`` answers of at most ``max_tokens``.

    With ``stops_cycles`` an answer that repeats itself without end is ended. What comes after the
    thought keeps to ``grammar``, and what comes after the tag that opens a call of a tool to
    ``call_grammar``; llama.cpp must be known to accept them.
    """

    prompt: list[int]
    sampling: Sampling = field(default_factory=Sampling)
    n: int = 1
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    thinking: Thinking | None = None  # None: thoughts are text like any other
    stops_cycles: bool = False
    grammar: str = ""
    call_grammar: str = ""
    top_scores: int | None = None  # wanted with each token's own; None: no scores at all

    @property
    def may_open_thought(self) -> bool:
        """Whether the model may begin with a thought that the prompt has not begun."""
        return self.thinking is not None and not self.thinking.inside and self.thinking.budget != 0

    @property
    def prompt_closes_thought(self) -> bool:
        """Whether the answer begins at once: the prompt has opened a thought and closed it."""
        return self.thinking is not None and not self.thinking.inside and self.thinking.budget == 0


@dataclass(eq=False)
class Job:
    """A question under way. ``emit`` is called on the decode thread, at most once a step."""

    question: Question
    emit: Callable[[list[Event]], None]
    cancelled: bool = False  # set by ``Scheduler.cancel`` alone
    hurried: bool = False  # somebody wants the answer now: its thoughts are closed


@dataclass
class Totals:
    """Counters since the start, for /metrics."""

    requests: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    drafted_tokens: int = 0  # guessed and verified
    accepted_tokens: int = 0  # of these, right


@dataclass
class Outbox:
    """Events of this step, by job: each job hears of a step once."""

    events: dict[Job, list[Event]] = field(default_factory=dict)

    def add(self, job: Job, event: Event) -> None:
        self.events.setdefault(job, []).append(event)

    def send(self) -> None:
        for job, events in self.events.items():
            job.emit(events)
        self.events.clear()
