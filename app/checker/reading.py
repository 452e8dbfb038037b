r"""Reads LaTeX, and what people type instead, as SymPy's objects; nothing is evaluated as code.

``reader`` descends over ``tokens``; ``building`` makes the objects, within bounds. This is read:
numbers, letters, sums, products with or without a sign, powers, fractions, roots, functions,
absolute values, factorials, binomials, matrices; sums, products, integrals, limits and derivatives
as unevaluated objects. Decisions:

* ``e`` and ``i`` are the constants, ``\log`` without a base is the logarithm to ``LOG_BASE``, a
  letter of its own, for it is 10 to some and e to others. ``30^\circ`` is an angle.
* ``2\frac12`` is two and a half. Decimals are exact: ``0.5`` is one half.
* What people read in two ways is refused: ``1/2x``, ``\sin x/2``, ``\lim_{x\to 0} x+1``.
"""

from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Expr

from app.checker.building import Builder, is_matrix
from app.checker.reader import Reader
from app.checker.tokens import Unreadable, tokens

__all__ = ["Relation", "Unreadable", "expression", "matrix", "relation"]

RELATIONS = frozenset("=≠<>≤≥≈≡")


@dataclass(frozen=True)
class Relation:
    """``2 ≤ x < 5`` has the members 2, x, 5 and the signs ≤, <."""

    members: tuple[Any, ...]
    signs: tuple[str, ...]


def expression(text: str, *, as_written: bool = False) -> Expr:
    """The value of ``text``; ``as_written`` keeps ``6/4`` and ``2(x+1)`` as they stand.

    Raises:
        Unreadable: it is not understood, beyond the bounds, or no number (a matrix, 1/0).
    """
    value = _whole(text, as_written=as_written)
    if is_matrix(value):
        raise Unreadable("a matrix where a number is wanted")
    result: Expr = value
    return result


def matrix(text: str) -> Any:
    """Like ``expression``, for a matrix or an unevaluated expression of matrices."""
    value = _whole(text, as_written=False)
    if not is_matrix(value):
        raise Unreadable("no matrix")
    return value


def relation(text: str, *, as_written: bool = False) -> Relation:
    """The members and signs of an equation, an inequality or a chain of them; at least one sign.

    Raises:
        Unreadable: as ``expression`` does.
    """
    reader = Reader(tokens(text), Builder(as_written=as_written))
    members, signs = [reader.sum()], []
    while reader.peek() in RELATIONS:
        signs.append(reader.take())
        members.append(reader.sum())
    reader.expect_end()
    if not signs:
        raise Unreadable("no relation")
    return Relation(tuple(map(_sound, members)), tuple(signs))


def _whole(text: str, *, as_written: bool) -> Any:
    reader = Reader(tokens(text), Builder(as_written=as_written))
    value = reader.sum()
    reader.expect_end()
    return _sound(value)


def _sound(value: Any) -> Any:
    if value.has(sympy.zoo, sympy.nan):
        raise Unreadable("a value that is none")
    return value
