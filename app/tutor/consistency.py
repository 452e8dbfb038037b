"""Does the model agree with itself? One question asked several times, one answer after the other.

Each answer is timed alone, and nothing ends the asking early: where only three of eight agree, one
answer is a guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from app.domain.chat import Message, Role
from app.domain.generation import Request
from app.domain.prompt import ChatMessage, with_directive
from app.domain.votes import Poll
from app.tutor.program import Program
from app.tutor.room import Room
from app.tutor.voting import Vote, spread


@dataclass(frozen=True)
class Agreement:
    """What the answers to one question have in common.

    ``agree`` of ``asked`` gave ``answer``, the one given most often; ``seconds`` are those of each.
    """

    asked: int
    agree: int
    answer: str
    seconds: tuple[float, ...]

    @property
    def median_s(self) -> float:
        return median(self.seconds or (0.0,))

    @property
    def least_s(self) -> float:
        return min(self.seconds, default=0.0)

    @property
    def greatest_s(self) -> float:
        return max(self.seconds, default=0.0)


def agreement(poll: Poll) -> Agreement:
    """What is known after the answers so far."""
    most = max(poll.candidates, key=lambda c: len(c.voters), default=None)
    return Agreement(
        asked=len(poll.samples),
        agree=len(most.voters) if most is not None else 0,
        answer=most.answer if most is not None else "",
        seconds=tuple(sample.seconds for sample in poll.samples),
    )


async def ask(
    program: Program, vote: Vote, question: str, *, max_tokens: int | None = None
) -> None:
    """Put a question that stands alone, until ``vote`` has all its answers.

    Raises the errors of ``Room.endpoint`` and ``Endpoint.stream``.
    """
    endpoint = await program.room.endpoint()
    text = with_directive(question) if program.room.wants_directive else question
    messages = [ChatMessage(Role.USER, text)]
    await vote.repeat(endpoint, _request(program.room, messages, max_tokens))


async def ask_again(program: Program, vote: Vote, answer: Message) -> None:
    """Put the question of a kept answer, with what was said before it.

    Raises the errors of ``Turns.request``, ``Room.endpoint`` and ``Endpoint.stream``.
    """
    asked = await program.turns.request(answer)
    endpoint = await program.room.endpoint()
    await vote.repeat(endpoint, _request(program.room, asked.messages, asked.max_tokens))


def _request(room: Room, messages: Sequence[ChatMessage], max_tokens: int | None) -> Request:
    """Each answer is drawn anew: without a seed, and never at temperature 0."""
    return Request(
        tuple(messages),
        sampling=spread(replace(room.sampling, seed=None)),
        max_tokens=max_tokens or room.max_tokens,
    )
