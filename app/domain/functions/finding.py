r"""Finds functions of one variable in formulas and texts: ``y=…``, ``f(x)=…``, an equation's sides.

Only what is understood completely is a function here: one with a parameter is none, nor is an
integral or a sequence. A condition on the variable (``0 \le x \le 2``) that is understood bounds
it; others are passed over.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isclose, isfinite

from app.domain.functions import conditions
from app.domain.functions.evaluate import evaluator
from app.domain.functions.model import MAX_CURVES, Curve, Plot
from app.domain.functions.reading import WORDS, Unreadable, read
from app.domain.functions.signs import CASES, plain_signs, shown
from app.domain.functions.tree import (
    ONE,
    ZERO,
    Cases,
    Expression,
    Interval,
    Product,
    Quotient,
    Sum,
    Variable,
    add,
    divide,
    is_constant,
    multiply,
    negate,
    variables,
)

MAX_TEX_CHARS = 1500
MAX_STATEMENTS = 12

#: Letters that stand for a variable; others are parameters, functions or points.
VARIABLES = frozenset({"x", "t", "u", "v", "w", "r", "s", "z", r"\theta", r"\alpha", r"\phi"})
_UNKNOWNS = VARIABLES | {"y"}
_LETTER = r"(?:[A-Za-z]|\\(?:theta|alpha|phi|varphi|omega|rho))"
_SUBSCRIPT = r"(?:\s*_\s*(?:\w|\{[^{}]*\}))?"
#: The left side of a definition: ``y``, ``y_1``, ``f(x)``, ``f'(x)``, ``A``.
_HEAD = re.compile(rf"({_LETTER})\s*{_SUBSCRIPT}\s*'*\s*(?:\(\s*({_LETTER})\s*\))?")
_CALL = re.compile(r"[fghFGHPp]\s*'*\s*\(")
_RELATION = re.compile(r"[<>≤≥≠∈≈~]")
_CONDITION_BEHIND = re.compile(r"\(([^()]*[<>≤≥≠][^()]*|[^()]*∈[^()]*(?:\([^()]*\))?)\)\s*$")
_ROW_END = re.compile(r"\\\\\s*(?:\[[^\]]*\])?")
_OPENERS, _CLOSERS = "([{⌊⌈", ")]}⌋⌉"
#: Points at which two forms of one function are compared.
_PROBES = (-7.31, -3.17, -1.61, -0.53, 0.29, 0.83, 1.37, 2.71, 4.43, 8.19)
_LEAST_PROBES = 3
_ALIKE = 1e-9


@dataclass(frozen=True)
class _Definition:
    """``y = …`` or ``f(x) = …``"""

    name: str
    variable: str
    body: Expression
    tex: str

    @property
    def is_curve(self) -> bool:
        """Whether it says by its form that it is a function to be drawn."""
        named = "(" in self.name or self.name.startswith("y")
        return named and not is_constant(self.body)


@dataclass(frozen=True)
class _Equation:
    variable: str
    sides: tuple[Expression, Expression]
    tex: tuple[str, str]


_Statement = _Definition | _Equation


@lru_cache(maxsize=512)
def find(tex: str, *, bare: bool = False) -> Plot | None:
    """The functions of a formula, to be drawn together; None if it holds none.

    A ``bare`` expression of one variable is taken, too.
    """
    statements = _statements(tex)
    definitions = [found for found in statements if isinstance(found, _Definition)]
    equations = [found for found in statements if isinstance(found, _Equation)]
    if plot := _together(definitions):
        return plot
    if equations:
        return _sides(equations[0])
    return _bare(tex) if bare else None


def find_in_message(formulas: Sequence[str], words: str = "") -> Plot | None:
    """What a message offers to draw: its functions if it has any, else its first equation.

    ``formulas`` are its LaTeX, ``words`` what stands outside of them.
    """
    found = [one for tex in (*formulas, *typed_in(words)) for one in _statements(tex)]
    if plot := _together([one for one in found if isinstance(one, _Definition) and one.is_curve]):
        return plot
    equations = [one for one in found if isinstance(one, _Equation) and not alike(*one.sides)]
    return _sides(equations[0]) if equations else None


def alike(one: Expression, other: Expression) -> bool:
    """Whether two expressions are forms of the same function, as far as a few values tell."""
    first, second = evaluator(one), evaluator(other)
    pairs = [(first(x), second(x)) for x in _PROBES]
    known = [(a, b) for a, b in pairs if isfinite(a) and isfinite(b)]
    return len(known) >= _LEAST_PROBES and all(
        isclose(a, b, rel_tol=_ALIKE, abs_tol=_ALIKE) for a, b in known
    )


# --- plain text -------------------------------------------------------------------------------

_TYPED = re.compile(r"(?<![A-Za-z\\_^])(?:y|[fghFGH]\s?\([a-z]\))\s*=[^=\n,;，；。、?？!！]*")
_TYPED_WORD = re.compile(r"[A-Za-z]+")
_FOREIGN = re.compile(r"[^\x00-\x7f²³⁴⁵⁶⁷⁸⁹⁰¹⁻π√·×÷−–θ]")


def typed_in(words: str) -> Iterator[str]:
    """Definitions that were typed without marks of a formula: ``y = x^2 - 3x`` in a sentence."""
    for found in _TYPED.finditer(words):
        text = _FOREIGN.split(found[0], maxsplit=1)[0]
        yield text[: _end_of_formula(text, text.index("=") + 1)].rstrip(" .:(")


def _end_of_formula(text: str, start: int) -> int:
    """Where words begin again: the first one that is neither a function nor letters of one."""
    for word in _TYPED_WORD.finditer(text, start):
        letters = word[0]
        for name in sorted(WORDS, key=len, reverse=True):
            letters = letters.replace(name, "")
        if not set(letters) <= {"x", "t", "e"}:
            return word.start()
    return len(text)


# --- statements -------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _statements(tex: str) -> tuple[_Statement, ...]:
    """Definitions and equations of a formula, bounded by the conditions among them."""
    if len(tex) > MAX_TEX_CHARS:
        return ()
    system = CASES.fullmatch(tex.strip())
    piecewise = CASES.search(tex)
    if piecewise is not None and system is None:
        return _piecewise(plain_signs(tex[: piecewise.start()]), piecewise[2])
    text = plain_signs(system[2] if system is not None else tex)
    parts = [part for whole in _split(text, ",") for part in _without_condition(_unwrapped(whole))]
    bounds = [part for part in parts if _RELATION.search(part)]
    found = (_statement(part) for part in parts[:MAX_STATEMENTS])
    return tuple(_bounded(one, bounds) for one in found if one is not None)


def _statement(text: str) -> _Statement | None:
    members = [member.strip() for member in _split(text, "=")]
    if len(members) < 2 or _RELATION.search(text) or not all(members):
        return None
    head = _HEAD.fullmatch(members[0])
    try:
        found = _definition(head, members[1:]) if head is not None else None
        return found or _equation(members[0], members[-1])
    except Unreadable:
        return None


def _definition(head: re.Match[str], forms: Sequence[str]) -> _Definition | None:
    """The first form that is a function of one variable; None if it is rather an equation."""
    letter, variable = head[1], head[2]
    for form in forms:
        body = _readable(form)
        used = variables(body) if body is not None else frozenset()
        if variable is None and letter == "x":
            return None
        over = variable or next(iter(used), "")
        if body is None or not used <= {over} or over not in _UNKNOWNS or over == letter:
            continue
        return _Definition(head[0], over, body, shown(f"{head[0]} = {form}"))
    return None


def _readable(text: str) -> Expression | None:
    try:
        return read(text)
    except Unreadable:
        return None


def _equation(left: str, right: str) -> _Statement | None:
    if _CALL.match(left) or _CALL.match(right):
        return None  # f(2) is no product
    sides = read(left), read(right)
    used = variables(sides[0]) | variables(sides[1])
    if used == {"x", "y"}:
        return _solved(*sides, shown(f"{left} = {right}"))
    if len(used) != 1 or not used <= _UNKNOWNS or _is_answer(*sides):
        return None
    return _Equation(next(iter(used)), sides, (shown(left), shown(right)))


def _is_answer(*sides: Expression) -> bool:
    """``x = 2`` says where, not what."""
    return any(isinstance(side, Variable) for side in sides) and any(map(is_constant, sides))


def _solved(left: Expression, right: Expression, tex: str) -> _Definition:
    """``2x + 3y = 6`` as a function of x."""
    rest, factor = _linear(add(left, negate(right)), "y")
    if factor == ZERO:
        raise Unreadable("y is not in it")
    return _Definition("y", "x", divide(negate(rest), factor), tex)


def _linear(expression: Expression, name: str) -> tuple[Expression, Expression]:
    """Such a and b without the letter that the expression is a + b · letter."""
    if name not in variables(expression):
        return expression, ZERO
    match expression:
        case Variable():
            return ZERO, ONE
        case Sum(terms):
            pairs = [_linear(term, name) for term in terms]
            return add(*(a for a, _ in pairs)), add(*(b for _, b in pairs))
        case Product(factors):
            within = [factor for factor in factors if name in variables(factor)]
            others = [factor for factor in factors if name not in variables(factor)]
            if len(within) == 1:
                a, b = _linear(within[0], name)
                return multiply(*others, a), multiply(*others, b)
        case Quotient(top, bottom) if name not in variables(bottom):
            a, b = _linear(top, name)
            return divide(a, bottom), divide(b, bottom)
    raise Unreadable("not linear")


# --- conditions and cases ---------------------------------------------------------------------


def _without_condition(part: str) -> Iterator[str]:
    """A statement, and the condition that stands in brackets behind it."""
    found = _CONDITION_BEHIND.search(part)
    if found is None:
        yield part
    else:
        yield part[: found.start()]
        yield found[1]


def _bounded(statement: _Statement, bounds: Sequence[str]) -> _Statement:
    found = [conditions.interval(bound, statement.variable) for bound in bounds]
    within = conditions.common(one for one in found if one is not None)
    if within == Interval():
        return statement

    def confined(body: Expression) -> Expression:
        return Cases(Variable(statement.variable), ((within, body),))

    if isinstance(statement, _Definition):
        return replace(statement, body=confined(statement.body))
    left, right = statement.sides
    return replace(statement, sides=(confined(left), confined(right)))


def _piecewise(before: str, rows: str) -> tuple[_Statement, ...]:
    r"""``f(x) = \begin{cases} … \end{cases}``"""
    head = _HEAD.fullmatch(before.removesuffix("=").strip())
    if head is None:
        return ()
    texts = [plain_signs(row.replace("&", ",")) for row in _ROW_END.split(rows) if row.strip()]
    parts = [[part.strip() for part in _split(text, ",") if part.strip()] for text in texts]
    try:
        values = [read(row[0]) for row in parts]
    except (Unreadable, IndexError):
        return ()
    used = frozenset().union(*map(variables, values))
    variable = head[2] or next(iter(used), "x")
    within = [_case(row[1:], variable, is_last=row is parts[-1]) for row in parts]
    branches = tuple((one, value) for one, value in zip(within, values, strict=True) if one)
    if not used <= {variable} or variable not in _UNKNOWNS or len(branches) < len(values):
        return ()
    return (_Definition(head[0], variable, Cases(Variable(variable), branches), shown(head[0])),)


def _case(texts: Sequence[str], variable: str, *, is_last: bool) -> Interval | None:
    """Where a row holds; the last one may say "otherwise"."""
    found = [one for text in texts if (one := conditions.interval(text, variable)) is not None]
    if found:
        return conditions.common(found)
    return Interval() if is_last and not any(_RELATION.search(text) for text in texts) else None


# --- plots ------------------------------------------------------------------------------------


def _together(definitions: Sequence[_Definition]) -> Plot | None:
    """The curves of the first definition's variable, each function once."""
    definitions = [one for one in definitions if one.variable == definitions[0].variable]
    kept: list[_Definition] = []
    for one in definitions:
        if not any(alike(one.body, other.body) for other in kept):
            kept.append(one)
    if all(is_constant(one.body) for one in kept):
        return None
    curves = tuple(Curve(one.body, one.tex) for one in kept[:MAX_CURVES])
    return Plot(curves, kept[0].variable)


def _sides(equation: _Equation) -> Plot:
    curves = [Curve(*pair) for pair in zip(equation.sides, equation.tex, strict=True)]
    if ZERO in equation.sides or alike(*equation.sides):
        kept = curves[1] if equation.sides[0] == ZERO else curves[0]
        return Plot((kept,), equation.variable)
    return Plot(tuple(curves), equation.variable, equation=True)


def _bare(tex: str) -> Plot | None:
    text = _unwrapped(plain_signs(tex)) if len(tex) <= MAX_TEX_CHARS else ""
    found = _readable(text)
    used = variables(found) if found is not None else frozenset()
    if found is None or len(used) != 1 or not used <= _UNKNOWNS or isinstance(found, Variable):
        return None
    return Plot((Curve(found, shown(text)),), next(iter(used)))


# --- texts ------------------------------------------------------------------------------------


def _unwrapped(text: str) -> str:
    """Without the braces around all of it that a box leaves."""
    text = text.strip()
    while text.startswith("{") and text.endswith("}") and len(_split(text[1:-1], "}")) == 1:
        text = text[1:-1].strip()
    return text


def _split(text: str, sign: str) -> list[str]:
    """Cut at a sign that stands outside of all brackets."""
    depth, start, parts = 0, 0, []
    for place, char in enumerate(text):
        if char == sign and depth == 0:
            parts.append(text[start:place])
            start = place + 1
        depth += (char in _OPENERS) - (char in _CLOSERS)
    return [*parts, text[start:]]
