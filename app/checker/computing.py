"""What models have computed for them: an expression worked out, the solutions of an equation.

Texts are read as everywhere in the checker, and bounded in the same way.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy import Expr, Float, Integer

from app.checker.answers import Named, read
from app.checker.building import is_matrix
from app.checker.judges import equations
from app.checker.judges.calculus import OPERATORS
from app.checker.judges.findings import Unjudged, written
from app.checker.judges.sizes import require_small
from app.checker.reading import relation
from app.checker.tokens import Unreadable

DIGITS = 12  # of what is no whole number
MAX_OPERATIONS = 200  # of an expression that is put into a simpler form
MAX_CHARS = 600  # of a result


def computed(tool: str, text: str) -> dict[str, str]:
    """The "result" of a tool, or as "error" the key of the sentence that says why there is none."""
    try:
        return {"result": TOOLS[tool](text)}
    except Unreadable:
        return {"error": "checker.tool_unreadable"}
    except Unjudged:
        return {"error": "checker.tool_too_hard"}


def calculate(text: str) -> str:
    """An expression, also of matrices or with sums, integrals, limits and derivatives."""
    found = read(text)
    if len(found) != 1 or not isinstance(found[0], Named):
        raise Unreadable("one expression is wanted")
    value = found[0].value
    require_small(value)
    if is_matrix(value) or value.has(*OPERATORS):
        value = value.doit()
    if is_matrix(value):
        return str([[_said(entry) for entry in row] for row in value.tolist()]).replace("'", "")
    if value.has(*OPERATORS):
        raise Unjudged
    return _said(sympy.simplify(value) if sympy.count_ops(value) <= MAX_OPERATIONS else value)


def solve(text: str) -> str:
    """The real solutions of an equation in one letter."""
    one = relation(text, as_written=True)
    letters = {letter for member in one.members for letter in member.free_symbols}
    if one.signs != ("=",) or len(letters) != 1:
        raise Unreadable("an equation in one letter is wanted")
    letter, wanted = letters.pop(), equations.Numbers("", "")
    found = equations.expected_roots([one], one, letter, wanted, real=True)
    if found is None:
        raise Unjudged
    if not found:
        return "no real solutions"
    return ", ".join(f"{letter} = {_said(root)}" for root in found)


def _said(value: Expr) -> str:
    """Exactly, and as a decimal where that says more."""
    exact = written(value)
    decimal = value.evalf(DIGITS)
    if len(exact) > MAX_CHARS:
        if not decimal.is_comparable:
            raise Unjudged
        return f"≈ {written(decimal)}"
    if isinstance(value, Integer | Float) or not decimal.is_comparable:
        return exact
    return f"{exact} ≈ {written(decimal)}"


TOOLS: Mapping[str, Callable[[str], Any]] = {
    "calculate_expression": calculate,
    "solve_equation": solve,
}
