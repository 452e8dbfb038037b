"""Progress on stderr: one line written over and over on a terminal, else a line for each tenth."""

import sys

CLEAR_LINE = "\r\x1b[2K"
STEP_PERCENT = 10


class ProgressLine:
    """Shows sentences while work goes on. ``end`` leaves the line to what is printed next."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._step = -1

    def __enter__(self) -> "ProgressLine":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def show(self, sentence: str, done: int, total: int) -> None:
        """``sentence`` says how far the work is, ``done`` of ``total``."""
        step = 100 * done // total // STEP_PERCENT
        if self._live:
            print(CLEAR_LINE + sentence, end="", file=sys.stderr, flush=True)
        elif step != self._step:
            print(sentence, file=sys.stderr, flush=True)
        self._step = step

    def end(self) -> None:
        if self._live and self._step >= 0:
            print(CLEAR_LINE, end="", file=sys.stderr, flush=True)
