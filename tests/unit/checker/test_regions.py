"""Unions, common parts and complements of intervals, at their ends too."""

import pytest
import sympy

from app.checker import regions
from app.checker.regions import LINE, NOTHING, Piece, piece
from app.checker.tokens import Unreadable

OO = sympy.oo


def _interval(low, high, brackets="()"):
    return piece(sympy.S(low), sympy.S(high), closed=(brackets[0] == "[", brackets[1] == "]"))


def test_touching_pieces_become_one():
    assert regions.united(_interval(0, 1), _interval(1, 2, "[]")) == _interval(0, 2, "(]")
    assert len(regions.united(_interval(0, 1), _interval(1, 2))) == 2


def test_common_part_keeps_the_open_end():
    assert regions.common(_interval(0, 2, "[]"), _interval(1, 2)) == _interval(1, 2)
    assert regions.common(_interval(0, 1), _interval(1, 2, "[]")) == NOTHING


def test_complement():
    point = _interval(0, 0, "[]")
    assert regions.without(point) == (Piece(-OO, 0, (False, False)), Piece(0, OO, (False, False)))
    assert regions.without(regions.without(point)) == point
    assert regions.without(NOTHING) == LINE
    assert regions.without(LINE) == NOTHING


def test_ends_are_compared_as_numbers():
    root = sympy.sqrt(3 + 2 * sympy.sqrt(2))
    assert regions.same_region(_interval(0, root), _interval(0, 1 + sympy.sqrt(2)))
    assert regions.same_region(_interval(0, 1), _interval(0, 1, "[)")) is False


def test_ends_must_be_real_constants():
    for end in (sympy.I, sympy.Symbol("x")):
        with pytest.raises(Unreadable):
            _interval(0, end)
