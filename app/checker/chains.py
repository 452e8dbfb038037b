r"""Chains ``a = b = c`` in an answer that can be decided where they stand.

Decided are equalities of numbers, and rewritings of one expression: where a chain goes on from
member to member in the same letters. ``x = 3``, ``f(x) = x^2`` and equations to be solved are no
claims that hold or not, and nothing is said about them. A step with letters is wrong only in a
chain of three or more members, between polynomials that begin with the same term: equations that
are to be solved do not look like that.
"""

import re
from collections.abc import Iterator

import sympy
from sympy import Expr

from app.checker.building import LOG_BASE
from app.checker.deciding import equal
from app.checker.reading import expression
from app.checker.tokens import Unreadable
from app.domain.verdict import Claim

MAX_CHARS = 60_000  # of an answer
MAX_FORMULA_CHARS = 600
MAX_CLAIMS = 60
MAX_OPERATIONS = 120
NEARBY = 60  # characters around an equation in which it may be doubted

_FORMULA = re.compile(
    r"\$\$(?P<a>.+?)\$\$|\\\[(?P<b>.+?)\\\]|\\\((?P<c>.+?)\\\)|(?<!\\)\$(?P<d>[^$\n]+)\$", re.DOTALL
)
#: Where one line of a display ends, or one statement: what stands on both sides is not one chain.
_BREAK = re.compile(
    r"\\\\(?:\[[^\]]*\])?(?!\s*&?\s*=)|[,;，；]|\\q?quad|\\(?:begin|end)\s*\{[a-z]+\*?\}"
    r"|\\(?:implies|Rightarrow|Leftrightarrow|iff|therefore|because|to|rightarrow)(?![a-zA-Z])|[⇒→∴∵]"
)
_RELATIONS = re.compile(
    r"(=)|([<>≤≥≠≈≡∈]|\\(?:leq?|geq?|neq?|lt|gt|approx|equiv|sim|in|pm|mp|cdots|ldots|dots|boxed"
    r"|stackrel|overset|underset|not)(?![a-zA-Z])|±|∓|\.\.\.|…)"
)
#: What is said of equations that the writer does not hold for true.
_DOUBTED = re.compile(
    r"\b(?:false|not|no|never|impossible|contradict\w*|incorrect|wrong|error|mistake|suppose|assume"
    r"|if|whether|check\w*|try|test\w*|instead|mod)\b|n't|\?|≠|\\neq?|bmod|pmod"
    r"|不|矛盾|错|是否|假设|如果|若|检验|验证|试|？|模",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"\d\.\d")


def claims(answer: str) -> tuple[Claim, ...]:
    """The equations in the formulas of ``answer`` that could be decided, by place."""
    found: list[Claim] = []
    for start, chain in _chains(answer[:MAX_CHARS]):
        found += [claim for claim in _decided(start, chain) if _is_meant(answer, claim)]
        if len(found) >= MAX_CLAIMS:
            break
    return tuple(found[:MAX_CLAIMS])


def _is_meant(answer: str, claim: Claim) -> bool:
    """Whether a wrong equation is put forward, and not just tried or said to be wrong."""
    around = answer[max(0, claim.start - NEARBY) : claim.end + NEARBY]
    return claim.holds or _DOUBTED.search(around) is None


def _chains(answer: str) -> Iterator[tuple[int, str]]:
    """The statements of all formulas, each with its place in the answer."""
    for formula in _FORMULA.finditer(answer):
        name = next(group for group in "abcd" if formula[group] is not None)
        start, text = formula.start(name), formula[name]
        at = 0
        for stop in [*_BREAK.finditer(text), None]:
            end = stop.start() if stop else len(text)
            if "=" in text[at:end] and end - at <= MAX_FORMULA_CHARS:
                yield start + at, text[at:end]
            at = stop.end() if stop else end


def _decided(start: int, chain: str) -> Iterator[Claim]:
    """A claim for each two neighbours of a chain, of which both could be read."""
    members = list(_members(chain))
    values = [_value(text) for _, text in members]
    for n in range(len(members) - 1):
        left, right = values[n], values[n + 1]
        if left is None or right is None:
            continue
        holds = _holds(left, right, in_chain=len(members) > 2)
        (at, text), (then, after) = members[n], members[n + 1]
        if holds is None or (not holds and _DECIMAL.search(text + after)):
            continue  # decimals may be rounded
        begin = start + at + len(text) - len(text.lstrip())
        yield Claim(begin, start + then + len(after.rstrip()), holds)


def _members(chain: str) -> Iterator[tuple[int, str]]:
    """What stands between the equals signs outside all brackets; nothing if other signs do."""
    depth, begin, parts = 0, 0, []
    for found in re.finditer(rf"\\[{{}}]|[(\[{{)\]}}]|{_RELATIONS.pattern}", chain):
        token = found[0]
        depth += (token in "([{") - (token in ")]}")
        if depth == 0 and found[1]:
            parts.append((begin, chain[begin : found.start()]))
            begin = found.end()
        elif depth <= 0 and found[2]:
            return
    yield from [*parts, (begin, chain[begin:])]


def _value(text: str) -> Expr | None:
    text = text.strip().rstrip(".。")
    try:
        value = expression(re.sub(r"&|\\\\(?:\[[^\]]*\])?", " ", text))
    except Unreadable:
        return None
    heavy = value.has(LOG_BASE, sympy.Function("f")) or sympy.count_ops(value) > MAX_OPERATIONS
    unevaluated = value.has(sympy.Sum, sympy.Integral, sympy.Limit, sympy.Product, sympy.Derivative)
    return None if heavy or unevaluated or _has_unknown_function(value) else value


def _has_unknown_function(value: Expr) -> bool:
    return bool(value.atoms(sympy.core.function.AppliedUndef))


def _holds(left: Expr, right: Expr, *, in_chain: bool) -> bool | None:
    """Whether the two are equal; None if that says nothing about them."""
    if not left.free_symbols and not right.free_symbols:
        return equal(left, right)
    if left.is_Symbol or right.is_Symbol or left.free_symbols != right.free_symbols:
        return None
    if equal(left, right):
        return True
    return False if in_chain and _begin_alike(left, right) else None


def _begin_alike(left: Expr, right: Expr) -> bool:
    """Whether both are polynomials with the same first term, so hardly an equation to be solved."""
    letters = left.free_symbols
    if len(letters) != 1 or not (left.is_polynomial(*letters) and right.is_polynomial(*letters)):
        return False
    first, second = (sympy.Poly(value, *letters) for value in (left, right))
    return bool(first.degree() == second.degree() > 0 and first.LC() == second.LC())
