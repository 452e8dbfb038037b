"""Voting: merging, evidence, ties, and when an outcome can no longer change."""

import itertools
import json
import random

import pytest

from app.domain.verdict import Status
from app.domain.votes import Poll, Sample

V, C, U = Status.VERIFIED, Status.CONTRADICTED, Status.UNCHECKED


def same(first: str, second: str) -> bool:
    return first.removeprefix("x=") == second.removeprefix("x=")


def poll(*answers: str | tuple[str, Status] | None, wanted: int = 8) -> Poll:
    held = Poll(wanted)
    for answer in answers:
        final, status = answer if isinstance(answer, tuple) else (answer, U)
        held = held.with_sample(Sample("because", f"It is {final}.", final, status), same)
    return held


def shown(held: Poll) -> list[tuple[str, int]]:
    return [(candidate.answer, candidate.votes) for candidate in held.candidates]


def test_equal_answers_are_one_candidate_named_as_it_came_first():
    assert shown(poll("x=2", "3", "2", None, "x=3", "2")) == [("x=2", 3), ("3", 2)]
    assert poll("x=2", "3", "2").candidates[0].voters == (0, 2)


def test_of_equals_the_first_leads():
    assert shown(poll("5", "4", "4", "5")) == [("5", 2), ("4", 2)]


def test_nothing_wins_without_an_answer_or_when_all_are_contradicted():
    assert poll(None, None).winner is None
    assert poll(("5", C), ("5", C)).winner is None


def test_a_contradicted_candidate_loses_its_votes():
    held = poll("4", ("5", C), "5", "5")
    assert shown(held) == [("4", 1), ("5", 0)]
    assert held.winner is not None
    assert held.winner.answer == "4"
    assert len(held.candidates[1].voters) == 3


def test_a_verified_candidate_comes_before_any_number():
    held = poll("5", "5", "5", ("4", V))
    assert shown(held) == [("4", 1), ("5", 3)]
    assert held.is_settled


def test_opposite_findings_say_nothing():
    held = poll(("4", V), ("4", C), "5")
    assert [(c.answer, c.status, c.votes) for c in held.candidates] == [("4", U, 2), ("5", U, 1)]


@pytest.mark.parametrize(
    ("answers", "settled"),
    [
        ((), False),
        (("1",) * 3, False),  # five more could agree on something else
        (("1",) * 4, True),  # at most a tie, and it came first
        (("2", "1", "1", "1", "1"), False),  # a tie is possible, and 2 came first
        (("2", "1", "1", "1", "1", "1"), True),
        (("1", "1", "1", "1", "2"), True),
        (("1", "2", "1", "2", "1", "2", "1"), True),
        ((None,) * 7, False),
        ((None,) * 8, True),
    ],
)
def test_when_it_is_settled(answers, settled):
    assert poll(*answers).is_settled is settled


def test_a_settled_outcome_never_changes():
    """Whatever the rest says, as long as computing finds nothing new."""
    dice = random.Random(7)
    for _ in range(300):
        wanted = dice.randint(1, 6)
        answers = [dice.choice(["1", "2", "3", None]) for _ in range(dice.randint(1, wanted))]
        held = poll(*answers, wanted=wanted)
        if not held.is_settled:
            continue
        for rest in itertools.product(["1", "2", "9"], repeat=wanted - len(answers)):
            later = poll(*answers, *rest, wanted=wanted)
            assert (later.winner and later.winner.answer) == (held.winner and held.winner.answer)


def test_it_survives_json():
    held = poll("4", ("5", C), None, ("4", V))
    assert Poll.from_json(json.loads(json.dumps(held.to_json()))) == held
