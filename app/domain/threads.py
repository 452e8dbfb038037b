"""Keeps the number of threads with which steps are fastest, while the computer's load changes.

Threads wait for each other many times within a step, so one that shares its core with another
program holds up all of them: two threads beside a busy program can be five times slower than one.
Nobody tells us when such a program starts or ends. ``ThreadTuner`` hears the seconds of each step
and tries the number beside the one in use for some steps in a row: at once when steps become much
slower (an alarm), else after a while. What a vain trial has cost decides how long the next one has
to wait, so that trying takes less than two hundredths of the time. Alarms and the others wait each
for their own kind: a program may begin right after a trial that was in vain.

Steps are compared with steps of the same work alone: the number of tokens that they evaluate.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

TRIAL_STEPS = 8
HOPELESS_STEPS = 2  # after so many a trial ends that is HOPELESS times slower
HOPELESS = 1.5
FASTER = 0.95  # of the usual seconds: what a trial must stay below
WINDOW = 16  # steps that say what is usual
ENOUGH = 6  # of them
ONSET_STEPS = 4  # that are SLOWER than those before: something has begun
SLOWER = 1.4
TRIAL_SHARE = 0.015  # of all seconds, that trials may lose
SHORTEST_WAIT_S, LONGEST_WAIT_S = 2.0, 8.0  # of steps, between trials


def candidates(cores: int) -> list[int]:
    """Numbers of threads worth a try where there are so many cores, in order."""
    shares = {1, 2, cores // 2, cores * 3 // 4, cores}
    return sorted(count for count in shares if 1 <= count <= max(1, cores))


@dataclass
class _Trial:
    """Steps with another number of threads, and what they took beside what was usual."""

    index: int
    alarmed: bool
    steps: int = 0
    seconds: float = 0.0
    usual: float = 0.0

    @property
    def is_hopeless(self) -> bool:
        return self.steps >= HOPELESS_STEPS and self.seconds > HOPELESS * self.usual


class ThreadTuner:
    """Chooses among ``counts``, in order, beginning with ``start``; see the module's contract."""

    def __init__(self, counts: Sequence[int], start: int) -> None:
        self._counts = list(counts)
        self._index = self._counts.index(start)
        self._usual: dict[int, deque[float]] = {}
        self._trial: _Trial | None = None
        self._down = True  # the direction of the next trial
        self._now = 0.0  # seconds of all steps
        self._wait = SHORTEST_WAIT_S
        self._due = self._wait  # of the next trial without an alarm
        self._deaf_until = 0.0  # to alarms

    @property
    def count(self) -> int:
        """Threads for the next step."""
        return self._counts[self._index if self._trial is None else self._trial.index]

    @property
    def most(self) -> int:
        """The greatest number there is to choose."""
        return self._counts[-1]

    def record(self, work: int, seconds: float) -> None:
        """Note a step that was made with ``count`` threads."""
        self._now += seconds
        if self._trial is not None:
            self._go_on(self._trial, work, seconds)
        elif len(self._counts) > 1:
            steps = self._usual.setdefault(work, deque(maxlen=WINDOW))
            steps.append(seconds)
            self._consider(steps)

    def _consider(self, steps: deque[float]) -> None:
        """Begin a trial, if it is time."""
        if self._now >= self._deaf_until and _has_slowed(steps):
            slow = list(steps)[-ONSET_STEPS:]
            steps.clear()
            steps.extend(slow)
            self._begin(down=True, alarmed=True)
        elif self._now >= self._due and len(steps) >= ENOUGH:
            self._begin(down=self._down, alarmed=False)

    def _begin(self, *, down: bool, alarmed: bool) -> None:
        last = len(self._counts) - 1
        self._down = self._index == last or (down and self._index > 0)
        self._trial = _Trial(self._index + (-1 if self._down else 1), alarmed)

    def _go_on(self, trial: _Trial, work: int, seconds: float) -> None:
        known = self._usual.get(work)
        if not known:
            self._trial = None  # the work has changed; there is nothing to compare with
            return
        trial.steps += 1
        trial.seconds += seconds
        trial.usual += _mean(known)
        if trial.steps >= TRIAL_STEPS and trial.seconds < FASTER * trial.usual:
            self._adopt(trial)
        elif trial.steps >= TRIAL_STEPS or trial.is_hopeless:
            self._give_up(trial)

    def _adopt(self, trial: _Trial) -> None:
        """Stay with what was tried; further in this direction may be better still."""
        self._index, self._trial = trial.index, None
        self._usual.clear()
        self._wait = SHORTEST_WAIT_S
        self._due = self._deaf_until = self._now

    def _give_up(self, trial: _Trial) -> None:
        """Go back, and wait the longer, the more it has cost; then look the other way."""
        self._trial = None
        self._down = not self._down
        pause = max(0.0, trial.seconds - trial.usual) / TRIAL_SHARE
        if trial.alarmed:
            self._deaf_until = self._now + pause
        self._due = self._now + max(pause, self._wait)
        self._wait = min(2 * self._wait, LONGEST_WAIT_S)


def _mean(steps: Sequence[float] | deque[float]) -> float:
    """Without the worst of them: something else may have come between."""
    if len(steps) < ENOUGH:
        return sum(steps) / len(steps)
    return (sum(steps) - max(steps)) / (len(steps) - 1)


def _has_slowed(steps: deque[float]) -> bool:
    """Whether all of the last steps are much slower than those before."""
    if len(steps) < ENOUGH + ONSET_STEPS:
        return False
    before = list(steps)[:-ONSET_STEPS]
    newest = list(steps)[-ONSET_STEPS:]
    return min(newest) > SLOWER * _mean(before)
