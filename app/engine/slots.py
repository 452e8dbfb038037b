"""One answer under way, and the place in the context where it is written."""

import secrets
import time

from app.domain.events import FinishReason
from app.domain.generation import Sampling
from app.domain.reasoning import Utf8Stream
from app.engine.jobs import Counts, Job
from app.engine.llama import Context, Model, Sampler
from app.engine.sampling import Stage, stages
from app.engine.stops import StopStrings


class Choice:
    """Answer number ``index`` of a job: draws its tokens and makes text of them until it ends.

    ``reason`` is None while it goes on. ``cached`` counts prompt tokens known beforehand.
    """

    def __init__(self, job: Job, index: int, model: Model, *, cached: int) -> None:
        self.job = job
        self.index = index
        self.reason: FinishReason | None = None
        self.generated = 0
        self._model = model
        self._cached = cached
        self._sampler = Sampler(_stages(job.question.sampling, model, index))
        self._utf8 = Utf8Stream()
        self._stops = StopStrings(job.question.stop)
        self._started = self._first_token = time.perf_counter()

    def draw(self, context: Context, row: int) -> tuple[int, str]:
        """The next token, and the text that it completes; may set ``reason``."""
        token = self._sampler.sample(context, row)
        if self.generated == 0:
            self._first_token = time.perf_counter()
        self.generated += 1
        if self._model.ends_generation(token):
            self.reason = FinishReason.STOP
            return token, ""
        text = self._stops.feed(self._utf8.feed(self._model.token_bytes(token)))
        if self._stops.hit:
            self.reason = FinishReason.STOP
        elif self.generated == self.job.question.max_tokens:
            self.reason = FinishReason.LENGTH
        return token, text

    def close(self) -> str:
        """Free the sampler; returns the text still held back."""
        self._sampler.close()
        if self._stops.hit:
            return ""
        return self._stops.feed(self._utf8.flush()) + self._stops.flush()

    def counts(self) -> Counts:
        """What it took so far."""
        return Counts(
            prompt_tokens=len(self.job.question.prompt),
            cached_tokens=self._cached,
            completion_tokens=self.generated,
            prompt_s=self._first_token - self._started,
            decode_s=time.perf_counter() - self._first_token,
        )


def _stages(sampling: Sampling, model: Model, index: int) -> list[Stage]:
    """The answers to one question count their seeds on from the one that was given."""
    seed = secrets.randbits(32) if sampling.seed is None else sampling.seed + index
    return stages(sampling, vocab_size=model.vocab_size, seed=seed)


class Slot:
    """One sequence of the context.

    The first ``evaluated`` of its ``tokens`` are in the context; they stay there after an answer,
    for the next question that begins alike. ``followers`` wait for the prompt evaluated here.
    """

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence
        self.tokens: list[int] = []
        self.evaluated = 0
        self.choice: Choice | None = None
        self.followers: list[Slot] = []
        self.last_used = 0  # a counter, not a time

    @property
    def pending(self) -> int:
        """Tokens to evaluate before the next one can be drawn."""
        return len(self.tokens) - self.evaluated

    def common(self, prompt: list[int]) -> int:
        """Tokens in the context with which ``prompt`` begins, at most all of it but the last."""
        limit = min(self.evaluated, len(prompt) - 1)
        if self.tokens[:limit] == prompt[:limit]:
            return limit
        pairs = enumerate(zip(self.tokens, prompt, strict=False))
        return next(at for at, (ours, theirs) in pairs if ours != theirs)
