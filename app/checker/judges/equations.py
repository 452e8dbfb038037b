"""Equations: every root of the answer is put back, and no root may be missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Integer, Rational, Symbol

from app.checker.answers import Named
from app.checker.deciding import equal, is_real, number
from app.checker.evaluating import UndecidedError, UndefinedError, evaluate, holds
from app.checker.judges import inequalities, roots, systems
from app.checker.judges.findings import (
    Unjudged,
    contradicted,
    is_rounded,
    unchecked,
    verified,
)
from app.checker.judges.reading_answers import items
from app.checker.judges.sayings import says_all, says_none
from app.checker.question import Task, defined
from app.checker.reading import Relation, expression, relation
from app.domain.verdict import Verdict


@dataclass(frozen=True)
class Numbers:
    """Which numbers the question wants; ``""`` are the real ones, or complex ones if given."""

    domain: str
    sign: str

    def hold(self, value: Any) -> bool:
        """Whether ``value`` is one of them."""
        if self.domain in ("integer", "natural") and not isinstance(value, Integer):
            return False
        if self.domain == "rational" and not isinstance(value, Rational):
            return False
        if self.domain == "natural" and value < 0:
            return False
        signs = {"positive": 1, "negative": -1}
        if self.sign == "nonnegative":
            return bool(number(value) >= 0)
        return not self.sign or bool(number(value) * signs[self.sign] > 0)


def solve(task: Task, answer: str) -> Verdict:
    """Equations and inequalities in one letter or several."""
    relations = [part for text in _texts(task) for part in _pairs(relation(text, as_written=True))]
    equations = [one for one in relations if one.signs == ("=",)]
    letters = sorted({s for one in relations for s in _letters(one)}, key=str)
    unknowns = _unknowns(task) or letters
    if not letters or not set(unknowns) <= set(letters):
        raise Unjudged("not_understood")
    wanted = Numbers(task.domain, task.sign)
    if len(letters) == 1:
        if not equations:
            return inequalities.solve(relations, letters[0], wanted.domain, wanted.sign, answer)
        if len(equations) > 1:
            raise Unjudged("not_understood")  # one after the other, or all at once?
        return _one_unknown(relations, equations[0], letters[0], wanted, answer)
    if len(unknowns) == 1 and len(relations) == 1 and equations and not task.domain:
        return _literal(equations[0], unknowns[0], answer)
    if len(unknowns) == len(letters) == len(equations) and task.domain in ("", "real"):
        return systems.solve(relations, unknowns, answer)
    raise Unjudged("not_understood")


def _texts(task: Task) -> list[str]:
    if "zeros" in task.parts:
        return [f"{defined(task.part('zeros'))[0]} = 0"]
    return list(task.parts["relations"])


def _pairs(found: Relation) -> list[Relation]:
    """``a = b = c`` as two equations; a chain of inequalities stays one."""
    if set(found.signs) != {"="}:
        return [found]
    return [Relation(found.members[n : n + 2], ("=",)) for n in range(len(found.signs))]


def _letters(one: Relation) -> set[Symbol]:
    return {symbol for member in one.members for symbol in member.free_symbols}


def _unknowns(task: Task) -> list[Symbol]:
    texts = task.parts.get("unknowns", ()) + task.parts.get("unknowns2", ())
    names = [name for text in texts for name in text.strip("() ").split(",")]
    found = [expression(name) for name in names]
    if not all(isinstance(one, Symbol) for one in found) or len(set(found)) < len(found):
        raise Unjudged("not_understood")
    return found


# --- one letter -------------------------------------------------------------------------------


def _one_unknown(
    relations: Sequence[Relation], equation: Relation, letter: Symbol, wanted: Numbers, answer: str
) -> Verdict:
    if says_all(answer):
        return _identity(equation, relations)
    claimed = [] if says_none(answer) else claimed_values(answer, letter)
    imaginary = any(value.has(sympy.I) for value in claimed)
    real = wanted.domain != "complex" and not (imaginary and not wanted.domain)
    for value in claimed:
        wrong = _does_not_fit(relations, letter, value, wanted, real=real)
        if wrong:
            return _perhaps_rounded(relations, equation, letter, value, answer) or wrong
    expected = expected_roots(relations, equation, letter, wanted, real=real)
    if expected is None:
        return unchecked("roots_fit") if claimed else unchecked("undecided")
    missing = [root for root in expected if not roots.contains(claimed, root)]
    if missing:
        return contradicted("root_missing", root=missing[0], letter=str(letter))
    if not claimed:
        return verified("no_roots_right")
    if real and not wanted.domain and _has_complex_roots(equation, letter):
        return unchecked("real_roots_right")
    several = len(roots.distinct(claimed)) > 1
    return verified("roots_right" if several else "root_right", root=claimed)


def claimed_values(answer: str, letter: Symbol) -> list[Any]:
    """The numbers that the answer gives for a letter."""
    values = []
    for item in items(answer):
        if not isinstance(item, Named) or item.name not in ("", str(letter)):
            raise Unjudged("answer_of_another_kind")
        if item.value.free_symbols:
            raise Unjudged("undecided")
        values.append(item.value)
    return values


def _does_not_fit(
    relations: Sequence[Relation], letter: Symbol, value: Any, wanted: Numbers, *, real: bool
) -> Verdict | None:
    """The finding that a value is no root, or None if it is one."""
    if real and not is_real(number(value)):
        return contradicted("root_not_real", root=value)
    for one in relations:
        fits = holds(one, {letter: value}, real=real)
        if fits is None:
            raise Unjudged("undecided")
        if not fits:
            return _shown_misfit(one, letter, value, real=real)
    return None if wanted.hold(value) else contradicted("root_outside", root=value)


def _shown_misfit(one: Relation, letter: Symbol, value: Any, *, real: bool) -> Verdict:
    """Both sides with the value put in, where they have values."""
    try:
        sides = [evaluate(member, {letter: value}, real=real) for member in one.members]
    except (UndefinedError, UndecidedError):
        return contradicted("root_undefined", root=value, letter=str(letter))
    if one.signs != ("=",):
        return contradicted("root_outside", root=value)
    left, right = (sympy.nsimplify(side) if side.is_rational else side for side in sides)
    return contradicted("root_wrong", root=value, letter=str(letter), left=left, right=right)


def _perhaps_rounded(
    relations: Sequence[Relation], equation: Relation, letter: Symbol, value: Any, answer: str
) -> Verdict | None:
    expected = expected_roots(relations, equation, letter, Numbers("", ""), real=True)
    if expected and any(is_rounded(root, value, answer) for root in expected):
        return unchecked("rounded", value=expected)
    if expected is None and "." in answer:
        raise Unjudged("undecided")
    return None


def expected_roots(
    relations: Sequence[Relation],
    equation: Relation,
    letter: Symbol,
    wanted: Numbers,
    *,
    real: bool,
) -> list[Any] | None:
    """All numbers that fit; None if they are not known."""
    left, right = (member.doit() for member in equation.members)
    candidates = roots.all_roots(left - right, letter, real=real)
    if candidates is None:
        return None
    kept = []
    for root in roots.distinct(candidates):
        fits = [_fits(one, letter, root, real=real) for one in relations]
        if None in fits:
            return None
        if all(fits) and wanted.hold(root):
            kept.append(root)
    return kept


def _fits(one: Relation, letter: Symbol, root: Any, *, real: bool) -> bool | None:
    """Roots that are known to some digits alone fit if they nearly do."""
    if not root.has(sympy.Float):
        return holds(one, {letter: root}, real=real)
    if one.signs != ("=",):
        return holds(one, {letter: root}, real=real)
    try:
        left, right = (number(evaluate(m, {letter: root}, real=real)) for m in one.members)
    except (UndefinedError, UndecidedError):
        return None
    apart = abs(left - right) / max(1, abs(left))
    return True if apart <= roots.NEAR else False if apart > roots.APART else None


def _has_complex_roots(equation: Relation, letter: Symbol) -> bool:
    """Whether a polynomial of degree 3 or more has roots that are not real."""
    left, right = (member.doit() for member in equation.members)
    numerator = sympy.fraction(sympy.together(left - right))[0]
    try:
        poly = sympy.Poly(numerator, letter)
    except sympy.PolynomialError:
        return False
    if poly.degree() < 3:
        return False
    found = roots.polynomial_roots(poly, real=False)
    return found is None or any(not is_real(number(root)) for root in found)


def _identity(equation: Relation, relations: Sequence[Relation]) -> Verdict:
    """The claim that every number is a solution."""
    left, right = equation.members
    same = equal(left.doit(), right.doit())
    if same is None or len(relations) > 1:
        raise Unjudged("undecided")
    if not same:
        return contradicted("no_identity")
    if any(part.exp.is_negative for part in (left - right).atoms(sympy.Pow)):
        raise Unjudged("undecided")
    return verified("identity")


def _literal(equation: Relation, unknown: Symbol, answer: str) -> Verdict:
    """An equation of several letters, solved for one of them."""
    left, right = equation.members
    claimed = [
        item.value
        for item in items(answer)
        if isinstance(item, Named) and item.name in ("", str(unknown))
    ]
    if len(claimed) != len(items(answer)) or any(v.has(unknown) for v in claimed):
        raise Unjudged("answer_of_another_kind")
    for value in claimed:
        same = equal(left.doit().subs(unknown, value), right.doit().subs(unknown, value))
        if same is None:
            raise Unjudged("undecided")
        if not same and not value.free_symbols:
            raise Unjudged("undecided")  # a number, where perhaps something else was asked
        if not same:
            return contradicted("letter_wrong", letter=str(unknown), value=value)
    numerator = sympy.fraction(sympy.together(left.doit() - right.doit()))[0]
    degree = sympy.degree(numerator, unknown) if numerator.is_polynomial(unknown) else None
    distinct = all(equal(a, b) is False for n, a in enumerate(claimed) for b in claimed[:n])
    if degree == len(claimed) and distinct:
        return verified("letter_right", letter=str(unknown))
    return unchecked("roots_fit")
