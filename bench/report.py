"""Writes the tables of docs/measurements.md from the figures that the benches kept.

    python bench/report.py DIR [--page docs/measurements.md]

DIR holds a file NAME.json for each bench NAME, as ``bench/run_all.sh DIR`` leaves them. Tables
stand on the page between ``<!-- NAME -->`` and ``<!-- end -->``; those whose bench has left nothing
stay as they are. No number is written by hand.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from measuring.figures import Figure, Report, computer, load, shown

PAGE = Path(__file__).resolve().parents[1] / "docs" / "measurements.md"
#: INT8 over FP32 on a T4, as published for an app around the same model: -73.5 %, -31 %, +48.3 %
#: and +61.9 %.
PUBLISHED = {
    "peak memory": 1 - 0.735,
    "first token": 1 - 0.31,
    "speed": 1 + 0.483,
    "four at once": 1 + 0.619,
}
OVER = " / F32"
_PLACE = r"(<!-- {name} -->\n).*?(<!-- end -->)"


def filled(page: str, folder: Path) -> str:
    """``page`` with the tables of all benches that left their figures in ``folder``."""
    for path in sorted(folder.glob("*.json")):
        report = load(path)
        lines = [*_tables(report), *(f"{note}\n" for note in report.notes)]
        page = _replaced(page, report.bench, "\n".join(lines))
    return _replaced(page, "computer", f"Measured on: {computer()}.\n")


def _replaced(page: str, name: str, text: str) -> str:
    place = re.compile(_PLACE.format(name=re.escape(name)), re.DOTALL)
    return place.sub(lambda found: f"{found[1]}{text}{found[2]}", page)


def _tables(report: Report) -> Iterator[str]:
    if report.bench == "quantizations":
        yield from _published(report)
    if report.quick:
        yield "A quick look, not a measurement.\n"
    yield "| figure | model | median | least to greatest | runs | promised |"
    yield "|---|---|---:|---:|---:|---|"
    yield from map(_row, report.figures)
    yield ""


def _row(figure: Figure) -> str:
    unit = f" {figure.unit}" if figure.unit else ""
    spread = f"{shown(min(figure.runs))} to {shown(max(figure.runs))}"
    kept = {None: "", True: f"{figure.bound}: yes", False: f"{figure.bound}: **no**"}
    cells = [figure.name, figure.model, shown(figure.median) + unit]
    return f"| {' | '.join([*cells, spread, str(len(figure.runs)), kept[figure.holds]])} |"


def _published(report: Report) -> Iterator[str]:
    """The ratios to F32, beside those that were published."""
    ratios = {
        (f.model, f.name.removesuffix(" / F32")): f for f in report.figures if "/ F32" in f.name
    }
    models = list(dict.fromkeys(model for model, _ in ratios))
    titles = list(dict.fromkeys(title for _, title in ratios))
    yield f"| over F32 | {' | '.join(models)} | published: INT8 over FP32 on a T4 |"
    yield f"|---|{'---:|' * (len(models) + 1)}"
    for title in titles:
        cells = [f"{ratios[model, title].median:.3f}" for model in models]
        published = f"{PUBLISHED[title]:.3f}" if title in PUBLISHED else ""
        yield f"| {title} | {' | '.join(cells)} | {published} |"
    yield ""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--page", type=Path, default=PAGE)
    args = parser.parse_args()
    args.page.write_text(filled(args.page.read_text("utf-8"), args.folder), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
