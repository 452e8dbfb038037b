"""What quantization buys on this computer: F32, F16, Q8_0 and Q4_K_M of the same model.

    python bench/quantizations.py [--quick] [--runs 5] [--model smollm2|shape] [--json FILE]

Converts the small model with llama.cpp's own quantizer, makes files of the 1.5B's shape, and lets
``lemma bench`` compare them. Shown are its figures over those of F32 in the same round: peak
memory, time to the first token, tokens per second of one answer, answers per minute with one and
with four at once. How alike the answers are is told of the small model alone: the other says noise.
With ``--charts DIR`` the pictures go there.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring.figures import Report, arguments, runs_of
from measuring.models import ROOT, quantized, shape, smollm2

KINDS, QUICK_KINDS = ("F32", "F16", "Q8_0", "Q4_K_M"), ("F32", "Q8_0")
NAMES = {"smollm2": "SmolLM2-135M", "shape": "1.5B shape"}
TOKENS = {"smollm2": 64, "shape": 16}  # of each answer; the second writes two a second in F32
QUICK_TOKENS = 8
FIGURES = {
    "memory": ("peak memory", 1 / 1024**2, "MiB"),
    "ttft_s": ("first token", 1000.0, "ms"),
    "decode_tps": ("speed", 1.0, "tokens/s"),
    "rpm_1": ("one at a time", 1.0, "answers/min"),
    "rpm_4": ("four at once", 1.0, "answers/min"),
}


def compare(report: Report, which: str, args: argparse.Namespace) -> None:
    """All files of one model."""
    kinds = QUICK_KINDS if args.quick else KINDS
    files = [shape(kind) if which == "shape" else quantized(smollm2(), kind) for kind in kinds]
    chart = args.charts / f"quantizations-{which}.svg" if args.charts else None
    tokens = QUICK_TOKENS if args.quick else TOKENS[which]
    models = _lemma_bench(files, runs=runs_of(args), tokens=tokens, chart=chart)
    for kind, model in zip(kinds, models, strict=True):
        _tell(report, f"{NAMES[which]} {kind}", model, models[0])
        if which == "smollm2" and model is not models[0]:
            alike = 100 * model["agreement"]
            report.add("same words as F32", f"{NAMES[which]} {kind}", [alike], unit="%")


def _lemma_bench(
    files: list[Path], *, runs: int, tokens: int, chart: Path | None
) -> list[dict[str, Any]]:
    """What `lemma bench` says of the files, the first being the reference."""
    first, *others = map(str, files)
    command = [sys.executable, "-m", "app", "bench", "--model", first, "--compare", *others]
    command += ["--runs", str(runs), "--tokens", str(tokens), "--json"]
    if chart is not None:
        chart.parent.mkdir(parents=True, exist_ok=True)
        command += ["--chart", str(chart.resolve())]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*command, "--data-dir", folder], cwd=ROOT, stdout=subprocess.PIPE, check=False
        )
    if done.returncode:
        sys.exit("lemma bench failed")
    models: list[dict[str, Any]] = json.loads(done.stdout)["models"]
    return models


def _tell(report: Report, name: str, model: dict[str, Any], reference: dict[str, Any]) -> None:
    for key, (title, factor, unit) in FIGURES.items():
        values = [run[key] for run in model["runs"]]
        report.add(title, name, [factor * value for value in values], unit=unit)
        if model is not reference:
            bases = [run[key] for run in reference["runs"]]
            ratios = [value / base for value, base in zip(values, bases, strict=True)]
            report.add(f"{title} / F32", name, ratios)


def main() -> int:
    parser = arguments(__doc__)
    parser.add_argument("--charts", type=Path, metavar="DIR", help="draw pictures there")
    args = parser.parse_args()
    report = Report("quantizations", args.quick)
    for which in args.model or (["smollm2"] if args.quick else list(NAMES)):
        if which not in NAMES:
            parser.error(f"{which}: only smollm2 and shape can be converted")
        compare(report, which, args)
    report.save(args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
