"""What both languages have in common: going through a tree, and what things are to each other.

A language says each kind of thing by a method of its own and joins the parts. What is longer than
one thing gets an end that can be heard, so that nobody has to guess what belongs to what.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from app.domain.speech.symbols import (
    BIG,
    BINARY,
    BLACKBOARD,
    FUNCTION_LETTERS,
    FUNCTIONS,
    OTHERS,
    RELATIONS,
)
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
    items_of,
    row_of,
)

SILENT_STYLES = {"mathcal", "mathscr", "mathfrak"}
#: Before a condition behind a bar.
PROBABLE = (Symbol("P"), Symbol("E"), Symbol("Pr"))
DEEPEST = 120  # things within each other


class Speaker(ABC):
    """Says trees in one language."""

    #: Which of the two words of a sign is this language's.
    column: ClassVar[int]

    def __init__(self) -> None:
        tables = (OTHERS, FUNCTIONS, BIG, BINARY, RELATIONS)  # the last one counts
        self.words = {name: both[self.column] for table in tables for name, both in table.items()}
        self.brackets = {name: both[self.column] for name, both in OTHERS.items()}
        self._depth = 0

    # --- what a language has of its own ---------------------------------------------------------

    @abstractmethod
    def join(self, parts: Sequence[str]) -> str:
        """Words one after another."""

    @abstractmethod
    def letter(self, name: str) -> str:
        """A letter, Greek ones by name."""

    @abstractmethod
    def fraction(self, top: Node, bottom: Node) -> str: ...

    @abstractmethod
    def root(self, body: Node, degree: Node | None) -> str: ...

    @abstractmethod
    def power(self, base: str, above: Node) -> str: ...

    @abstractmethod
    def index(self, base: str, below: Node) -> str: ...

    @abstractmethod
    def primed(self, base: str, primes: int) -> str: ...

    @abstractmethod
    def fence(self, left: str, body: Node, right: str) -> str: ...

    @abstractmethod
    def applied(self, function: str, argument: Fence) -> str:
        """A function of what stands in brackets behind it."""

    @abstractmethod
    def big(self, name: str, below: Node | None, above: Node | None) -> str:
        """A sum, a limit and the like, with what it runs over."""

    @abstractmethod
    def minus(self) -> str:
        """The sign of a number, not between two."""

    @abstractmethod
    def binomial(self, top: Node, bottom: Node) -> str: ...

    @abstractmethod
    def styled(self, style: str, body: Node) -> str: ...

    @abstractmethod
    def stacked(self, base: Node, other: Node, *, is_above: bool) -> str: ...

    @abstractmethod
    def matrix(self, kind: str, rows: Sequence[Sequence[Node]]) -> str: ...

    @abstractmethod
    def lines(self, rows: Sequence[str]) -> str: ...

    @abstractmethod
    def cases(self, rows: Sequence[Sequence[Node]]) -> str: ...

    # --- going through a tree -------------------------------------------------------------------

    def say_all(self, node: Node) -> str:
        """The whole formula."""
        self._depth = 0
        return self.say(node).strip()

    def say(self, node: Node) -> str:
        """One thing and all in it."""
        if self._depth > DEEPEST:
            return "…"
        self._depth += 1
        try:
            return self._say(node)
        finally:
            self._depth -= 1

    def _say(self, node: Node) -> str:
        match node:
            case Number(text):
                return text
            case Words(text):
                return text
            case Symbol(name):
                return self.symbol(name)
            case Row(items):
                return self.row(items)
            case Fraction(top, bottom):
                return self.fraction(top, bottom)
            case Binomial(top, bottom):
                return self.binomial(top, bottom)
            case Root(body, degree):
                return self.root(body, degree)
            case Scripts():
                return self.scripts(node)
            case _:
                return self._say_frame(node)

    def _say_frame(self, node: Node) -> str:
        match node:
            case Fence("{" | "lbrace", Grid(_, rows), "."):
                return self.cases(rows)
            case Fence(left, body, right):
                return self.fence(left, body, right)
            case Styled("mathbb", Symbol(name)) if name in BLACKBOARD:
                return self.words[BLACKBOARD[name]]
            case Styled(style, body):
                return self.say(body) if style in SILENT_STYLES else self.styled(style, body)
            case Stacked(base, other, is_above):
                return self.stacked(base, other, is_above=is_above)
            case Grid(kind, rows):
                return self.grid(kind, rows)
        raise AssertionError(node)

    def symbol(self, name: str) -> str:
        """A letter or a sign; a command that is not known by its name."""
        if name in self.words:
            return self.words[name]
        return self.letter(name)

    def part(self, node: Node) -> str:
        """What stands in a place that may be left blank, as in an exercise."""
        return self.say(node) or self.words["blank"]

    def row(self, items: Sequence[Node]) -> str:
        """Things side by side."""
        parts: list[str] = []
        skip = False
        for before, item, after in zip((None, *items), items, (*items[1:], None), strict=False):
            if skip:
                skip = False
            elif isinstance(after, Fence) and after.left == "(" and is_function(item):
                said = self.applied(self.say(item), after)
                if item in PROBABLE:
                    said = said.replace(self.words["mid"], self.words["given"])
                parts.append(said)
                skip = True
            elif item == Symbol("-") and is_sign(before):
                parts.append(self.minus())
            else:
                parts.append(self.say(item))
        return self.join(parts)

    def scripts(self, node: Scripts) -> str:
        """What has something above or below it."""
        base = node.base
        if isinstance(base, Symbol) and base.name in BIG:
            return self.big(base.name, node.below, node.above)
        if isinstance(base, Styled) and base.style in ("overbrace", "underbrace"):
            other = node.above or node.below or EMPTY
            return self.stacked(base.body, other, is_above=node.above is not None)
        said = self.say(base)
        if node.below is not None:
            said = self.index(said, node.below)
        if node.primes:
            said = self.primed(said, node.primes)
        return said if node.above is None else self.power(said, node.above)

    def grid(self, kind: str, rows: Sequence[Sequence[Node]]) -> str:
        """A matrix, cases or lines."""
        if "matrix" in kind or kind == "array":
            return self.matrix(kind, rows)
        if kind.endswith("cases"):
            return self.cases(rows)
        lines = [
            self.say(row_of([item for cell in row for item in items_of(cell)])) for row in rows
        ]
        return lines[0] if len(lines) == 1 else self.lines(lines)


def is_function(node: Node) -> bool:
    """Whether brackets behind it are its argument."""
    if isinstance(node, Scripts):
        return is_function(node.base)
    return isinstance(node, Symbol) and (node.name in FUNCTIONS or node.name in FUNCTION_LETTERS)


def is_sign(before: Node | None) -> bool:
    """Whether a minus after ``before`` is a sign: nothing stands there to be lessened."""
    if before is None:
        return True
    return isinstance(before, Symbol) and (before.name in RELATIONS or before.name in BINARY)


def is_letter(node: Node) -> bool:
    """A variable: neither a sign nor a name with a meaning of its own."""
    if isinstance(node, Symbol):
        known = (RELATIONS, BINARY, BIG, FUNCTIONS)
        return not any(node.name in table for table in known) and node.name not in _PLACED
    return isinstance(node, Styled) and is_letter(node.body)


_PLACED = {"!", "%", "(", ")", "[", "]", "{", "}", "|", "ldots", "forall", "exists", "prime"}


def is_single(node: Node) -> bool:
    """One number, one letter or one short text, perhaps with a short index or power."""
    if isinstance(node, Scripts):
        parts = [part for part in (node.base, node.below, node.above) if part is not None]
        return all(is_single(part) and not isinstance(part, Scripts) for part in parts)
    return isinstance(node, Number | Words) or is_letter(node)


def is_plain(node: Node) -> bool:
    """One thing without a power: a power heard behind it is not its own."""
    return is_single(node) and not (isinstance(node, Scripts) and (node.above or node.primes))


def is_term(node: Node) -> bool:
    """One thing, or two that are multiplied, perhaps with a minus before them."""
    items = items_of(node)
    if items and items[0] == Symbol("-"):
        items = items[1:]
    return 0 < len(items) <= 2 and all(map(is_single, items))


def is_signed(node: Node) -> bool:
    """One thing, perhaps with a minus."""
    items = items_of(node)
    return is_term(node) and len(items) - (items[0] == Symbol("-")) == 1


def is_differential(node: Node) -> bool:
    """The "d x" below a fraction of differentials."""
    items = items_of(node)
    first = items[0] if len(items) == 2 else None
    return first in (Symbol("d"), Symbol("partial")) and is_single(items[1])
