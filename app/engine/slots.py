"""One answer under way, and the place in the context where it is written."""

import secrets
import time

from app.domain.cycles import CycleDetector
from app.domain.events import FinishReason
from app.domain.generation import Sampling
from app.domain.reasoning import CLOSE_TAG, Utf8Stream
from app.domain.tool_calls import OPEN_CALL
from app.engine.drafts import Draft
from app.engine.grammar import Grammar
from app.engine.jobs import Counts, Job
from app.engine.llama import Context, Model, Sampler
from app.engine.sampling import Stage, stages
from app.engine.saved import common_length
from app.engine.scores import Score, scored
from app.engine.stops import StopStrings
from app.engine.thought import Cut, Thought


class Choice:
    """Answer number ``index`` of a job: draws its tokens and makes text of them until it ends.

    ``reason`` is None while it goes on. ``cached`` counts prompt tokens known beforehand, ``room``
    those that can be written. ``cut`` says why we closed its thought, if we did. After a thought
    that we closed, or left out, the model may think on in its answer: it must not close that again.
    """

    def __init__(self, job: Job, index: int, model: Model, *, cached: int, room: int) -> None:
        question = job.question
        self.job = job
        self.index = index
        self.reason: FinishReason | None = None
        self.generated = 0
        self.cut: Cut | None = None
        self.draft = Draft()
        self._model = model
        self._cached = cached
        self._forbidden = model.thought_end_token if question.prompt_closes_thought else None
        self._sampler = Sampler(_stages(question.sampling, model, index))
        self._utf8 = Utf8Stream()
        self._stops = StopStrings(question.stop)
        self._call_grammar = question.call_grammar
        self._tail = ""  # of the answer, for the tag of a call
        self._top = question.top_scores
        self.score: Score | None = None  # of the token drawn last, if scores are wanted
        self._limit = min(question.max_tokens or room, room)
        self._cycles = CycleDetector() if question.stops_cycles else None
        self._thought = Thought(question.thinking, self._limit) if question.thinking else None
        self._grammar = Grammar(model, question.grammar) if question.grammar else None
        self._started = self._first_token = time.perf_counter()

    @property
    def left(self) -> int:
        """Tokens that may yet be drawn."""
        return self._limit - self.generated

    def draw(self, context: Context, row: int) -> tuple[list[int], str]:
        """The next token, with what we add to it, and the text completed; may set ``reason``."""
        constrained = self._is_constrained()
        token = self._drawn(context, row, constrained)
        if token is None:
            self.reason = FinishReason.ERROR
            return [], ""
        self.draft.hear(token)
        ended = self._model.ends_generation(token)
        self._count(token, context, row, scored_too=not ended)
        utf8 = self._utf8
        text = utf8.flush() if ended else utf8.feed(self._model.token_bytes(token))
        tokens, text = self._follow(token, text, ended=ended, constrained=constrained)
        text = self._stops.feed(text)
        if self._stops.hit:
            self.reason = FinishReason.STOP
        elif self.reason is None and self.generated >= self._limit:
            self.reason = FinishReason.LENGTH
        return tokens, text

    def _count(self, token: int, context: Context, row: int, *, scored_too: bool) -> None:
        if self.generated == 0:
            self._first_token = time.perf_counter()
        self.generated += 1
        if self._top is not None:
            scores = context.scores(row)
            self.score = scored(self._model, scores, token, self._top) if scored_too else None

    def _follow(
        self, token: int, text: str, *, ended: bool, constrained: bool
    ) -> tuple[list[int], str]:
        """What the token means for thought and answer; returns it and ``text`` with additions."""
        cycles = self._cycles is not None and self._cycles.feed(text)
        if cut := self._cut(text, ended=ended, cycles=cycles):
            added, closing = self._close_thought(cut)
            return added if ended else [token, *added], text + closing
        if ended:
            self.reason = FinishReason.STOP
        elif cycles:
            self.reason = FinishReason.CYCLE
        elif not constrained and self._is_constrained():
            return self._begin_constrained(token, text)
        elif self._call_grammar and self._begins_call(text):
            self._grammar = Grammar(self._model, self._call_grammar)
        return [token], text

    def _is_constrained(self) -> bool:
        """Whether the next token has to keep to the grammar."""
        if self._grammar is None:
            return False
        return self._grammar.begun or self._thought is None or self._thought.is_over

    def _drawn(self, context: Context, row: int, constrained: bool) -> int | None:
        if not constrained or self._grammar is None:
            if self._forbidden is not None:
                context.forbid(row, self._forbidden)
            return self._sampler.sample(context, row)
        may_think = self.generated == 0 and self.job.question.may_open_thought
        exception = self._model.think_token if may_think else None
        return self._grammar.sample(self._sampler, context, row, exception=exception)

    def _begin_constrained(self, token: int, text: str) -> tuple[list[int], str]:
        """After the model has closed its thought: the empty line that comes before an answer."""
        line = self._model.tokenize("\n\n", special=False)
        self._sampler.accept(line)
        self.generated += len(line)
        return [token, *line], text[: text.rfind(CLOSE_TAG) + len(CLOSE_TAG)]

    def _begins_call(self, text: str) -> bool:
        """Whether the tag that opens the first call of a tool has come."""
        over = self._grammar is None and self._thought is not None and self._thought.is_over
        self._tail = (self._tail + text)[-2 * len(OPEN_CALL) :] if over else ""
        return self._tail.rstrip().endswith(OPEN_CALL)

    def _cut(self, text: str, *, ended: bool, cycles: bool) -> Cut | None:
        """Why the thought has to end after ``text``, if it has to; that happens once."""
        thought = self._thought
        if thought is None or self.cut is not None:
            return None
        cut = thought.follow(text, self.generated, hurried=self.job.hurried)
        if self._utf8.pending:  # not inside a character
            return None
        to_be_saved = thought.auto or self._grammar is not None
        if cut is None and (ended or cycles) and to_be_saved and thought.is_open:
            return Cut.ENDED if ended else Cut.CYCLE
        return cut

    def _close_thought(self, cut: Cut) -> tuple[list[int], str]:
        """The tokens and the text that let the answer begin."""
        assert self._thought is not None
        text = self._thought.close()
        tokens = self._model.tokenize(text, special=True)
        self._sampler.accept(tokens)
        self._cycles = CycleDetector() if self._cycles is not None else None
        self.generated += len(tokens)
        self.cut = cut
        self._forbidden = self._model.thought_end_token
        return tokens, text

    def close(self) -> str:
        """Free the sampler; returns the text still held back."""
        self._sampler.close()
        if self._grammar is not None:
            self._grammar.close()
        if self._stops.hit:
            return ""
        return self._stops.feed(self._utf8.flush()) + self._stops.flush()

    def lasting(self, evaluated: int) -> int:
        """How many of the tokens ``evaluated`` a further turn begins with: it has no thoughts."""
        thought = self._thought is not None and self._thought.has_begun
        return min(evaluated, len(self.job.question.prompt)) if thought else evaluated

    def counts(self) -> Counts:
        """What it took so far."""
        return Counts(
            prompt_tokens=len(self.job.question.prompt),
            cached_tokens=self._cached,
            completion_tokens=self.generated,
            prompt_s=self._first_token - self._started,
            decode_s=time.perf_counter() - self._first_token,
            drafted=self.draft.drafted,
            accepted=self.draft.accepted,
        )


def _stages(sampling: Sampling, model: Model, index: int) -> list[Stage]:
    """The answers to one question count their seeds on from the one that was given."""
    seed = secrets.randbits(32) if sampling.seed is None else sampling.seed + index
    return stages(sampling, vocab_size=model.vocab_size, seed=seed)


class Slot:
    """One sequence of the context.

    The first ``evaluated`` of its ``tokens`` are in the context; they stay there after an answer,
    for the next question that begins alike: with the first ``lasting`` of them, if it is the next
    turn. ``followers`` wait for the prompt evaluated here.
    """

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence
        self.tokens: list[int] = []
        self.evaluated = 0
        self.lasting = 0
        self.choice: Choice | None = None
        self.followers: list[Slot] = []
        self.last_used = 0  # a counter, not a time

    @property
    def pending(self) -> int:
        """Tokens to evaluate before the next one can be drawn."""
        return len(self.tokens) - self.evaluated

    def common(self, prompt: list[int]) -> int:
        """Tokens in the context with which ``prompt`` begins, at most all of it but the last."""
        return common_length(self.tokens[: self.evaluated], prompt[:-1])
