"""When guesses are verified, on simulated computers."""

import pytest

from app.domain.speculation import (
    FIRST_TRY,
    LENGTHS,
    LONGEST_WAIT,
    Acceptance,
    StepCosts,
    expected,
    lengths,
)


def learned(seconds_of_row: float, rows: tuple[int, ...] = (1, 2, 4, 8)) -> StepCosts:
    """Costs of a computer where the first row takes a second."""
    costs = StepCosts()
    for count in rows:
        costs.record(count, 1 + seconds_of_row * (count - 1), base=1)
    return costs


def test_rates_follow_what_was_right():
    acceptance = Acceptance()
    for _ in range(100):
        acceptance.record(0, True)
        acceptance.record(1, False)
    assert acceptance.rate(0) > 0.95
    assert acceptance.rate(1) < 0.05


def test_guesses_are_right_up_to_the_first_that_is_not():
    assert expected(1.0, 7) == 7
    assert expected(0.5, 3) == pytest.approx(0.875)
    assert expected(0.0, 7) == 0


@pytest.mark.parametrize(
    ("seconds_of_row", "rate", "length"),
    [(0.02, 0.9, 7), (0.2, 0.9, 7), (0.2, 0.5, 1), (0.2, 0.1, 0), (0.6, 0.5, 0), (1.0, 1.0, 0)],
)
def test_as_much_is_guessed_as_pays(seconds_of_row: float, rate: float, length: int):
    assert lengths(learned(seconds_of_row), 1, [rate], room=7) == [length]


def test_room_limits_the_guesses():
    assert lengths(learned(0.02), 1, [0.9], room=3) == [3]
    assert lengths(learned(0.02), 1, [0.9], room=0) == [0]


def test_the_most_promising_answer_is_served_first():
    costs = StepCosts()
    for rows in range(2, 9):
        costs.record(rows, 1 + 0.05 * rows, base=2)
    assert lengths(costs, 2, [0.1, 0.95], room=6) == [1, 3] or lengths(
        costs, 2, [0.1, 0.95], room=6
    ) == [0, 3]


def test_nothing_is_tried_before_plain_steps_are_known():
    costs = StepCosts()
    assert not costs.can_pay(1)
    for _ in range(FIRST_TRY):
        costs.record(1, 1.0, base=1)
    assert costs.can_pay(1)
    assert lengths(costs, 1, [0.5], room=7) == [LENGTHS[0]]


@pytest.mark.parametrize(("seconds_of_row", "widest"), [(0.05, 7), (0.6, 1), (1.0, 1)])
def test_a_greater_width_is_tried_where_the_smaller_one_promises_it(
    seconds_of_row: float, widest: int
):
    costs, tried = StepCosts(), set()
    for _ in range(FIRST_TRY + 50):
        guessed = lengths(costs, 1, [0.9], room=7)[0]
        tried.add(guessed)
        costs.record(1 + guessed, 1 + seconds_of_row * guessed, base=1)
    assert max(tried) == widest


@pytest.mark.parametrize("seconds_of_row", [0.9, 1.0, 1.3])
def test_where_it_cannot_pay_trying_takes_less_than_two_hundredths(seconds_of_row: float):
    costs, steps, seconds = StepCosts(), 4 * LONGEST_WAIT, 0.0
    for _ in range(steps):
        guessed = lengths(costs, 1, [0.5], room=7)[0] if costs.can_pay(1) else 0
        took = 1 + seconds_of_row * guessed
        costs.record(1 + guessed, took, base=1)
        seconds += took
    assert seconds / steps < 1.02


def test_it_begins_when_the_computer_is_free_again():
    costs = StepCosts()

    def steps(count: int, seconds_of_row: float) -> int:
        wide = 0
        for _ in range(count):
            guessed = lengths(costs, 1, [0.9], room=7)[0] if costs.can_pay(1) else 0
            costs.record(1 + guessed, 1 + seconds_of_row * guessed, base=1)
            wide += guessed > 0
        return wide

    assert steps(5000, 1.2) < 50
    assert steps(LONGEST_WAIT + 500, 0.05) > 400
    assert steps(1000, 0.05) > 990
    assert steps(1000, 1.2) < 30


def test_a_width_to_try_may_come_about_without_guesses():
    costs = StepCosts()
    for _ in range(10_000):
        costs.record(1, 0.01, base=1)
        for rows in (2, 3, 5, 9):
            costs.record(rows, 0.01 * rows, base=rows)  # others joined
    assert costs.ratio(3, 3) == 1.0
