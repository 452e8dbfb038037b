r"""A question cut into its words and its formulas: ``Solve x² = 4 for x`` is ``solve ⟨0⟩ for ⟨1⟩``.

Formulas are found between TeX's delimiters, and in plain text by what can only be mathematics. What
is doubtful (two numbers with a space between, a comma that may part thousands) makes the whole
question not understood: nothing is ever guessed. Pure text; nothing is computed here.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARS = 1500
MAX_FORMULAS = 32
#: The characters that stand for formulas 0, 1, 2 … among the words.
FIRST_PLACE = 0xE000
PLACE = f"[{chr(FIRST_PLACE)}-{chr(FIRST_PLACE + MAX_FORMULAS - 1)}]"

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₋ₙ", "0123456789-n")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ]+")
_LOWERED_RUN = re.compile("[₀₁₂₃₄₅₆₇₈₉₋ₙ]+")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–—", "-"),
        **dict.fromkeys("×·⋅∙", "*"),
        "∕": "/",
        **dict.fromkeys("≦⩽", "≤"),
        **dict.fromkeys("≧⩾", "≥"),
        **dict.fromkeys("，、", ","),
        "。": ".",
        "．": ".",
        "～": "~",
        "⟶": "→",
        "’": "'",
        "′": "'",
        "…": "...",
        "⋯": "...",
    }
)
#: What a blank to be filled in looks like; it says no more than a question mark.
_BLANK = re.compile(
    r"\\underline\s*\{(?:\\[a-z]+|[\s~\\])*\}|_{2,}|\$\(\s*(?:\\q?quad\s*)*\)\$"
    r"|\(\s*\$(?:\s*\\q?quad\s*)*\$\s*\)|(?<![\\A-Za-z])\((?:\\q?quad|[\s~])*\)|\?{2,}"
)
_DISPLAY = re.compile(
    r"\$\$(?P<a>.+?)\$\$|\\\[(?P<b>.+?)\\\]|\\\((?P<c>.+?)\\\)|(?<!\\)\$(?P<d>[^$]+)\$", re.DOTALL
)
_SYSTEM = re.compile(
    r"(?:\\left\s*\\?\{|\\\{)?\s*\\begin\{(cases|array|aligned|gathered|align\*?)\}"
    r"(?:\{[lcr|\s]*\})?(?P<rows>.*)\\end\{\1\}\s*(?:\\right\s*\.)?[\s.,]*",
    re.DOTALL,
)
_TEXT = re.compile(r"\\(?:text|mbox|textrm|mathrm)\s*\{([^{}\\]*[a-z]{2}[^{}\\]*)\}")
_NAMES = "gcd lcm det rank tr sin cos tan cot sec csc ln log lg exp"
_MORE_NAMES = """
arcsin arccos arctan sinh cosh tanh asin acos atan sqrt cbrt abs lim int pi infty inf oo
dx dy dt du dz dr ds dp dq dm dn
"""
_MATH_WORDS = frozenset((_NAMES + _MORE_NAMES).split())
_CALLED = frozenset({"gcd", "lcm", "det", "rank", "tr"})  # mathematics only before a bracket
_CONNECTING_WORDS = """
if and when in such for is so where given from which that satisfies satisfying to or with by are at
then of equals equal be as an on no do we us my it he me so go up
"""
_CONNECTIVES = frozenset(_CONNECTING_WORDS.split())
_DOUBTFUL_SPACE = re.compile(r"\d\s+\.?\d|(?:(?<![A-Za-z])[A-Za-z]|[)\]}])\s+\d")
_DIGITS_APART = re.compile(r"\d\s+\.?\d")
_SPACED_LIST = re.compile(r"\d+(?:\.\d+)?(?: +\d+(?:\.\d+)?){2,}")
_SPACED_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")
_DIVIDED_TWICE = re.compile(
    r"(?:÷|\\div)\s*(?:\\left)?(?:\((?:[^()]|\([^()]*\))*\)|[^()+\-=<>/]*)(?:\^\S)?\s*/"
)
_LISTED = re.compile(r"\\?(?:gcd|lcm|max|min|[CP])\}?\s*(?:\\left)?\([^()]*\)")
_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])")
_TOKEN = re.compile(
    r"(?P<place>[\ue000-\ue01f])"
    r"|(?P<tex>\\begin\{(?P<env>[a-z]+\*?)\}.*?\\end\{(?P=env)\}"
    r"|\\(?:left|right)\s*\.|\\[A-Za-z]+|\\[{}|,;:!% ])"
    r"|(?P<word>[A-Za-z]+(?:'[st]\b)?)"
    r"|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<dots>\.\.\.+)"
    r"|(?P<sign>->|→|<=|>=|!=|[-+*/÷^_=<>≤≥≠≡±∓√∛∫∑Σ∏∞∂π∈°%!|'()\[\]{}&~]|[\u0370-\u03ff])"
    r"|(?P<stop>[,.;:?\n])"
    r"|(?P<space>[ \t]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)


class NotUnderstood(ValueError):
    """The question cannot be cut into words and formulas without guessing."""


@dataclass(frozen=True)
class Skeleton:
    """The words in lower case with a character of ``PLACE`` for each formula, and the formulas."""

    words: str
    formulas: tuple[str, ...]

    def picked(self, places: str) -> tuple[str, ...]:
        """The formulas whose places stand in ``places``."""
        return tuple(self.formulas[ord(char) - FIRST_PLACE] for char in _places(places))


def _places(text: str) -> Iterator[str]:
    return (char for char in text if FIRST_PLACE <= ord(char) < FIRST_PLACE + MAX_FORMULAS)


def skeleton(question: str) -> Skeleton:
    """``question`` in words and formulas; ``NotUnderstood`` where that would be a guess."""
    if len(question) > MAX_CHARS:
        raise NotUnderstood("too long")
    cutter = _Cutter()
    words = cutter.cut(_BLANK.sub("?", plain(question)))
    return Skeleton(words, tuple(cutter.formulas))


def plain(text: str) -> str:
    """Full-width and typographic characters as those of a keyboard; ``x²`` as ``x^{2}``."""
    text = _RAISED_RUN.sub(lambda run: f"^{{{run[0].translate(_RAISED)}}}", text)
    text = _LOWERED_RUN.sub(lambda run: f"_{{{run[0].translate(_LOWERED)}}}", text)
    if any(unicodedata.category(char) in ("No", "Co", "Cn") for char in text):
        raise NotUnderstood("characters that may be read in two ways")
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)


class _Cutter:
    """Collects formulas and leaves their places in the words."""

    def __init__(self) -> None:
        self.formulas: list[str] = []

    def cut(self, text: str) -> str:
        if _THOUSANDS.search(_LISTED.sub("", text)):
            raise NotUnderstood("thousands or a list")
        text = _DISPLAY.sub(
            lambda found: f" {self._tex(next(filter(None, found.groups())))} ", text
        )
        if "$" in text:
            raise NotUnderstood("a dollar too many")
        return re.sub(r"\s+", " ", self._plain_text(text)).strip()

    # --- between TeX's delimiters -------------------------------------------------------------

    def _tex(self, tex: str) -> str:
        system = _SYSTEM.fullmatch(tex.strip())
        if system:
            rows = re.split(r"\\\\(?:\[[^\]]*\])?", system["rows"])
            return " , ".join(self._tex(row.replace("&", " ")) for row in rows if row.strip())
        parts = _TEXT.split(tex)
        spoken = [
            self._formulas(part) if n % 2 == 0 else self._said(part) for n, part in enumerate(parts)
        ]
        return " ".join(spoken)

    def _said(self, text: str) -> str:
        """A name set upright belongs to the formula; anything else in it is words."""
        if text.strip() in _MATH_WORDS:
            raise NotUnderstood("a name cut from its formula")
        return text

    def _formulas(self, tex: str) -> str:
        tex = re.sub(r"\\(?:q?quad|,|;|!|:| )|~", " ", tex)
        if _DIGITS_APART.search(tex):
            raise NotUnderstood("a space between digits")
        return " , ".join(self._formula(part) for part in top_level_parts(tex) if part.strip())

    # --- in plain text ------------------------------------------------------------------------

    def _plain_text(self, text: str) -> str:
        tokens = list(_tokens(text))
        words, run = [], ""
        for n, (kind, token) in enumerate(tokens):
            if self._is_maths(tokens, n, inside=_depth(run) > 0, running=bool(run.strip())):
                run += token
                continue
            words.append(self._closed(run))
            run = ""
            words.append("," if token == "\n" else token.lower())
            if kind == "word":
                words.append(" ")
        return "".join([*words, self._closed(run)])

    def _is_maths(
        self, tokens: list[tuple[str, str]], n: int, *, inside: bool, running: bool
    ) -> bool:
        kind, token = tokens[n]
        if kind in ("tex", "number", "sign", "dots"):
            return True
        if kind == "space":
            return running
        if kind == "word":
            return _is_variable(tokens, n)
        if kind == "stop":
            return (token in ",;" and inside) or (token == ":" and _between_digits(tokens, n))
        return False

    def _closed(self, run: str) -> str:
        if not run.strip():
            return run
        if _SPACED_LIST.fullmatch(run.strip()) and not _SPACED_THOUSANDS.fullmatch(run.strip()):
            return " , ".join(self._formula(number) for number in run.split())
        if _DOUBTFUL_SPACE.search(run):
            raise NotUnderstood("a space that may be a product")
        system = _SYSTEM.fullmatch(run.strip())
        text = self._tex(run) if system else self._formula(run)
        return f" {text} " if run[-1:].isspace() or not system else text

    def _formula(self, text: str) -> str:
        """Keeps one formula; an equals sign at its end is a question, so it becomes one."""
        text = text.strip().rstrip(".;").strip()
        if _DIVIDED_TWICE.search(text):
            raise NotUnderstood("a quotient that may be divided by a quotient")
        asked = re.fullmatch(r"(.*?[^<>!=])\s*=\s*\??", text, re.DOTALL)
        text, question = (asked[1].strip(), " ? ") if asked else (text.rstrip("?"), "")
        if not text or text == "=":
            return " ? "
        if len(self.formulas) == MAX_FORMULAS:
            raise NotUnderstood("too many formulas")
        self.formulas.append(text)
        return f" {chr(FIRST_PLACE + len(self.formulas) - 1)}{question} "


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(text):
        kind = next(
            name
            for name in ("place", "tex", "word", "number", "dots", "sign", "stop", "space", "other")
            if found[name] is not None
        )
        yield kind, found[0]


def _is_variable(tokens: list[tuple[str, str]], n: int) -> bool:
    """Whether a run of letters is mathematics: a letter, ``sin``, or ``xy`` as in ``3xy``."""
    token = tokens[n][1]
    before = tokens[n - 1] if n else ("stop", "")
    after = tokens[n + 1] if n + 1 < len(tokens) else ("stop", "")
    if token in _CALLED:
        return after == ("sign", "(")
    if token in _MATH_WORDS:
        return True
    if len(token) == 1:
        return not (token in "aAI" and _is_article(tokens, n))
    attached = before[0] in ("number", "sign") or (after[0] == "sign" and after[1] not in "('")
    beside = len(token) == 2 and (_sign_at(tokens, n - 1, -1) or _sign_at(tokens, n + 1, 1))
    return (attached or beside) and len(token) <= 3 and token.lower() not in _CONNECTIVES


def _sign_at(tokens: list[tuple[str, str]], n: int, step: int) -> bool:
    """Whether the next token that is no space, in this direction, is a sign of arithmetic."""
    if 0 <= n < len(tokens) and tokens[n][0] == "space":
        n += step
    return 0 <= n < len(tokens) and tokens[n][1] in ("=", "+", "<", ">", "≤", "≥", "*")


def _depth(run: str) -> int:
    """How many brackets are open at the end of ``run``."""
    marks = re.sub(r"\\[{}]", "", run)
    return sum(marks.count(char) for char in "([{") - sum(marks.count(char) for char in ")]}")


def _is_article(tokens: list[tuple[str, str]], n: int) -> bool:
    rest = [token for token in tokens[n + 1 : n + 3] if token[0] != "space"]
    if not rest or rest[0][0] != "word" or tokens[n + 1][0] != "space":
        return False
    return len(rest[0][1]) > 1 and rest[0][1].lower() not in _CONNECTIVES | _MATH_WORDS


def _between_digits(tokens: list[tuple[str, str]], n: int) -> bool:
    beside = tokens[n - 1 : n] + tokens[n + 1 : n + 2]
    return len(beside) == 2 and all(kind == "number" for kind, _ in beside)


def top_level_parts(tex: str) -> list[str]:
    r"""The parts between commas and semicolons that stand in no bracket and in no environment."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"\\begin|\\end|\\[{}]|[(\[{)\]},;，；]", tex):
        token = found[0]
        depth += (token in (r"\begin", r"\{")) or (token in "([{")
        depth -= (token in (r"\end", r"\}")) or (token in ")]}")
        if token in ",;，；" and depth <= 0:
            parts.append(tex[start : found.start()])
            start = found.end()
    return [*parts, tex[start:]]
