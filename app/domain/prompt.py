"""Builds prompts for the R1 distills, as segments in which only we can write control tokens.

The rules come from the model card and its chat template: no system message, the mathematical
directive in the user turn, thoughts of earlier turns dropped, and ``<think>`` once at the end.
Segments are tokenised one by one, control segments with special tokens parsed and text segments
without, and joined with no token added between, before or after them.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.chat import Role
from app.domain.reasoning import CLOSE_TAG, OPEN_TAG
from app.errors import EngineError

BOS = "<｜begin▁of▁sentence｜>"
USER = "<｜User｜>"
ASSISTANT = "<｜Assistant｜>"
EOS = "<｜end▁of▁sentence｜>"

#: From the model card (English); the Chinese one is its counterpart from DeepSeek's Math models.
DIRECTIVES = {
    "en": r"Please reason step by step, and put your final answer within \boxed{}.",
    "zh": r"请逐步推理，并将最终答案放在\boxed{}内。",
}

#: What ends a thought in the model's place.
CLOSINGS = {
    "en": "I stop thinking here and answer with what I have found so far.",
    "zh": "思考到此为止，我根据目前得到的结果作答。",
}

# llama.cpp parses user-defined tokens even where special ones are off, so these never stay whole.
_INSIDE_THINK_TAG = re.compile(r"(?<=<th)(?=ink>)|(?<=</th)(?=ink>)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_MATHEMATICAL = re.compile(
    r"\d|[=+^√∫∑∏π∞≤≥≠±×÷∠△]|\$|\\[(\[A-Za-z]"
    r"|\b(?:solve|equation|integra|differentia|derivative|factor|simplif|comput|calculat|evaluat"
    r"|prove|proof|triang|circle|polynomial|matri|vector|probab|prime|fraction|percent|sum of"
    r"|how many|how much|square root|logarithm|theorem|geometr|algebra)"
    r"|方程|求[解出值导和证最]|证明|计算|积分|导数|微分|函数|化简|因式|三角|圆|概率|多少|几个|质数|素数|矩阵|向量"
    r"|数列|不等式|面积|体积|分数|百分",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ChatMessage:
    """What one side said, as the model is to see it."""

    role: Role
    text: str


@dataclass(frozen=True)
class Segment:
    """A piece of a prompt. In a ``control`` segment special tokens are parsed; it is ours alone."""

    text: str
    control: bool


@dataclass(frozen=True)
class Fitted:
    """Messages whose prompt has ``tokens`` tokens, after ``dropped`` old ones were left out."""

    messages: tuple[ChatMessage, ...]
    dropped: int
    tokens: int


def render_r1(messages: Sequence[ChatMessage], *, open_think: bool = True) -> list[Segment]:
    """The prompt of an R1 distill for the next answer, begin-of-sentence token included.

    With ``open_think`` it ends in ``<think>`` and a newline, so the model starts in reasoning.
    """
    segments = [Segment(BOS, control=True)]
    for turn in _without_system(messages):
        if turn.role is Role.USER:
            segments += [Segment(USER, control=True), *_plain(turn.text)]
        else:
            answer = turn.text.rpartition(CLOSE_TAG)[2]
            segments += [Segment(ASSISTANT, control=True), *_plain(answer)]
            segments.append(Segment(EOS, control=True))
    start = f"{ASSISTANT}{OPEN_TAG}\n" if open_think else ASSISTANT
    return [*segments, Segment(start, control=True)]


def _without_system(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """The same messages with system texts moved to the start of the first user turn."""
    system = "\n\n".join(m.text for m in messages if m.role is Role.SYSTEM)
    turns = [m for m in messages if m.role is not Role.SYSTEM]
    if not system:
        return turns
    first = next((i for i, turn in enumerate(turns) if turn.role is Role.USER), None)
    if first is None:
        return [ChatMessage(Role.USER, system), *turns]
    turns[first] = ChatMessage(Role.USER, f"{system}\n\n{turns[first].text}")
    return turns


def _plain(text: str) -> list[Segment]:
    return [Segment(part, control=False) for part in _INSIDE_THINK_TAG.split(text) if part]


def is_mathematical(question: str) -> bool:
    """Whether the question seems to ask for mathematics; when in doubt, yes."""
    return _MATHEMATICAL.search(question) is not None


def question_language(question: str) -> str:
    """The language a question is written in, by its script: "zh" or "en"."""
    return "zh" if len(_HAN.findall(question)) > len(_LATIN_WORD.findall(question)) else "en"


def closing_words(thought: str) -> str:
    """The sentence that ends a thought before the model does, in the thought's language."""
    return CLOSINGS[question_language(thought)]


def with_directive(question: str, language: str | None = None) -> str:
    """The question, with the directive for the final answer if it is mathematical and lacks one.

    The directive is in ``language`` ("en" or "zh"), by default in the question's own.
    """
    if r"\boxed" in question or not is_mathematical(question):
        return question
    return f"{question}\n{DIRECTIVES[language or question_language(question)]}"


def fit(
    messages: Sequence[ChatMessage],
    count: Callable[[Sequence[ChatMessage]], int],
    limit: int,
) -> Fitted:
    """Leave out as few of the oldest turns as needed for at most ``limit`` tokens.

    System messages and the last user turn always stay. ``count`` gives the tokens of the prompt
    for some messages, and no more for fewer messages; it is called O(log turns) times.

    Raises:
        EngineError: the last user turn alone is too long.
    """
    system = tuple(m for m in messages if m.role is Role.SYSTEM)
    turns = tuple(m for m in messages if m.role is not Role.SYSTEM)
    questions = [i for i, turn in enumerate(turns) if turn.role is Role.USER]
    starts = sorted({0, *questions})
    found = bisect_left(starts, True, key=lambda i: count(system + turns[i:]) <= limit)
    start = starts[min(found, len(starts) - 1)]
    kept = system + turns[start:]
    tokens = count(kept)
    if tokens > limit:
        raise EngineError("engine.prompt_too_long", tokens=tokens, limit=limit)
    return Fitted(kept, start, tokens)
