"""What a formula consists of, for saying it. All values are plain and frozen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    text: str


@dataclass(frozen=True)
class Symbol:
    """A letter, a sign or the name of a command, without its backslash."""

    name: str


@dataclass(frozen=True)
class Words:
    """Text within a formula."""

    text: str


@dataclass(frozen=True)
class Row:
    items: "tuple[Node, ...]"


@dataclass(frozen=True)
class Fraction:
    top: "Node"
    bottom: "Node"


@dataclass(frozen=True)
class Binomial:
    top: "Node"
    bottom: "Node"


@dataclass(frozen=True)
class Root:
    body: "Node"
    degree: "Node | None" = None


@dataclass(frozen=True)
class Scripts:
    """``primes`` counts the dashes behind the base."""

    base: "Node"
    below: "Node | None" = None
    above: "Node | None" = None
    primes: int = 0


@dataclass(frozen=True)
class Fence:
    """Something between brackets or bars; those are names of symbols, "." stands for none."""

    left: str
    body: "Node"
    right: str


@dataclass(frozen=True)
class Styled:
    """A body with an accent or in another alphabet: "vec", "overline", "mathbb" ..."""

    style: str
    body: "Node"


@dataclass(frozen=True)
class Stacked:
    """A base with something set above or below it."""

    base: "Node"
    other: "Node"
    is_above: bool


@dataclass(frozen=True)
class Grid:
    """Rows of cells: a matrix, cases, or lines of a calculation."""

    kind: str
    rows: "tuple[tuple[Node, ...], ...]"


Node = (
    Number
    | Symbol
    | Words
    | Row
    | Fraction
    | Binomial
    | Root
    | Scripts
    | Fence
    | Styled
    | Stacked
    | Grid
)

EMPTY = Row(())


def items_of(node: Node) -> tuple[Node, ...]:
    """What a row consists of; another node alone."""
    return node.items if isinstance(node, Row) else (node,)


def row_of(items: "list[Node] | tuple[Node, ...]") -> Node:
    """A row, or the one thing that would be in it."""
    return items[0] if len(items) == 1 else Row(tuple(items))
