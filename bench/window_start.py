"""The start: from the start of the process to a window that takes typing.

    python bench/window_start.py [--quick] [--runs 10] [--json FILE]

Each run is a process of the real program (``lemma --smoke``) that tells, on a clock which begins
with the process, when its composer could be seen and took typing, when the model that comes with
the program was loaded, and when the first text of an answer was there. One start goes before, so
that all files are in the computer's memory and all modules are compiled.
"""

import sys
import tempfile

from measuring.figures import Report, runs_of
from measuring.window import arguments, folder, platform, smoke

FIGURES = {
    "window_s": ("start to a window that takes typing", "<= 0.7"),
    "model_s": ("start to a loaded model", ""),
    "first_token_s": ("start to the first text of an answer", ""),
}


def main() -> int:
    args = arguments(__doc__).parse_args()
    report = Report("window_start", args.quick)
    with tempfile.TemporaryDirectory() as root:
        data = folder(root)
        smoke(data)
        told = [smoke(data) for _ in range(runs_of(args))]
    for key, (name, bound) in FIGURES.items():
        report.add(name, platform(), [run[key] for run in told], unit="s", bound=bound)
    report.save(args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
