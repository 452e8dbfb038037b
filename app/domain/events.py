"""What a generation says while it runs, and how it ended.

The engine's server, the client, the turn buffer and the tests all speak in these values.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.tools import Call


class Channel(StrEnum):
    """Where a piece of text belongs."""

    REASONING = "reasoning"
    ANSWER = "answer"


@dataclass(frozen=True)
class Delta:
    """A piece of text as it arrives; never empty, never half a character."""

    channel: Channel
    text: str


@dataclass(frozen=True)
class Recast:
    """All that was said so far was reasoning, and is this text: its opening tag never came."""

    text: str


class FinishReason(StrEnum):
    """Why a generation ended."""

    STOP = "stop"  # the model ended its turn, or a stop string came
    LENGTH = "length"  # max_tokens or the end of the context
    CYCLE = "cycle"  # it repeated itself without end
    CANCELLED = "cancelled"  # somebody pressed Stop
    INTERRUPTED = "interrupted"  # the engine or the program died meanwhile
    ERROR = "error"


@dataclass(frozen=True)
class Usage:
    """Tokens as the engine counts them; ``cached_tokens`` is what was not evaluated again."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0


@dataclass(frozen=True)
class Timings:
    """Measured times: seconds to the first token, prompt and decode tokens per second."""

    ttft_s: float = 0.0
    prompt_tps: float = 0.0
    decode_tps: float = 0.0


@dataclass(frozen=True)
class Finished:
    """The last event of a generation."""

    reason: FinishReason
    usage: Usage = field(default_factory=Usage)
    timings: Timings = field(default_factory=Timings)
    model: str = ""
    dropped_messages: int = 0  # old messages left out so that the prompt fits the context
    calls: tuple[Call, ...] = ()  # of tools, whose results the model waits for


Event = Delta | Recast | Finished
