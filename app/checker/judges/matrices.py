"""Determinants, inverses, ranks, eigenvalues, traces and products of matrices."""

from typing import Any

import sympy
from sympy import Symbol

from app.checker.answers import Named
from app.checker.building import is_matrix
from app.checker.deciding import equal
from app.checker.judges import roots
from app.checker.judges.findings import Unjudged, compared, contradicted, verified
from app.checker.judges.reading_answers import items, one, one_value
from app.checker.question import Task
from app.checker.reading import Unreadable, matrix
from app.checker.wordings import Kind
from app.domain.verdict import Verdict

MAX_SIDE = 6


def matrices(task: Task, answer: str) -> Verdict:
    asked = _asked(task.part("matrix"))
    if task.kind is Kind.DETERMINANT:
        return compared(_square(asked).det(), one_value(answer), answer)
    if task.kind is Kind.TRACE:
        return compared(_square(asked).trace(), one_value(answer), answer)
    if task.kind is Kind.RANK:
        if asked.free_symbols:
            raise Unjudged("undecided")
        return compared(sympy.Integer(asked.rank()), one_value(answer), answer)
    if task.kind is Kind.TRANSPOSE:
        return same_matrix(asked.T, answer)
    if task.kind is Kind.EIGENVALUES:
        return _eigenvalues(_square(asked), answer)
    return _inverse(_square(asked), answer)


def product(asked: Any, answer: str) -> Verdict:
    """An expression of matrices, worked out."""
    return same_matrix(asked.doit(), answer)


def _asked(text: str) -> Any:
    text = text.replace("vmatrix", "pmatrix").replace("Vmatrix", "pmatrix")
    for opener, closer in ((r"\left|", r"\right|"), ("|", "|")):
        if text.strip().startswith(opener) and text.strip().endswith(closer):
            text = text.strip()[len(opener) : -len(closer)]
    found = matrix(text).doit()
    if max(found.shape) > MAX_SIDE:
        raise Unjudged("undecided")
    return found


def _square(asked: Any) -> Any:
    if asked.rows != asked.cols:
        raise Unjudged("undefined")
    return asked


def same_matrix(right: Any, answer: str) -> Verdict:
    given = one(answer)
    if not is_matrix(given):
        raise Unjudged("answer_of_another_kind")
    given = given.doit()
    if given.shape != right.shape:
        return contradicted("matrix_shape", rows=str(right.rows), columns=str(right.cols))
    return _entries(right, given, "matrix_right")


def _entries(right: Any, given: Any, reason: str) -> Verdict:
    for row in range(right.rows):
        for column in range(right.cols):
            same = equal(right[row, column], given[row, column])
            if same is None:
                raise Unjudged("undecided")
            if not same:
                return contradicted(
                    "entry_wrong",
                    row=str(row + 1),
                    column=str(column + 1),
                    value=right[row, column],
                    given=given[row, column],
                )
    return verified(reason)


def _inverse(asked: Any, answer: str) -> Verdict:
    """The product with the inverse must be the unit matrix."""
    if asked.free_symbols:
        raise Unjudged("undecided")
    if equal(asked.det(), sympy.S.Zero):
        return contradicted("no_inverse")
    given = one(answer)
    if not is_matrix(given) or given.doit().shape != asked.shape:
        raise Unjudged("answer_of_another_kind")
    verdict = _entries(sympy.eye(asked.rows), (asked * given.doit()), "inverse_right")
    return verdict if verdict.reason == "checker.inverse_right" else contradicted("inverse_wrong")


def _eigenvalues(asked: Any, answer: str) -> Verdict:
    if asked.free_symbols:
        raise Unjudged("undecided")
    letter = Symbol("eigenvalue")
    right = roots.all_roots(asked.charpoly(letter).as_expr(), letter, real=False)
    given = [item.value for item in items(answer) if isinstance(item, Named)]
    if right is None or len(given) != len(items(answer)) or any(g.free_symbols for g in given):
        raise Unjudged("undecided")
    wrong = [value for value in given if not roots.contains(right, value)]
    if wrong:
        return contradicted("eigenvalue_wrong", value=wrong[0])
    if len(roots.distinct(given)) < len(right):
        missing = [one for one in right if not roots.contains(given, one)]
        return contradicted("eigenvalue_missing", value=missing[0])
    return verified("eigenvalues_right", value=given)


def fits(text: str) -> bool:
    """Whether it is an expression of matrices."""
    try:
        matrix(text)
    except Unreadable:
        return False
    return True
