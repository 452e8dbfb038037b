"""Polynomials: values, derivatives, antiderivatives and products of two brackets."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from training import digits
from training.families.polynomials_texts import (
    DERIVE_AT,
    DERIVE_EXPRESSION,
    DERIVE_FUNCTION,
    EXPAND,
    INTEGRATE,
    VALUE_OF_EXPRESSION,
    VALUE_OF_FUNCTION,
    Wordings,
)
from training.families.shared import sentences
from training.problem import Draw, Problem, polynomial


def evaluation(draw: Draw) -> Problem:
    """The value of a polynomial of degree 1 to 3 at a point."""
    coefficients, point = _tame(lambda: _evaluation_numbers(draw), lambda c: c, 215)
    letter = draw.pick("xxxxxt")
    name = draw.pick(["f", "f", "f", "g", "h", "p", ""])
    text = polynomial(coefficients, letter)
    given, asked = (f"{name}({letter})={text}", f"{name}({point})") if name else (text, text)
    wordings = VALUE_OF_FUNCTION if name else VALUE_OF_EXPRESSION
    question = _ask(draw, wordings, given, p=asked, v=letter, a=point)
    steps, value = _value_steps(draw, coefficients, letter, point)
    reasoning = sentences(draw, [f"${given}$, ${letter}={point}$", *steps, f"${asked}={value}$"])
    answer = _value_answer(given if name else f"{letter}={point}", asked, value)
    return Problem(question, reasoning, answer, str(value), f"evaluation {coefficients} {point}")


def derivative(draw: Draw) -> Problem:
    """The derivative of a polynomial of degree up to 5."""
    coefficients = _sparse(draw, draw.pick([1, 2, 2, 3, 3, 3, 4, 4, 5]), 10)
    letter, form = draw.pick("xxxxxt"), draw.pick(["f", "f", "g", "y", ""])
    text = polynomial(coefficients, letter)
    left, prime = _function_names(form, letter)
    result = polynomial(_derived(coefficients), letter)
    if form:
        question = _ask(draw, DERIVE_FUNCTION, f"{left}={text}", p=prime)
    else:
        operator = draw.pick([rf"\frac{{d}}{{d{letter}}}({text})", f"({text})'"])
        question = _ask(draw, DERIVE_EXPRESSION, text, v=letter, d=draw.maths(operator))
    steps = [f"${left}={text}$", _derive_steps(draw, coefficients, letter)]
    reasoning = sentences(draw, [*steps, f"${prime}={result}$"])
    answer = f"$${left}={text}$$\n$${prime}=\\boxed{{{result}}}$$"
    return Problem(question, reasoning, answer, result, f"derivative {coefficients}")


def derivative_at_point(draw: Draw) -> Problem:
    """The derivative of a polynomial of degree 2 or 3 at a point."""
    coefficients, point = _tame(lambda: _slope_numbers(draw), _derived, 160)
    letter, name = draw.pick("xxxxxt"), draw.pick("fffgh")
    given = f"{name}({letter})={polynomial(coefficients, letter)}"
    derived, asked = _derived(coefficients), f"{name}'({point})"
    question = _ask(draw, DERIVE_AT, given, p=asked, v=letter, a=point)
    slope = f"{name}'({letter})={polynomial(derived, letter)}"
    steps, value = _value_steps(draw, derived, letter, point)
    reasoning = sentences(
        draw,
        [
            f"${given}$, ${letter}={point}$",
            _derive_steps(draw, coefficients, letter),
            f"${slope}$",
            *steps,
            f"${asked}={value}$",
        ],
    )
    answer = _value_answer(slope, asked, value)
    key = f"derivative at {coefficients} {point}"
    return Problem(question, reasoning, answer, str(value), key)


def antiderivative(draw: Draw) -> Problem:
    """The indefinite integral of a polynomial of degree up to 4."""
    degree = draw.pick([1, 1, 2, 2, 2, 3, 3, 4])
    coefficients = _integrand(draw, degree)
    letter = draw.pick("xxxxxt")
    text = polynomial(coefficients, letter)
    integral = rf"\int ({text})d{letter}" if _several(coefficients) else rf"\int {text}d{letter}"
    question = _ask(draw, INTEGRATE, text, i=_typed_integral(draw, integral), v=letter)
    result = polynomial(_integrated(coefficients), letter) + "+C"
    reasoning = sentences(
        draw,
        [
            f"${integral}$",
            _integrate_steps(draw, coefficients, letter),
            f"${integral}={result}$",
        ],
    )
    note = draw.say("where $C$ is any constant", "其中 $C$ 为任意常数")
    stop = draw.say(".", "。")
    closing = draw.say(
        "The antiderivative, {}, is $\\boxed{{{}}}${}", "所求的不定积分（{}）为 $\\boxed{{{}}}${}"
    ).format(note, result, stop)
    answer = f"$${integral}={result}$$\n{closing}"
    return Problem(question, reasoning, answer, result, f"antiderivative {coefficients}")


def expansion(draw: Draw) -> Problem:
    """The product of two brackets, or the square of one."""
    first, second = _brackets(draw)
    letter = draw.pick("xxxxxyta")
    left, right = polynomial(first, letter), polynomial(second, letter)
    product = f"({left})({right})"
    given = f"({left})^2" if first == second else product
    question = _ask(draw, EXPAND, given)
    start = f"${given}$" if first != second else f"${given}={product}$"
    (a, b), (c, d) = first, second
    coefficients = [a * c, a * d + b * c, b * d]
    result = polynomial(coefficients, letter)
    steps = [start, _four_products(draw, first, second, letter)]
    middle = _middle(draw, a * d, b * c, letter)
    reasoning = sentences(draw, [*steps, middle, f"${given}={result}$"])
    inner = _joined_terms([(a * c, 2), (a * d, 1), (b * c, 1), (b * d, 0)], letter)
    answer = f"$${given}={inner}$$\n$${given}=\\boxed{{{result}}}$$"
    return Problem(question, reasoning, answer, result, f"expansion {sorted([first, second])}")


def _ask(draw: Draw, wordings: Wordings, formula: str, **others: object) -> str:
    """One of the wordings around ``formula``; a short ``p`` is typed in the formula's notation."""
    typed = draw.maths(formula)
    if typed.startswith("$"):
        others = {key: f"${value}$" if key == "p" else value for key, value in others.items()}
    return draw.say(*wordings).format(m=typed, **others)


def _sparse(draw: Draw, degree: int, size: int) -> list[int]:
    """Coefficients, highest first: at least two terms and at most four."""
    while True:
        tail = [draw.integer(-size, size) if draw.chance(0.7) else 0 for _ in range(degree)]
        if 1 <= sum(map(bool, tail)) <= 3:
            lead = draw.integer(1, size) if draw.chance(0.75) else -draw.integer(1, size)
            return [1 if draw.chance(0.25) else lead, *tail]


def _evaluation_numbers(draw: Draw) -> tuple[list[int], int]:
    degree = draw.pick([1, 2, 2, 2, 3, 3])
    sizes = {1: (12, 30), 2: (5, 9, 12), 3: (3, 5, 9, 12)}[degree]
    reach = 5 if degree == 3 and draw.chance(0.75) else 9
    while True:
        middle = [draw.integer(-size, size) for size in sizes[1:]]
        if any(middle):
            lead = 1 if draw.chance(0.3) else draw.nonzero(-sizes[0], sizes[0])
            return [lead, *middle], draw.integer(-reach, reach)


def _slope_numbers(draw: Draw) -> tuple[list[int], int]:
    degree = draw.pick([2, 3])
    return _sparse(draw, degree, 10 if degree == 2 else 4), draw.nonzero(-9, 9)


def _tame(
    make: Callable[[], tuple[list[int], int]],
    evaluated: Callable[[list[int]], list[int]],
    limit: int,
) -> tuple[list[int], int]:
    """Numbers whose evaluation stays short: no long columns, few of them."""
    while True:
        coefficients, point = make()
        if _spelled(evaluated(coefficients), point) <= limit:
            return coefficients, point


def _spelled(coefficients: Sequence[int], point: int) -> int:
    """How many characters of arithmetic the evaluation takes."""
    return len("".join(_horner(coefficients, point)[0]))


def _powers(coefficients: Sequence[int]) -> list[tuple[int, int]]:
    """(coefficient, power) of each term that is there."""
    degree = len(coefficients) - 1
    return [(value, degree - i) for i, value in enumerate(coefficients) if value]


def _term(value: int | Fraction, power: int, letter: str) -> str:
    return polynomial([value, *[0] * power], letter)


def _several(coefficients: Sequence[int]) -> bool:
    return len(_powers(coefficients)) > 1


def _joined_terms(terms: Sequence[tuple[int, int]], letter: str) -> str:
    texts = [_term(value, power, letter) for value, power in terms]
    return "".join(t if i == 0 or t.startswith("-") else f"+{t}" for i, t in enumerate(texts))


def _value_answer(shown: str, asked: str, value: int) -> str:
    """The answer of an evaluation: what is evaluated, the box."""
    return f"$${shown}$$\n$${asked}=\\boxed{{{value}}}$$"


def _value_steps(
    draw: Draw, coefficients: Sequence[int], letter: str, point: int
) -> tuple[list[str], int]:
    """The lines of putting ``point`` in by Horner's rule, and the value."""
    lead = draw.say(["Horner, coefficients: ", "Coefficients: "], ["秦九韶算法，系数：", "系数："])
    start = f"{lead}${_listed(coefficients, letter)}$"
    steps, value = _horner(coefficients, point)
    name = draw.say("Times ${}$, plus the next: ", "乘 ${}$，加下一个：").format(point)
    return [start, name + ", ".join(steps)], value


def _listed(coefficients: Sequence[int], letter: str) -> str:
    """Every power down to 1 with its coefficient: ``x^2:3,x:0,1:-7``."""
    degree = len(coefficients) - 1
    return ",".join(f"{_term(1, degree - i, letter)}:{v}" for i, v in enumerate(coefficients))


def _horner(coefficients: Sequence[int], point: int) -> tuple[list[str], int]:
    steps, value = [], coefficients[0]
    for following in coefficients[1:]:
        steps += [digits.multiply(value, point), digits.add(value * point, following)]
        value = value * point + following
    return steps, value


def _function_names(form: str, letter: str) -> tuple[str, str]:
    """Left sides of the function and of its derivative."""
    if form in ("", "y"):
        return "y", "y'"
    return f"{form}({letter})", f"{form}'({letter})"


def _derived(coefficients: Sequence[int]) -> list[int]:
    degree = len(coefficients) - 1
    return [value * (degree - i) for i, value in enumerate(coefficients[:-1])]


def _derive_steps(draw: Draw, coefficients: Sequence[int], letter: str) -> str:
    lead = draw.say(
        [
            "Term by term: ",
            "The derivative of each term: ",
        ],
        ["逐项求导：", "对每一项求导："],
    )
    return lead + ", ".join(_derive_term(v, p, letter) for v, p in _powers(coefficients))


def _derive_term(value: int, power: int, letter: str) -> str:
    start = f"({_term(value, power, letter)})'"
    result = _term(value * power, max(power - 1, 0), letter)
    if power < 2 or abs(value) == 1:
        return f"${start}={result}$"
    rest = _term(1, power - 1, letter)
    return rf"${start}={power}\times {digits.signed(value)}{rest}={result}$"


def _integrand(draw: Draw, degree: int) -> list[int]:
    """Coefficients that divide by the power they get, or have no factor in common with it."""
    while True:
        values = [_integrand_value(draw, power + 1) for power in range(degree, -1, -1)]
        if values[0] and len(_powers(values)) <= 4:
            return values


def _integrand_value(draw: Draw, power: int) -> int:
    if draw.chance(0.2):
        return 0
    if draw.chance(0.75):
        return power * draw.nonzero(-6, 6)
    while math.gcd(value := draw.nonzero(-12, 12), power) > 1:
        pass
    return value


def _integrated(coefficients: Sequence[int]) -> list[Fraction]:
    degree = len(coefficients) - 1
    return [*(Fraction(v, degree - i + 1) for i, v in enumerate(coefficients)), Fraction(0)]


def _integrate_steps(draw: Draw, coefficients: Sequence[int], letter: str) -> str:
    lead = draw.say(
        ["Power up by one, divide by the new power: ", "Integrate term by term: "],
        ["指数加一，再除以新的指数：", "逐项积分："],
    )
    return lead + "; ".join(_integrate_term(v, p, letter) for v, p in _powers(coefficients))


def _integrate_term(value: int, power: int, letter: str) -> str:
    """The new power, whether it divides the coefficient, and the term."""
    size, raised = abs(value), power + 1
    result = f"${_term(Fraction(value, raised), raised, letter)}$"
    if power == 0:
        return f"${value}$: {result}"
    steps = [f"${digits.with_rest(size, raised)}$"]
    if size % raised == 0:
        steps.append(digits.divide(size, raised))
    return f"${_term(value, power, letter)}$: ${letter}^{raised}$, {', '.join([*steps, result])}"


def _typed_integral(draw: Draw, integral: str) -> str:
    """The integral as typed: a thin space before dx in some LaTeX, the sign itself elsewhere."""
    typed = draw.maths(integral)
    end = integral[-2:]
    if typed.startswith(("$", "\\(")):
        return typed.replace(end, rf"\,{end}") if draw.chance(0.3) else typed
    return typed.replace("\\int ", draw.pick(["∫", "∫ ", "∫"]))


def _brackets(draw: Draw) -> tuple[list[int], list[int]]:
    """The coefficients of both brackets."""
    kind = draw.pick(["monic", *["general"] * 5, "square", "conjugate"])
    top = 1 if kind == "monic" or draw.chance(0.2) else 9
    first = [draw.integer(1, top), draw.nonzero(-10, 10)]
    if kind == "square":
        return first, first
    if kind == "conjugate":
        return first, [first[0], -first[1]]
    return first, [draw.integer(1, top), draw.nonzero(-10, 10)]


def _four_products(draw: Draw, first: list[int], second: list[int], letter: str) -> str:
    lead = draw.say(["Each times each: ", "Four products: "], ["逐项相乘：", "每一项乘每一项："])
    steps = []
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            left, right = _term(a, 1 - i, letter), _term(b, 1 - j, letter)
            right = f"({right})" if b < 0 else right
            result = _term(a * b, 2 - i - j, letter)
            steps.append(rf"${left}\times {right}={result}$")
    return lead + ", ".join(steps)


def _middle(draw: Draw, p: int, q: int, letter: str) -> str:
    lead = draw.say(
        ["Together in the middle: ", "Like terms: "], ["合并同类项：", "中间两项合并："]
    )
    terms, result = _joined_terms([(p, 1), (q, 1)], letter), _term(p + q, 1, letter)
    return f"{lead}${terms}$: {digits.add(p, q)}, ${result}$"


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "evaluation": evaluation,
    "derivative": derivative,
    "derivative at a point": derivative_at_point,
    "antiderivative": antiderivative,
    "expansion": expansion,
}
