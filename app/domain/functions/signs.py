r"""Brings the many ways in which a formula is typed to few signs: what ``reading`` reads.

Afterwards there are no commands for spaces, sizes and fonts; ``* / | ⌊ ⌋ ⌈ ⌉ °`` stand for their
commands, ``≤ ≥ < > ≠ ∈`` too, and a comma stands between several statements, however they were
separated (``\\``, ``\quad``, ``\text{for}``, a Chinese comma).
"""

import re
import unicodedata

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣ", "0123456789+-()x")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ˣ]+")
_CHARS = str.maketrans(
    {
        **dict.fromkeys("×·⋅∙∗", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("−–—", "-"),
        **dict.fromkeys("、;；，。", ","),
        **dict.fromkeys("∣‖", "|"),
        **dict.fromkeys("≦⩽", "≤"),
        **dict.fromkeys("≧⩾", "≥"),
        **dict.fromkeys("⟹⇒⇔→", ","),
        "π": r"\pi ",
        "θ": r"\theta ",
        "α": r"\alpha ",
        "ϕ": r"\phi ",
        "φ": r"\varphi ",
        "∞": r"\infty ",
        "′": "'",
    }
)
_FRACTIONS = {"½": r"\frac{1}{2}", "¼": r"\frac{1}{4}", "¾": r"\frac{3}{4}"}
_COMMANDS = {
    **dict.fromkeys(("cdot", "times", "ast"), "*"),
    **dict.fromkeys(("div",), "/"),
    **dict.fromkeys(("dfrac", "tfrac", "cfrac"), r"\frac "),
    **dict.fromkeys(("le", "leq", "leqslant"), "≤"),
    **dict.fromkeys(("ge", "geq", "geqslant"), "≥"),
    **dict.fromkeys(("ne", "neq"), "≠"),
    **dict.fromkeys(("lt",), "<"),
    **dict.fromkeys(("gt",), ">"),
    **dict.fromkeys(("lvert", "rvert", "vert", "mid"), "|"),
    **dict.fromkeys(("Rightarrow", "implies", "iff", "Leftrightarrow", "quad", "qquad"), ","),
    **dict.fromkeys(("displaystyle", "textstyle", "limits", "boxed", "mathbb", "nonumber"), " "),
    **dict.fromkeys(("left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr"), " "),
    **dict.fromkeys(("Bigl", "Bigr", "biggl", "biggr"), " "),
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "in": "∈",
    "degree": "°",
    "arctg": r"\arctan ",
    "infin": r"\infty ",
}
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_SPACING = re.compile(r"\\[,;:! ]|~|\$")
_WORDS = re.compile(r"\\(?:text|textrm|textbf|mbox|mathrm|mathit|operatorname\*?)\s*\{([^{}]*)\}")
_ENVIRONMENTS = r"aligned|align\*?|gathered|array|split|equation\*?"
_ALIGNED = re.compile(rf"\\(?:begin|end)\s*\{{(?:{_ENVIRONMENTS})\}}(?:\s*\{{[lcr|\s]*\}})?")
_CONTINUED = re.compile(r"\\\\\s*(?:\[[^\]]*\]\s*)?&?\s*=")
_ROW_END = re.compile(r"\\\\\s*(?:\[[^\]]*\])?|\n")
_TAG = re.compile(r"\\tag\*?\s*\{[^{}]*\}")
_DEGREES = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ)")
_OPEN_DELIMITER = re.compile(r"\\(?:left|right)\s*\.")
_MEANT = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "ln", "lg", "log", "exp", "e", "sgn"})

#: A brace over several rows: a system of equations, or a function by cases.
CASES = re.compile(
    r"(?:\\left\s*\\(?:\{|lbrace)\s*)?\\begin\s*\{(cases|array|aligned)\}"
    r"(?:\s*\{[lcr|\s]*\})?(.*?)\\end\s*\{\1\}\s*(?:\\right\s*\.)?",
    re.DOTALL,
)
#: Signs of ours, and words, as TeX shows them well.
_SHOWN = {
    "*": r"\cdot ",
    "°": r"^{\circ}",
    "⌊": r"\lfloor ",
    "⌋": r"\rfloor ",
    "⌈": r"\lceil ",
    "⌉": r"\rceil ",
    "√": r"\surd ",
}
_TYPED_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,}")

_OWN_NAME = re.compile(r"\\(sgn|tg|ctg)(?![A-Za-z])")  # MathJax does not know them


def plain_signs(text: str) -> str:
    """``text`` as described above."""
    text = _RAISED_RUN.sub(lambda run: f"^{{{run[0].translate(_RAISED)}}}", text)
    for sign, tex in _FRACTIONS.items():
        text = text.replace(sign, tex)
    text = unicodedata.normalize("NFKC", text).translate(_CHARS)
    text = _WORDS.sub(_word, _TAG.sub("", text))
    text = _DEGREES.sub("°", _OPEN_DELIMITER.sub("", text))
    text = _ROW_END.sub(",", _CONTINUED.sub("=", _ALIGNED.sub("", text))).replace("&", " ")
    text = _COMMAND.sub(lambda found: _COMMANDS.get(found[1], found[0]), text)
    text = _SPACING.sub(" ", text.replace("{,}", "").replace(r"\{", "{").replace(r"\}", "}"))
    for typed, sign in (("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("**", "^")):
        text = text.replace(typed, sign)
    return text.strip().rstrip(" .,?")


def shown(text: str) -> str:
    """LaTeX that shows what ``plain_signs`` made."""
    text = _TYPED_WORD.sub(lambda word: f"\\{word[0]} " if word[0] in _MEANT else word[0], text)
    text = _OWN_NAME.sub(r"\\operatorname{\1}", text)
    return " ".join("".join(_SHOWN.get(char, char) for char in text).split())


def _word(found: re.Match[str]) -> str:
    """A function's name in another font is that function; other words separate statements."""
    word = found[1].strip()
    if word in _MEANT:
        return "e" if word == "e" else f"\\{word} "
    return f" {word} " if len(word) == 1 and word.isalpha() else ","
