r"""Brings the many ways in which an answer is typed to few: the text that ``equality`` reads.

Afterwards there are no dollars, spaces of LaTeX, ``\left``, units or full-width signs; ``* / %``
stand for their commands, ``≤ ≥ ≠ ± ∓ ∈`` too, ``⟦ ⟧`` are the braces of sets, and a comma stands
between several values, however they were separated (``;``, ``or``, ``或``, ``\cup``, a new line).
"""

import re
import unicodedata

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_CHARS = str.maketrans(
    {
        **dict.fromkeys("×·⋅∙", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("−–—", "-"),
        **dict.fromkeys("、;；，", ","),
        **dict.fromkeys("∪∨或", ","),
        **dict.fromkeys("∣", "|"),
        **dict.fromkeys("≦⩽", "≤"),
        **dict.fromkeys("≧⩾", "≥"),
        "：": ":",
        "∞": r"\infty ",
        "∅": r"\emptyset ",
    }
)
#: Commands with one meaning here; an empty one is dropped.
_COMMANDS = {
    **dict.fromkeys(("times", "cdot", "ast"), "*"),
    **dict.fromkeys(("div",), "/"),
    **dict.fromkeys(("le", "leq", "leqslant"), "≤"),
    **dict.fromkeys(("ge", "geq", "geqslant"), "≥"),
    **dict.fromkeys(("ne", "neq"), "≠"),
    **dict.fromkeys(("lt",), "<"),
    **dict.fromkeys(("gt",), ">"),
    **dict.fromkeys(("cup", "lor", "vee", "newline"), ","),
    **dict.fromkeys(("mid", "vert", "lvert", "rvert"), "|"),
    **dict.fromkeys(("dfrac", "tfrac", "cfrac"), r"\frac "),
    "in": "∈",
    "pm": "±",
    "mp": "∓",
    "lbrace": "⟦",
    "rbrace": "⟧",
    "varnothing": r"\emptyset ",
    **dict.fromkeys(("quad", "qquad", "displaystyle", "textstyle", "limits"), " "),
    **dict.fromkeys(("big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr"), ""),
}
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ESCAPED = {
    **dict.fromkeys((r"\,", r"\!", r"\;", r"\:", r"\ ", "~"), " "),
    **dict.fromkeys((r"\(", r"\)", r"\[", r"\]", r"\$", "$", "￥", "¥", "€"), ""),
    r"\{": "⟦",
    r"\}": "⟧",
    r"\%": "%",
    r"\\": ",",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
}
_ESCAPE = re.compile("|".join(re.escape(sign) for sign in _ESCAPED))
_DELIMITERS = re.compile(r"\\(?:left|right)\s*(\.|(?![A-Za-z]))")
_ENVIRONMENT = re.compile(
    r"\\(?:left\s*\\\{\s*)?\\?(?:begin|end)\s*\{(?:cases|array|aligned|gathered)\}"
    r"(?:\s*\{[lcr|\s]*\})?"
)
_THOUSANDS = re.compile(r"(?<=\d)(?:\{,\}|\s+(?=\d{3}(?!\d)))(?=\d{3})")
_DEGREES = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ)|\\degree|[°℃]")
_TEXT = re.compile(
    r"(/?\s*)\\(?:text|textrm|textbf|textit|mbox|mathrm|mathbf|operatorname)\s*"
    r"\{([^{}]*)\}(\s*\^\s*\{?\s*-?\d\s*\}?)?"
)
_SEPARATORS = frozenset({"or", "and", ",", "", "或", "和", "与", "或者"})
_WORD_BETWEEN = re.compile(r"(?<![A-Za-z\\])(?:or|and)(?![A-Za-z])|[和与]")
_UNITS = re.compile(
    r"(?<=[\d)}])\s*(?:(?:cm|mm|km|dm|kg|mg|ml|mL|min|km/h|m/s)(?:\s*\^\s*\{?[23]\}?)?"
    r"|[\u3400-\u9fff]{1,6}(?:/[\u3400-\u9fff]{1,4})?)\s*(?=,|$)"
)
_GREEK_NAME = re.compile(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)$")
_SQRT_WORD = re.compile(r"(?<![\\A-Za-z])sqrt(?=\s*\()")
_EMPTY_PARTS = re.compile(r"\s*,(?:\s*,)+")


def prepared(text: str) -> str:
    """``text`` as described above."""
    text = _characters(text)
    text = _ENVIRONMENT.sub("", text.replace(r"\left\{\begin", r"\begin"))
    text = _DELIMITERS.sub("", text)
    text = _DEGREES.sub("", text)
    text = _without_words(text)
    text = _ESCAPE.sub(lambda found: _ESCAPED[found[0]], text)
    text = _COMMAND.sub(lambda found: _COMMANDS.get(found[1], found[0]), text)
    text = _WORD_BETWEEN.sub(",", _SQRT_WORD.sub("√", text.replace("&", " ")))
    text = _UNITS.sub("", _THOUSANDS.sub("", text))
    return _EMPTY_PARTS.sub(",", text).strip().lstrip(", ").rstrip(" ,.。")


def _characters(text: str) -> str:
    """Full-width and mathematical characters as their plain counterparts."""
    text = _SUPERSCRIPT.sub(lambda run: f"^{{{run[0].translate(_SUPERSCRIPTS)}}}", text)
    text = unicodedata.normalize("NFKC", text.replace("℃", "°")).translate(_CHARS)
    return "".join(char if char < "\u0370" or char > "\u03ff" else _greek(char) for char in text)


def _greek(char: str) -> str:
    found = _GREEK_NAME.match(unicodedata.name(char, ""))
    if found is None:
        return char
    name = found[2].replace("LAMDA", "LAMBDA")
    return rf"\{name.lower() if found[1] == 'SMALL' else name.capitalize()} "


def _without_words(text: str) -> str:
    r"""``\text{…}`` between values is a comma, behind a number a unit; alone it is the answer."""
    whole = _TEXT.fullmatch(text.strip().strip("$").strip(" ."))
    return whole[2] if whole else _TEXT.sub(_word, text)


def _word(found: re.Match[str]) -> str:
    before, word, power = found[1], found[2].strip(" ~"), found[3] or ""
    if word.lower() in _SEPARATORS:
        return ","
    if len(word) == 1 and (word.isupper() or word in "eid"):
        return f"{before}{word}{power}"
    return " "
