"""What was found out about an answer: by substitution, by computing, by comparing.

A verdict is never an opinion of the model. It carries the key of its sentence and what fills it
(``resources/translations/*/checker.toml``), so it can be read in any language later.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

#: Reasons of verdicts on answers that are equal to what was asked, but not in the form asked for.
_UNFINISHED = frozenset({"checker.unfinished", "checker.not_expanded", "checker.factor_further"})


class Status(StrEnum):
    VERIFIED = "verified"
    CONTRADICTED = "contradicted"
    UNCHECKED = "unchecked"  # common, and honest


@dataclass(frozen=True)
class Verdict:
    """A status, the key of the sentence that says why, and what fills the sentence."""

    status: Status
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_unfinished(self) -> bool:
        """Whether the answer is equal to what was asked, but not worked out to the end."""
        return self.reason in _UNFINISHED


@dataclass(frozen=True)
class Claim:
    """An equation in the answer that could be decided: ``text[start:end]`` holds, or not."""

    start: int
    end: int
    holds: bool


@dataclass(frozen=True)
class Judgement:
    """All that the checker says about one answer.

    ``extracted`` is the final answer as found in the text; ``equal`` whether it equals the key that
    was given (None: no key, or not decidable); ``finished`` whether it is worked out as far as the
    question wants, and as the key is.
    """

    verdict: Verdict
    extracted: str | None = None
    equal: bool | None = None
    claims: tuple[Claim, ...] = ()
    seconds: float = 0.0
    finished: bool = True

    @property
    def tells(self) -> bool:
        """Whether there is anything to say: without an answer nothing was to be checked."""
        return self.extracted is not None or self.verdict.status is not Status.UNCHECKED

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Judgement":
        verdict = data["verdict"]
        return Judgement(
            Verdict(Status(verdict["status"]), verdict["reason"], dict(verdict["values"])),
            data["extracted"],
            data["equal"],
            tuple(Claim(**claim) for claim in data["claims"]),
            data["seconds"],
            data.get("finished", True),  # not kept by earlier versions
        )
