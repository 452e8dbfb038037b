"""Figures for an evaluation: shares with their intervals, votes, and the report of them.

A figure's interval is Wilson's at 95 %: with share p of n trials and z = 1.96,

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)

(E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927,
pp. 209-212). n counts problems, also where each is answered several times: answers to one problem
are not independent of each other, so more samples do not narrow the interval. What voting gains is
a mean of differences, problem by problem; its interval is mean ± z·s/√n with their deviation s.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from math import sqrt
from statistics import NormalDist, fmean, stdev
from typing import Any

from app.domain.equality import same
from app.domain.verdict import Status
from app.domain.votes import Sample, merged

Z_95 = NormalDist().inv_cdf(0.975)
DIGITS = 4  # of shares in the report


@dataclass(frozen=True)
class Exercise:
    """A problem with its key; what is not known of it is empty."""

    problem: str
    key: str
    subject: str = ""
    language: str = ""
    level: str = ""


@dataclass(frozen=True)
class Answer:
    """One answer: what stood in its box, None without one, and how it came."""

    boxed: str | None
    right: bool
    ended: bool  # by itself, not at a limit
    tokens: int
    model: str = ""
    status: Status | None = None  # what computing says of it; None: it was not asked


@dataclass(frozen=True)
class Trial:
    """An exercise with all its answers."""

    exercise: Exercise
    answers: tuple[Answer, ...]

    @property
    def share_right(self) -> float:
        return sum(answer.right for answer in self.answers) / len(self.answers)

    @property
    def majority_right(self) -> bool:
        """Whether the answer given most often is right; of equals the first, of none wrong."""
        return _leader_is_right(self.answers, with_evidence=False)

    @property
    def vote_right(self) -> bool:
        """The same where contradicted answers have no vote, and a verified one needs none."""
        return _leader_is_right(self.answers, with_evidence=True)


@dataclass(frozen=True)
class Estimate:
    """A share and its interval; ``value`` is None when nothing was measured."""

    value: float | None
    low: float
    high: float

    def as_json(self) -> dict[str, float | None]:
        value = None if self.value is None else round(self.value, DIGITS)
        return {"value": value, "low": round(self.low, DIGITS), "high": round(self.high, DIGITS)}


def wilson(share: float, trials: int) -> Estimate:
    """A share of so many trials with its 95 % interval; see the module for the formula."""
    if trials == 0:
        return Estimate(None, 0.0, 1.0)
    z2n = Z_95**2 / trials
    middle = share + z2n / 2
    spread = Z_95 * sqrt(share * (1 - share) / trials + z2n / (4 * trials))
    low, high = (middle - spread) / (1 + z2n), (middle + spread) / (1 + z2n)
    return Estimate(share, max(0.0, low), min(1.0, high))


def pass_at_1(trials: Sequence[Trial]) -> Estimate:
    """The share of right answers, each problem counting the same."""
    total = sum(trial.share_right for trial in trials)
    return wilson(total / len(trials) if trials else 0.0, len(trials))


def majority(trials: Sequence[Trial]) -> Estimate:
    """The share of problems whose most frequent answer is right."""
    right = sum(trial.majority_right for trial in trials)
    return wilson(right / len(trials) if trials else 0.0, len(trials))


def vote(trials: Sequence[Trial]) -> Estimate:
    """The share of problems whose vote, with what computing says as evidence, is right."""
    right = sum(trial.vote_right for trial in trials)
    return wilson(right / len(trials) if trials else 0.0, len(trials))


def gain(trials: Sequence[Trial]) -> Estimate | None:
    """What the vote adds to the share of one answer, -1 to 1; None of fewer than two problems.

    Where nothing was checked there is no evidence, and the vote is the majority's.
    """
    if len(trials) < 2:
        return None
    added = [trial.vote_right - trial.share_right for trial in trials]
    value, reach = fmean(added), Z_95 * stdev(added) / sqrt(len(added))
    return Estimate(value, value - reach, value + reach)


def by_subject(trials: Sequence[Trial]) -> list[tuple[str, list[Trial]]]:
    """Subjects with their trials, the worst first; of equals the one with more problems."""
    groups = _grouped(trials, lambda exercise: exercise.subject)
    worth = {name: (pass_at_1(group).value or 0.0, -len(group)) for name, group in groups.items()}
    return sorted(groups.items(), key=lambda item: (worth[item[0]], item[0]))


def by_level(trials: Sequence[Trial]) -> list[tuple[str, list[Trial]]]:
    """Levels with their trials, in the order of their names."""
    return sorted(_grouped(trials, lambda exercise: exercise.level).items())


def _grouped(trials: Sequence[Trial], name: Callable[[Exercise], str]) -> dict[str, list[Trial]]:
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(name(trial.exercise), []).append(trial)
    return groups


@dataclass(frozen=True)
class Checked:
    """How many answers computing verified or contradicted, and how many of them wrongly."""

    verified: int
    wrongly_verified: int
    contradicted: int
    wrongly_contradicted: int


def checked(trials: Sequence[Trial]) -> Checked | None:
    """What computing said, held against the keys; None if it was not asked."""
    answers = [answer for trial in trials for answer in trial.answers]
    if all(answer.status is None for answer in answers):
        return None
    verified = [answer.right for answer in answers if answer.status is Status.VERIFIED]
    contradicted = [answer.right for answer in answers if answer.status is Status.CONTRADICTED]
    return Checked(
        len(verified), verified.count(False), len(contradicted), contradicted.count(True)
    )


def share_ended(trials: Sequence[Trial]) -> float | None:
    """The share of answers that ended by themselves."""
    answers = [answer for trial in trials for answer in trial.answers]
    return sum(answer.ended for answer in answers) / len(answers) if answers else None


def report(trials: Sequence[Trial], *, samples: int, model: str, seconds: float) -> dict[str, Any]:
    """What `lemma eval --json` prints; counts of verdicts are null where nothing was checked."""
    ended, found = share_ended(trials), checked(trials)
    none = dict.fromkeys(field.name for field in fields(Checked))
    return {
        "problems": len(trials),
        "pass_at_1": pass_at_1(trials).as_json(),
        **_votes(trials, samples, with_evidence=found is not None),
        **(none if found is None else asdict(found)),
        "ended": None if ended is None else round(ended, DIGITS),
        "by_subject": _by_name(by_subject(trials)),
        "by_level": _by_name(by_level(trials)),
        "model": next((a.model for t in trials for a in t.answers if a.model), model),
        "seconds": round(seconds, 3),
        "tokens": sum(answer.tokens for trial in trials for answer in trial.answers),
    }


def _votes(trials: Sequence[Trial], samples: int, *, with_evidence: bool) -> dict[str, Any]:
    if samples == 1:
        return {}
    figures = {"maj_at_n": majority(trials)}
    if with_evidence:
        figures["vote_at_n"] = vote(trials)
    if (added := gain(trials)) is not None:
        figures["gain"] = added
    return {name: figure.as_json() for name, figure in figures.items()}


def _by_name(groups: Sequence[tuple[str, list[Trial]]]) -> dict[str, Any]:
    return {
        name: {"problems": len(group), "pass_at_1": pass_at_1(group).as_json()}
        for name, group in groups
    }


def _leader_is_right(answers: Sequence[Answer], *, with_evidence: bool) -> bool:
    samples = [
        Sample("", "", answer.boxed, (answer.status if with_evidence else None) or Status.UNCHECKED)
        for answer in answers
    ]
    candidates = merged(samples, lambda first, other: same(other, first))
    return bool(candidates and candidates[0].votes) and answers[candidates[0].voters[0]].right
