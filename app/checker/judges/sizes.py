"""How large an expression would become: what would not fit into memory is not begun."""

from typing import Any

import sympy
from sympy import Add, Pow

from app.checker.judges.findings import Unjudged

MAX_EXPONENT = 300  # of what has letters in it
MAX_TERMS = 3000  # of an expression that is expanded


def require_small(*values: Any) -> None:
    """Raises ``Unjudged`` for high powers and for products of many terms."""
    for value in values:
        if expanded_terms(value) > MAX_TERMS or _highest(value) > MAX_EXPONENT:
            raise Unjudged("undecided")


def expanded_terms(value: Any) -> int:
    """At most so many terms come out of ``value``, up to a bound beyond all that is allowed."""
    count = 1
    for part in sympy.preorder_traversal(value):
        if isinstance(part, Pow) and isinstance(part.base, Add) and part.exp.is_Integer:
            count *= _terms_of_power(len(part.base.args), abs(int(part.exp)))
        elif isinstance(part, Add):
            count *= len(part.args)
        if count > MAX_TERMS:
            break
    return count


def _terms_of_power(terms: int, exponent: int) -> int:
    """Terms of a power, like ones together: C(n + k - 1, k - 1), cut off above the bound."""
    count = 1
    for n in range(1, terms):
        count = count * (exponent + n) // n
        if count > MAX_TERMS:
            break
    return count


def _highest(value: Any) -> int:
    powers = [part for part in value.atoms(Pow) if part.free_symbols and part.exp.is_Integer]
    return max((abs(int(part.exp)) for part in powers), default=0)
