"""What is asked of a model: the request that the client sends and the engine answers."""

from dataclasses import dataclass
from typing import Final, Literal

from app.domain.prompt import ChatMessage
from app.domain.tools import Call, Tool

AUTO: Final = "auto"
#: Tokens that a thought may take: 0 for none, None for any number; AUTO closes it where else the
#: answer would be in danger.
ThinkingBudget = int | Literal["auto"] | None
ToolChoice = Literal["auto", "required", "none"]


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn. The defaults are those of the R1 distills' model card.

    ``top_k`` 0 and ``min_p`` 0.0 switch these filters off; ``seed`` None lets the engine choose.
    """

    temperature: float = 0.6
    top_p: float = 0.95
    top_k: int = 0
    min_p: float = 0.0
    repeat_penalty: float = 1.0
    seed: int | None = None

    @property
    def is_repeatable(self) -> bool:
        """Whether the same question should get the same text again."""
        return self.temperature <= 0.0 or self.seed is not None


@dataclass(frozen=True)
class Round:
    """What a model said before it called tools, its calls, and what each gave back."""

    text: str
    calls: tuple[Call, ...]
    results: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """One question with its history. ``max_tokens`` None means up to the end of the context.

    With ``truncate`` the oldest turns may be left out so that the prompt fits; an empty ``model``
    means the one that the endpoint was made for. ``tools`` may be called, or have to be;
    ``rounds`` are the calls since the last message.
    """

    messages: tuple[ChatMessage, ...]
    sampling: Sampling = Sampling()
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    n: int = 1
    truncate: bool = True
    model: str = ""
    thinking_budget: ThinkingBudget = AUTO
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice = "auto"
    rounds: tuple[Round, ...] = ()
