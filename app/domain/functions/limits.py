"""What a function does beside a point and far away, told from its values.

Numbers cannot prove a limit: what is not clear is ``None`` here, and nothing is drawn for it.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import copysign, inf, isfinite, isnan

from app.domain.functions.evaluate import Evaluator
from app.domain.functions.exact import exact

DECADES = 6  # how much nearer to the point the last value is taken than the first
FIRST = 0.02  # of the distance to the next special point
SETTLED = 1e-5
SHRINKING = 0.6
LASTING = 0.5  # differences that shrink less per decade do not end
FAR = (1e2, 1e3, 1e4, 1e5, 1e6)
#: Multiples of the far points at which the line must fit as well: oscillations do not.
ASIDE = (0.8113, 1.3717, 1.9341)
BESIDE = (0.01, 0.1, 0.7, 1.9, 3.3, 7.1)
CERTAIN = 2e-3
MERGED = 1e-11
STEEPEST = 1e3


def beside(at: Evaluator, x: float, room: float) -> float | None:
    """The limit at ``x`` from the side of ``room`` (a signed distance that is free of others).

    Infinite at a pole, NaN outside of the domain, None where there is none, or none is clear.
    """
    values = [at(x + room * FIRST * 10.0**-k) for k in range(DECADES)]
    if all(isnan(value) for value in values[2:]):
        return float("nan")
    if any(isnan(value) for value in values):
        return None
    if (settled := _settled(values)) is not None:
        return settled
    return _growing(values)


def _settled(values: Sequence[float]) -> float | None:
    if not all(map(isfinite, values)):
        return None
    steps = [abs(b - a) for a, b in pairwise(values)]
    for k in range(1, len(steps)):
        small = SETTLED * max(1.0, abs(values[k + 1]))
        if steps[k] <= small and (steps[k] <= SHRINKING * steps[k - 1] or steps[k - 1] <= small):
            return values[k + 1]
    shrink = [b / a for a, b in pairwise(steps) if a]
    if shrink and max(shrink) < 0.9 and max(shrink) - min(shrink) < 0.2:
        return _extrapolated(*values[-3:])
    return None


def _growing(values: Sequence[float]) -> float | None:
    """±∞ if the values run away without end, as powers and logarithms do."""
    if isfinite(values[0]) and not isfinite(values[-1]):
        return values[-1]
    sizes = [abs(value) for value in values[1:]]
    steps = [b - a for a, b in pairwise(sizes)]
    if any(step <= 0 for step in steps) or values[-1] * values[-2] <= 0:
        return None
    lasting = all(b >= LASTING * a for a, b in pairwise(steps))
    return copysign(inf, values[-1]) if lasting else None


def asymptote(at: Evaluator, direction: float, last: float) -> tuple[float, float] | None:
    """Slope and height of the line that the function comes ever nearer to, far to one side.

    ``direction`` is 1 or -1; ``last`` the outermost special point on that side.
    """
    slope = _limit([_slope(at, direction * x) for x in FAR])
    if slope is None or abs(slope) > STEEPEST:
        return None
    slope = exact(slope, 1e-6).value
    height = _limit([at(direction * x) - slope * direction * x for x in FAR])
    if height is None:
        return None
    height = exact(height, 1e-5).value
    certain = _comes_nearer(at, direction, slope, height)
    return (slope, height) if certain and not _merged(at, direction, last, slope, height) else None


def _slope(at: Evaluator, x: float) -> float:
    return (at(2 * x) - at(x)) / x


def _limit(values: Sequence[float]) -> float | None:
    """Where values at ever farther points lead, if their steps shrink steadily."""
    if not all(map(isfinite, values)):
        return None
    steps = [b - a for a, b in pairwise(values)]
    noise = 1e-9 * max(1.0, abs(values[-1]))
    if all(abs(step) <= noise for step in steps[-2:]):
        return values[-1]
    if any(abs(b) > SHRINKING * abs(a) + noise for a, b in pairwise(steps)):
        return None
    return _extrapolated(*values[-3:])


def _extrapolated(first: float, second: float, third: float) -> float:
    """The limit of a sequence whose distance to it falls by the same factor at each step."""
    bend = third - 2 * second + first
    return third if bend == 0 else third - (third - second) ** 2 / bend


def _comes_nearer(at: Evaluator, direction: float, slope: float, height: float) -> bool:
    def gap(x: float) -> float:
        return max(
            abs(at(direction * aside * x) - slope * direction * aside * x - height)
            for aside in ASIDE
        )

    gaps = [gap(x) for x in FAR]
    noise = 1e-9 * max(1.0, abs(height)) + 1e-15 * abs(slope) * FAR[-1]
    falling = all(b <= SHRINKING * a + noise for a, b in pairwise(gaps))
    return falling and gaps[-1] <= max(CERTAIN * max(1.0, abs(height)), noise)


def _merged(at: Evaluator, direction: float, last: float, slope: float, height: float) -> bool:
    """Whether function and line are the same there: then it is no asymptote."""
    places = [last + direction * step for step in BESIDE]
    return all(
        abs(at(x) - slope * x - height) <= MERGED * max(1.0, abs(slope * x), abs(height))
        for x in places
    )
