"""Values: arithmetic, function values, percentages, means, counts, remainders."""

from collections.abc import Callable, Mapping
from functools import reduce
from math import comb, factorial, gcd, perm
from typing import Any

import sympy
from sympy import Add, Expr, Integer, Mul, Pow, Symbol
from sympy.matrices.expressions import Determinant

from app.checker.deciding import equal
from app.checker.evaluating import UndecidedError, UndefinedError, evaluate
from app.checker.judges import forms
from app.checker.judges.findings import Unjudged, compared, contradicted, unchecked, verified
from app.checker.judges.finished import worked_out
from app.checker.judges.reading_answers import one_value
from app.checker.judges.sizes import require_small
from app.checker.question import Task
from app.checker.reading import expression, relation
from app.checker.wordings import Kind
from app.domain.verdict import Verdict

MAX_COUNTED = 1000  # objects whose choices or arrangements are counted


def value(task: Task, answer: str) -> Verdict:
    """An expression without letters, worked out; with letters, put into a simpler form."""
    text = task.part("expression")
    asked = expression(text)
    if asked.has(Determinant):
        asked = asked.doit()
    if asked.free_symbols:
        return forms.worked_out(text, answer)
    return worked_out(asked, answer)


def substitute(task: Task, answer: str) -> Verdict:
    """The value of an expression for given letters."""
    body = expression(task.part("expression"), as_written=True)
    point: dict[Symbol, Any] = {}
    for text in task.parts["values"]:
        letter, number = relation(text).members[:2]
        if not isinstance(letter, Symbol) or letter in point:
            raise Unjudged("not_understood")
        point[letter] = number
    try:
        result = evaluate(body, point, real=not body.has(sympy.I))
    except (UndefinedError, UndecidedError):
        raise Unjudged("undefined") from None
    if not point.keys() & body.free_symbols:
        raise Unjudged("not_understood")
    if result.free_symbols:
        return compared(result, one_value(answer), answer)
    return worked_out(sympy.nsimplify(result) if result.is_rational else result, answer)


def integers(task: Task, name: str = "numbers") -> list[int]:
    """The whole numbers of a part."""
    values = [expression(text) for text in task.parts[name] + task.parts.get(f"{name}2", ())]
    if not all(isinstance(one, Integer) for one in values):
        raise Unjudged("not_understood")
    return [int(one) for one in values]


def common_divisor(task: Task, answer: str) -> Verdict:
    return _common(task, answer, gcd, sympy.gcd)


def common_multiple(task: Task, answer: str) -> Verdict:
    return _common(task, answer, _lcm, sympy.lcm)


def _lcm(a: int, b: int) -> int:
    return abs(a * b) // gcd(a, b) if a and b else 0


def _common(
    task: Task, answer: str, of_numbers: Callable[[int, int], int], of_any: Callable[..., Any]
) -> Verdict:
    values = [expression(text) for text in task.parts["numbers"] + task.parts.get("numbers2", ())]
    if len(values) < 2:
        raise Unjudged("not_understood")
    if all(isinstance(one, Integer) for one in values):
        return _number(reduce(of_numbers, map(int, values)), answer)
    require_small(*values)
    result, given = reduce(of_any, values), one_value(answer)
    if not given.free_symbols <= result.free_symbols or given == 0:
        return contradicted("value_wrong", value=result, given=given)
    ratio = sympy.cancel(result / given)
    if ratio == 1:
        return verified("value_right", value=result)
    if not ratio.free_symbols:
        raise Unjudged("undecided")  # a constant factor more or less
    return contradicted("value_wrong", value=result, given=given)


def _number(result: Any, answer: str) -> Verdict:
    return worked_out(sympy.sympify(result), answer)


def remainder(task: Task, answer: str) -> Verdict:
    """What is left by a division of whole numbers, however large, or of polynomials."""
    number, modulus = expression(task.part("number")), expression(task.part("modulus"))
    given = one_value(answer)
    if number.free_symbols | modulus.free_symbols:
        return compared(_polynomial_rest(number, modulus), given, answer)
    if not isinstance(modulus, Integer) or modulus <= 1:
        raise Unjudged("not_understood")
    rest = modular(number, int(modulus))
    if isinstance(given, Integer) and given != rest and (given - rest) % modulus == 0:
        return unchecked("other_representative", value=Integer(rest))
    return compared(Integer(rest), given, answer)


def _polynomial_rest(number: Expr, modulus: Expr) -> Expr:
    letters = number.free_symbols | modulus.free_symbols
    if len(letters) != 1:
        raise Unjudged("not_understood")
    require_small(number, modulus)
    rest: Expr = sympy.rem(number, modulus, *letters)
    return rest


def modular(value: Any, modulus: int) -> int:
    """``value`` modulo ``modulus`` without computing large powers."""
    if isinstance(value, Integer):
        return int(value) % modulus
    if isinstance(value, Add | Mul):
        parts = [modular(part, modulus) for part in value.args]
        total = sum(parts) if isinstance(value, Add) else reduce(lambda a, b: a * b, parts)
        return total % modulus
    if isinstance(value, Pow) and isinstance(value.exp, Integer) and value.exp >= 0:
        return pow(modular(value.base, modulus), int(value.exp), modulus)
    raise Unjudged("undecided")


def modular_inverse(task: Task, answer: str) -> Verdict:
    number, modulus = integers(task, "number")[0], integers(task, "modulus")[0]
    given = one_value(answer)
    if not isinstance(given, Integer) or modulus < 2 or gcd(number, modulus) != 1:
        raise Unjudged("undecided")
    inverse = Integer(pow(number, -1, modulus))
    if given != inverse and (given - inverse) % modulus == 0:
        return unchecked("other_representative", value=inverse)
    return compared(inverse, given, answer)


def counted(task: Task, answer: str) -> Verdict:
    """Choices, ordered choices and arrangements."""
    if "binomial" in task.parts:
        return _number(expression(task.part("binomial")), answer)
    total = integers(task, "total")[0]
    chosen = integers(task, "chosen")[0] if "chosen" in task.parts else total
    if not 0 <= chosen <= total <= MAX_COUNTED:
        raise Unjudged("undecided")
    results = {
        Kind.CHOOSE: lambda: comb(total, chosen),
        Kind.PERMUTE: lambda: perm(total, chosen),
        Kind.ARRANGE: lambda: factorial(total),
    }
    return _number(results[task.kind](), answer)


def percentage(task: Task, answer: str) -> Verdict:
    """A share of a number, or a number that grew or shrank by a share."""
    number = expression(task.part("number"))
    if "share" in task.parts:
        share = expression(task.part("share"))
    else:
        share = expression(task.part("percent")) / 100
    factors = {Kind.PERCENT_OF: share, Kind.INCREASED: 1 + share, Kind.DECREASED: 1 - share}
    if not number.is_Rational or not share.is_Rational:
        raise Unjudged("not_understood")
    return worked_out(number * factors[task.kind], answer)


def what_percent(task: Task, answer: str) -> Verdict:
    """``16 %`` and ``16`` are the same here; ``0.16`` may have been meant so."""
    first, second = expression(task.part("first")), expression(task.part("second"))
    if second == 0:
        raise Unjudged("undefined")
    given, share = one_value(answer), first / second
    if "%" not in answer and equal(given, share):
        raise Unjudged("undecided")
    result = share if "%" in answer else 100 * share
    return compared(result, given, answer)


def average(task: Task, answer: str) -> Verdict:
    values = [expression(text) for text in task.parts["numbers"]]
    if len(values) < 2 or not all(one.is_Rational for one in values):
        raise Unjudged("not_understood")
    if task.kind is Kind.MEAN:
        return _number(Add(*values) / len(values), answer)
    ordered = sorted(values)
    middle = ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]
    return _number(middle / 2, answer)


def coefficient(task: Task, answer: str) -> Verdict:
    """Of a power of the letters in an expanded product; without one, the constant term."""
    body = expression(task.part("expression"))
    term = expression(task.part("term")) if "term" in task.parts else Integer(1)
    letters = term.free_symbols or body.free_symbols
    if not letters or any(not part.exp.is_positive for part in body.atoms(Pow) if _is_sum(part)):
        raise Unjudged("undecided")
    require_small(body)
    positive: Mapping[Symbol, Symbol] = {
        one: Symbol(f"{one}", positive=True) for one in body.free_symbols | letters
    }
    expanded = sympy.expand((body / term).subs(positive))
    wanted = {positive[one] for one in letters}
    constant = [part for part in Add.make_args(expanded) if not part.free_symbols & wanted]
    result = Add(*constant).subs({new: old for old, new in positive.items()})
    return compared(result, one_value(answer), answer)


def _is_sum(power: Pow) -> bool:
    return isinstance(power.base, Add)
