"""Formulas in English, in the manner of a teacher who reads them from the board."""

import re
from collections.abc import Sequence

from app.domain.speech.speaker import (
    Speaker,
    is_differential,
    is_plain,
    is_signed,
    is_single,
    is_term,
)
from app.domain.speech.symbols import BIG
from app.domain.speech.tree import EMPTY, Fence, Node, Number, Scripts, Symbol, items_of

_PARTS = {
    2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters"),
    5: ("fifth", "fifths"), 6: ("sixth", "sixths"), 7: ("seventh", "sevenths"),
    8: ("eighth", "eighths"), 9: ("ninth", "ninths"), 10: ("tenth", "tenths"),
}  # fmt: skip
_MOST_PARTS = 20
_SHAPES = {
    ("|", "|"): "the absolute value of",
    ("‖", "‖"): "the norm of",
    ("lfloor", "rfloor"): "the floor of",
    ("lceil", "rceil"): "the ceiling of",
}
_STYLES = {
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "mathbb": "double struck",
    "vec": "vector", "overrightarrow": "vector",
}  # fmt: skip
_ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot", "ddot": "double dot", "underline": "underlined",
    "overparen": "arc", "overleftarrow": "left arrow", "cancel": "crossed out",
    "bcancel": "crossed out", "xcancel": "crossed out", "sout": "crossed out",
    "overbrace": "with a brace above", "underbrace": "with a brace below",
}  # fmt: skip
_SPACE_BEFORE = re.compile(r"\s+(?=[,;:.])")


class English(Speaker):
    """Says formulas in English."""

    column = 0

    def join(self, parts: Sequence[str]) -> str:
        return _SPACE_BEFORE.sub("", " ".join(part for part in parts if part))

    def letter(self, name: str) -> str:
        is_capital = name[:1].isupper() and name.isascii() and name.isalpha()
        known_greek = len(name) > 1 and name.lower() in _GREEK
        if is_capital and (len(name) == 1 or known_greek):
            return f"capital {name if len(name) == 1 else name.lower()}"
        return name

    def fraction(self, top: Node, bottom: Node) -> str:
        if (parts := _parts(top, bottom)) is not None:
            return parts
        short = is_term(top) and (is_single(bottom) or is_differential(bottom))
        if short:
            return f"{self.say(top)} over {self.say(bottom)}"
        top_said, bottom_said = self.part(top), self.part(bottom)
        said = f"the fraction with numerator {top_said} and denominator {bottom_said}"
        return f"{said}, end fraction"

    def root(self, body: Node, degree: Node | None) -> str:
        kinds: dict[Node | None, str] = {None: "square root", Number("3"): "cube root"}
        kinds[Number("2")] = "square root"
        kind = kinds.get(degree) or f"root of order {self.say(degree or EMPTY)}"
        end = "" if is_plain(body) else ", end root"
        return f"the {kind} of {self.say(body)}{end}"

    def power(self, base: str, above: Node) -> str:
        if not base and above != Symbol("circ"):
            return f"superscript {self.say(above)}"
        plain = {Number("2"): "squared", Number("3"): "cubed"}
        marks = {"circ": "degrees", "ast": "star", "top": "transposed", "T": "transposed"}
        if above in plain:
            return self.join((base, plain[above]))
        if isinstance(above, Symbol) and above.name in marks:
            return self.join((base, marks[above.name]))
        if items_of(above) == (Symbol("-"), Number("1")):
            return self.join((base, "inverse" if base in _FUNCTION_WORDS else "to the minus 1"))
        said = self.say(above)
        if is_signed(above) and not isinstance(items_of(above)[-1], Scripts):
            return self.join((base, f"to the {said}"))
        return self.join((base, f"to the power of {said}, end power"))

    def index(self, base: str, below: Node) -> str:
        end = "" if is_plain(below) else ", end sub"
        if base == "log":
            return f"log base {self.say(below)}{end.replace('sub', 'base')} of"
        return self.join((base, f"sub {self.say(below)}{end}"))

    def primed(self, base: str, primes: int) -> str:
        names = {1: "prime", 2: "double prime", 3: "triple prime"}
        return self.join((base, names.get(primes, f"with {primes} primes")))

    def fence(self, left: str, body: Node, right: str) -> str:
        said = self.say(body)
        if (left, right) in _SHAPES:
            shape = _SHAPES[left, right]
            name = shape.removeprefix("the ").removesuffix(" of")
            end = "" if is_plain(body) else f", end {name}"
            return f"{shape} {said}{end}"
        if left in ("{", "lbrace"):
            said = said.replace("vertical bar", "such that")
        if left in ("{", "lbrace") and right == ".":
            return said
        opened, closed = self.brackets.get(left, ""), self.brackets.get(right, "")
        return self.join((opened, said, closed))

    def applied(self, function: str, argument: Fence) -> str:
        if is_plain(argument.body):
            return f"{function} of {self.say(argument.body)}"
        return f"{function} of {self.say(argument)}"

    def big(self, name: str, below: Node | None, above: Node | None) -> str:
        said = BIG[name][0]
        if name.startswith("lim") and below is not None:
            return f"{said} as {self._approaching(below)} of"
        if below is not None and above is not None:
            return f"{said} from {self.say(below)} to {self.say(above)} of"
        if below is not None:
            return f"{said} over {self.say(below)} of"
        return f"{said} up to {self.say(above)} of" if above is not None else f"{said} of"

    def _approaching(self, below: Node) -> str:
        said = self.say(below)
        return said.replace(" to ", " approaches ", 1)

    def symbol(self, name: str) -> str:
        return f"{self.words[name]} of" if name in BIG else super().symbol(name)

    def minus(self) -> str:
        return "minus"

    def binomial(self, top: Node, bottom: Node) -> str:
        end = "" if is_plain(top) and is_plain(bottom) else ", end binomial"
        return f"{self.say(top)} choose {self.say(bottom)}{end}"

    def styled(self, style: str, body: Node) -> str:
        said = self.part(body)
        if style in ("boxed", "fbox"):
            return f"boxed: {said}"
        if style in _STYLES:
            return f"{_STYLES[style]} {said}"
        accent = _ACCENTS.get(style, style)
        return f"{said} {accent}" if is_plain(body) else f"the whole of {said}, {accent}"

    def stacked(self, base: Node, other: Node, *, is_above: bool) -> str:
        place = "above" if is_above else "below"
        return f"{self.say(base)} with {self.say(other)} {place}"

    def matrix(self, kind: str, rows: Sequence[Sequence[Node]]) -> str:
        what = "determinant" if kind == "vmatrix" else "table" if kind == "array" else "matrix"
        said = [f"row {n}: {', '.join(map(self.say, row))}" for n, row in enumerate(rows, 1)]
        size = f"{len(rows)} by {max(map(len, rows))}"
        return f"the {size} {what}; {'; '.join(said)}; end {what}"

    def lines(self, rows: Sequence[str]) -> str:
        return "; ".join(f"line {n}: {row}" for n, row in enumerate(rows, 1))

    def cases(self, rows: Sequence[Sequence[Node]]) -> str:
        said = [f"case {n}: {self._case(row)}" for n, row in enumerate(rows, 1)]
        return f"{len(rows)} cases; {'; '.join(said)}; end cases"

    def _case(self, row: Sequence[Node]) -> str:
        return ", ".join(self.say(cell).rstrip(", ") for cell in row)


_GREEK = frozenset(
    {
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
        *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi"),
        *("psi", "omega"),
    }
)
_FUNCTION_WORDS = frozenset({"f", "g", "h", "sine", "cosine", "tangent", "cotangent"})


def _parts(top: Node, bottom: Node) -> str | None:
    """Two small whole numbers as parts: three quarters."""
    if not (isinstance(top, Number) and isinstance(bottom, Number)):
        return None
    if not (top.text.isdigit() and bottom.text.isdigit()):
        return None
    count, kind = int(top.text), int(bottom.text)
    if kind not in _PARTS or not 0 < count <= _MOST_PARTS:
        return None
    return f"one {_PARTS[kind][0]}" if count == 1 else f"{count} {_PARTS[kind][1]}"
