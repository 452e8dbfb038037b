"""All the numbers for which an equation in one letter holds, or None where that is not known.

Everything that can be turned into a polynomial (quotients, roots, absolute values, logarithms) is
counted exactly. For other equations SymPy's solution set is believed only if a search along the
line finds nothing else.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import sympy
from sympy import Abs, Add, Expr, Poly, Pow, Rational, Symbol
from sympy.solvers.solvers import unrad

from app.checker.deciding import close, is_real, number
from app.checker.evaluating import UndecidedError, UndefinedError, evaluate
from app.checker.judges.sizes import require_small

MAX_DEGREE = 40
DIGITS = 40  # of roots that have no short name

SEARCHED = 15  # the search goes from -SEARCHED to SEARCHED
BISECTIONS = 80
MAX_SIZES = 3  # absolute values in an equation, and powers of logarithms
NEAR = sympy.Float("1e-18")
APART = sympy.Float("1e-9")  # two sides that differ so much are not equal


def all_roots(value: Expr, letter: Symbol, *, real: bool) -> list[Any] | None:
    """Numbers among which all roots of ``value`` in ``letter`` are; None if they are not known.

    Squaring, logarithms and cancelled denominators bring some that are none: put each into the
    equation.
    """
    require_small(value)
    sizes = sorted(value.atoms(Abs), key=str)
    if sizes:
        return _of_both_signs(value, sizes[0], letter, real=real)
    numerator = sympy.fraction(sympy.together(value))[0]
    try:
        poly = Poly(numerator, letter)
    except sympy.PolynomialError:
        return _other_roots(numerator, letter, real=real)
    if poly.is_zero or poly.degree() > MAX_DEGREE:
        return None
    return polynomial_roots(poly, real=real)


def _of_both_signs(value: Expr, size: Any, letter: Symbol, *, real: bool) -> list[Any] | None:
    """Roots with ``|g|`` taken for ``g`` and for ``-g``."""
    if not real or len(value.atoms(Abs)) > MAX_SIZES:
        return None
    found: list[Any] = []
    for inner in (size.args[0], -size.args[0]):
        roots = all_roots(value.xreplace({size: inner}), letter, real=real)
        if roots is None:
            return None
        found += roots
    return found


def polynomial_roots(poly: Poly, *, real: bool) -> list[Any] | None:
    """The distinct roots: exact where short names are found, else to many digits."""
    found: list[Any] = []
    for factor, _ in sympy.factor_list(poly)[1]:
        roots = _named(factor) or _numeric(factor)
        if roots is None:
            return None
        found += roots
    return [root for root in found if not real or is_real(number(root))]


def _named(factor: Poly) -> list[Any] | None:
    if factor.degree() > 2:
        return None
    named = list(sympy.roots(factor, multiple=True))
    return list(dict.fromkeys(named)) if len(named) == factor.degree() else None


def _numeric(factor: Poly) -> list[Any] | None:
    try:
        roots = list(factor.nroots(n=DIGITS, maxsteps=200))
    except (sympy.SympifyError, ValueError, ArithmeticError):
        return None
    apart = all(abs(a - b) > NEAR for n, a in enumerate(roots) for b in roots[:n])
    return [_snapped(root) for root in roots] if apart else None


def _snapped(root: Any) -> Any:
    """A real root without the imaginary dust of rounding."""
    real, imaginary = root.as_real_imag()
    return real if abs(imaginary) < NEAR * max(1, abs(real)) else root


def _other_roots(value: Expr, letter: Symbol, *, real: bool) -> list[Any] | None:
    if len(value.free_symbols) != 1 or not real:
        return None
    simpler = _without_roots(value, letter) or _without_logarithms(value, letter)
    if simpler is not None:
        return all_roots(simpler, letter, real=real)
    return _solved(value, letter)


def _without_roots(value: Expr, letter: Symbol) -> Expr | None:
    """A polynomial that is 0 wherever ``value`` is; None if there are not just roots in it."""
    functions = value.atoms(sympy.Function)
    if functions or any(letter in part.exp.free_symbols for part in value.atoms(Pow)):
        return None
    try:
        found = unrad(value, letter)
    except (NotImplementedError, ValueError):
        return None
    if not found or found[1] or not found[0].is_polynomial(letter):
        return None
    result: Expr = found[0]
    return result


def _without_logarithms(value: Expr, letter: Symbol) -> Expr | None:
    """``a·ln f + b·ln g + c``, with whole a and b, is 0 only where ``f^a g^b = e^-c``."""
    terms = Add.make_args(sympy.expand(value, log=False, power_base=False, power_exp=False))
    product, rest, scale = sympy.S.One, sympy.S.Zero, None
    for term in terms:
        logs = [log for log in term.atoms(sympy.log) if letter in log.free_symbols]
        if not logs:
            rest += term
            continue
        factor = term / logs[0]
        scale = scale or abs(factor)
        times = sympy.simplify(factor / scale)
        if factor.has(letter) or not times.is_Integer or abs(times) > MAX_SIZES:
            return None
        product *= logs[0].args[0] ** times
    if scale is None or letter in rest.free_symbols:
        return None
    return product - sympy.simplify(sympy.exp(sympy.simplify(-rest / scale)))


def _solved(value: Expr, letter: Symbol) -> list[Any] | None:
    """SymPy's solution set, if a search finds nothing else."""
    found = sympy.solveset(value, letter, sympy.S.Reals)
    if found is sympy.S.EmptySet:
        named: list[Any] = []
    elif isinstance(found, sympy.FiniteSet) and not found.free_symbols:
        named = list(found)
    else:
        return None
    searched = searched_roots(value, letter)
    return named if all(contains(named, root) for root in searched) else None


def contains(numbers: Iterable[Any], wanted: Any) -> bool:
    """Whether a number that is known to some digits is among others."""
    value = number(wanted)
    return any(abs(number(one) - value) <= NEAR * max(1, abs(value)) for one in numbers)


def searched_roots(value: Expr, letter: Symbol) -> list[Any]:
    """Roots that a search along the line finds; there may be others."""
    grid = [Rational(n, 2) + Rational(1, 37) for n in range(-2 * SEARCHED, 2 * SEARCHED)]
    values = [(at, _value(value, letter, at)) for at in grid]
    found = []
    for (low, below), (high, above) in pairwise(values):
        if below is not None and above is not None and below * above < 0:
            root = _bisected(value, letter, (low, below), high)
            if root is not None:
                found.append(root)
    return found


def _value(value: Any, letter: Symbol, at: Any) -> Any:
    try:
        here = number(evaluate(value, {letter: at}))
    except (UndefinedError, UndecidedError):
        return None
    return here if here.is_comparable and is_real(here) else None


def _bisected(body: Any, letter: Symbol, start: tuple[Any, Any], high: Any) -> Any:
    """The root between two values of different sign; None if it is a jump."""
    low, below = sympy.Float(start[0], DIGITS), start[1]
    high = sympy.Float(high, DIGITS)
    first = abs(below)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        value = _value(body, letter, middle)
        if value is None:
            return None
        if value == 0:
            return middle
        low, high = (middle, high) if value * below > 0 else (low, middle)
    last = _value(body, letter, low)
    return low if last is not None and abs(last) < NEAR * max(1, first) else None


def same_numbers(first: Sequence[Any], second: Sequence[Any]) -> bool:
    """Whether two lists of numbers without repetition have the same members."""
    return len(first) == len(second) and all(contains(second, one) for one in first)


def distinct(values: Iterable[Any]) -> list[Any]:
    """Without repetition, as numbers."""
    kept: list[Any] = []
    for value in values:
        if not any(close(number(value), number(one)) for one in kept):
            kept.append(value)
    return kept
