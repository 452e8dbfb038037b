r"""Whether arithmetic is left to do in an answer: ``2+2``, ``6/4``, ``\sqrt{16}``, ``x^{2-1}``.

The answer is read by a builder that notes every operation whose outcome is a rational number,
unless it is a fraction in lowest terms, a mixed number or per cent; and every operation of matrices
but the product with a number. What nobody writes out may stay as it is (``2^{100}``).
"""

from collections.abc import Iterator, Sequence
from math import gcd
from typing import Any

from sympy import Integer, Rational

from app.checker import answers, units
from app.checker.building import Builder, is_matrix
from app.checker.reader import Reader
from app.checker.tokens import Kind, Token, Unreadable

MAX_BITS = 60  # of numbers that are to be written out

_SEPARATORS = frozenset(",∧∨∪∈:")
_OPENERS, _CLOSERS = "([{⟦⟨", ")]}⟧⟩"


def is_left(text: str) -> bool:
    """Whether something in an answer could have been worked out; what is not read could not."""
    for variant in dict.fromkeys((text, units.separated(text)[0])):
        try:
            found = answers.answer_tokens(variant)
        except Unreadable:
            continue
        return any(
            _is_left_in(signed)
            for piece in _values(found, in_brackets=False)
            for signed in answers.both_signs(piece)
        )
    return False


def _is_left_in(piece: Sequence[Token]) -> bool:
    """As ``is_left``, for a value or for several in brackets."""
    found = _is_left_in_value(piece)
    if found is None:
        return any(map(_is_left_in_value, _values(piece, in_brackets=True)))
    return found


def _values(found: Sequence[Token], *, in_brackets: bool) -> Iterator[list[Token]]:
    """Stretches that are one value each; of a chain of equals only the last one counts."""
    piece: list[Token] = []
    depth = 0  # of environments, and of brackets unless there are several values in them
    for token in found:
        depth += (token.kind is Kind.BEGIN) - (token.kind is Kind.END)
        if not in_brackets and token.kind is Kind.SIGN:
            depth += (token.text in _OPENERS) - (token.text in _CLOSERS)
        is_relation = answers.is_relation(token)
        if depth or not (is_relation or _parts(token)):
            piece.append(token)
            continue
        if not (is_relation and token.text in "=≈"):
            yield _without_loose_brackets(piece)
        piece = []
    yield _without_loose_brackets(piece)


def _parts(token: Token) -> bool:
    return token.kind is Kind.SIGN and token.text in _SEPARATORS


def _without_loose_brackets(piece: Sequence[Token]) -> list[Token]:
    """``(1`` and ``2)``, of which a pair was parted, as ``1`` and ``2``."""
    opened: list[int] = []
    loose: set[int] = set()
    for at, token in enumerate(piece):
        if token.kind is Kind.SIGN and token.text in _OPENERS:
            opened.append(at)
        elif token.kind is Kind.SIGN and token.text in _CLOSERS:
            if opened:
                opened.pop()
            else:
                loose.add(at)
    loose.update(opened)
    return [token for at, token in enumerate(piece) if at not in loose]


def _is_left_in_value(piece: Sequence[Token]) -> bool | None:
    """None for what is no value: words, or several of them."""
    build = _Watching()
    reader = Reader(list(piece), build)
    try:
        reader.sum()
        reader.expect_end()
    except (Unreadable, TypeError, AttributeError):  # or a matrix where a number belongs
        return None
    return build.left


class _Watching(Builder):
    """Notes in ``left`` that something could have been worked out."""

    def __init__(self) -> None:
        super().__init__()
        self.left = False

    def add(self, terms: Sequence[Any]) -> Any:
        found = super().add(terms)
        return self._noted(found, matrices=is_matrix(found)) if len(terms) > 1 else found

    def multiply(self, first: Any, second: Any) -> Any:
        both = is_matrix(first) and is_matrix(second)
        return self._noted(super().multiply(first, second), matrices=both)

    def divide(self, top: Any, bottom: Any) -> Any:
        found = super().divide(top, bottom)
        return found if _is_reduced(top, bottom) else self._noted(found)

    def power(self, base: Any, exponent: Any) -> Any:
        return self._noted(super().power(base, exponent), matrices=is_matrix(base))

    def percent(self, value: Any) -> Any:
        return value / 100

    def mixed(self, whole: Any, top: Any, bottom: Any) -> Any:
        self.left |= not _is_reduced(top, bottom)
        return whole + top / bottom

    def call(self, name: str, *values: Any) -> Any:
        return self._noted(super().call(name, *values))

    def logarithm(self, value: Any, base: Any) -> Any:
        return self._noted(super().logarithm(value, base))

    def factorial(self, value: Any, *, double: bool = False) -> Any:
        return self._noted(super().factorial(value, double=double))

    def binomial(self, n: Any, k: Any) -> Any:
        return self._noted(super().binomial(n, k))

    def determinant(self, value: Any) -> Any:
        return self._noted(super().determinant(value), matrices=True)

    def transpose(self, value: Any) -> Any:
        return self._noted(super().transpose(value), matrices=True)

    def _noted(self, found: Any, *, matrices: bool = False) -> Any:
        self.left |= matrices or (isinstance(found, Rational) and not _is_long(found))
        return found


def _is_reduced(top: Any, bottom: Any) -> bool:
    """Whether they make a fraction in lowest terms."""
    if not (isinstance(top, Integer) and isinstance(bottom, Integer)):
        return False
    return abs(bottom) != 1 and gcd(int(top), int(bottom)) == 1


def _is_long(number: Rational) -> bool:
    return max(int(number.p).bit_length(), int(number.q).bit_length()) > MAX_BITS
