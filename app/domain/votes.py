"""Voting: answers to one question become candidates, and one of them may win.

Answers that are equal as mathematics are one candidate; which are is given, not decided here. What
was found by computing is evidence: a contradicted candidate has no vote, a verified one comes
before any number of others. Of equals the one that came first leads.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.verdict import Status

SAMPLES = 8  # that a vote usually asks for

Same = Callable[[str, str], bool]


@dataclass(frozen=True)
class Sample:
    """One path to an answer, as written; ``final`` is the answer itself, None without one."""

    reasoning: str
    text: str
    final: str | None = None
    status: Status = Status.UNCHECKED
    tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Candidate:
    """An answer as first given, and the places of the samples that gave it, in their order."""

    answer: str
    voters: tuple[int, ...]
    status: Status = Status.UNCHECKED

    @property
    def votes(self) -> int:
        return 0 if self.status is Status.CONTRADICTED else len(self.voters)


@dataclass(frozen=True)
class Poll:
    """A vote, under way or over: the samples in the order in which they ended, and what they gave.

    ``wanted`` samples were asked for; fewer than that settle many a question.
    """

    wanted: int
    samples: tuple[Sample, ...] = ()
    candidates: tuple[Candidate, ...] = ()  # the leading one first

    @property
    def winner(self) -> Candidate | None:
        """The leading candidate; None if nobody has a vote."""
        first = self.candidates[0] if self.candidates else None
        return first if first is not None and first.votes else None

    @property
    def is_settled(self) -> bool:
        """Whether the samples still to come cannot change the outcome."""
        left = self.wanted - len(self.samples)
        return left <= 0 or (self.winner is not None and _is_ahead(self.candidates, left))

    def with_sample(self, sample: Sample, same: Same) -> "Poll":
        """The poll with one sample more."""
        samples = (*self.samples, sample)
        return Poll(self.wanted, samples, tuple(merged(samples, same)))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Poll":
        return Poll(
            data["wanted"],
            tuple(Sample(**s | {"status": Status(s["status"])}) for s in data["samples"]),
            tuple(
                Candidate(c["answer"], tuple(c["voters"]), Status(c["status"]))
                for c in data["candidates"]
            ),
        )


def merged(samples: Sequence[Sample], same: Same) -> list[Candidate]:
    """The candidates among samples, the leading one first.

    ``same`` is asked whether the answer of a candidate, then that of a sample, are equal.
    """
    groups: list[list[int]] = []
    for place, sample in enumerate(samples):
        if sample.final is None:
            continue
        for group in groups:
            first = samples[group[0]].final or ""
            if first == sample.final or same(first, sample.final):
                group.append(place)
                break
        else:
            groups.append([place])
    found = [Candidate(samples[g[0]].final or "", tuple(g), _status(samples, g)) for g in groups]
    return sorted(found, key=_rank)


def _status(samples: Sequence[Sample], group: Sequence[int]) -> Status:
    """What computing says of a candidate; findings that oppose each other say nothing."""
    found = {samples[place].status for place in group} - {Status.UNCHECKED}
    return found.pop() if len(found) == 1 else Status.UNCHECKED


def _rank(candidate: Candidate) -> tuple[bool, int, int]:
    return candidate.status is not Status.VERIFIED, -candidate.votes, candidate.voters[0]


def _is_ahead(candidates: Sequence[Candidate], left: int) -> bool:
    """Whether ``left`` votes more for any other candidate leave the first one where it is."""
    leader, *others = candidates
    if leader.status is Status.VERIFIED:
        return True
    rivals = [c for c in others if c.status is not Status.CONTRADICTED]
    most = [(c.votes + left, -c.voters[0]) for c in rivals] + [(left, -leader.voters[0] - 1)]
    return (leader.votes, -leader.voters[0]) > max(most)
