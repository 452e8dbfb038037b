r"""Characters in LaTeX: what means something there is escaped, mathematical signs get commands.

``words`` is for running text, ``formula`` for TeX that MathJax took: it reads signs that LaTeX's
fonts lack (≤, α, ²), and environments within a formula that LaTeX wants outside of one.
"""

import re

from app.domain.signs import LOWERED, NAMES, RAISED
from app.domain.tex_parts import parts

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "\u2060": "",
    "\ufeff": "",
    "\u200b": "",
}

_LETTERS = {
    "ℝ": r"\mathbb{R}",
    "ℕ": r"\mathbb{N}",
    "ℤ": r"\mathbb{Z}",
    "ℚ": r"\mathbb{Q}",
    "ℂ": r"\mathbb{C}",
    "ℙ": r"\mathbb{P}",
    "°": r"^{\circ}",
    "−": "-",
    "√": r"\surd",
    "ο": "o",
    "☐": r"\square",
    "☑": r"\checkmark",
}


_COMMANDS = {sign: rf"\{name}" for sign, name in NAMES.items()} | _LETTERS
_IN_WORDS = (
    {sign: rf"\ensuremath{{{command}}}" for sign, command in _COMMANDS.items()}
    | {sign: rf"\textsuperscript{{{plain}}}" for sign, plain in RAISED.items()}
    | {sign: rf"\textsubscript{{{plain}}}" for sign, plain in LOWERED.items()}
    # These are in every text font.
    | {sign: sign for sign in "±×÷·•…†°¬"}
)
_WORDS = str.maketrans(_SPECIAL | _IN_WORDS)

_JOINING = re.compile(r"(?<=-)-|(?<=')'|(?<=,),")  # LaTeX makes one sign of two of them
_NESTING = re.compile(r"\\(?:begin|end)(?![A-Za-z])|\\.|[{}]", re.DOTALL)
_BLANK_LINES = re.compile(r"\n\s*\n")
_FOREIGN = re.compile("[^\x00-\x7f]+")
_OUTER = re.compile(
    r"\\begin\{((?:align|alignat|gather|multline|eqnarray|flalign)\*?)\}.*\\end\{\1\}", re.DOTALL
)
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(align|alignat|gather|flalign|multline|equation)\*?\}")
_INNER = {"align": "aligned", "alignat": "alignedat", "gather": "gathered", "flalign": "aligned"}
_INNER |= {"multline": "multlined"}
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}|\\(?:nonumber|notag)(?![A-Za-z])")
_EQNARRAY = re.compile(r"\\(begin|end)\{eqnarray\*?\}")


def words(text: str) -> str:
    """Running text in which every character stands for itself."""
    return _JOINING.sub(r"{}\g<0>", text.translate(_WORDS))


def is_environment(tex: str) -> bool:
    """Whether a displayed formula is one environment that LaTeX wants outside of brackets."""
    found = _OUTER.fullmatch(tex.strip())
    return found is not None and tex.count(rf"\begin{{{found[1]}}}") == 1


def formula(tex: str, *, alone: bool) -> str:
    """TeX as LaTeX takes it; ``alone``: as an environment of its own (``is_environment``)."""
    tex = _BLANK_LINES.sub("\n", tex.strip())
    if not alone:
        tex = _EQNARRAY.sub(_as_array, _ENVIRONMENT.sub(_as_inner, tex))
        tex = _TAG.sub(lambda tag: rf"\quad\text{{({tag[1]})}}" if tag[1] else "", tex)
        if _breaks_outside(tex):
            tex = f"\\begin{{gathered}}\n{tex}\n\\end{{gathered}}"
    return "".join(part if is_text else _signs(part) for part, is_text in parts(tex))


def _breaks_outside(tex: str) -> bool:
    r"""Whether a line ends outside of every environment, where LaTeX would not begin a new one."""
    depth = 0
    for token in _NESTING.finditer(tex):
        if token[0] == "\\\\" and depth == 0:
            return True
        depth += {"{": 1, "\\begin": 1, "}": -1, "\\end": -1}.get(token[0], 0)
    return False


def _as_inner(found: re.Match[str]) -> str:
    inner = _INNER.get(found[2])
    return rf"\{found[1]}{{{inner}}}" if inner else ""


def _as_array(found: re.Match[str]) -> str:
    return r"\begin{array}{rcl}" if found[1] == "begin" else r"\end{array}"


def _signs(tex: str) -> str:
    return _FOREIGN.sub(lambda run: "".join(map(_sign, run[0])), tex)


def _sign(sign: str) -> str:
    command = _COMMANDS.get(sign)
    if command is None:
        return rf"\text{{{sign}}}"
    return f"{command} " if command[-1:].isalpha() and command[:1] == "\\" else command
