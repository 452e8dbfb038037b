"""Guessed tokens for the answers of a step, to be verified in its one evaluation.

What an answer draws is decided by the model's scores alone: guesses only let it draw several times
after one evaluation. Its sampler, grammar and stop strings never hear of a token that was not
drawn. Guessing goes on only where ``domain/speculation`` finds that it is faster here.

The scores of a token that is evaluated with others may be rounded differently: llama.cpp sums in
another order for several rows than for one, for most types of weights, and for all from 512 cells
of context on. Drawn from those, a text is as good, but not to the last bit the same. So whoever
counts on the same text, with a seed or without temperature, gets it without guesses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.lookup import Guess, NgramLookup
from app.domain.speculation import LENGTHS, Acceptance, StepCosts, lengths

MOST = LENGTHS[-1]
READ_STEP = 2048  # tokens of a prompt that are indexed within one step, a few milliseconds


class Guessing(StrEnum):
    """Whether tokens are guessed."""

    OFF = "off"
    AUTO = "auto"  # where it is faster, and nobody counts on getting the same text again
    FASTER = "faster"  # wherever it is faster
    ALWAYS = "always"  # for tests and measurements


@dataclass
class Draft:
    """What is guessed of one answer, and how often that was right. ``taken`` goes into a step."""

    lookup: NgramLookup = field(default_factory=NgramLookup)
    acceptance: Acceptance = field(default_factory=Acceptance)
    guess: Guess | None = None
    taken: int = 0
    heard: int = 0  # tokens that were drawn where it guessed
    drafted: int = 0
    accepted: int = 0

    @property
    def tokens(self) -> list[int]:
        """The guessed tokens that are to be verified."""
        return self.guess.tokens[: self.taken] if self.guess is not None else []

    def drop(self) -> None:
        """Guess nothing."""
        self.guess, self.taken, self.heard = None, 0, 0

    def look(self, text: Sequence[int], count: int) -> None:
        """Guess so many tokens that may follow ``text``, and take none of them yet."""
        if self.lookup.follow(text, limit=READ_STEP) and count > 0:
            self.guess = self.lookup.guess(text, count)

    def hear(self, token: int) -> None:
        """Learn from the next token that was drawn, whether its guess was taken or not."""
        guess = self.guess
        if guess is None:
            return
        if self.heard == 0:
            self.drafted += self.taken
        right = guess.tokens[self.heard] == token
        self.acceptance.record(guess.kind, right)
        self.accepted += right and self.heard < self.taken
        self.heard += 1
        if not right or self.heard == len(guess.tokens):
            self.drop()


@dataclass(frozen=True)
class Text:
    """One answer in a step: the tokens so far, prompt included, and how many it may yet have."""

    draft: Draft
    tokens: Sequence[int]
    left: int
    repeatable: bool = False  # somebody counts on getting the same text again


class Drafter:
    """Chooses what is guessed in each step; ``rows`` is the most that can be drawn from at once."""

    def __init__(self, mode: Guessing, *, rows: int) -> None:
        self._mode = mode
        self._rows = rows
        self._costs: dict[int, StepCosts] = {}  # by the number of threads

    def prepare(self, texts: Sequence[Text], *, threads: int, cells: int) -> None:
        """Guess for the answers of the next step; their drafts say what to verify.

        So many ``cells`` are free for the guesses; with none nothing is guessed.
        """
        for text in texts:
            text.draft.drop()
        costs, base = self._costs_of(threads), len(texts)
        room = min(self._rows - base, cells)
        if room <= 0 or not (self._always or costs.can_pay(base)):
            return
        for text in filter(self._may_guess, texts):
            text.draft.look(text.tokens, min(text.left - 1, MOST))  # one comes without a guess
        guesses = [(text.draft, text.draft.guess) for text in texts]
        made = [(draft, guess) for draft, guess in guesses if guess is not None]
        rates = [draft.acceptance.rate(guess.kind) for draft, guess in made]
        for (draft, guess), count in zip(made, self._counts(costs, base, rates, room), strict=True):
            draft.taken = min(count, len(guess.tokens))

    def _may_guess(self, text: Text) -> bool:
        if self._mode is Guessing.AUTO:
            return not text.repeatable
        return self._mode is not Guessing.OFF

    @property
    def _always(self) -> bool:
        return self._mode is Guessing.ALWAYS

    def _counts(self, costs: StepCosts, base: int, rates: list[float], room: int) -> list[int]:
        """How many tokens to guess for each answer that can."""
        if self._always:
            return [room // len(rates) for _ in rates]
        return lengths(costs, base, rates, room=room)

    def record(self, *, threads: int, rows: int, base: int, seconds: float) -> None:
        """Note what a step took."""
        if self._mode in (Guessing.AUTO, Guessing.FASTER):
            self._costs_of(threads).record(rows, seconds, base=base)

    def _costs_of(self, threads: int) -> StepCosts:
        return self._costs.setdefault(threads, StepCosts())
