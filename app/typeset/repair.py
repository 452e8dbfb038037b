r"""Second try for TeX that MathJax refused: the slips that have one sensible reading.

Nothing is invented: braces are balanced as TeX itself goes on after that error, ``\sinx`` is read
as ``\sin x``, what is misplaced is put into the place it needs. All else stays an error.
"""

import re
from collections.abc import Callable

_EQUATION = re.compile(r"\\(?:begin|end)\{equation\*?\}")
_NUMBERED = re.compile(r"\\(begin|end)\{(align|gather)(at)?\*?\}")
_STRETCH = re.compile(r"\\(?:left|right|middle)(?![A-Za-z])\s*\.?")
_MARKDOWN_DELIMITER = re.compile(r"(?<!\\)\\[()\[\]]")
_JOINED_NAME = re.compile(r"\\([A-Za-z]{2,})([A-Za-z])$")
_BRACE = re.compile(r"\\.|([{}])", re.DOTALL)


def repaired(tex: str, why: str) -> str:
    """``tex`` without the slip that MathJax gave as reason ``why``; unchanged if none is known."""
    for reason, repair in _REPAIRS.items():
        if why.startswith(reason):
            return repair(tex, why)
    return tex


def _separated(tex: str, why: str) -> str:
    r"""A name with the variable after it: ``\piR``; or a delimiter of Markdown: ``\(``."""
    joined = _JOINED_NAME.search(why)
    if joined is None:
        return _MARKDOWN_DELIMITER.sub("", tex)
    return tex.replace(joined[0], rf"\{joined[1]} {joined[2]}")


def _balanced(tex: str, _why: str) -> str:
    """Closes at the end what was opened, drops what closes nothing."""
    depth, done, kept = 0, 0, []
    for brace in _BRACE.finditer(tex):
        depth += {"{": 1, "}": -1, None: 0}[brace[1]]
        if depth < 0:
            kept.append(tex[done : brace.start()])
            depth, done = 0, brace.end()
    return "".join([*kept, tex[done:], "}" * depth])


def _completed(tex: str, _why: str) -> str:
    """The last argument is missing, perhaps because an environment ends there."""
    return _EQUATION.sub("", tex) + "{}"


def _nested(tex: str, _why: str) -> str:
    """Only the outermost environment may be one for a whole line; the rest get inner ones."""
    return _NUMBERED.sub(r"\\\1{\2ed\3}", _EQUATION.sub("", tex))


def _aligned(tex: str, why: str) -> str:
    """Columns and lines without an environment, or brackets around a part of a column."""
    if r"\begin" in tex:
        return _unstretched(tex, why)
    return rf"\begin{{aligned}}{tex}\end{{aligned}}"


def _unstretched(tex: str, _why: str) -> str:
    r"""``\left`` and ``\right`` in different cells, or one alone: brackets of usual size."""
    return _STRETCH.sub("", tex)


_REPAIRS: dict[str, Callable[[str, str], str]] = {
    "Undefined control sequence": _separated,
    "Missing close brace": _balanced,
    "Extra open brace": _balanced,
    "Extra close brace": _balanced,
    "Missing argument": _completed,
    "Erroneous nesting": _nested,
    "Misplaced &": _aligned,
    "Extra \\left": _unstretched,
    "Missing \\left": _unstretched,
    "Extra \\middle": _unstretched,
}
