"""Systems of equations: each solution of the answer is put back into all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy import Symbol

from app.checker.answers import Named, Row
from app.checker.deciding import is_real, number
from app.checker.evaluating import holds
from app.checker.judges import roots
from app.checker.judges.findings import Unjudged, contradicted, unchecked, verified
from app.checker.judges.reading_answers import items
from app.checker.judges.sayings import says_all, says_none
from app.checker.judges.sizes import require_small
from app.checker.reading import Relation
from app.domain.verdict import Verdict

MAX_UNKNOWNS = 5

Solution = Mapping[Symbol, Any]


def solve(relations: Sequence[Relation], unknowns: Sequence[Symbol], answer: str) -> Verdict:
    if len(unknowns) > MAX_UNKNOWNS:
        raise Unjudged("undecided")
    equations = [one for one in relations if one.signs == ("=",)]
    require_small(*(member for one in relations for member in one.members))
    count = linear_count(equations, unknowns)
    if says_none(answer):
        return _none(count)
    if says_all(answer):
        raise Unjudged("undecided")
    claimed = _claimed(answer, unknowns)
    for solution in claimed:
        wrong = _misfit(relations, solution)
        if wrong is not None:
            if "." in answer:
                raise Unjudged("undecided")  # perhaps rounded
            return contradicted("system_wrong", equation=str(wrong + 1))
    right = claimed if count == 1 else _all_solutions(relations, equations, unknowns)
    if count not in (1, None) or right is None:
        return unchecked("roots_fit")
    missing = [one for one in right if not any(_same(one, other) for other in claimed)]
    if missing:
        return contradicted("system_missing", solution=list(missing[0].values()))
    return verified("system_right" if len(claimed) == 1 else "system_several_right")


def _none(count: int | None) -> Verdict:
    if count is None:
        raise Unjudged("undecided")
    return contradicted("system_has_solution") if count else verified("no_system_right")


def linear_count(equations: Sequence[Relation], unknowns: Sequence[Symbol]) -> int | None:
    """0 or 1 solutions, 2 for endlessly many; None if the system is not linear."""
    differences = [one.members[0].doit() - one.members[1].doit() for one in equations]
    try:
        left, right = sympy.linear_eq_to_matrix(differences, *unknowns)
    except (ValueError, sympy.SympifyError):  # not linear
        return None
    rank = left.rank()
    if left.row_join(right).rank() > rank:
        return 0
    return 1 if rank == len(unknowns) else 2


def _claimed(answer: str, unknowns: Sequence[Symbol]) -> list[Solution]:
    found = items(answer)
    if all(isinstance(item, Row) for item in found):
        return [_by_order(item.values, unknowns) for item in found if isinstance(item, Row)]
    values = [(item.name, item.value) for item in found if isinstance(item, Named)]
    if len(values) != len(found):
        raise Unjudged("answer_of_another_kind")
    return _by_name(values, unknowns)


def _by_order(values: Sequence[Any], unknowns: Sequence[Symbol]) -> Solution:
    if len(values) != len(unknowns) or any(value.free_symbols for value in values):
        raise Unjudged("answer_of_another_kind")
    return dict(zip(unknowns, values, strict=True))


def _by_name(values: Sequence[tuple[str, Any]], unknowns: Sequence[Symbol]) -> list[Solution]:
    """``x=1, y=2, x=2, y=1`` are two solutions, each with every letter once."""
    names, size = {str(one): one for one in unknowns}, len(unknowns)
    groups = [values[n : n + size] for n in range(0, len(values), size)]
    for group in groups:
        if {name for name, _ in group} != names.keys():
            raise Unjudged("answer_of_another_kind")
        if any(value.free_symbols for _, value in group):
            raise Unjudged("undecided")
    return [{names[name]: value for name, value in group} for group in groups]


def _misfit(relations: Sequence[Relation], solution: Solution) -> int | None:
    """The place of the first relation that does not hold."""
    real = all(is_real(number(value)) for value in solution.values())
    for place, one in enumerate(relations):
        fits = holds(one, solution, real=real)
        if fits is None:
            raise Unjudged("undecided")
        if not fits:
            return place
    return None


def _all_solutions(
    relations: Sequence[Relation], equations: Sequence[Relation], unknowns: Sequence[Symbol]
) -> Sequence[Solution] | None:
    """All real solutions of a system of polynomials; None if they are not known."""
    differences = [one.members[0].doit() - one.members[1].doit() for one in equations]
    if not all(one.is_polynomial(*unknowns) for one in differences):
        return None
    basis = sympy.groebner(differences, *unknowns, order="lex")
    if not basis.is_zero_dimensional:
        return None
    solutions = sympy.solve_poly_system(differences, *unknowns)
    if solutions is None:
        return None
    real = [s for s in solutions if all(is_real(number(value)) for value in s)]
    named = [dict(zip(unknowns, s, strict=True)) for s in real]
    return [one for one in named if _misfit(relations, one) is None]


def _same(first: Solution, second: Solution) -> bool:
    return all(roots.contains([second[letter]], value) for letter, value in first.items())
