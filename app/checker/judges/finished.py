"""Whether a number that was to be worked out is right, and is worked out."""

import sympy
from sympy import Expr, Pow, Rational

from app.checker import arithmetic
from app.checker.judges.findings import compared, unchecked
from app.checker.judges.reading_answers import as_written, one_value
from app.domain.verdict import Status, Verdict

SLACK = 3  # operations that an answer may have more than SymPy's simplest form


def worked_out(asked: Expr, answer: str) -> Verdict:
    """A number that must not be left as it was asked."""
    given = one_value(answer)
    verdict = compared(asked, given, answer)
    if verdict.status is not Status.VERIFIED or _is_huge(asked):
        return verdict
    done = isinstance(given, Rational) if asked.is_rational else _is_simple(answer)
    return verdict if done else unchecked("unfinished")


def _is_huge(asked: Expr) -> bool:
    """Whether it is a rational number that nobody writes out."""
    if not asked.is_rational:
        return False
    return not isinstance(asked, Rational) or abs(asked.p).bit_length() > arithmetic.MAX_BITS


def _is_simple(answer: str) -> bool:
    """Whether a number that is no fraction is written as it usually is: no square under a root."""
    written = as_written(answer)
    if any(part.is_number and part.func(*part.args) != part for part in written.atoms(Pow)):
        return False
    return bool(sympy.count_ops(written) <= sympy.count_ops(sympy.simplify(written)) + SLACK)
