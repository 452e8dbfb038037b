"""Shares, intervals and votes of an evaluation."""

import pytest

from app.domain import scores
from app.domain.scores import Answer, Exercise, Trial, wilson
from app.domain.verdict import Status


def trial(*boxes: str | None, key: str = "2", subject: str = "") -> Trial:
    answers = tuple(Answer(box, box in (key, f"x={key}"), box is not None, 10) for box in boxes)
    return Trial(Exercise("?", key, subject), answers)


@pytest.mark.parametrize(
    ("right", "trials", "low", "high"),
    [
        (0, 10, 0.0000, 0.2775),  # Brown, Cai, DasGupta 2001 and common tables
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0000),
        (1, 29, 0.0061, 0.1718),  # Newcombe 1998, table I, method 3: 0.0061 to 0.1718
        (81, 263, 0.2553, 0.3662),  # the same
        (15, 148, 0.0624, 0.1605),  # the same
    ],
)
def test_wilson_meets_published_figures(right, trials, low, high):
    estimate = wilson(right / trials, trials)
    assert estimate.value == right / trials
    assert estimate.low == pytest.approx(low, abs=5e-5)
    assert estimate.high == pytest.approx(high, abs=5e-5)


def test_nothing_measured_is_no_value_and_everything_possible():
    assert wilson(0.0, 0).as_json() == {"value": None, "low": 0.0, "high": 1.0}
    assert scores.share_ended([]) is None


def test_samples_of_one_problem_do_not_narrow_the_interval():
    once = scores.pass_at_1([trial("2"), trial("3")])
    often = scores.pass_at_1([trial("2", "3", "2", "3"), trial("3", "2", "3", "2")])
    assert once == often


@pytest.mark.parametrize(
    ("boxes", "right"),
    [
        (("2", "3", "2"), True),
        (("3", "2", "3"), False),
        (("x=2", "3", "2"), True),  # said differently, but the same vote
        (("3", "2"), False),  # of equals the first
        (("2", "3"), True),
        ((None, None, "2"), True),  # no answer is no vote
        ((None, None), False),
    ],
)
def test_majority(boxes, right):
    assert trial(*boxes).majority_right is right


def test_subjects_come_worst_first():
    trials = [trial("2", subject="a"), trial("3", subject="b"), trial("2", subject="b")]
    assert [name for name, _ in scores.by_subject(trials)] == ["b", "a"]


def test_the_report_has_votes_only_where_there_are_several_samples():
    trials = [trial("2", subject="a"), trial(None, subject="b")]
    report = scores.report(trials, samples=1, model="m", seconds=1.23456)
    assert report.keys() == {
        *("problems", "pass_at_1", "verified", "wrongly_verified", "contradicted"),
        *("wrongly_contradicted", "ended", "by_subject", "by_level", "model", "seconds", "tokens"),
    }
    assert (report["problems"], report["ended"], report["tokens"]) == (2, 0.5, 20)
    assert (report["model"], report["seconds"], report["verified"]) == ("m", 1.235, None)
    assert list(report["by_subject"]) == ["b", "a"]
    assert "maj_at_n" in scores.report(trials, samples=2, model="m", seconds=0)


V, C, U = Status.VERIFIED, Status.CONTRADICTED, Status.UNCHECKED


def checked(*answers: tuple[str, Status | None]) -> Trial:
    given = (Answer(box, box == "2", True, 1, status=status) for box, status in answers)
    return Trial(Exercise("?", "2"), tuple(given))


@pytest.mark.parametrize(
    ("answers", "majority", "vote"),
    [
        ([("3", U), ("3", U), ("2", U)], False, False),
        ([("3", C), ("3", C), ("2", U)], False, True),
        ([("3", U), ("3", U), ("2", V)], False, True),
        ([("2", C), ("2", C), ("3", U)], True, False),
        ([("3", C), ("3", None)], False, False),
    ],
)
def test_evidence_changes_votes_and_not_the_majority(answers, majority, vote):
    trial = checked(*answers)
    assert (trial.majority_right, trial.vote_right) == (majority, vote)
    assert scores.vote([trial]).value == float(vote)


def test_verdicts_are_held_against_the_keys():
    trials = [checked(("2", V), ("3", V)), checked(("3", C), ("2", C)), checked(("2", U))]
    assert scores.checked(trials) == scores.Checked(2, 1, 2, 1)
    assert scores.checked([checked(("2", None))]) is None
    report = scores.report(trials, samples=2, model="", seconds=0.0)
    assert (report["verified"], report["wrongly_verified"]) == (2, 1)
    assert "vote_at_n" in report


def test_what_voting_gains_is_a_mean_of_differences():
    trials = [trial("2", "2", "3"), trial("2", "3", "3", "2"), trial("2", "2")]  # +1/3, +1/2, 0
    gained = scores.gain(trials)
    # mean 5/18, standard deviation sqrt(7/108), so 1.96 * sqrt(7/108) / sqrt(3) = 0.2881
    assert gained is not None
    assert gained.value == pytest.approx(5 / 18)
    assert (gained.low, gained.high) == pytest.approx((5 / 18 - 0.2881, 5 / 18 + 0.2881), abs=1e-4)
    assert scores.gain(trials[:1]) is None
    assert "gain" in scores.report(trials, samples=2, model="", seconds=0.0)
    assert "gain" not in scores.report(trials, samples=1, model="", seconds=0.0)
