"""Two of the four operations in one exercise: precedence, brackets."""

from collections.abc import Callable

from training import digits
from training.families.arithmetic import (
    asked,
    plus,
    result_line,
    sized,
    sorted_text,
    stop,
)
from training.problem import Draw, Problem

STEPS: dict[str, Callable[[int, int], str]] = {
    "+": plus,
    "-": digits.subtract,
    r"\times ": digits.multiply,
    r"\div ": digits.divide,
}
#: First operation, second one, whether the first stands on the right of the second.
FORMS = (
    (r"\times ", "+", True),
    (r"\times ", "-", True),
    (r"\times ", "+", False),
    (r"\times ", "-", False),
    (r"\div ", "+", True),
    (r"\div ", "-", True),
    (r"\div ", "+", False),
    (r"\div ", "-", False),
    ("+", r"\times ", True),
    ("-", r"\times ", True),
    ("+", r"\times ", False),
    ("-", r"\times ", False),
    ("+", r"\div ", False),
    ("-", r"\div ", False),
    ("+", "-", True),
    ("-", "-", True),
    (r"\times ", r"\div ", False),
)


def mixed(draw: Draw) -> Problem:
    """Two operations with precedence or brackets."""
    first, second, right = draw.pick(FORMS)
    x, y, z = _operands(draw, first, second)
    value = _apply(x, first, y)
    inner = f"{x}{first}{digits.signed(y)}"
    bracketed = f"({inner})" if first in "+-" else inner
    tex, after = (_joined(text, second, z, right) for text in (bracketed, str(value)))
    pair = (z, value) if right else (value, z)
    result = _apply(pair[0], second, pair[1])
    left = draw.say(["That leaves ", "Then "], ["剩下 ", "再算 "])
    lines = [
        f"{_why(draw, first, second)}{STEPS[first](x, y)}{stop(draw)}",
        f"{left}{STEPS[second](*pair)}{stop(draw)}",
    ]
    question = asked(
        draw,
        tex,
        ["Simplify {}.", "Solve {}", "Mind the order of operations: {}"],
        ["脱式计算：{}", "混合运算：{}", "注意运算顺序，计算 {}。"],
    )
    answer = f"$${tex}={after}={result}$$\n{result_line(draw, str(result))}"
    reasoning = "\n".join([f"${tex}$", *lines])
    inner_key = sorted_text(str(x), first, str(y))
    outer = (str(z), second, inner_key) if right else (inner_key, second, str(z))
    key = f"mixed {sorted_text(*outer)}"
    return Problem(question, reasoning, answer, str(result), key)


def _operands(draw: Draw, first: str, second: str) -> tuple[int, int, int]:
    """x, y, z of (x first y) second z, sometimes with a negative one among them."""
    z = draw.integer(2, 9) if second in (r"\times ", r"\div ") else draw.integer(2, 99)
    if second == r"\div ":
        x, y = _dividend(draw, first, z)
    elif first == r"\times ":
        x, y = draw.pick(
            ((draw.integer(2, 9), draw.integer(2, 9)), (sized(draw, 2), draw.integer(2, 9)))
        )
    elif first == r"\div ":
        y = draw.integer(2, 9)
        x = y * draw.integer(2, 12)
    else:
        x, y = draw.integer(2, 40), draw.integer(2, 40)
    if first == "-" and x < y and draw.chance(0.7):
        x, y = y, x
    return _negated(draw, first, second, x, y, z) if draw.chance(0.12) else (x, y, z)


def _dividend(draw: Draw, first: str, z: int) -> tuple[int, int]:
    """x and y whose sum, difference or product is a multiple of z."""
    if first == r"\times ":
        while (x := draw.integer(2, 12)) * (y := draw.integer(2, 12)) % z:
            pass
        return x, y
    value, y = z * draw.integer(2, 12), draw.integer(2, 40)
    if first == "-":
        return value + y, y
    y = min(y, value - 1)
    return value - y, y


def _negated(draw: Draw, first: str, second: str, x: int, y: int, z: int) -> tuple[int, int, int]:
    """One of the numbers turned negative where the divisions stay exact."""
    places = [0, 1] if first == r"\times " else [0] if first == r"\div " else []
    if second != r"\div ":
        places = [0, 2] if first == r"\div " else [0, 1, 2]
    values = [x, y, z]
    if places:
        place = draw.pick(places)
        values[place] = -values[place]
    return values[0], values[1], values[2]


def _apply(a: int, sign: str, b: int) -> int:
    if sign == r"\div ":
        return a // b
    return a * b if sign == r"\times " else a + b if sign == "+" else a - b


def _joined(text: str, sign: str, z: int, right: bool) -> str:
    if not right:
        return f"{text}{sign}{digits.signed(z)}"
    shown = f"({text})" if text.startswith("-") else text
    return f"{z}{sign}{shown}"


def _why(draw: Draw, first: str, second: str) -> str:
    if first in "+-":
        return draw.say(
            ["Brackets first. ", "What is in brackets comes first. "],
            ["先算括号里面的。", "先算括号内。"],
        )
    if second == r"\div ":
        return draw.say(["From left to right. "], ["从左到右依次计算。"])
    return draw.say(
        ["Multiplication and division first. ", "Products and quotients first. "],
        ["先算乘除，后算加减。", "先乘除，再加减。"],
    )


FAMILIES: dict[str, Callable[[Draw], Problem]] = {"mixed calculation": mixed}
