"""Decides how many guessed tokens to have verified, from what was measured and nothing else.

A step that verifies k guesses gives one token and those of the guesses that are right, but takes
longer than a plain one: hardly so where decoding waits for memory, k times longer where it waits
for arithmetic. So the seconds of steps are measured by their rows (``StepCosts``), and how often
guesses are right (``Acceptance``), which costs nothing: a guess can be compared with the token that
was drawn without it. ``lengths`` guesses where the product of both promises ``MIN_GAIN``.

What a width costs can only be learned by trying it. That is done rarely, and ever more rarely while
no width could pay, so that trying takes less than two hundredths of the time. A greater width is
tried only if the smaller one promises much of it: no step shall hold up a stream for long.
"""

from collections.abc import Iterable, Sequence

from app.domain.lookup import MATCHES

MIN_GAIN = 1.03  # tokens a second with guesses over without; below it is not worth the trouble
TRY_GAIN = 1.5  # that a width must promise, were all guesses right, to be tried
LENGTHS = (1, 3, 7)  # tokens to guess; with the one before them 2, 4 and 8 rows
FIRST_TRY = 128  # plain steps, before any width is tried
SHORTEST_WAIT, LONGEST_WAIT = 1024, 8192  # steps between two tries of all widths
_NEWEST = 0.25  # share of the newest step in the seconds of its width
_LATEST = 1 / 16  # share of the latest guess in how often guesses are right
_UNKNOWN_RATE = 0.5


class Acceptance:
    """How often the next token of a guess was right, for each kind of match."""

    def __init__(self) -> None:
        self._rates = [_UNKNOWN_RATE for _ in MATCHES]

    def rate(self, kind: int) -> float:
        """The share, 0.0 to 1.0, of late more than of old."""
        return self._rates[kind]

    def record(self, kind: int, right: bool) -> None:
        self._rates[kind] += _LATEST * (right - self._rates[kind])


class StepCosts:
    """Seconds of a step by its rows, the tokens that it evaluates."""

    def __init__(self) -> None:
        self._seconds: dict[int, float] = {}
        self._steps = 0
        self._wait = FIRST_TRY
        self._untried: set[int] = set()  # numbers of rows that may be tried once, now

    def record(self, rows: int, seconds: float, *, base: int) -> None:
        """Note a step that would have had ``base`` rows without guesses."""
        known = self._seconds.get(rows)
        self._seconds[rows] = seconds if known is None else known + _NEWEST * (seconds - known)
        self._steps += 1
        if rows in self._untried:
            self._untried.remove(rows)
            if rows > base:  # answers that joined make as many rows without a guess
                self._widen(rows, base)
        if self._steps >= self._wait:
            self._begin_tries(base)

    def ratio(self, rows: int, base: int) -> float:
        """How much longer ``rows`` take than ``base``; 1.0 for what is to be tried."""
        if rows == base or rows in self._untried:
            return 1.0
        known, plain = self._seconds.get(rows), self._seconds.get(base)
        return rows / base if known is None or plain is None else known / plain

    def can_pay(self, base: int) -> bool:
        """Whether guesses would pay, or are to be tried, if all of them were right."""
        return any((base + k) / base > MIN_GAIN * self.ratio(base + k, base) for k in LENGTHS)

    def _begin_tries(self, base: int) -> None:
        pays = self.can_pay(base)
        self._wait = (
            SHORTEST_WAIT if pays else min(max(SHORTEST_WAIT, 2 * self._wait), LONGEST_WAIT)
        )
        self._steps = 0
        self._untried = {base + LENGTHS[0]}
        for length in LENGTHS:
            self._seconds.pop(base + length, None)  # what was measured long ago counts no more

    def _widen(self, rows: int, base: int) -> None:
        """After a try, allow the next width, if it promises enough should rows cost on as here."""
        a_row = (self.ratio(rows, base) - 1) / (rows - base)
        wider = next((k for k in LENGTHS if base + k > rows), None)
        if wider is not None and (base + wider) / base > TRY_GAIN * (1 + a_row * wider):
            self._untried.add(base + wider)


def lengths(costs: StepCosts, base: int, rates: Sequence[float], *, room: int) -> list[int]:
    """How many tokens to guess for each answer, given how often its guesses are right.

    ``base`` rows are evaluated in any case, one of them for each answer; ``room`` is the most that
    the guesses may add. The most promising answer is served first.
    """
    chosen = [0] * len(rates)
    rows, tokens = base, float(base)
    for index in sorted(range(len(rates)), key=lambda index: -rates[index]):
        speed = tokens / costs.ratio(rows, base)
        options = (k for k in LENGTHS if rows + k <= base + room)
        best, length = max(
            _speeds(costs, base, rows, tokens, rates[index], options), default=(0, 0)
        )
        if best > MIN_GAIN * speed:
            chosen[index] = length
            tokens += expected(rates[index], length)
            rows += length
    return chosen


def _speeds(
    costs: StepCosts, base: int, rows: int, tokens: float, rate: float, options: Iterable[int]
) -> Iterable[tuple[float, int]]:
    """Tokens in the time of a plain step, with each number of guesses."""
    for k in options:
        yield (tokens + expected(rate, k)) / costs.ratio(rows + k, base), k


def expected(rate: float, length: int) -> float:
    """Of so many guessed tokens, how many are right before the first that is not, on average."""
    return sum(rate**place for place in range(1, length + 1))
