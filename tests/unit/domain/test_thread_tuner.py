"""The number of threads on simulated computers whose load changes."""

import random
from collections.abc import Callable

import pytest

from app.domain.threads import ThreadTuner, candidates

Machine = Callable[[int, int], float]  # threads, work -> seconds


def idle(threads: int, work: int) -> float:
    """Two cores to ourselves."""
    return work * {1: 0.035, 2: 0.020}[threads]


def busy(threads: int, work: int) -> float:
    """Another program has one of two cores."""
    return work * {1: 0.035, 2: 0.166}[threads]


def heavy(threads: int, work: int) -> float:
    """Two cores to ourselves, and a model for which a trial costs as much as it could gain."""
    return work * {1: 0.052, 2: 0.0355}[threads]


def heavy_busy(threads: int, work: int) -> float:
    """The same beside another program."""
    return work * {1: 0.0545, 2: 0.093}[threads]


def many(threads: int, work: int) -> float:
    """Sixteen cores, of which memory feeds six."""
    return work * (0.12 / min(threads, 6) + 0.0008 * threads)


def crowded(threads: int, work: int) -> float:
    """The same when others have ten of the cores."""
    return many(threads, work) * (1 if threads <= 6 else 4)


def spent(
    tuner: ThreadTuner, machine: Machine, seconds: float, *, work: int = 1, seed: int = 0
) -> tuple[float, int]:
    """Work for so long; returns the seconds of a step on average, and how many there were."""
    dice, now, steps = random.Random(seed), 0.0, 0
    while now < seconds:
        step = machine(tuner.count, work) * dice.lognormvariate(0, 0.08)
        step += 0.15 if dice.random() < 0.005 else 0.0  # something else came between
        tuner.record(work, step)
        now += step
        steps += 1
    return now / steps, steps


def fixed(machine: Machine, count: int, seconds: float, *, work: int = 1, seed: int = 0) -> float:
    return spent(ThreadTuner([count], count), machine, seconds, work=work, seed=seed)[0]


@pytest.mark.parametrize(
    ("cores", "counts"),
    [(1, [1]), (2, [1, 2]), (4, [1, 2, 3, 4]), (8, [1, 2, 4, 6, 8]), (0, [1])],
)
def test_candidates_are_few(cores: int, counts: list[int]):
    assert candidates(cores) == counts


@pytest.mark.parametrize("machine", [idle, busy])
@pytest.mark.parametrize("start", [1, 2])
def test_the_best_count_is_found_and_kept(machine: Machine, start: int):
    tuner = ThreadTuner([1, 2], start)
    spent(tuner, machine, 10)
    best = min(fixed(machine, count, 60) for count in (1, 2))
    assert best / spent(tuner, machine, 300)[0] > 0.97


@pytest.mark.parametrize("seed", range(5))
def test_beside_a_program_that_begins_speed_stays_at_nine_tenths(seed: int):
    tuner = ThreadTuner([1, 2], 2)
    spent(tuner, idle, 20, seed=seed)
    took, _ = spent(tuner, busy, 30, seed=seed)
    assert fixed(busy, 1, 30, seed=seed) / took > 0.9
    assert tuner.count == 1
    spent(tuner, idle, 30, seed=seed)
    assert fixed(idle, 2, 60, seed=seed) / spent(tuner, idle, 60, seed=seed)[0] > 0.95


@pytest.mark.parametrize("phase_s", [3, 6, 10, 20])
def test_a_program_is_heard_that_begins_after_a_vain_trial(phase_s: float):
    tuner, shares = ThreadTuner([1, 2], 2), []
    for seed in range(20):
        spent(tuner, heavy, phase_s, seed=seed)
        took, _ = spent(tuner, heavy_busy, phase_s, seed=seed)
        shares.append(fixed(heavy_busy, 1, phase_s, seed=seed) / took)
    assert sum(shares) / len(shares) > 0.9


@pytest.mark.parametrize(("machine", "right"), [(many, {6, 8}), (crowded, {4, 6})])
def test_many_counts_are_climbed(machine: Machine, right: set[int]):
    for start in candidates(16):
        counts = sorted({*candidates(16), 6})
        tuner = ThreadTuner(counts, start)
        spent(tuner, machine, 60)
        best = min(fixed(machine, count, 30) for count in counts)
        assert best / spent(tuner, machine, 120)[0] > 0.93


def test_trials_take_less_than_two_hundredths():
    for machine in (idle, busy):
        best = min((1, 2), key=lambda count: machine(count, 1))
        tuner = ThreadTuner([1, 2], best)
        spent(tuner, machine, 10)
        took, _ = spent(tuner, machine, 600, seed=3)
        assert took / fixed(machine, best, 600, seed=3) < 1.03


def test_steps_of_different_work_are_not_compared():
    tuner = ThreadTuner([1, 2], 2)
    dice = random.Random(1)
    counts = set()
    for _ in range(4000):
        work = dice.choice((1, 4))
        tuner.record(work, idle(tuner.count, work))
        counts.add(tuner.count)
    assert counts == {1, 2}
    tail = [tuner.count for _ in range(200) if tuner.record(1, idle(tuner.count, 1)) is None]
    assert tail.count(2) > 180


def test_a_single_count_is_never_left():
    tuner = ThreadTuner([4], 4)
    for seconds in (0.1, 5.0, 0.1) * 50:
        tuner.record(1, seconds)
        assert tuner.count == tuner.most == 4
