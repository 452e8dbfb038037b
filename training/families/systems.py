"""Two linear equations with two unknowns, solved by Cramer's rule: always the same six products."""

from collections.abc import Callable
from dataclasses import dataclass

from training import digits
from training.families.linear import LONGEST
from training.families.shared import short
from training.problem import Draw, Problem, polynomial

LETTERS = (("x", "y"),) * 6 + (("a", "b"), ("m", "n"), ("s", "t"))


@dataclass(frozen=True)
class Equation:
    """ax + by = c."""

    a: int
    b: int
    c: int

    @property
    def row(self) -> tuple[int, int, int]:
        return self.a, self.b, self.c

    def tex(self, letters: tuple[str, str]) -> str:
        second = polynomial([self.b, 0], letters[1])
        sign = "+" if self.b > 0 else ""
        return f"{polynomial([self.a, 0], letters[0])}{sign}{second}={self.c}"


def _equations(draw: Draw, x: int, y: int) -> tuple[Equation, Equation]:
    """Two equations with that solution, a determinant of one digit and small numbers."""
    while True:
        size = draw.pick((2, 3, 4, 5))
        a, b, c, d = (draw.nonzero(-size, size) for _ in range(4))
        a, c = (abs(a), abs(c)) if draw.chance(0.7) else (a, c)
        first, second = Equation(a, b, a * x + b * y), Equation(c, d, c * x + d * y)
        if 1 <= abs(a * d - b * c) <= 9 and max(abs(first.c), abs(second.c)) <= 30:
            return first, second


def system(draw: Draw) -> Problem:
    """ax + by = e, cx + dy = f with an integer solution."""
    x, y = draw.integer(-9, 9), draw.integer(-9, 9)
    if draw.chance(0.6):
        x, y = abs(x), abs(y)
    first, second = _equations(draw, x, y)
    letters = draw.pick(LETTERS)
    lines = [f"(1) ${first.tex(letters)}$", f"(2) ${second.tex(letters)}$"]
    lines += _cramer(draw, first, second, letters)
    expected = f"{letters[0]}={x},{letters[1]}={y}"
    key = f"system {first.a} {first.b} {first.c} {second.a} {second.b} {second.c}"
    question = _ask(draw, first.tex(letters), second.tex(letters), letters)
    answer = _answer(draw, first, second, letters, expected)
    return Problem(question, "\n".join(lines), answer, expected, key)


def _cramer(draw: Draw, first: Equation, second: Equation, letters: tuple[str, str]) -> list[str]:
    """The rows, the three determinants, the two quotients."""
    (a, b, e), (c, d, f) = first.row, second.row
    whole, left, right = a * d - b * c, e * d - b * f, a * f - e * c
    rows = draw.say(["Rows: ", "Coefficients: "], ["各行：", "系数："])
    x, y = letters
    lines = [
        f"{rows}${a},{b},{e}$; ${c},{d},{f}$",
        _determinant("D", (a, d), (b, c)),
        _determinant(f"D_{x}", (e, d), (b, f)),
        _determinant(f"D_{y}", (a, f), (e, c)),
        f"{digits.divide(left, whole)}, ${x}={left // whole}$",
        f"{digits.divide(right, whole)}, ${y}={right // whole}$",
    ]
    return [line + draw.say(".", "。") for line in lines]


def _determinant(name: str, plus: tuple[int, int], minus: tuple[int, int]) -> str:
    """One product less another."""
    p, m = plus[0] * plus[1], minus[0] * minus[1]
    steps = [digits.multiply(*plus), digits.multiply(*minus), digits.subtract(p, m)]
    return f"${name}$: {', '.join(steps)}, ${name}={p - m}$"


def _answer(
    draw: Draw, first: Equation, second: Equation, letters: tuple[str, str], expected: str
) -> str:
    (a, b, e), (c, d, f), (x, y) = first.row, second.row, letters
    values = f"D={a * d - b * c},D_{x}={e * d - b * f},D_{y}={a * f - e * c}"
    how = draw.say("By Cramer's rule:", "用克拉默法则：")
    box = rf"$\boxed{{{expected}}}$"
    last = draw.say([f"So {box}.", f"The solution is {box}."], [f"所以 {box}。", f"解为 {box}。"])
    return f"{how}\n$${values}$$\n{last}"


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
