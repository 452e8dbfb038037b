"""MathJax in QuickJS: TeX to SVG or MathML, one formula at a time, within limits.

The script engine sees TeX and nothing else: it has no files, no network and no way to call us. It
is thrown away and made anew when a formula breaks a limit, so that no formula can harm the next.
An engine belongs to one thread, which needs a stack of ``THREAD_STACK_BYTES``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# Not ``quickjs``: importing that starts a thread, which we have no use for.
import _quickjs  # type: ignore[import-not-found]

from app.paths import RESOURCES

MATHJAX = RESOURCES / "mathjax" / "mathjax.js"

LONGEST_TEX = 10_000  # characters; the longest of a textbook has a fifth of it
DEADLINE_S = 2.0  # processor time of the program; an ordinary formula takes 5 ms
MEMORY_LIMIT_BYTES = 256 * 1024 * 1024  # MathJax itself needs 12 MB
STACK_BYTES = 12 * 1024 * 1024  # enough for braces nested 150 deep
#: The thread of an engine needs this stack; the usual one is 1 MB on Windows, 8 MB on Linux.
THREAD_STACK_BYTES = 16 * 1024 * 1024

_REFUSED = "!"  # how mathjax.js marks a reason


@dataclass(frozen=True)
class Refused:
    """TeX that cannot be set, and MathJax's reason."""

    why: str


class _Write(Protocol):
    def __call__(self, tex: str, display: bool, /) -> str: ...


class Engine:
    """Sets formulas; loads MathJax with the first."""

    def __init__(self, script: Path = MATHJAX) -> None:
        self._script = script
        self._loaded: dict[str, _Write] = {}

    def svg(self, tex: str, *, display: bool) -> str | Refused:
        """The formula as the text of one ``<svg>`` element, or why there is none."""
        return self._written("typeset", tex, display)

    def mathml(self, tex: str, *, display: bool) -> str | Refused:
        """The formula as the text of one ``<math>`` element, or why there is none."""
        return self._written("mathml", tex, display)

    def _written(self, function: str, tex: str, display: bool) -> str | Refused:
        if len(tex) > LONGEST_TEX:
            return Refused(f"longer than {LONGEST_TEX} characters")
        write = (self._loaded or self._load())[function]
        try:
            answer = write(tex, display)
        except _quickjs.JSException as error:
            self._loaded = {}
            return Refused(str(error).partition("\n")[0])
        return Refused(answer[1:]) if answer.startswith(_REFUSED) else answer

    def _load(self) -> dict[str, _Write]:
        context = _quickjs.Context()
        context.set_max_stack_size(STACK_BYTES)
        context.set_memory_limit(MEMORY_LIMIT_BYTES)
        context.eval(self._script.read_text(encoding="utf-8"))
        context.set_time_limit(DEADLINE_S)
        self._loaded = {name: context.get(name) for name in ("typeset", "mathml")}
        return self._loaded
