"""Whether a number that was to be worked out is right, and is worked out."""

import sympy
from sympy import Expr, Pow, Rational

from app.checker.judges.findings import compared, unchecked
from app.checker.judges.reading_answers import as_written, is_plain_number, one_value
from app.domain.verdict import Status, Verdict

SLACK = 3  # operations that an answer may have more than SymPy's simplest form


def worked_out(asked: Expr, answer: str) -> Verdict:
    """A number that must not be left as it was asked."""
    verdict = compared(asked, one_value(answer), answer)
    if verdict.status is Status.VERIFIED and asked.is_rational and not is_plain_number(answer):
        return verdict if _is_huge(asked) else unchecked("unfinished")
    if verdict.status is Status.VERIFIED and not asked.is_rational:
        return verdict if _is_simple(answer) else unchecked("unfinished")
    return verdict


def _is_huge(asked: Expr) -> bool:
    return not isinstance(asked, Rational) or abs(asked.p).bit_length() > 60


def _is_simple(answer: str) -> bool:
    """Whether a number that is no fraction is written as it usually is: no square under a root."""
    written = as_written(answer)
    if any(part.is_number and part.func(*part.args) != part for part in written.atoms(Pow)):
        return False
    return bool(sympy.count_ops(written) <= sympy.count_ops(sympy.simplify(written)) + SLACK)
