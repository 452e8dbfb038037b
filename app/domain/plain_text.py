r"""A text with Markdown and TeX as one plain line, for titles and search results.

"**Solve** $x^2 - \frac{5}{2}x = 0$" becomes "Solve x² − 5/2x = 0". Nothing is raised: what is not
understood is left out or stays as it was written.
"""

import re

from app.domain.blocks import Code, Math
from app.domain.mathtext.cutting import PLACEHOLDER, Piece, cut
from app.domain.signs import COMMANDS, LOWERED, RAISED

_MOST_NESTED = 8  # groups within each other; deeper ones lose their braces

_TO_RAISE = {ord(plain): raised for raised, plain in RAISED.items()} | {ord("−"): "⁻"}
_TO_LOWER = {ord(plain): lowered for lowered, plain in LOWERED.items()} | {ord("−"): "₋"}

_MARKS = (
    "left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits quad qquad"
    " nonumber notag hline label"
)
_SILENT = frozenset(_MARKS.split())
_ESCAPES = {"!": "", "|": "‖", **dict.fromkeys(",;: ", " ")}
#: What tells TeX without dollars from a backslash in a path.
_USUAL = "frac dfrac tfrac sqrt sin cos tan cot ln log lim binom text boxed begin left mathbb"
_TELLING = COMMANDS.keys() | {*_USUAL.split()}
_DOUBLE_STRUCK = dict(zip("RNZQCP", "ℝℕℤℚℂℙ", strict=True))

_GROUP = r"\s*\{([^{}]*)\}"
_DEGREES = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{[A-Za-z*]+\}(?:\s*\{[lcr| ]*\})?")
_LINE_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
_FRACTION = re.compile(rf"\\[dtc]?frac(?:{_GROUP}{_GROUP}|\s*(\d)\s*(\d))")
_BINOMIAL = re.compile(rf"\\[dt]?binom{_GROUP}{_GROUP}")
_ROOT = re.compile(rf"\\sqrt\s*(?:\[([^\[\]]*)\])?(?:{_GROUP}|\s*(\w))")
_LETTER = re.compile(rf"\\mathbb(?:{_GROUP}|\s*([A-Z]))")
_WORDS = re.compile(
    r"\\(?:text[a-z]*|[mh]box|math[a-z]+|operatorname\*?|boxed|fbox|overline|underline|vec|hat|bar"
    rf"|tilde|overrightarrow|widehat|boldsymbol|bm|tag\*?){_GROUP}"
)
_SCRIPT = re.compile(r"([\^_])\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s{}\\^_]))")
_COMMAND = re.compile(r"(\w?)\\([A-Za-z]+)(\s*)(?=([A-Za-z0-9]?))|\\(.)")
_NAME = re.compile(r"\\([A-Za-z]+)")
_ONE_TERM = re.compile(r"[\w.√°]*")

_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)", re.M)
_RULE = re.compile(r"^[ \t]*(?:(?:[-*_][ \t]*){3,}|\|?[ \t:|-]+\|[ \t:|-]*)$", re.M)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_STRONG = re.compile(r"(\*\*|~~|(?<!\w)__)(?=\S)(.+?)(?<=\S)\1", re.S)
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_TYPED_POWER = re.compile(r"(?<=[\w)])\^(?:\{(-?\d+|n)\}|(-?\d+|n)(?![A-Za-z]))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain_line(text: str) -> str:
    """All of ``text`` in one line."""
    cut_text = cut(text)
    line = _LINK.sub(r"\1", _LINE_MARK.sub("", _RULE.sub("", cut_text.text)))
    line = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", line))
    line = _TYPED_POWER.sub(lambda found: (found[1] or found[2]).translate(_TO_RAISE), line)
    if not _TELLING.isdisjoint(_NAME.findall(line)):
        line = _without_commands(line)
    line = _ESCAPED.sub(r"\1", line)
    return " ".join(PLACEHOLDER.sub(lambda at: _piece(cut_text.pieces[int(at[1])]), line).split())


def plain_formula(tex: str) -> str:
    """A formula as it would be typed, in one line."""
    line = _without_commands(tex.replace("&", " ").replace("~", " ").replace("-", "−"))
    line = line.replace("{", "").replace("}", "")
    return " ".join(line.replace("\x01", "{").replace("\x02", "}").split())


def _piece(piece: Piece) -> str:
    match piece.value:
        case Math() as formula:
            return plain_formula(formula.tex)
        case Code() as code:
            return f" {code.text} "
        case words:
            return words.text


def _without_commands(tex: str) -> str:
    tex = tex.replace(r"\{", "\x01").replace(r"\}", "\x02")
    tex = _LINE_END.sub("; ", _ENVIRONMENT.sub(" ", _DEGREES.sub("°", tex)))
    for _ in range(_MOST_NESTED):
        before = tex
        tex = _LETTER.sub(lambda found: _double_struck(found[1] or found[2]), tex)
        tex = _WORDS.sub(r" \1 ", tex)
        tex = _ROOT.sub(_root, _BINOMIAL.sub(r"C(\1, \2)", _FRACTION.sub(_fraction, tex)))
        tex = _SCRIPT.sub(_script, tex)
        if tex == before:
            break
    return _COMMAND.sub(_command, tex).replace("\x03", "^").replace("\x04", "_")


def _double_struck(letters: str) -> str:
    return _DOUBLE_STRUCK.get(letters.strip(), letters)


def _fraction(found: re.Match[str]) -> str:
    above, below = found[1] or found[3] or "", found[2] or found[4] or ""
    return f"{_term(above)}/{_term(below)}"


def _root(found: re.Match[str]) -> str:
    degree = (found[1] or "").strip().translate(_TO_RAISE)
    return f"{degree}√{_term(found[2] or found[3] or '')}"


def _term(tex: str) -> str:
    """In brackets, unless it is one term."""
    line = _COMMAND.sub(_command, tex).strip()
    return line if _ONE_TERM.fullmatch(line) else f"({line})"


def _script(found: re.Match[str]) -> str:
    inside = _COMMAND.sub(_command, found[2] if found[2] is not None else found[3]).strip()
    table = _TO_RAISE if found[1] == "^" else _TO_LOWER
    if not inside or inside in ("′", "'"):
        return inside
    if all(ord(sign) in table for sign in inside):
        return inside.translate(table)
    # Not "^" and "_" themselves, which would be read again.
    mark = "\x03" if found[1] == "^" else "\x04"
    return f"{mark}{inside}" if len(inside) == 1 else f"{mark}({inside})"


def _command(found: re.Match[str]) -> str:
    before, name, space, after, sign = found.groups("")
    if sign:
        return _ESCAPES.get(sign, sign)
    if name in _SILENT:
        return before + space
    if name in COMMANDS:
        return before + COMMANDS[name] + space
    return (before and before + " ") + name + (after and " ")
