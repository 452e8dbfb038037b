"""Two linear equations with two unknowns, solved by elimination of the second one."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from training import digits
from training.families.linear import LONGEST, minus, plus, quotient, therefore
from training.families.shared import short
from training.problem import Draw, Problem, polynomial

LETTERS = (("x", "y"),) * 6 + (("a", "b"), ("m", "n"), ("s", "t"))


@dataclass(frozen=True)
class Equation:
    """ax + by = c."""

    a: int
    b: int
    c: int

    def times(self, factor: int) -> "Equation":
        """The equation with everything multiplied."""
        return Equation(self.a * factor, self.b * factor, self.c * factor)

    def tex(self, letters: tuple[str, str]) -> str:
        second = polynomial([self.b, 0], letters[1])
        sign = "+" if self.b > 0 else ""
        return f"{polynomial([self.a, 0], letters[0])}{sign}{second}={self.c}"


def _equations(draw: Draw, x: int, y: int) -> tuple[Equation, Equation]:
    """Two equations with that solution and small numbers on the way."""
    while True:
        size = draw.pick((1, 2, 3, 4, 5, 6))
        a, b, c, d = (draw.nonzero(-size, size) for _ in range(4))
        a, c = (abs(a), abs(c)) if draw.chance(0.7) else (a, c)
        common = math.lcm(b, d)
        rest = a * common // abs(b) - _side(b, d) * c * common // abs(d)
        first, second = Equation(a, b, a * x + b * y), Equation(c, d, c * x + d * y)
        largest = max(abs(first.c * common // b), abs(second.c * common // d))
        if 1 <= abs(rest) <= 12 and largest <= 60:
            return first, second


def _side(b: int, d: int) -> int:
    """1 where the equations are subtracted (same signs), -1 where they are added."""
    return 1 if b * d > 0 else -1


def system(draw: Draw) -> Problem:
    """ax + by = e, cx + dy = f with an integer solution."""
    x, y = draw.integer(-9, 9), draw.integer(-9, 9)
    if draw.chance(0.6):
        x, y = abs(x), abs(y)
    first, second = _equations(draw, x, y)
    letters = draw.pick(LETTERS)
    lines = [f"(1) ${first.tex(letters)}$", f"(2) ${second.tex(letters)}$"]
    lines += _eliminate(draw, first, second, letters, x)
    lines += [_substitute(draw, first, letters, x, y), _check(draw, second, x, y)]
    expected = f"{letters[0]}={x},{letters[1]}={y}"
    key = f"system {first.a} {first.b} {first.c} {second.a} {second.b} {second.c}"
    question = _ask(draw, first.tex(letters), second.tex(letters), letters)
    answer = _answer(draw, first, second, letters, expected)
    return Problem(question, "\n".join(lines), answer, expected, key)


def _eliminate(
    draw: Draw, first: Equation, second: Equation, letters: tuple[str, str], x: int
) -> list[str]:
    """Equal sizes before the second unknown, then add or subtract, then divide."""
    lines, common = [], math.lcm(first.b, second.b)
    by_first, by_second = common // abs(first.b), common // abs(second.b)
    if by_first * by_second > 1:
        lines = [
            _common_size(draw, first.b, second.b, common, letters[1]),
            _scaled(draw, 1, first, by_first, letters),
            _scaled(draw, 2, second, by_second, letters),
        ]
    lines.append(_combined(draw, first.times(by_first), second.times(by_second), letters))
    up, down = first.times(by_first), second.times(by_second)
    side = _side(up.b, down.b)
    factor, value = up.a - side * down.a, up.c - side * down.c
    if factor != 1:
        lines.append(_divided(draw, value, factor, f"{letters[0]}={x}"))
    return lines


def _common_size(draw: Draw, b: int, d: int, common: int, letter: str) -> str:
    return draw.say(
        [f"Make ${letter}$ equal in size: ${abs(b)}$ and ${abs(d)}$ have the multiple ${common}$."],
        [f"让 ${letter}$ 的系数相同：${abs(b)}$ 和 ${abs(d)}$ 的公倍数是 ${common}$。"],
    )


def _scaled(draw: Draw, label: int, line: Equation, factor: int, letters: tuple[str, str]) -> str:
    result = line.times(factor).tex(letters)
    if factor == 1:
        return draw.say(f"({label}) stays: ${result}$.", f"({label}) 不变：${result}$。")
    start = draw.say(f"({label}) times ${factor}$: ", f"({label}) 乘以 ${factor}$：")
    steps = ", ".join(_products((line.a, factor), (line.c, factor)))
    return start + therefore(draw, steps, result)


def _combined(draw: Draw, up: Equation, down: Equation, letters: tuple[str, str]) -> str:
    side = _side(up.b, down.b)
    step = minus if side == 1 else plus
    steps = f"{step(up.a, down.a)}, {step(up.c, down.c)}"
    result = f"{polynomial([up.a - side * down.a, 0], letters[0])}={up.c - side * down.c}"
    letter = f"${letters[1]}$"
    if side == 1:
        start = draw.say(
            [f"{letter} has equal signs, subtract (2) from (1): "],
            [f"{letter} 的符号相同，(1) 减去 (2)："],
        )
    else:
        start = draw.say(
            [f"{letter} has opposite signs, add (1) and (2): "],
            [f"{letter} 的符号相反，(1) 加上 (2)："],
        )
    return start + therefore(draw, steps, result)


def _divided(draw: Draw, value: int, factor: int, result: str) -> str:
    start = draw.say(f"Divide by ${factor}$: ", f"除以 ${factor}$：")
    return start + therefore(draw, quotient(value, factor), result)


def _substitute(draw: Draw, line: Equation, letters: tuple[str, str], x: int, y: int) -> str:
    start = draw.say(
        [f"Put ${letters[0]}={x}$ into (1): ", f"Insert ${letters[0]}={x}$ in (1): "],
        [f"把 ${letters[0]}={x}$ 代入 (1)：", f"代入 (1)，${letters[0]}={x}$："],
    )
    product = line.a * x
    steps = ", ".join([*_products((line.a, x)), minus(line.c, product)])
    text = start + therefore(draw, steps, f"{polynomial([line.b, 0], letters[1])}={line.b * y}")
    if line.b == 1:
        return text
    return f"{text}\n{_divided(draw, line.b * y, line.b, f'{letters[1]}={y}')}"


def _products(*pairs: tuple[int, int]) -> list[str]:
    """Each product spelled out, but those with a coefficient of 1."""
    return [digits.multiply(a, b) for a, b in pairs if a != 1]


def _check(draw: Draw, line: Equation, x: int, y: int) -> str:
    products = _products((line.a, x), (line.b, y))
    steps = ", ".join([*products, plus(line.a * x, line.b * y)])
    return draw.say(
        [f"Check in (2): {steps}. Correct.", f"Test with (2): {steps}. It fits."],
        [f"用 (2) 检验：{steps}，正确。", f"代入 (2) 检验：{steps}，成立。"],
    )


def _answer(
    draw: Draw, first: Equation, second: Equation, letters: tuple[str, str], expected: str
) -> str:
    cases = _cases(first.tex(letters), second.tex(letters))
    how = draw.say(
        [
            f"Eliminate ${letters[1]}$, then substitute.",
            f"By elimination of ${letters[1]}$:",
        ],
        [f"先消去 ${letters[1]}$，再代入。", f"消去 ${letters[1]}$："],
    )
    box = rf"$\boxed{{{expected}}}$"
    last = draw.say([f"So {box}.", f"The solution is {box}."], [f"所以 {box}。", f"解为 {box}。"])
    return f"$${cases}$$\n{how}\n{last}"


def _cases(first: str, second: str) -> str:
    return rf"\begin{{cases}}{first}\\{second}\end{{cases}}"


def _ask(draw: Draw, first: str, second: str, letters: tuple[str, str]) -> str:
    wording = draw.say(
        [
            "Solve {}.",
            "Solve {}",
            "Solve the system {}",
            "Solve the system of equations: {}",
            "Find {x} and {y} if {}.",
            "What are {x} and {y} when {}?",
            "Please solve this system and show your steps: {}",
            "{}, find {x} and {y}",
            "{}",
        ],
        [
            "解方程组：{}",
            "解方程组{}",
            "解二元一次方程组 {}。",
            "求解 {}。",
            "已知 {}，求 {x} 和 {y}。",
            "{}，求{x},{y}的值。",
            "请解方程组 {}，并写出步骤。",
            "请问方程组 {} 的解是什么？",
            "{}",
        ],
    )
    return wording.format(_pair(draw, first, second), x=letters[0], y=letters[1])


def _pair(draw: Draw, first: str, second: str) -> str:
    """Both equations in one notation, joined in one of the usual ways."""
    if draw.chance(0.2):
        return f"${_cases(first, second)}$"
    both = draw.maths(f"{first}@{second}")
    joint = draw.say([", ", ",", " and ", "; ", "\n"], ["，", ", ", "和", " 和 ", "；", "\n"])
    if both.startswith("$"):
        joint = f"${joint}$"
    elif both.startswith("\\("):
        joint = rf"\){joint}\("
    return both.replace("@", joint)


FAMILIES: dict[str, Callable[[Draw], Problem]] = {"linear system": short(system, LONGEST)}
