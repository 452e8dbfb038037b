"""The four operations with whole numbers, alone and two in one exercise."""

import re
from collections.abc import Callable, Sequence

from training import digits
from training.problem import Draw, Problem

ASK_EN = (
    "Calculate {}.",
    "Compute {}",
    "What is {}?",
    "what is {}",
    "Find {}.",
    "Find the value of {}.",
    "Work out {}.",
    "Please calculate {}.",
    "Can you compute {} for me?",
    "How much is {}?",
    "Evaluate {}",
    "What does {} equal?",
)
ASK_ZH = (
    "计算 {}。",
    "计算：{}",
    "求 {} 的值。",
    "请问 {} 等于多少？",
    "{} 等于多少",
    "{}是多少？",
    "算一下 {}",
    "请计算{}。",
    "帮我算 {}",
    "{} 的结果是多少？",
    "求{}",
    "口算：{}",
)


def typed(draw: Draw, tex: str) -> str:
    """``draw.maths``, and where that is not LaTeX no LaTeX of roots and exponents either."""
    text = draw.maths(tex)
    if text.startswith(("$", r"\(")):
        return text
    cube = draw.pick((r"∛\1", r"cbrt(\1)"))
    return re.sub(r"\^\{(\d+)\}", r"^\1", re.sub(r"\\sqrt\[3\]\{(\d+)\}", cube, text))


def asked(
    draw: Draw, tex: str, en: Sequence[str] = (), zh: Sequence[str] = (), **words: object
) -> str:
    """The question for the value of ``tex``: bare, in a general wording, or in one of these."""
    if draw.chance(0.25):
        return typed(draw, tex + draw.pick(("", "=", "=?")))
    wording = draw.say([*ASK_EN, *en], [*ASK_ZH, *zh])
    return wording.format(typed(draw, tex), **words)


def result_line(draw: Draw, box: str) -> str:
    """The last sentence of an answer, with the box."""
    wording = draw.say(
        ["The result is {}.", "So the value is {}.", "It equals {}."],
        ["结果是 {}。", "所以答案是 {}。", "等于 {}。"],
    )
    return wording.format(rf"$\boxed{{{box}}}$")


def solved(draw: Draw, question: str, tex: str, lines: list[str], box: str, key: str) -> Problem:
    """A problem whose answer is the formula ``tex``, its value, and the box."""
    answer = f"$${tex}={box}$$\n{result_line(draw, box)}"
    return Problem(question, "\n".join([f"${tex}$", *lines]), answer, box, key)


def stop(draw: Draw) -> str:
    """The full stop of this language."""
    return draw.say(".", "。")


def _key(easy: bool, name: str, *values: int) -> str:
    return f"{'fact:' if easy else ''}{name} {' '.join(map(str, values))}"


def sized(draw: Draw, most: int) -> int:
    """A number of up to ``most`` decimals, long ones more often than chance has it."""
    length = draw.pick([1, *range(2, most + 1), *[most] * 2])
    return draw.integer(2 if length == 1 else 10 ** (length - 1), 10**length - 1)


def _lead(draw: Draw) -> str:
    return draw.say(
        ["Column by column, ones first. ", "Start with the ones. "],
        ["从个位算起。", "先算个位。"],
    )


def addition(draw: Draw) -> Problem:
    """Two numbers of up to three digits, or three of two digits."""
    if draw.chance(0.2):
        return _three_summands(draw)
    a, b = sized(draw, 3), sized(draw, 3)
    easy = digits.is_easy_sum(a, b)
    tex = f"{a}+{b}"
    question = asked(
        draw,
        tex,
        ["Add {a} and {b}.", "What is the sum of {a} and {b}?", "{a} plus {b}", "add {b} to {a}"],
        [
            "{a}加{b}等于多少？",
            "求 {a} 与 {b} 的和。",
            "{a} 加上 {b} 是多少",
            "{a}和{b}的和是多少？",
        ],
        a=a,
        b=b,
    )
    lines = [f"{_lead(draw)}{digits.add(a, b)}{stop(draw)}"]
    key = _key(easy, "addition", *sorted((a, b)))
    return solved(draw, question, tex, lines, str(a + b), key)


def _three_summands(draw: Draw) -> Problem:
    values = [draw.integer(11, 99) for _ in range(3)]
    a, b, c = values
    tex = f"{a}+{b}+{c}"
    question = asked(
        draw,
        tex,
        ["Add {a}, {b} and {c}.", "What is the sum of {a}, {b} and {c}?", "{a} plus {b} plus {c}"],
        ["{a}、{b}、{c} 的和是多少？", "{a}加{b}加{c}等于多少？", "求 {a}、{b} 与 {c} 的和。"],
        a=a,
        b=b,
        c=c,
    )
    lead = draw.say(
        ["One number after the other: ", "First two, then the third: "],
        ["依次相加：", "先加前两个数，再加第三个："],
    )
    lines = [f"{lead}{digits.total(values)}{stop(draw)}"]
    key = _key(False, "addition", *sorted(values))
    return solved(draw, question, tex, lines, str(sum(values)), key)


def subtraction(draw: Draw) -> Problem:
    """Numbers of up to three digits; sometimes the result or a number is negative."""
    a, b = sorted((sized(draw, 3), sized(draw, 3)), reverse=True)
    if draw.chance(0.25):
        a, b = b, a
    if draw.chance(0.12):
        a, b = draw.pick(((-a, b), (a, -b)))
    easy = digits.is_easy_sum(a, b)
    tex = f"{a}-{digits.signed(b)}"
    question = asked(
        draw,
        tex,
        [
            "Subtract {b} from {a}.",
            "What is {a} minus {b}?",
            "{a} minus {b}",
            "What is the difference {}?",
        ],
        ["{a}减{b}等于多少？", "求 {a} 与 {b} 的差。", "{a} 减去 {b} 是多少", "{a}减{b}"],
        a=a,
        b=b,
    )
    lines = [f"{_lead(draw)}{digits.subtract(a, b)}{stop(draw)}"]
    if not easy and min(a, b) > 0:  # what sign the result has is seen first
        lines.insert(0, f"{digits.compare(a, b)}{stop(draw)}")
    return solved(draw, question, tex, lines, str(a - b), _key(easy, "subtraction", a, b))


def plus(a: int, b: int) -> str:
    """a + b, where a negative b is first seen in brackets."""
    if b >= 0:
        return digits.add(a, b)
    return f"${a}+({b})={a}-{-b}$, {digits.add(a, b)}"


def multiplication(draw: Draw) -> Problem:
    """2 x 2, 3 x 1 and 2 x 1 digits; rarely a negative factor."""
    a = draw.integer(12, 99)
    if draw.chance(0.45):
        b = draw.integer(12, 99)
    else:
        a = draw.pick((a, draw.integer(100, 999), draw.integer(100, 999), draw.integer(2, 12)))
        b = draw.integer(2, 9)
    if draw.chance(0.4):
        a, b = b, a
    if draw.chance(0.08):
        a, b = draw.pick(((-a, b), (a, -b)))
    tex = rf"{a}\times {digits.signed(b)}"
    question = asked(
        draw,
        tex,
        [
            "Multiply {a} by {b}.",
            "What is the product of {a} and {b}?",
            "{a} times {b}",
            "what is {a} times {b}?",
        ],
        [
            "{a}乘{b}等于多少？",
            "求 {a} 与 {b} 的积。",
            "{a} 乘以 {b} 是多少",
            "{a}和{b}的积是多少？",
        ],
        a=a,
        b=b,
    )
    easy = digits.is_easy_product(a, b)
    lines = [f"{_product_lead(draw, a, b)}{digits.multiply(a, b)}{stop(draw)}"]
    return solved(draw, question, tex, lines, str(a * b), _key(easy, "product", *sorted((a, b))))


def _product_lead(draw: Draw, a: int, b: int) -> str:
    if min(abs(a), abs(b)) <= 10:
        return _lead(draw)
    return draw.say(
        ["Tens of the second factor, then its ones. ", "Tens first, then ones. "],
        ["先乘十位，再乘个位。", "先算十位，后算个位。"],
    )


def division(draw: Draw) -> Problem:
    """Exact: up to four digits by one."""
    b = draw.integer(2, 9)
    quotient = draw.integer(2, draw.pick((12, 999 // b, 999 // b, 999 // b, 9999 // b, 9999 // b)))
    a = b * quotient
    if draw.chance(0.05):
        a, quotient = -a, -quotient
    tex = rf"{a}\div {b}"
    question = asked(
        draw,
        tex,
        [
            "Divide {a} by {b}.",
            "What is {a} divided by {b}?",
            "{a} divided by {b}",
            "What is the quotient {}?",
        ],
        [
            "{a}除以{b}等于多少？",
            "求 {a} 除以 {b} 的商。",
            "{a} 除以 {b} 是多少",
            "{a}÷{b}的商是多少？",
        ],
        a=a,
        b=b,
    )
    lead = draw.say(
        ["Long division, from the left. ", "Divide from the left. "],
        ["从高位除起。", "从左往右除。"],
    )
    lines = [f"{lead}{digits.divide(a, b)}{stop(draw)}"]
    key = _key(abs(quotient) <= 10, "quotient", a, b)
    return solved(draw, question, tex, lines, str(quotient), key)


def sorted_text(a: str, sign: str, b: str) -> str:
    """a sign b for a key, the same for both orders where these give the same."""
    if sign in ("+", r"\times "):
        a, b = sorted((a, b))
    return f"({a}{sign}{b})"


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "addition": addition,
    "subtraction": subtraction,
    "multiplication": multiplication,
    "division": division,
}
