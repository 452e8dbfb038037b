r"""Cuts LaTeX, and what people type instead, into tokens.

Afterwards there is one spelling of each sign (``≤`` for ``\leq``, ``\le``, ``<=``), full-width and
mathematical characters are plain, ``\left`` and spaces of LaTeX are gone, and runs of letters are
cut into known words (``sin``, ``pi``) and single letters. Nothing is evaluated.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

MAX_CHARS = 4000
MAX_TOKENS = 1500
MAX_LETTERS_IN_ROW = 3  # ``abc`` is a product, ``abcd`` a word that is not known


class Unreadable(ValueError):
    """It is no mathematics that is understood here, or it is beyond the bounds."""


class Kind(Enum):
    NUMBER = "number"
    LETTER = "letter"
    WORD = "word"  # a function, constant or structure of LaTeX, without its backslash
    SIGN = "sign"
    BEGIN = "begin"  # of an environment, whose name is the text
    END = "end"


@dataclass(frozen=True)
class Token:
    """``spaced``: white space stood before it."""

    kind: Kind
    text: str
    spaced: bool = False


_CHARS = str.maketrans(
    {
        **dict.fromkeys("×·⋅∙∗", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("−–—", "-"),
        **dict.fromkeys("、;；，", ","),
        **dict.fromkeys("∣", "|"),
        **dict.fromkeys("≦⩽", "≤"),
        **dict.fromkeys("≧⩾", "≥"),
        **dict.fromkeys("′’", "'"),
        **dict.fromkeys("【〔", "["),
        **dict.fromkeys("】〕", "]"),
        "∞": r"\infty ",
        "∅": r"\emptyset ",
        "ℝ": r"\mathbb{R}",
        "√": r"\surd ",
        "∛": r"\cbrt ",
        "∫": r"\int ",
        "∑": r"\sum ",
        "∏": r"\prod ",
        "∂": r"\partial ",
        "→": r"\to ",
        "℃": "°",
        "。": " ",
        "$": " ",
        "\u200b": "",
    }
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿˣ", "0123456789-+nx")
_SUPERSCRIPT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿˣ]+")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₙ", "0123456789n")
_SUBSCRIPT = re.compile("[₀₁₂₃₄₅₆₇₈₉ₙ]+")
_VULGAR = re.compile("[¼-¾⅐-⅞↉]")
_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)$")
_MATH_MODE = re.compile(r"(?<!\\)\\[()\[\]]")
_THOUSANDS = re.compile(r"(?<=[0-9])(?:\{,\}|\\,)(?=[0-9]{3}(?![0-9]))")

_SIGN_COMMANDS = {
    **dict.fromkeys(("times", "cdot", "ast"), "*"),
    "div": "/",
    **dict.fromkeys(("le", "leq", "leqslant"), "≤"),
    **dict.fromkeys(("ge", "geq", "geqslant"), "≥"),
    **dict.fromkeys(("ne", "neq"), "≠"),
    **dict.fromkeys(("approx", "simeq", "doteq"), "≈"),
    "equiv": "≡",
    "lt": "<",
    "gt": ">",
    "pm": "±",
    "mp": "∓",
    "in": "∈",
    **dict.fromkeys(("cup", "bigcup"), "∪"),
    "cap": "∩",
    **dict.fromkeys(("lor", "vee"), "∨"),
    **dict.fromkeys(("land", "wedge"), "∧"),
    "langle": "⟨",
    "rangle": "⟩",
    **dict.fromkeys(("setminus", "backslash"), "∖"),
    **dict.fromkeys(("mid", "vert"), "|"),
    "lvert": "|<",
    "rvert": ">|",
    "lbrace": "⟦",
    "rbrace": "⟧",
    "lbrack": "[",
    "rbrack": "]",
    "degree": "°",
    "circ": "°",
    "prime": "'",
    "colon": ":",
    **dict.fromkeys(("to", "rightarrow", "longrightarrow"), "→"),
}
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "=", "**": "^", "≒": "≈", "≅": "≈"}
_ESCAPED = {r"\{": "⟦", r"\}": "⟧", r"\%": "%", r"\&": "&", r"\|": "‖"}
_DROPPED = frozenset(
    (
        *("displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "quad", "qquad"),
        *("thinspace", "hspace", "rm", "bf", "it", "left", "right", "hline", "mathop"),
        *("nonumber", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl"),
        *("biggr",),
    )
)
_FUNCTIONS = (
    *("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot"),
    *("sinh", "cosh", "tanh", "coth", "ln", "log", "lg", "exp", "det", "gcd", "lcm", "max", "min"),
)
_LETTERS = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota"),
        *("kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi"),
        *("psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Sigma", "Phi", "Psi"),
        *("Omega", "Pi", "ell"),
    )
)
_LETTER_VARIANTS = {
    **{f"var{name}": name for name in ("epsilon", "theta", "phi", "rho", "sigma", "kappa")},
    "hbar": "hbar",
}
_WORD_VARIANTS = {
    **dict.fromkeys(("dfrac", "tfrac", "cfrac"), "frac"),
    **dict.fromkeys(("dbinom", "tbinom"), "binom"),
    **dict.fromkeys(("tg",), "tan"),
    **dict.fromkeys(("ctg", "cotan"), "cot"),
    **dict.fromkeys(("asin", "arsin"), "arcsin"),
    **dict.fromkeys(("acos",), "arccos"),
    **dict.fromkeys(("atan", "arctg"), "arctan"),
    **dict.fromkeys(("cosec",), "csc"),
    "sqrt": "surd",  # whose argument is a whole number, not only its first digit
    "infinity": "infty",
    "varnothing": "emptyset",
    "ceiling": "ceil",
}
_STRUCTURES = frozenset(
    (
        *("frac", "sqrt", "surd", "cbrt", "binom", "choose", "pi", "infty", "emptyset", "int"),
        *("sum", "prod", "lim", "partial", "lfloor", "rfloor", "lceil", "rceil", "overline"),
        *("dot", "bmod", "mathbb"),
    )
)
#: Words that stand without a backslash in what people type.
_PLAIN_WORDS = (
    frozenset(_FUNCTIONS)
    | (_LETTERS - {"eta", "mu", "nu", "xi", "chi", "psi", "ell", "Xi", "Pi", "Psi", "rho", "tau"})
    | {"pi", "sqrt", "cbrt", "abs", "floor", "ceil", "infinity", "binom"}
    | {"asin", "acos", "atan", "tg", "ctg", "arctg", "ceiling", "binomial", "factorial"}
)
_NO_PRODUCTS = frozenset(
    (
        *("and", "or", "the", "for", "if", "is", "of", "to", "in", "are", "all", "any", "not"),
        *("no", "mod", "cm", "km", "kg", "yes", "has", "let", "so", "we", "by", "one", "two"),
        *("set", "iff"),
    )
)
_LONGEST = max(map(len, _PLAIN_WORDS))

_TOKEN = re.compile(
    r"""(?P<space>(?:\s|\\[,;:!\s]|~)+)
    |\\(?P<edge>begin|end)\s*\{(?P<environment>[A-Za-z]+\*?)\}(?:\s*\{[lcr|\s]*\})?
    |\\(?P<side>left|right)\s*(?P<bar>\||\\vert(?![a-zA-Z])|\.)
    |\\(?:text|textrm|textbf|textit|mbox|mathrm|mathbf|mathit|mathsf|operatorname\*?|boldsymbol|bm)
        \s*\{(?P<text>[^{}]*)\}
    |(?P<number>[0-9]+\.[0-9]+[eE][-+]?[0-9]+|[0-9]+(?:[eE][0-9]+|E[-+][0-9]+)
        |[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    |\\(?P<command>[A-Za-z]+)
    |(?P<row>\\\\(?:\[[^\[\]]*\])?)
    |(?P<escaped>\\[{}%&|])
    |(?P<letters>[A-Za-z]+)
    |(?P<sign>!!|<=|>=|!=|==|\*\*|[-+*/^_=<>≤≥≠≈≡≒≅±∓∈∪∩∖→∨∧⟨⟩⟦⟧()\[\]{}|!,:'%&°])""",
    re.VERBOSE,
)


def tokens(text: str) -> list[Token]:
    """The tokens of ``text``.

    Raises:
        Unreadable: something in it is no mathematics that is known here, or there is too much.
    """
    if len(text) > MAX_CHARS:
        raise Unreadable("too long")
    return _cut(plain(text))


def plain(text: str) -> str:
    """``text`` with ASCII or LaTeX in place of full-width and mathematical characters."""
    text = _VULGAR.sub(_as_fraction, text)
    text = _SUPERSCRIPT.sub(lambda run: f"^{{{run[0].translate(_SUPERSCRIPTS)}}}", text)
    text = _SUBSCRIPT.sub(lambda run: f"_{{{run[0].translate(_SUBSCRIPTS)}}}", text)
    text = unicodedata.normalize("NFKC", text.replace("′", "'")).translate(_CHARS)
    text = "".join(_greek(char) if "\u0370" <= char <= "\u03ff" else char for char in text)
    return _THOUSANDS.sub("", _MATH_MODE.sub(" ", text)).strip().rstrip(".").rstrip()


def _as_fraction(found: re.Match[str]) -> str:
    top, bottom = unicodedata.normalize("NFKC", found[0]).split("⁄")
    return rf"\frac{{{top}}}{{{bottom}}}"


def _greek(char: str) -> str:
    found = _GREEK.match(unicodedata.name(char, ""))
    if found is None:
        return char
    name = found[2].replace("LAMDA", "LAMBDA")
    return rf"\{name.lower() if found[1] == 'SMALL' else name.capitalize()} "


def _cut(text: str) -> list[Token]:
    found: list[Token] = []
    at, spaced = 0, False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unreadable(f"a character that is not known: {text[at]!r}")
        at = match.end()
        if match["space"]:
            spaced = True
            continue
        for kind, name in _named(match):
            found.append(Token(kind, name, spaced))
            spaced = False
        if len(found) > MAX_TOKENS:
            raise Unreadable("too long")
    return found


def _named(match: re.Match[str]) -> list[tuple[Kind, str]]:
    if match["number"]:
        return [(Kind.NUMBER, match["number"])]
    if match["letters"]:
        return split_letters(match["letters"])
    if match["command"]:
        return _command(match["command"])
    if match["edge"]:
        return [(Kind(match["edge"]), match["environment"])]
    if match["side"]:
        return _bar(match["side"], match["bar"])
    if match["text"] is not None:
        return _text(match["text"].strip(" ~"))
    sign = match["sign"] or match["escaped"] or "\\\\"
    return [(Kind.SIGN, _SIGNS.get(sign) or _ESCAPED.get(sign) or sign)]


def _bar(side: str, bar: str) -> list[tuple[Kind, str]]:
    if bar == ".":
        return []
    return [(Kind.SIGN, "|<" if side == "left" else ">|")]


def _command(name: str) -> list[tuple[Kind, str]]:
    if name in _DROPPED:
        return []
    if name in _SIGN_COMMANDS:
        return [(Kind.SIGN, _SIGN_COMMANDS[name])]
    if name != "sqrt":
        name = _WORD_VARIANTS.get(name, _LETTER_VARIANTS.get(name, name))
    if name in _LETTERS or name == "hbar":
        return [(Kind.LETTER, name)]
    if name in _STRUCTURES or name in _FUNCTIONS:
        return [(Kind.WORD, name)]
    raise Unreadable(f"a command that is not known: {name}")


def _text(content: str) -> list[tuple[Kind, str]]:
    r"""``\mathrm{e}``, ``\operatorname{lcm}``: a letter or a word; anything else is prose."""
    if len(content) == 1 and content.isascii() and content.isalpha():
        return [(Kind.LETTER, content)]
    name = _WORD_VARIANTS.get(content, content)
    if name in _PLAIN_WORDS:
        return [(Kind.WORD, name)]
    if not content:
        return []
    raise Unreadable("words")


def split_letters(run: str) -> list[tuple[Kind, str]]:
    """``xsin`` as ``x`` and ``sin``; letters that are no known words stand for a product.

    Raises:
        Unreadable: it looks like a word.
    """
    if run.lower() in _NO_PRODUCTS:
        raise Unreadable("words")
    if run == "oo":
        return [(Kind.WORD, "infty")]
    found: list[tuple[Kind, str]] = []
    at = in_row = 0
    while at < len(run):
        word = _known_word(run, at)
        in_row = 0 if word else in_row + 1
        if in_row > MAX_LETTERS_IN_ROW:
            raise Unreadable("words")
        found.append(_plain_word(word) if word else (Kind.LETTER, run[at]))
        at += len(word) or 1
    return found


def _known_word(run: str, at: int) -> str:
    ends = range(min(len(run), at + _LONGEST), at + 1, -1)
    return next((run[at:end] for end in ends if run[at:end] in _PLAIN_WORDS), "")


def _plain_word(word: str) -> tuple[Kind, str]:
    word = _WORD_VARIANTS.get(word, word)
    return (Kind.LETTER if word in _LETTERS else Kind.WORD), word
