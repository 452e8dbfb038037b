"""From messages to the tokens of a prompt, so that nobody but us writes control tokens.

R1 distills are known by their vocabulary and get the prompt of ``domain.prompt``. Any other model
gets its own template, rendered with marks in place of what people said; the text is then cut at
the marks, and people's words are tokenised by themselves, with control tokens off. A template that
fails is replaced by ChatML, which most models understand.
"""

import logging
import re
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.domain.chat import Role
from app.domain.prompt import ASSISTANT, USER, ChatMessage, Segment, render_r1
from app.domain.reasoning import CLOSE_TAG, OPEN_TAG
from app.engine.llama import Model
from app.engine.rendering import HungTemplateError, Renderer, RenderError, Template

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prompt:
    """What the model gets, and whether its answer begins inside reasoning."""

    tokens: list[int]
    in_reasoning: bool


#: Lays out a conversation, up to where the next answer begins.
ChatFormat = Callable[[Sequence[ChatMessage]], list[Segment]]


def chat_ml(messages: Sequence[ChatMessage]) -> list[Segment]:
    """``<|im_start|>role … <|im_end|>``: for models without a usable template."""
    segments: list[Segment] = []
    for message in messages:
        segments += [
            Segment(f"<|im_start|>{message.role.value}\n", control=True),
            Segment(message.text, control=False),
            Segment("<|im_end|>\n", control=True),
        ]
    return [*segments, Segment("<|im_start|>assistant\n", control=True)]


class TemplateFormat:
    """The template of a model file, or ``chat_ml`` where that fails."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._usable = True

    def __call__(self, messages: Sequence[ChatMessage]) -> list[Segment]:
        try:
            if self._usable:
                return self._rendered(messages)
        except RenderError as failure:
            self._usable = not isinstance(failure, HungTemplateError)
            _log.warning("ChatML instead of the model's chat template: %s", failure)
        return chat_ml(messages)

    def _rendered(self, messages: Sequence[ChatMessage]) -> list[Segment]:
        mark = secrets.token_hex(16)
        rows = [
            {"role": message.role.value, "content": f"{mark}-{index}-"}
            for index, message in enumerate(messages)
        ]
        # The pieces alternate: the template's own text, the number of a message, text, number …
        pieces = re.split(f"{mark}-([0-9]+)-", self._renderer.render(rows))
        if str(len(messages) - 1) not in pieces[1::2]:
            raise RenderError("it leaves the question out")
        segments = [Segment(text, control=True) for text in pieces]
        segments[1::2] = [Segment(messages[int(at)].text, control=False) for at in pieces[1::2]]
        return [segment for segment in segments if segment.text]


class ChatEncoder:
    """Makes prompts for one model, from any thread."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._renderer = _renderer_for(model)
        self._format = _format_for(model, self._renderer)
        self._lock = threading.Lock()

    def encode(self, messages: Sequence[ChatMessage], *, thinks: bool = True) -> Prompt:
        """The tokens for a conversation whose next answer is wanted.

        Thoughts in earlier answers are left out, whatever the template thinks of them. An answer
        that is not to begin with one finds an empty thought, already closed.
        """
        with self._lock:
            segments = self._format([_without_thoughts(message) for message in messages])
        if not thinks:
            segments[-1] = self._with_empty_thought(segments[-1])
        tokens: list[int] = []
        for segment in segments:
            tokens += self._model.tokenize(segment.text, special=segment.control)
        begin = self._model.begin_token
        if begin is not None and tokens[:1] != [begin]:
            tokens.insert(0, begin)
        return Prompt(tokens, in_reasoning=segments[-1].text.rstrip().endswith(OPEN_TAG))

    def _with_empty_thought(self, last: Segment) -> Segment:
        text = last.text.rstrip()
        if text.endswith(OPEN_TAG):
            return replace(last, text=f"{text}\n\n{CLOSE_TAG}\n\n")
        thinks = len(self._model.tokenize(CLOSE_TAG, special=True)) == 1
        if not thinks or text.endswith(CLOSE_TAG):
            return last
        return replace(last, text=f"{last.text}{OPEN_TAG}\n\n{CLOSE_TAG}\n\n")

    def close(self) -> None:
        """End the template's process, if there is one."""
        if self._renderer is not None:
            self._renderer.close()


def _without_thoughts(message: ChatMessage) -> ChatMessage:
    if message.role is not Role.ASSISTANT or CLOSE_TAG not in message.text:
        return message
    return replace(message, text=message.text.rpartition(CLOSE_TAG)[2].lstrip("\n"))


def _renderer_for(model: Model) -> Renderer | None:
    """For the template in the model's file, if it has one and needs it."""
    if model.chat_template is None or _is_r1(model):
        return None
    variables = {"bos_token": model.token_text("bos"), "eos_token": model.token_text("eos")}
    return Renderer(Template(model.chat_template, variables))


def _format_for(model: Model, renderer: Renderer | None) -> ChatFormat:
    if renderer is not None:
        return TemplateFormat(renderer)
    return render_r1 if _is_r1(model) else chat_ml


def _is_r1(model: Model) -> bool:
    return all(len(model.tokenize(tag, special=True)) == 1 for tag in (USER, ASSISTANT, OPEN_TAG))
