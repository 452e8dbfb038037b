"""What goes into the decode thread and what comes out: values and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.events import FinishReason
from app.domain.generation import Sampling


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of answer number ``index``, as it comes."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Tokens of one answer, and seconds spent on its prompt and on its generation."""

    prompt_tokens: int
    cached_tokens: int = 0  # of the prompt, not evaluated again
    completion_tokens: int = 0
    prompt_s: float = 0.0
    decode_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event of answer number ``index``."""

    index: int
    reason: FinishReason
    counts: Counts


Event = Piece | Ended


@dataclass(frozen=True)
class Question:
    """A prompt in tokens, and what is wanted of it: ``n`` answers of at most ``max_tokens``."""

    prompt: list[int]
    sampling: Sampling = field(default_factory=Sampling)
    n: int = 1
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()


@dataclass(eq=False)
class Job:
    """A question under way. ``emit`` is called on the decode thread, at most once a step."""

    question: Question
    emit: Callable[[list[Event]], None]
    cancelled: bool = False  # set by ``Scheduler.cancel`` alone
