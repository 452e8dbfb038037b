r"""TeX to a tree for saying it. Total: whatever is written has some tree, nothing is raised.

Not a reader of values: ``domain.latex_value`` and the checker have those. Here a formula may mean
anything, as long as each of its parts is said once and in order.
"""

import re
from collections.abc import Callable, Collection

from app.domain.speech.symbols import CHARACTERS, COMMANDS
from app.domain.speech.tree import (
    EMPTY,
    Binomial,
    Fence,
    Fraction,
    Grid,
    Node,
    Number,
    Root,
    Row,
    Scripts,
    Stacked,
    Styled,
    Symbol,
    Words,
    row_of,
)

DEEPEST = 40  # brackets and groups within each other; deeper ones are read flat

_TOKEN = re.compile(
    r"\\begin\s*\{[A-Za-z]+\*?\}|\\end\s*\{[A-Za-z]+\*?\}|\\[A-Za-z]+\*?|\\."
    r"|[0-9]+(?:(?:,|\{,\})[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?|\.[0-9]+|\s+|.",
    re.DOTALL,
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢ", "0123456789+-=()ni")
_RAISED_RUN = re.compile(f"[{''.join(map(chr, _RAISED))}]+")
_LOWERED_RUN = re.compile(f"[{''.join(map(chr, _LOWERED))}]+")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([A-Za-z]+)\*?\}")

_FRACTIONS = {"frac", "dfrac", "tfrac", "cfrac"}
_BINOMIALS = {"binom", "dbinom", "tbinom"}
_TEXTS = {"text", "textrm", "textbf", "textit", "textsf", "texttt", "mbox", "hbox", "textnormal"}
_NAMES = {"operatorname", "mathrm", "mathop", "mathsf", "mathtt", "mathit", "mathnormal"}
_STYLES = {
    *("mathbf", "boldsymbol", "bm", "mathbb", "mathcal", "mathscr", "mathfrak", "boxed", "fbox"),
    *("vec", "hat", "widehat", "bar", "overline", "underline", "tilde", "widetilde", "dot", "ddot"),
    *("overrightarrow", "overleftarrow", "overbrace", "underbrace", "cancel", "bcancel", "xcancel"),
    *("sout", "check", "breve", "acute", "grave", "mathring", "overparen"),
}
_SILENT = {
    *(
        ",",
        ";",
        ":",
        "!",
        " ",
        "/",
        "-",
        "quad",
        "qquad",
        "limits",
        "nolimits",
        "nonumber",
        "notag",
    ),
    *("displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "left", "right", "middle"),
    *("big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl"),
    *("Biggr", "bigm", "Bigm", "biggm", "Biggm", "thinspace", "enspace", "hfill", "rm", "bf", "it"),
    *("hline", "strut", "mathstrut", "relax", "allowbreak", "nobreak", "par", "noindent"),
}
_DROPPED_ARGUMENT = {
    "hspace",
    "vspace",
    "label",
    "phantom",
    "hphantom",
    "vphantom",
    "kern",
    "color",
}
_WITH_COLUMNS = {"array", "alignedat", "alignat", "tabular"}
_BRACKETS = {"(": ")]", "[": "])"}
_CLOSERS = {")", "]"}
_NAMED_BRACKETS = {
    "{": "}", "lbrace": "rbrace", "langle": "rangle", "lfloor": "rfloor", "lceil": "rceil",
    "lvert": "rvert", "lVert": "rVert", "|": "|", "Vert": "Vert", "vert": "vert",
}  # fmt: skip
_BARS = {"lvert": "|", "vert": "|", "rvert": "|", "lVert": "‖", "Vert": "‖", "rVert": "‖"}
_NOT = {"=": "neq", "in": "notin", "equiv": "nequiv", "subset": "nsubset", "exists": "nexists"}


def read(tex: str) -> Node:
    """The tree of a formula."""
    tex = _RAISED_RUN.sub(lambda run: f"^{{{run[0].translate(_RAISED)}}}", tex)
    tex = _LOWERED_RUN.sub(lambda run: f"_{{{run[0].translate(_LOWERED)}}}", tex)
    tokens = _TOKEN.findall(tex)
    if not {"\\pmod", "\\bmod", "\\mod"}.isdisjoint(tokens):
        tokens = ["\\congruent" if token == "\\equiv" else token for token in tokens]
    return _Reader(tokens).whole()


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        """Everything; what closes nothing is passed over."""
        parts: list[Node] = []
        while self._at < len(self._tokens):
            rows = self._rows(())
            parts.append(rows[0][0] if len(rows) == len(rows[0]) == 1 else Grid("lines", rows))
            if self._at < len(self._tokens):
                self._at += 1
        return row_of([part for part in parts if part != EMPTY])

    # --- tokens -------------------------------------------------------------------------------

    def _peek(self) -> str:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += bool(token)
        return token

    def _name(self) -> str:
        """The next token is a command: its name; else empty."""
        token = self._peek()
        return token[1:] if len(token) > 1 and token[0] == "\\" else ""

    # --- rows ---------------------------------------------------------------------------------

    def _rows(self, ends: Collection[str]) -> tuple[tuple[Node, ...], ...]:
        """Cells by & and lines by two backslashes, up to an end."""
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self._row(ends))
            token = self._peek()
            if token == "&":
                self._at += 1
            elif token in ("\\\\", "\\cr", "\\newline"):
                self._at += 1
                if self._peek() == "[":
                    self._skip_to("]")
                rows.append([])
            else:
                break
        filled = [row for row in rows if any(cell != EMPTY for cell in row)]
        return tuple(tuple(row) for row in filled) or ((EMPTY,),)

    def _row(self, ends: Collection[str]) -> Node:
        items: list[Node] = []
        while (token := self._peek()) and token not in ends:
            if token in ("}", "&", "\\\\", "\\cr", "\\newline") or token.startswith("\\end"):
                break
            if token == "\\right":
                break
            if token in ("\\over", "\\choose", "\\atop"):
                self._at += 1
                kind = Fraction if token == "\\over" else Binomial
                return kind(row_of(items), self._row(ends))
            item = self._scripted(ends)
            if item is not None:
                items.append(item)
        return row_of(items) if items else EMPTY

    def _scripted(self, ends: Collection[str]) -> Node | None:
        """One thing with what stands above and below it."""
        base = EMPTY if self._peek() in ("^", "_", "'", "’", "′") else self._atom(ends)
        if base is None:
            return None
        below: Node | None = None
        above: Node | None = None
        primes = 0
        while (token := self._peek()) in ("^", "_", "'", "’", "′") or self._name() in (
            "limits",
            "nolimits",
        ):
            self._at += 1
            if token == "_":
                below = _both(below, self._argument())
            elif token == "^":
                above = _both(above, self._argument())
            elif not token.startswith("\\"):
                primes += 1
        if above is not None and (dashes := _dashes(above)):
            above, primes = None, primes + dashes
        if below is above is None and not primes:
            return base
        return Scripts(base, below, above, primes)

    def _argument(self) -> Node:
        """The next group, or the next thing alone: of 23, the 2."""
        token = self._peek()
        if token == "{":
            return self._group()
        if token and token[0].isdigit():
            self._tokens[self._at] = token[1:]
            self._at += len(token) == 1
            return Number(token[0])
        if token in ("", "}", "&") or token.startswith("\\end") or token == "\\right":
            return EMPTY
        if self._depth >= DEEPEST:
            return EMPTY  # what follows is read by whoever asked
        self._depth += 1
        found = self._atom(())
        self._depth -= 1
        return found or EMPTY

    def _group(self) -> Node:
        self._at += 1
        if self._depth >= DEEPEST:
            return EMPTY  # the brace is passed over, what is in it is read by whoever asked
        self._depth += 1
        body = self._row(("}",))
        while self._peek() and self._peek() != "}":  # a line break or an end that belongs nowhere
            self._at += 1
            body = _both(body, self._row(("}",)))
        self._at += self._peek() == "}"
        self._depth -= 1
        return body

    # --- things -------------------------------------------------------------------------------

    def _atom(self, ends: Collection[str]) -> Node | None:
        """The next thing; None for what is not said."""
        if (name := self._name()) != "":
            self._at += 1
            return self._command(name, ends)
        token = self._peek()
        if token == "{":
            return self._group()
        self._at += 1
        if token[0].isdigit() or (token[0] == "." and len(token) > 1):
            return Number(token.replace("{,}", ","))
        if token in _BRACKETS:
            return self._fenced(token, _BRACKETS[token], ends)
        if token == "|":
            return self._fenced("|", "|", ends)
        if token == "~":
            return None
        return Symbol(CHARACTERS.get(token, token))

    def _command(self, name: str, ends: Collection[str]) -> Node | None:
        plain = name.removesuffix("*")
        if plain in _FRACTIONS:
            return Fraction(self._argument(), self._argument())
        if plain in _BINOMIALS:
            return Binomial(self._argument(), self._argument())
        if plain in _TEXTS:
            return Words(self._raw().strip())
        if plain in _NAMES:
            return _name_of(self._argument())
        if plain in _STYLES:
            return Styled(plain, self._argument())
        return self._structure(plain, ends)

    def _structure(self, name: str, ends: Collection[str]) -> Node | None:
        special: dict[str, Callable[[], Node | None]] = {
            "sqrt": self._root,
            "left": self._left,
            "not": self._negated,
            "overset": lambda: self._stacked(is_above=True),
            "stackrel": lambda: self._stacked(is_above=True),
            "underset": lambda: self._stacked(is_above=False),
            "pmod": lambda: Fence("(", Row((Symbol("bmod"), self._argument())), ")"),
            "textcolor": lambda: (self._raw(), self._argument())[1],
            "tag": lambda: Fence("(", Words(self._raw()), ")"),
            "prescript": lambda: Row((self._argument(), self._argument(), self._argument())),
        }
        if name in special:
            return special[name]()
        if name.startswith("begin"):
            return self._environment(name)
        if name in _DROPPED_ARGUMENT:
            self._raw()
            return None
        if name in _NAMED_BRACKETS and _NAMED_BRACKETS[name] not in ends:
            left = "‖" if name == "|" else _BARS.get(name, name)
            right = _NAMED_BRACKETS[name]
            return self._fenced(left, (f"\\{right}",), ends)
        return None if name in _SILENT else Symbol(COMMANDS.get(name, name))

    def _fenced(self, left: str, rights: Collection[str], ends: Collection[str]) -> Node:
        """What stands between brackets; an opening one alone is a sign like others."""
        alone = Symbol("mid" if left == "|" else left)
        if self._depth >= DEEPEST:
            return alone
        self._depth += 1
        start = self._at
        body = self._row({*rights, *ends})
        self._depth -= 1
        if self._peek() in rights:
            right = self._next().lstrip("\\")
            return Fence(left, body, "‖" if left == "‖" else _BARS.get(right, right))
        if left == "|" or body == EMPTY:  # read what follows anew, with the sign before it
            self._at = start
            return alone
        return Row((alone, *body.items)) if isinstance(body, Row) else Row((alone, body))

    def _left(self) -> Node:
        left = self._delimiter()
        self._depth += 1
        body = self._row(()) if self._depth < DEEPEST else EMPTY
        self._depth -= 1
        if self._peek() != "\\right":
            return Row((Symbol(left), body))
        self._at += 1
        return Fence(left, body, self._delimiter())

    def _delimiter(self) -> str:
        name = self._next().lstrip("\\")
        return _BARS.get(name, "‖" if name == "|" and self._was_double() else name)

    def _was_double(self) -> bool:
        return self._tokens[self._at - 1] == "\\|"

    def _root(self) -> Node:
        degree = None
        if self._peek() == "[":
            self._at += 1
            degree = self._row(("]",))
            self._at += self._peek() == "]"
        return Root(self._argument(), degree)

    def _negated(self) -> Node:
        after = self._next().lstrip("\\")
        if after in _NOT:
            return Symbol(_NOT[after])
        return Row((Symbol("not"), Symbol(COMMANDS.get(after, CHARACTERS.get(after, after)))))

    def _stacked(self, *, is_above: bool) -> Node:
        other = self._argument()
        return Stacked(self._argument(), other, is_above)

    def _environment(self, begin: str) -> Node:
        found = _ENVIRONMENT.match("\\" + begin)
        kind = found[1] if found else ""
        if self._peek() == "[":
            self._skip_to("]")
        if kind in _WITH_COLUMNS and self._peek() == "{":
            self._raw()
        if self._depth >= DEEPEST:
            return EMPTY
        self._depth += 1
        rows = self._rows(())
        self._depth -= 1
        self._at += self._peek().startswith("\\end")
        return Grid(kind, rows)

    def _raw(self) -> str:
        """The next group as it is written, without its braces and dollars."""
        if self._peek() != "{":
            return self._next()
        depth, kept = 0, []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            depth += (token == "{") - (token == "}")
            if depth == 0:
                break
            kept.append(token)
        return "".join(token for token in kept if token not in ("{", "}", "$"))

    def _skip_to(self, end: str) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at] != end:
            self._at += 1
        self._at += 1


def _both(first: Node | None, second: Node) -> Node:
    return second if first is None or first == EMPTY else Row((first, second))


def _dashes(node: Node) -> int:
    """How many primes a superscript is, if it is nothing else."""
    items = node.items if isinstance(node, Row) else (node,)
    return len(items) if items and all(item == Symbol("prime") for item in items) else 0


def _name_of(node: Node) -> Node:
    """The letters of an upright name as one word."""
    items = node.items if isinstance(node, Row) else (node,)
    letters = [item.name for item in items if isinstance(item, Symbol) and item.name.isalpha()]
    if len(letters) < len(items) or len(letters) <= 1:
        return node
    return Symbol("".join(letters))
