"""Polynomials: values, derivatives, antiderivatives and products of two brackets."""

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
    answer = _value_answer(asked, coefficients, point)
    return Problem(question, reasoning, answer, str(value), f"evaluation {coefficients} {point}")


def derivative(draw: Draw) -> Problem:
    """The derivative of a polynomial of degree up to 5."""
    coefficients = _sparse(draw, draw.pick([1, 2, 2, 3, 3, 3, 4, 4, 5]), 12)
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
    answer = f"$${slope}$$\n{_value_answer(asked, derived, point)}"
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
            _integral_check(draw, coefficients, letter),
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
    steps = [start, _four_products(draw, first, second, letter), _middle(draw, a * d, b * c)]
    check = _expansion_check(draw, first, second, coefficients, letter)
    reasoning = sentences(draw, [*steps, f"${given}={result}$", *check])
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
    return _sparse(draw, degree, 12 if degree == 2 else 4), draw.nonzero(-9, 9)


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
    steps = [digits.multiply(value, point**power) for value, power in _powers(coefficients)]
    return len("".join([*steps, digits.total(_term_values(coefficients, point))]))


def _powers(coefficients: Sequence[int]) -> list[tuple[int, int]]:
    """(coefficient, power) of each term that is there."""
    degree = len(coefficients) - 1
    return [(value, degree - i) for i, value in enumerate(coefficients) if value]


def _term(value: int | Fraction, power: int, letter: str) -> str:
    return polynomial([value, *[0] * power], letter)


def _several(coefficients: Sequence[int]) -> bool:
    return len(_powers(coefficients)) > 1


def _term_values(coefficients: Sequence[int], point: int) -> list[int]:
    return [value * point**power for value, power in _powers(coefficients)]


def _joined(values: Sequence[int]) -> str:
    return "".join(str(v) if i == 0 else f"{v:+d}" for i, v in enumerate(values))


def _joined_terms(terms: Sequence[tuple[int, int]], letter: str) -> str:
    texts = [_term(value, power, letter) for value, power in terms]
    return "".join(t if i == 0 or t.startswith("-") else f"+{t}" for i, t in enumerate(texts))


def _substituted(coefficients: Sequence[int], point: int) -> str:
    r"""The polynomial with the number put in: ``2\times 3^2-4\times 3+1``."""
    text = ""
    for value, power in _powers(coefficients):
        base = digits.signed(point) + (f"^{power}" if power > 1 else "")
        size = abs(value)
        if not text and (value, power) == (1, 1):
            base = str(point)
        factor = str(size) if power == 0 else base if size == 1 else rf"{size}\times {base}"
        text += ("-" if value < 0 else "+" if text else "") + factor
    return text


def _value_answer(asked: str, coefficients: Sequence[int], point: int) -> str:
    """The answer of an evaluation: the number put in, the terms, the box."""
    values = _term_values(coefficients, point)
    put_in, terms = _substituted(coefficients, point), _joined(values)
    between = "" if len(values) == 1 else f"{terms}="
    box = f"$${asked}={between}\\boxed{{{sum(values)}}}$$"
    return box if put_in == terms else f"$${asked}={put_in}$$\n{box}"


def _value_steps(
    draw: Draw, coefficients: Sequence[int], letter: str, point: int
) -> tuple[list[str], int]:
    """The lines of putting ``point`` in, and the value."""
    values = _term_values(coefficients, point)
    lines = [
        _power_steps(draw, len(coefficients) - 1, letter, point),
        _product_steps(draw, coefficients, letter, point),
    ]
    if len(values) > 1:
        lead = draw.say(["Add up: ", "Sum: "], ["相加：", "求和："])
        lines.append(lead + digits.total(values))
    return [line for line in lines if line], sum(values)


def _power_steps(draw: Draw, degree: int, letter: str, point: int) -> str:
    if degree < 2:
        return ""
    lead = draw.say(["Powers: ", "First the powers: "], ["先算幂：", "各次幂："])
    steps = [f"{digits.multiply(point, point)}, ${letter}^2={point**2}$"]
    if degree == 3:
        steps.append(f"{digits.multiply(point**2, point)}, ${letter}^3={point**3}$")
    return lead + ", ".join(steps)


def _product_steps(draw: Draw, coefficients: Sequence[int], letter: str, point: int) -> str:
    steps = []
    for value, power in _powers(coefficients):
        result = f"${_term(value, power, letter)}={value * point**power}$"
        if power and abs(value) != 1:
            steps.append(f"{digits.multiply(value, point**power)}, {result}")
        elif power:
            steps.append(result)
    lead = draw.say(["Terms: ", "Each term: "], ["各项：", "再算各项："])
    return lead + ", ".join(steps) if steps else ""


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
            "Power times coefficient, power down by one: ",
        ],
        ["逐项求导：", "对每一项求导：", "系数乘指数，指数减一："],
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
    """Coefficients that mostly divide by the power they get."""
    while True:
        values = [_integrand_value(draw, power) for power in range(degree, -1, -1)]
        if values[0] and len(_powers(values)) <= 4:
            return values


def _integrand_value(draw: Draw, power: int) -> int:
    if draw.chance(0.2):
        return 0
    if draw.chance(0.7):
        return (power + 1) * draw.nonzero(-6, 6)
    return draw.nonzero(-12, 12)


def _integrated(coefficients: Sequence[int]) -> list[Fraction]:
    degree = len(coefficients) - 1
    return [*(Fraction(v, degree - i + 1) for i, v in enumerate(coefficients)), Fraction(0)]


def _integrate_steps(draw: Draw, coefficients: Sequence[int], letter: str) -> str:
    lead = draw.say(
        ["Power up by one, divide by the new power: ", "Integrate term by term: "],
        ["指数加一，再除以新的指数：", "逐项积分："],
    )
    return lead + ", ".join(_integrate_term(v, p, letter) for v, p in _powers(coefficients))


def _integrate_term(value: int, power: int, letter: str) -> str:
    sign, size = ("-" if value < 0 else ""), abs(value)
    raw = f"{sign}\\frac{{{size}}}{{{power + 1}}}{_term(1, power + 1, letter)}"
    result = _term(Fraction(value, power + 1), power + 1, letter)
    chain = result if power == 0 or raw == result else f"{raw}={result}"
    return f"${_term(value, power, letter)}$: ${chain}$"


def _integral_check(draw: Draw, coefficients: Sequence[int], letter: str) -> str:
    value, power = _powers(coefficients)[0]
    term = _term(Fraction(value, power + 1), power + 1, letter)
    lead = draw.say(["Check: ", "Test with the first term: "], ["检验：", "验证第一项："])
    return f"{lead}$({term})'={_term(value, power, letter)}$"


def _typed_integral(draw: Draw, integral: str) -> str:
    """The integral as typed: a thin space before dx in some LaTeX, the sign itself elsewhere."""
    typed = draw.maths(integral)
    end = integral[-2:]
    if typed.startswith(("$", "\\(")):
        return typed.replace(end, rf"\,{end}") if draw.chance(0.3) else typed
    return typed.replace("\\int ", draw.pick(["∫", "∫ ", "∫"]))


def _brackets(draw: Draw) -> tuple[list[int], list[int]]:
    """The coefficients of both brackets."""
    kind = draw.pick(["monic", "monic", "general", "general", "general", "square", "conjugate"])
    top = 1 if kind == "monic" or draw.chance(0.3) else 6
    first = [draw.integer(1, top), draw.nonzero(-12, 12)]
    if kind == "square":
        return first, first
    if kind == "conjugate":
        return first, [first[0], -first[1]]
    return first, [draw.integer(1, top), draw.nonzero(-12, 12)]


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


def _middle(draw: Draw, p: int, q: int) -> str:
    lead = draw.say(
        ["Together in the middle: ", "Like terms: "], ["合并同类项：", "中间两项合并："]
    )
    return lead + digits.add(p, q)


def _expansion_check(
    draw: Draw, first: list[int], second: list[int], coefficients: list[int], letter: str
) -> list[str]:
    """Both sides at 1, where the brackets are as simple as ``(x+7)(x-3)``."""
    if first[0] != 1 or second[0] != 1 or max(abs(first[1]), abs(second[1])) > 9:
        return []
    lead = draw.say(["Check with", "Test with"], ["检验，取", "代入检验"])
    comma = draw.say(": ", "：")
    left, right = sum(first), sum(second)
    sums = f"{digits.add(*first)}, {digits.add(*second)}, {digits.multiply(left, right)}"
    return [f"{lead} ${letter}=1${comma}{sums}; {digits.total([v for v in coefficients if v])}"]


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "evaluation": evaluation,
    "derivative": derivative,
    "derivative at a point": derivative_at_point,
    "antiderivative": antiderivative,
    "expansion": expansion,
}
