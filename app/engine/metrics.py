"""Counters and histograms of the HTTP side, and Prometheus' text form for all figures."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

#: Upper bounds of the histograms, seconds.
BOUNDS_S = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
CONTENT_TYPE = "text/plain; version=0.0.4"

Row = tuple[str, str, float]  # name without its prefix, type, value


class Histogram:
    """How many values were at most as great as each bound."""

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS_S) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        self._counts[sum(seconds > bound for bound in BOUNDS_S)] += 1
        self._sum += seconds

    def lines(self, name: str) -> Iterator[str]:
        """Its lines in Prometheus' form."""
        bounds = [*map(str, BOUNDS_S), "+Inf"]
        yield f"# TYPE lemma_{name} histogram"
        for bound, count in zip(bounds, accumulate(self._counts), strict=True):
            yield f'lemma_{name}_bucket{{le="{bound}"}} {count}'
        yield f"lemma_{name}_sum {self._sum:.6f}"
        yield f"lemma_{name}_count {sum(self._counts)}"


class Metrics:
    """What the HTTP side counts. No figure tells who asked."""

    def __init__(self) -> None:
        self.responses: Counter[int] = Counter()
        self.answer_s = Histogram()
        self.first_token_s = Histogram()

    def text(self, rows: Iterable[Row]) -> str:
        """All figures: the given ``rows``, then these."""
        return "".join(f"{line}\n" for line in self._lines(rows))

    def _lines(self, rows: Iterable[Row]) -> Iterator[str]:
        for name, kind, value in rows:
            yield f"# TYPE lemma_{name} {kind}"
            yield f"lemma_{name} {value}"
        yield "# TYPE lemma_responses_total counter"
        for status, count in sorted(self.responses.items()):
            yield f'lemma_responses_total{{status="{status}"}} {count}'
        yield from self.answer_s.lines("answer_seconds")
        yield from self.first_token_s.lines("first_token_seconds")
