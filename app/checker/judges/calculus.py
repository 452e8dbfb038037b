"""Derivatives, antiderivatives, integrals, limits, sums."""

import re
from itertools import pairwise
from typing import Any

import sympy
from sympy import Expr, Integral, Limit, Rational, Symbol

from app.checker.building import LOG_BASE
from app.checker.deciding import close, equal, is_real, number
from app.checker.evaluating import UndecidedError, UndefinedError, evaluate
from app.checker.judges.findings import Unjudged, compared, contradicted, unchecked, verified
from app.checker.judges.reading_answers import one_value
from app.checker.question import Task, defined
from app.checker.reading import expression, relation
from app.domain.verdict import Verdict

OPERATORS = (Integral, Limit, sympy.Sum, sympy.Product, sympy.Derivative)
MAX_ORDER = 10
QUADRATURE_DIGITS = 15
NEAR = sympy.Float("1e-9")  # two integrations by numbers that agree so far are believed
APPROACH = [Rational(1, 10**n) for n in (4, 6, 8)]  # how near to a limit its function is looked at
FAR = [sympy.Integer(10) ** n for n in (4, 6, 8)]
LOOSE = sympy.Float("1e-2")

_ARROW = re.compile(r"->|→|\\(?:to|rightarrow)(?![A-Za-z])")
_SIDE = re.compile(r"\s*(?:\^\s*)?\{?\s*([+-])\s*\}?\s*$")


def _real(value: Any) -> Any:
    """The same with letters that stand for real numbers, as derivatives of |x| need."""
    letters = {letter: Symbol(str(letter), real=True) for letter in value.free_symbols}
    return value.subs(letters)


def _variable(task: Task, body: Expr, letter: str) -> Symbol:
    """The letter that is named, or the only one that there is."""
    named = task.part("variable") or letter
    if named:
        symbol = expression(named)
        if isinstance(symbol, Symbol):
            return symbol
    if len(body.free_symbols) == 1:
        only: Symbol = next(iter(body.free_symbols))
        return only
    if Symbol("x") in body.free_symbols and task.part("expression").lstrip().startswith("y"):
        return Symbol("x")
    raise Unjudged("not_understood")


def derivative(task: Task, answer: str) -> Verdict:
    text, letter = defined(task.part("expression"))
    body = expression(text)
    variable = _variable(task, body, letter) if body.free_symbols else Symbol(letter or "x")
    if task.order > MAX_ORDER or body.has(LOG_BASE):
        raise Unjudged("undecided")
    found = sympy.diff(_real(body), Symbol(str(variable), real=True), task.order)
    given = _real(one_value(answer))
    if "point" in task.parts:
        point = _point(task.part("point"), variable)
        found = found.subs(Symbol(str(variable), real=True), point)
        if found.has(sympy.nan, sympy.zoo, sympy.oo):
            raise Unjudged("undefined")
    return compared(found, given, answer, "derivative")


def _point(text: str, variable: Symbol) -> Any:
    """``x=3``, ``3`` or ``(3, 5)``, of which the first counts."""
    if "=" in text:
        letter, value = relation(text).members[:2]
        if letter != variable:
            raise Unjudged("not_understood")
        return value
    pair = re.fullmatch(r"\s*(?:\\left)?\(([^,()]*),[^,]*\)\s*", text)
    return expression(pair[1] if pair else text)


def antiderivative(task: Task, answer: str) -> Verdict:
    """Differentiated, the answer must give what was to be integrated."""
    text, letter = defined(task.part("expression"))
    body = expression(text)
    if isinstance(body, Integral):
        if len(body.limits) != 1 or len(body.limits[0]) != 1:
            raise Unjudged("not_understood")
        return integrated(body, answer)
    return integrated(Integral(body, _variable(task, body, letter)), answer)


def integrated(asked: Integral, answer: str) -> Verdict:
    variable = Symbol(str(asked.limits[0][0]), real=True)
    given = _real(one_value(answer))
    found = sympy.diff(given, variable)
    same = equal(_real(asked.function), found)
    if same is None:
        raise Unjudged("undecided")
    if same:
        return verified("antiderivative_right")
    return contradicted("antiderivative_wrong", found=found, value=asked.function)


def integral(task: Task, answer: str) -> Verdict:
    text, letter = defined(task.part("expression"))
    body = expression(text)
    if "interval" in task.parts:
        ends = task.part("interval").strip("[]() ").split(",")
    else:
        ends = [task.part("low"), task.part("high")]
    low, high = (expression(end.rpartition("=")[2]) for end in ends)
    variable = _variable(task, body, letter) if body.free_symbols else Symbol("x")
    return definite(Integral(body, (variable, low, high)), answer)


def definite(asked: Integral, answer: str) -> Verdict:
    """By numbers, the interval cut in two ways; only if they disagree by finding a formula."""
    if len(asked.limits) != 1:
        raise Unjudged("undecided")
    given = one_value(answer)
    approximate = None if asked.free_symbols else quadrature(asked)
    if approximate is None:
        found = asked.doit()
        if found.has(Integral) or not found.is_finite:
            raise Unjudged("undecided")
        return compared(found, given, answer, "integral")
    there = number(given)
    if not there.is_comparable:
        raise Unjudged("answer_of_another_kind")
    if abs(there - approximate) <= NEAR * max(1, abs(approximate)):
        return verified("integral_right", value=given)
    if compared(approximate, given, answer).reason == "checker.rounded":
        return unchecked("rounded", value=approximate)
    return contradicted("integral_wrong", value=approximate, given=given)


def quadrature(asked: Integral) -> Any:
    """The value by numerical integration, done twice; None where the two disagree."""
    variable, low, high = asked.limits[0]
    if low.is_infinite or high.is_infinite:
        return None
    cuts = [
        [low + (high - low) * Rational(*share) for share in shares]
        for shares in (((0, 1), (1, 1)), ((0, 1), (3, 7), (5, 6), (1, 1)))
    ]
    sums = [
        sum(
            Integral(asked.function, (variable, a, b)).evalf(QUADRATURE_DIGITS)
            for a, b in pairwise(cut)
        )
        for cut in cuts
    ]
    if not all(one.is_comparable for one in sums):
        return None
    return sums[1] if abs(sums[0] - sums[1]) <= NEAR * max(1, abs(sums[0])) / 1000 else None


def limit(task: Task, answer: str) -> Verdict:
    body = expression(defined(task.part("expression"))[0])
    if isinstance(body, Limit):
        raise Unjudged("not_understood")
    if "arrow" in task.parts:
        letter, _, target = _ARROW.sub("→", task.part("arrow")).partition("→")
    else:
        letter, target = task.part("variable"), task.part("point")
    side = _SIDE.search(target)
    sign = side[1] if side else "+-"
    point = expression(target[: side.start()] if side else target)
    return approached(Limit(body, expression(letter), point, sign), answer)


def approached(asked: Limit, answer: str) -> Verdict:
    """SymPy's limit, believed only if the function's values near the point agree with it."""
    body, variable, point, _ = asked.args
    if body.free_symbols - {variable}:
        raise Unjudged("undecided")
    try:
        found = asked.doit()
    except (ValueError, NotImplementedError):  # the two sides differ, or it is not known
        raise Unjudged("undecided") from None
    if not found.is_number or not found.is_extended_real:
        raise Unjudged("undecided")
    sides = [point] if point.is_infinite else ["+", "-"]
    signs = str(asked.args[3])
    if not all(_agrees(body, variable, point, side, found) for side in sides if _on(side, signs)):
        raise Unjudged("undecided")
    given = one_value(answer)
    if found.is_infinite or given.is_infinite:
        if found == given:
            return verified("limit_right", value=found)
        return contradicted("limit_wrong", value=found, given=given)
    return compared(found, given, answer, "limit")


def _on(side: Any, signs: str) -> bool:
    return not isinstance(side, str) or side in signs


def _agrees(body: Any, variable: Symbol, point: Any, side: Any, found: Any) -> bool:
    """Whether values nearer and nearer to the point come near to the limit."""
    if side == "+":
        places = [point + step for step in APPROACH]
    elif side == "-":
        places = [point - step for step in APPROACH]
    else:
        places = [step if point == sympy.oo else -step for step in FAR]
    values = []
    for place in places:
        try:
            values.append(number(evaluate(body, {variable: place})))
        except (UndefinedError, UndecidedError):
            return False
    if not all(value.is_comparable for value in values):
        return False
    if found.is_infinite:
        growing = abs(values[0]) < abs(values[1]) < abs(values[2])
        return bool(growing and (values[-1] > 0) == (found > 0))
    gaps = [abs(value - number(found)) for value in values]
    return bool(gaps[-1] <= LOOSE * max(1, abs(number(found))) and gaps[-1] <= gaps[0])


def unevaluated(asked: Any, answer: str) -> Verdict:
    """What is asked by a sign alone: ``\\int``, ``\\lim``, ``\\sum``, ``d/dx``."""
    if isinstance(asked, Integral):
        indefinite = len(asked.limits) == 1 and len(asked.limits[0]) == 1
        return integrated(asked, answer) if indefinite else definite(asked, answer)
    if isinstance(asked, Limit):
        return approached(asked, answer)
    if isinstance(asked, sympy.Sum | sympy.Product):
        return series(asked, answer)
    found = _real(asked).doit()
    if found.has(*OPERATORS):
        raise Unjudged("undecided")
    return compared(found, _real(one_value(answer)), answer, "derivative")


def series(asked: Any, answer: str) -> Verdict:
    """A sum or a product; an infinite one needs a formula and numbers that agree with it."""
    given = one_value(answer)
    found = asked.doit()
    if found.has(sympy.Sum, sympy.Product, sympy.Piecewise, sympy.nan, sympy.zoo):
        raise Unjudged("undecided")
    high = asked.limits[0][2]
    if high.is_infinite and not found.is_infinite:
        approximate = asked.evalf(QUADRATURE_DIGITS)
        if not is_real(approximate) or abs(approximate - number(found)) > NEAR * abs(approximate):
            raise Unjudged("undecided")
    if not found.free_symbols and not high.is_infinite and close(number(found), number(given)):
        return verified("sum_right", value=found)
    return compared(found, given, answer, "sum")
