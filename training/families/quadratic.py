"""Quadratic equations by the discriminant, and factoring by a search for two numbers."""

from collections.abc import Callable

from training import digits
from training.families.linear import LONGEST, ask, sentence
from training.families.shared import short
from training.problem import Draw, Problem, polynomial

LETTERS = "xxxxxxxxyt"
#: The smaller one of two numbers that are searched for goes up to this.
SEARCHED = 8
#: Longest path of factoring, in words and signs.
LONGEST_SEARCH = 230


def _ask_equation(draw: Draw, equation: str, letter: str) -> str:
    if draw.chance(0.3):
        return ask(draw, equation, letter)
    wording = draw.say(
        [
            "Solve {}",
            "Solve {}.",
            "Solve the quadratic equation {}.",
            "Find the roots of {}.",
            "What are the solutions of {}?",
            "Solve {} step by step.",
            "Find all real numbers {v} with {}.",
            "Please help me with this equation: {}",
        ],
        [
            "请解方程：{}，并给出详细步骤。",
            "解方程：{}",
            "解一元二次方程 {}。",
            "求方程 {} 的根。",
            "方程 {} 的解是什么？",
            "求{}的实数根",
            "请问 {} 怎么解？",
            "用公式法解方程 {}。",
        ],
    )
    return wording.format(draw.maths(equation), v=letter)


def _roots(draw: Draw) -> tuple[int, int]:
    """Two integers whose sum and difference are at most 20 in size, the smaller first."""
    kind = draw.pick(("any",) * 6 + ("wide", "wide", "double", "special"))
    if kind == "wide":
        p = draw.integer(-3, 3)
        q = draw.integer(-12, 12)
    elif kind == "special":
        p = draw.nonzero(-9, 9)
        q = draw.pick((0, -p))
    else:
        p = draw.integer(-10, 10)
        q = p if kind == "double" else draw.integer(-10, 10)
    return min(p, q), max(p, q)


def _middle_and_last(draw: Draw) -> tuple[int, int]:
    """b and c of x^2 + bx + c."""
    if draw.chance(0.22):
        b = draw.integer(-12, 12)
        return b, b * b // 4 + draw.integer(1, 40)
    p, q = _roots(draw)
    return -(p + q), p * q


def _moved(draw: Draw, b: int, c: int, letter: str) -> str:
    """The equation x^2 + bx + c = 0 not in normal form."""
    square = polynomial([1, 0, 0], letter)
    forms = [f"{square}={polynomial([-b, -c], letter)}"]
    if b and c:
        forms.append(f"{polynomial([1, b, 0], letter)}={-c}")
        forms.append(f"{polynomial([1, 0, c], letter)}={polynomial([-b, 0], letter)}")
    return draw.pick(forms)


def quadratic(draw: Draw) -> Problem:
    """x^2 + bx + c = 0, also with a common factor or not in normal form."""
    letter, (b, c) = draw.pick(LETTERS), _middle_and_last(draw)
    normal = f"{polynomial([1, b, c], letter)}=0"
    factor, given = _factor(draw, b, c), normal
    lines = []
    if factor != 1:
        given = f"{polynomial([factor, factor * b, factor * c], letter)}=0"
        lines = [_divided(draw, factor, b, c, normal)]
    elif (b or c) and draw.chance(0.15):
        given = _moved(draw, b, c, letter)
        lines = [_to_normal(draw, normal)]
    found, expected = _by_discriminant(draw, b, c, letter)
    reasoning = "\n".join([f"${given}$", *lines, *found])
    answer = "\n".join(_answer(draw, b, c, normal, expected))
    question = _ask_equation(draw, given, letter)
    return Problem(question, reasoning, answer, expected, f"quadratic {factor} {b} {c}")


def _factor(draw: Draw, b: int, c: int) -> int:
    """A common factor for the coefficients, mostly 1."""
    if not (b or c) or draw.chance(0.6):
        return 1
    return draw.pick((-1, 2, 3, 4, 5) if abs(c) <= 36 else (-1, 2))


def _quotients(factor: int, values: list[int]) -> str:
    return ", ".join(digits.divide(factor * value, factor) for value in values if value)


def _divided(draw: Draw, factor: int, b: int, c: int, normal: str) -> str:
    start = draw.say(
        [f"Divide everything by ${factor}$: ", f"First divide by ${factor}$: "],
        [f"两边除以 ${factor}$：", f"先同时除以 ${factor}$："],
    )
    end = draw.say(f", so ${normal}$", f"，得 ${normal}$")
    return sentence(draw, start + _quotients(factor, [b, c]) + end)


def _to_normal(draw: Draw, normal: str) -> str:
    return draw.say(
        [f"Everything to the left: ${normal}$.", f"In normal form: ${normal}$."],
        [f"全部移到左边：${normal}$。", f"化成一般形式：${normal}$。"],
    )


def _by_discriminant(draw: Draw, b: int, c: int, letter: str) -> tuple[list[str], str]:
    """The path from the discriminant to the roots, and what belongs into the box."""
    value = b * b - 4 * c
    start = draw.say(
        [f"Here $b={b}$ and $c={c}$.", f"We have $b={b}$ and $c={c}$."],
        [f"这里 $b={b}$，$c={c}$。", f"其中 $b={b}$，$c={c}$。"],
    )
    name = draw.say(r"Discriminant $\Delta=b^2-4c$: ", r"判别式 $\Delta=b^2-4c$：")
    square = rf"${digits.signed(b)}^2={b * b}$"
    steps = f"{square}, {digits.multiply(4, c)}, {digits.subtract(b * b, 4 * c)}"
    lines = [start, sentence(draw, name + steps)]
    if value < 0:
        return [*lines, _none(draw, value)], draw.say(r"\text{no real roots}", r"\text{无实数根}")
    found, expected = _double(draw, b, letter) if value == 0 else _two(draw, b, value, letter)
    return [*lines, *found], expected


def _none(draw: Draw, value: int) -> str:
    return draw.say(
        [
            rf"$\Delta={value}<0$: it has no real square root, so there are no real roots.",
            rf"$\Delta={value}<0$: a square is never negative, so there are no real roots.",
        ],
        [
            rf"$\Delta={value}<0$：负数没有平方根，所以没有实数根。",
            rf"$\Delta={value}<0$：平方不会是负数，所以没有实数根。",
        ],
    )


def _double(draw: Draw, b: int, letter: str) -> tuple[list[str], str]:
    root = -b // 2
    kind = draw.say("one double root", "有两个相等的根")
    colon = draw.say(": ", "：")
    found = rf"$\Delta=0${colon}{kind}{colon}$-b={-b}$, {digits.divide(-b, 2)}"
    return [sentence(draw, found)], f"{letter}={root}"


def _two(draw: Draw, b: int, value: int, letter: str) -> tuple[list[str], str]:
    root = round(value**0.5)
    low, high = (-b - root) // 2, (-b + root) // 2
    kind = draw.say(": two roots, ", "，有两个根，")
    lines = [
        sentence(draw, rf"$\Delta={value}>0${kind}$\sqrt{{{value}}}={root}$, $-b={-b}$"),
        sentence(draw, f"${letter}_1$: {digits.add(-b, -root)}, {digits.divide(-b - root, 2)}"),
        sentence(draw, f"${letter}_2$: {digits.add(-b, root)}, {digits.divide(-b + root, 2)}"),
    ]
    return lines, f"{letter}_1={low},{letter}_2={high}"


def _answer(draw: Draw, b: int, c: int, normal: str, expected: str) -> list[str]:
    discriminant = rf"\Delta={digits.signed(b)}^2-4\times {digits.signed(c)}={b * b - 4 * c}"
    first = draw.say(
        ["The discriminant decides:", "By the quadratic formula:", "Discriminant:"],
        ["先看判别式：", "用求根公式：", "判别式："],
    )
    last = draw.say(["So ", "Therefore ", "Result: "], ["所以 ", "因此 ", "结果："])
    box = rf"$\boxed{{{expected}}}$"
    return [f"$${normal}$$", first, f"$${discriminant}$$", sentence(draw, f"{last}{box}")]


def _ask_factoring(draw: Draw, tex: str) -> str:
    wording = draw.say(
        [
            "Factor {}",
            "Factor {}.",
            "Factorise {}.",
            "Please factor the polynomial {}.",
            "Write {} as a product.",
            "How do you factor {}?",
            "Find the factors of {}",
            "{} factored is?",
        ],
        [
            "因式分解：{}",
            "分解因式 {}",
            "把 {} 分解因式。",
            "请将 {} 因式分解。",
            "{} 怎么因式分解？",
            "{}因式分解",
            "把多项式 {} 写成乘积的形式。",
            "请问 {} 分解因式等于什么？",
        ],
    )
    return wording.format(draw.maths(tex))


def factoring(draw: Draw) -> Problem:
    """k(x^2 + bx + c) or kx(x^2 + bx + c) as a product."""
    letter, p, q = draw.pick(LETTERS), *_numbers(draw)
    factors = (-1, *range(2, 10)) if abs(p * q) <= 30 else (-1, 2, 3, 4, 5)
    factor = 1 if draw.chance(0.4) else draw.pick(factors)
    power = 1 if draw.chance(0.2) else 0
    coefficients = [1, p + q] if q == 0 else [1, p + q, p * q]
    taken = polynomial([factor, *[0] * (power + (q == 0))], letter)
    whole = [factor * value for value in [1, p + q, p * q]] + [0] * power
    tex, inner = polynomial(whole, letter), polynomial(coefficients, letter)
    front = "" if taken == "1" else "-" if taken == "-1" else taken
    lines = [f"${tex}$"]
    if front:
        lines.append(_common_factor(draw, taken, factor, coefficients[1:], f"{front}({inner})"))
    expected = front + (f"({inner})" if q == 0 else _product(p, q, letter))
    if q:
        lines += [*_search(draw, p, q), _conclusion(draw, expected)]
    shown = _factored_answer(draw, tex, expected)
    key = f"factoring {factor} {power} {p + q} {p * q}"
    return Problem(_ask_factoring(draw, tex), "\n".join(lines), shown, expected, key)


def _numbers(draw: Draw) -> tuple[int, int]:
    """The two numbers in the brackets, the smaller size first; q = 0 where x is a factor."""
    kind = draw.pick(("any",) * 7 + ("square", "squares", "zero"))
    p = draw.nonzero(-12, 12) if kind in ("any", "zero") else draw.nonzero(-SEARCHED, SEARCHED)
    q = {"any": draw.nonzero(-SEARCHED, SEARCHED), "square": p, "squares": -p, "zero": 0}[kind]
    if q == 0:
        return p, 0
    p, q = sorted((p, q), key=lambda value: (abs(value), value))
    return p, q


def _common_factor(draw: Draw, taken: str, factor: int, rest: list[int], result: str) -> str:
    start = draw.say(
        [f"Take out ${taken}$: ", f"Common factor ${taken}$: "],
        [f"提取 ${taken}$：", f"公因式 ${taken}$："],
    )
    steps = _quotients(factor, rest) if factor != 1 else ""
    so = draw.say(", so ", "，得 ") if steps else ""
    return sentence(draw, f"{start}{steps}{so}${result}$")


def _product(p: int, q: int, letter: str) -> str:
    first, second = polynomial([1, p], letter), polynomial([1, q], letter)
    return f"({first})^2" if p == q else f"({first})({second})"


def _search(draw: Draw, p: int, q: int) -> list[str]:
    """Pairs of sizes with the right sum or difference, from 1 upwards, until the product fits."""
    b, c, small, big = p + q, p * q, abs(p), abs(q)
    goal = draw.say(
        f"Two numbers with sum ${b}$ and product ${c}$.", f"找两个数，和是 ${b}$，积是 ${c}$。"
    )
    if c > 0:
        which = draw.say("same signs, sum of sizes", "同号，绝对值的和")
        pairs = [(i, small + big - i) for i in range(1, small + 1)]
    else:
        which = draw.say("different signs, difference of sizes", "异号，绝对值的差")
        pairs = [(i, big - small + i) for i in range(1, small + 1)]
    colon, compared = draw.say(": ", "："), f"${c}{'>' if c > 0 else '<'}0$"
    tried = f"{compared}{colon}{which} ${abs(b)}${colon}{_tries(pairs, abs(c))}"
    return [goal, sentence(draw, tried), _signs(draw, p, q)]


def _tries(pairs: list[tuple[int, int]], product: int) -> str:
    """Each product that is too small, and the one that fits."""
    tries = [
        rf"{p}\times {q}={p * q}" + (f"<{product}" if p * q < product else "") for p, q in pairs
    ]
    return f"${', '.join(tries)}$"


def _signs(draw: Draw, p: int, q: int) -> str:
    """The signs of both numbers from the signs of their product and sum."""
    if p * q > 0:
        which = draw.say("both minus", "都取负号") if p < 0 else draw.say("both plus", "都取正号")
    elif p + q == 0:
        which = draw.say("one of each", "一正一负")
    elif p + q > 0:
        which = draw.say("the bigger one plus", "大的取正号")
    else:
        which = draw.say("the bigger one minus", "大的取负号")
    colon, both = draw.say(": ", "："), draw.say(" and ", " 和 ")
    sign = ">" if p + q > 0 else "<"
    start = draw.say("Sum", "和") + (f" ${p + q}{sign}0$" if p + q else " $0$")
    return sentence(draw, f"{start}{colon}{which}{colon}${p}${both}${q}$")


def _conclusion(draw: Draw, product: str) -> str:
    return draw.say([f"So ${product}$.", f"Result: ${product}$."], [f"所以 ${product}$。"])


def _factored_answer(draw: Draw, tex: str, expected: str) -> str:
    first = draw.say(
        ["As a product:", "The factored form is", "Factored:"],
        ["分解结果：", "因式分解得", "写成乘积："],
    )
    return f"{first}\n$${tex}=\\boxed{{{expected}}}$$"


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "quadratic equation": short(quadratic, LONGEST),
    "factoring": short(factoring, LONGEST_SEARCH),
}
