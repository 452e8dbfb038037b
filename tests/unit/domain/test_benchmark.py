"""Figures of a benchmark: medians, changes, and how alike answers are."""

import pytest

from app.domain import benchmark
from app.domain.benchmark import Figure, Measured, Run


def measured(name: str, speeds: list[float], answers: list[str], memory: int = 1000) -> Measured:
    runs = [
        Run(memory, 0.1, speed, speed / 10, speed / 5, answer)
        for speed, answer in zip(speeds, answers, strict=True)
    ]
    return Measured(name, 10 * memory, "CPU", tuple(runs))


WHOLE = measured("f32", [10.0, 30.0, 20.0], ["x = 5.", "It is 7", "no"])
PACKED = measured("q8", [29.0, 31.0, 30.0], ["x = 5.", "It is 8", "yes"], memory=265)


def test_median_and_spread() -> None:
    assert WHOLE.figure("decode_tps") == Figure(20.0, 10.0, 30.0)


def test_change_against_the_reference() -> None:
    assert benchmark.change(PACKED, WHOLE, "memory") == pytest.approx(-73.5)
    assert benchmark.change(PACKED, WHOLE, "decode_tps") == pytest.approx(50.0)
    assert benchmark.change(WHOLE, WHOLE, "rpm_4") == 0.0


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("", "", 1.0),
        ("a", "", 0.0),
        ("x = 5.", "x = 5.", 1.0),
        ("x=5 .", "x = 5.", 1.0),
        ("It is 7", "It is 8", 2 / 3),
        ("a a a a", "a", 2 / 5),
        ("答案是 5", "答案是 6", 1 / 2),
    ],
)
def test_tokens_in_common(one: str, other: str, share: float) -> None:
    assert benchmark.overlap(one, other) == pytest.approx(share)
    assert benchmark.overlap(other, one) == pytest.approx(share)


def test_the_report_has_it_all() -> None:
    first, second = benchmark.report([WHOLE, PACKED])
    assert first["agreement"] == 1.0
    assert set(first["change_percent"].values()) == {0.0}
    assert second["agreement"] == pytest.approx(2 / 3, abs=1e-4)
    assert second["change_percent"]["memory"] == -73.5
    assert second["figures"]["decode_tps"] == {"median": 30.0, "low": 29.0, "high": 31.0}
    assert len(second["runs"]) == 3
