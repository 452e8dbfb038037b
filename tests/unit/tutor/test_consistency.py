"""What several answers to one question have in common."""

from app.domain.verdict import Status
from app.domain.votes import Poll, Sample
from app.tutor.consistency import agreement


def poll(*answers: str | None) -> Poll:
    found = Poll(8)
    for seconds, answer in enumerate(answers, 1):
        status = Status.CONTRADICTED if answer == "5" else Status.UNCHECKED
        sample = Sample("", "", answer, status, seconds=float(seconds))
        found = found.with_sample(sample, lambda a, b: a == b)
    return found


def test_the_answer_given_most_often_counts_right_or_wrong():
    found = agreement(poll("5", "4", "5", None))
    assert (found.asked, found.agree, found.answer) == (4, 2, "5")
    assert (found.median_s, found.least_s, found.greatest_s) == (2.5, 1.0, 4.0)


def test_nothing_came_yet_or_no_answer():
    assert agreement(poll()).median_s == agreement(poll()).greatest_s == 0.0
    assert (agreement(poll(None)).asked, agreement(poll(None)).agree) == (1, 0)
