"""The thought before an answer, and its end before the model ends it.

A thought is closed by us when its budget is used up, when somebody wants the answer now, and with
an automatic budget also when it repeats itself, ends without an answer, or leaves no room for one:
a sentence that says so and the closing tag are written in the model's place, and it goes on from
there. Where a thought is under way is found out only when it matters, not with every token.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.events import Channel
from app.domain.prompt import closing_words
from app.domain.reasoning import CLOSE_TAG, Splitter

GRACE = 24  # tokens before the end of a budget in which the end of a sentence is waited for
GRACE_SHARE = 4  # but at most a fourth of the budget
ANSWER_TOKENS = 1024  # that an automatic budget keeps for the answer
ANSWER_SHARE = 4  # but at most a fourth of what can be written at all

_SENTENCE_END = re.compile(r"(?:\n|[.!?]\s|[。！？])\s*$")


@dataclass(frozen=True)
class Thinking:
    """How a chat's answer may think; it begins ``inside`` a thought or not.

    ``budget`` counts tokens, None is no limit. With ``auto`` the thought is closed whenever the
    answer would else be in danger.
    """

    inside: bool = False
    budget: int | None = None
    auto: bool = False


class Cut(StrEnum):
    """Why we closed a thought."""

    BUDGET = "budget"
    ASKED = "answer_now"
    CYCLE = "cycle"
    ENDED = "no_answer"  # the model ended its turn without an answer


class Thought:
    """Follows one answer, of which at most ``room`` tokens can be written."""

    def __init__(self, thinking: Thinking, room: int) -> None:
        self.auto = thinking.auto
        self._splitter = Splitter(starts_in_reasoning=thinking.inside)
        self._unread: list[str] = []
        self._tail = ""  # of what was thought
        self._answered = False
        limit = thinking.budget
        if thinking.auto:
            limit = room - min(ANSWER_TOKENS, room // ANSWER_SHARE)
        self._hard = self._soft = room + 1
        if limit is not None:
            self._hard, self._soft = limit, limit - min(GRACE, limit // GRACE_SHARE)

    def follow(self, text: str, generated: int, *, hurried: bool) -> Cut | None:
        """Read on; says why the thought is to be closed after ``text``, if it is."""
        self._unread.append(text)
        due = (hurried or generated >= self._soft) and not self._answered
        if not due or not self.is_open:
            return None
        if hurried:
            return Cut.ASKED
        at_end = generated >= self._hard or _SENTENCE_END.search(self._tail)
        return Cut.BUDGET if at_end else None

    @property
    def is_open(self) -> bool:
        """Whether we are inside a thought, and no tag may just be coming."""
        return self._channel() is Channel.REASONING

    @property
    def has_begun(self) -> bool:
        """Whether anything was thought so far."""
        self._channel()
        return bool(self._tail)

    @property
    def is_over(self) -> bool:
        """Whether we are in the answer, and no tag may just be coming."""
        return self._channel() is Channel.ANSWER

    def _channel(self) -> Channel | None:
        for delta in self._splitter.feed("".join(self._unread)):
            if delta.channel is Channel.REASONING:
                self._tail = (self._tail + delta.text)[-200:]
            elif delta.text.strip():
                self._answered = True
        self._unread.clear()
        return None if self._splitter.undecided else self._splitter.channel

    def close(self) -> str:
        """What closes the thought, in its own language."""
        text = f"\n\n{closing_words(self._tail)}\n{CLOSE_TAG}\n\n"
        self._unread.append(text)
        return text
