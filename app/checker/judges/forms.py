"""Forms of an expression: simplified, expanded, factored. Equal is not enough, nor is the form."""

from typing import Any

import sympy
from sympy import Add, Expr, Integer, Mul, Poly, Pow

from app.checker.deciding import equal
from app.checker.judges import finished
from app.checker.judges.findings import Unjudged, contradicted, shown, unchecked, verified
from app.checker.judges.reading_answers import as_written, named_value, one_value
from app.checker.judges.sizes import require_small
from app.checker.question import Task, defined
from app.checker.reading import expression
from app.domain.verdict import Verdict

MAX_OPERATIONS = 400
MAX_FACTORED = 10**18  # a number that is split into primes
SLACK = 2  # operations that an answer may have more than the shortest form that is found


def _equal_or_not(asked: Expr, answer: str) -> Verdict | None:
    """The verdict on an answer that is not equal; None if it is."""
    name, given = named_value(answer)
    if name in map(str, asked.free_symbols):
        raise Unjudged("answer_of_another_kind")  # x = 3 is no form of an expression
    same = equal(asked, given)
    if same is None or sympy.count_ops(asked) > MAX_OPERATIONS:
        raise Unjudged("undecided")
    if not same:
        return contradicted("form_wrong", given=given)
    return None


def simplify(task: Task, answer: str) -> Verdict:
    """Equal, and as short as the shortest form that is found."""
    text = task.part("expression")
    asked = expression(text)
    if not asked.free_symbols:
        return finished.worked_out(asked, answer)
    return _equal_or_not(asked, answer) or _short(asked, text, answer)


def _short(asked: Expr, text: str, answer: str) -> Verdict:
    given = as_written(answer)
    forms = (sympy.expand, sympy.cancel, sympy.factor, sympy.together, sympy.simplify)
    require_small(asked)
    shortest = min(sympy.count_ops(form(asked)) for form in forms)
    enough = sympy.count_ops(given) <= shortest + SLACK
    if not enough or (given == expression(text, as_written=True) and shortest < _size(given)):
        return unchecked("unfinished")
    return verified("form_right")


def _size(value: Any) -> int:
    return int(sympy.count_ops(value))


def worked_out(text: str, answer: str) -> Verdict:
    """``(x-6)(x-2) = ?``: equal, and either multiplied out or shorter than it was."""
    asked = expression(text)
    wrong = _equal_or_not(asked, answer)
    given = as_written(answer)
    if wrong and not given.free_symbols:
        raise Unjudged("undecided")  # a number, where perhaps something else was asked
    if wrong:
        return wrong
    if is_expanded(given) or _size(given) < _size(expression(text, as_written=True)):
        return verified("form_right")
    return _short(asked, text, answer)


def expand(task: Task, answer: str) -> Verdict:
    """Equal, without brackets, like terms together."""
    asked = expression(task.part("expression"))
    wrong = _equal_or_not(asked, answer)
    if wrong:
        return wrong
    given = as_written(answer)
    if not is_expanded(given):
        return unchecked("not_expanded")
    require_small(asked)
    terms = len(Add.make_args(sympy.expand(asked)))
    return verified("expanded") if len(_summands(given)) <= terms else unchecked("not_expanded")


def _summands(value: Expr) -> list[Any]:
    if isinstance(value, Add):
        return [term for part in value.args for term in _summands(part)]
    return [value]


def is_expanded(value: Expr) -> bool:
    """Whether no product and no power stands around a sum."""
    for part in sympy.preorder_traversal(value):
        around = isinstance(part, Mul) or (isinstance(part, Pow) and part.exp.is_positive)
        if around and any(_is_sum(factor) for factor in part.args if factor.free_symbols):
            return False
    return True


def _is_sum(value: Any) -> bool:
    if isinstance(value, Mul):
        return any(_is_sum(factor) for factor in value.args)
    return isinstance(value, Add)


# --- factors ----------------------------------------------------------------------------------


def factor(task: Task, answer: str) -> Verdict:
    """Equal, a product, and no factor that could be split."""
    asked = expression(defined(task.part("expression") or task.part("product"))[0])
    if not asked.free_symbols:
        return prime_factors(task, answer)
    wrong = _equal_or_not(asked, answer)
    if wrong:
        return wrong
    if task.domain not in ("", "rational", "integer"):
        raise Unjudged("undecided")
    require_small(asked, given := as_written(answer))
    integral = all(isinstance(c, Integer) for c in _coefficients(asked))
    for part in factors(given):
        if part.free_symbols and not _is_irreducible(part, integral=integral):
            return unchecked("factor_further", factor=sympy.expand(part))
    return verified("factored")


def _coefficients(value: Expr) -> list[Any]:
    try:
        return list(Poly(value, *value.free_symbols).coeffs())
    except sympy.PolynomialError:
        raise Unjudged("undecided") from None


def factors(value: Any) -> list[Any]:
    """The factors of a product as it is written, without exponents."""
    if isinstance(value, Mul):
        return [one for part in value.args for one in factors(part)]
    if isinstance(value, Pow) and value.exp.is_Integer and value.exp > 0:
        return factors(value.base)
    return [value]


def _is_irreducible(part: Expr, *, integral: bool) -> bool:
    letters = sorted(part.free_symbols, key=str)
    try:
        poly = Poly(part, *letters)
    except sympy.PolynomialError:
        return False
    if poly.total_degree() == 1 or (not poly.domain.is_QQ and not poly.domain.is_ZZ):
        found = 1 if poly.total_degree() == 1 else 2
    else:
        found = sum(times for _, times in poly.factor_list()[1])
    return found == 1 and not (integral and _has_content(poly))


def _has_content(poly: Poly) -> bool:
    return all(isinstance(c, Integer) for c in poly.coeffs()) and poly.content() != 1


def prime_factors(task: Task, answer: str) -> Verdict:
    """A whole number as a product of primes."""
    number = expression(task.part("number") or task.part("expression") or task.part("product"))
    if not isinstance(number, Integer) or not 1 < number <= MAX_FACTORED:
        raise Unjudged("undecided")
    given = one_value(answer)
    if given != number:
        right = sympy.factorint(int(number))
        product = " * ".join(f"{p}^{k}" if k > 1 else str(p) for p, k in right.items())
        return contradicted("product_wrong", given=given, value=shown(product))
    parts = factors(as_written(answer))
    if all(isinstance(one, Integer) and sympy.isprime(int(one)) for one in parts):
        return verified("prime_factors")
    return unchecked("unfinished")
