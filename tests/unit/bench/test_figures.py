"""Figures of the benches: judged, kept, and set into the page without a hand's touch."""

from pathlib import Path

import pytest

BENCH = Path(__file__).parents[3] / "bench"
PAGE = (
    "before\n<!-- many -->\nold\n<!-- end -->\nbetween\n<!-- turns -->\nkept\n<!-- end -->\nafter\n"
)


@pytest.mark.parametrize(
    ("runs", "bound", "holds"),
    [
        ([0.9, 1.0, 1.1], ">= 0.97", True),
        ([0.9, 0.95, 1.1], ">= 0.97", False),
        ([20.0, 31.0], "<= 30", True),
        ([1.0], "", None),
    ],
)
def test_the_median_is_judged(runs: list[float], bound: str, holds: bool | None):
    from measuring.figures import Figure

    figure = Figure("served / bare", "small", "", tuple(runs), bound)
    assert figure.holds is holds
    assert ("MISSED" in figure.line()) == (holds is False)


def test_what_is_kept_can_be_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    from measuring.figures import Report, load

    report = Report("many", quick=False)
    report.add("gap", "small", [3, 1, 2], unit="ms", bound="<= 4")
    report.note("With one thread.")
    report.save(tmp_path / "deep" / "many.json")
    assert load(tmp_path / "deep" / "many.json") == report
    assert "gap: 2 ms  [1 to 3, 3 runs]  (<= 4: holds)" in capsys.readouterr().out


def test_the_page_gets_the_tables_and_keeps_the_rest(tmp_path: Path):
    from measuring.figures import Report
    from report import filled

    report = Report("many", quick=False)
    report.add("four / one", "small", [1.5, 1.25, 2], bound=">= 1.6")
    report.save(tmp_path / "many.json")
    page = filled(PAGE, tmp_path)
    assert "| four / one | small | 1.5 | 1.25 to 2 | 3 | >= 1.6: **no** |" in page
    assert "old" not in page
    assert "kept" in page
    assert filled(page, tmp_path) == page


def test_quantizations_stand_beside_what_was_published(tmp_path: Path):
    from measuring.figures import Report
    from report import filled

    report = Report("quantizations", quick=False)
    for kind, ratio in (("Q8_0", 0.3), ("Q4_K_M", 0.2)):
        report.add("peak memory / F32", f"small {kind}", [ratio])
    report.save(tmp_path / "quantizations.json")
    page = filled("<!-- quantizations -->\n<!-- end -->\n", tmp_path)
    assert "| peak memory | 0.300 | 0.200 | 0.265 |" in page


def test_every_bench_of_the_whole_run_has_its_place_on_the_page():
    page = (BENCH.parent / "docs" / "measurements.md").read_text("utf-8")
    script = (BENCH / "run_all.sh").read_text("utf-8")
    benches = script.partition('all="')[2].partition('"')[0].split()
    assert len(benches) == 15
    assert all(f"<!-- {bench} -->\n" in page for bench in benches)
    assert all((BENCH / f"{bench}.py").is_file() for bench in benches)
