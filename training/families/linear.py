"""Linear equations and inequalities in one unknown."""

from collections.abc import Callable

from training import digits
from training.families.shared import short
from training.problem import Draw, Problem, polynomial

LETTERS = "xxxxxxytnzam"
_TURNED = {"<": ">", ">": "<", r"\le ": r"\ge ", r"\ge ": r"\le "}


#: No worked path is longer than this many signs and words.
LONGEST = 320


def sentence(draw: Draw, text: str) -> str:
    """``text`` with the full stop of the language."""
    return text + draw.say(".", "。")


def therefore(draw: Draw, calculation: str, formula: str) -> str:
    """A calculation and the formula it gives."""
    return sentence(
        draw, draw.say(f"{calculation}, so ${formula}$", f"{calculation}，得 ${formula}$")
    )


def boxed(draw: Draw, content: str) -> str:
    """The last sentence of the answer to an equation."""
    box = rf"$\boxed{{{content}}}$"
    return draw.say(
        [f"So {box}.", f"The solution is {box}.", f"Answer: {box}."],
        [f"所以 {box}。", f"方程的解是 {box}。", f"答案：{box}。"],
    )


def ask(draw: Draw, equation: str, letter: str) -> str:
    """A question for the root of an equation."""
    wording = draw.say(
        [
            "Solve {}.",
            "Solve {}",
            "Solve for {v}: {}",
            "Find {v} if {}.",
            "What is {v} when {}?",
            "Solve the equation {}",
            "Please solve the equation {} and show the steps.",
            "Can you help me solve {}?",
            "{}, find {v}",
            "{}, {v}=?",
            "{}",
        ],
        [
            "解方程：{}",
            "解方程{}",
            "求解方程 {}。",
            "已知 {}，求 {v}。",
            "{}，求{v}的值。",
            "请解方程 {}，写出过程。",
            "请问方程 {} 的解是多少？",
            "如果 {}，那么 {v} 等于多少？",
            "{}，{v}=?",
            "{}",
        ],
    )
    return wording.format(draw.maths(equation), v=letter)


def _arranged(draw: Draw, a: int, b: int, c: int, letter: str) -> str:
    """ax + b = c as exercises write it."""
    form = draw.pick(("normal", "normal", "normal", "swapped", "right")) if b else "normal"
    if form == "swapped":
        return f"{b}{'+' if a > 0 else ''}{polynomial([a, 0], letter)}={c}"
    side = polynomial([a, b], letter)
    return f"{c}={side}" if form == "right" else f"{side}={c}"


def _restated(draw: Draw, given: str, normal: str) -> list[str]:
    """The exercise as given and, where that differs, in normal order."""
    if given == normal:
        return [f"${given}$"]
    order = draw.say(["In normal order:", "Rewrite it:"], ["整理：", "写成一般顺序："])
    space = draw.say(" ", "")
    return [f"${given}$", sentence(draw, f"{order}{space}${normal}$")]


def _move(draw: Draw, term: str) -> str:
    return draw.say(
        [
            f"Move ${term}$ to the right side: ",
            f"Bring ${term}$ to the other side: ",
        ],
        [f"把 ${term}$ 移到右边：", f"移项，把 ${term}$ 移到右边："],
    )


def _divide(draw: Draw, a: int, value: int, result: str) -> str:
    """The step from ax = value to the root; ``result`` is what it gives."""
    by = draw.say(
        [f"Divide by ${a}$: ", f"Divide both sides by ${a}$: "],
        [f"两边除以 ${a}$：", f"两边同时除以 ${a}$："],
    )
    return by + therefore(draw, digits.divide(value, a), result)


def _coefficients(draw: Draw) -> tuple[int, int, int]:
    """a, b and the root of ax + b = c."""
    if draw.chance(0.12):
        return 1, draw.nonzero(-150, 150), draw.integer(-50, 200)
    if draw.chance(0.1):
        return draw.integer(2, 9), 0, draw.integer(-30, 99)
    a = draw.nonzero(-9, 9)
    return a, draw.nonzero(-60, 60), draw.integer(-12, 12)


def one_side(draw: Draw) -> Problem:
    """ax + b = c, (x + b)a = c or x/a + b = c with an integer root."""
    if draw.chance(0.15):
        return _bracket(draw)
    if draw.chance(0.12):
        return _fraction(draw)
    a, b, root = _coefficients(draw)
    c, letter = a * root + b, draw.pick(LETTERS)
    normal = f"{polynomial([a, b], letter)}={c}"
    given = _arranged(draw, a, b, c, letter)
    lines = _restated(draw, given, normal)
    if b:
        moved = f"{polynomial([a, 0], letter)}={c - b}"
        lines.append(_move(draw, f"{b:+d}") + therefore(draw, digits.add(c, -b), moved))
    if a != 1:
        lines.append(_divide(draw, a, c - b, f"{letter}={root}"))
    steps = [normal, f"{polynomial([a, 0], letter)}={c - b}"] if a != 1 and b else [normal]
    return _finish(draw, given, lines, steps, letter, root, f"linear {a} {b} {c}")


def _bracket(draw: Draw) -> Problem:
    """a(x + b) = c."""
    a, b, inner = draw.nonzero(-9, 9), draw.nonzero(-20, 20), draw.integer(-20, 20)
    a = 2 if abs(a) == 1 else a
    letter, c, root = draw.pick(LETTERS), a * inner, inner - b
    bracket = polynomial([1, b], letter)
    given = f"{a}({bracket})={c}"
    lines = [
        f"${given}$",
        _divide(draw, a, c, f"{bracket}={inner}"),
        _move(draw, f"{b:+d}") + therefore(draw, digits.add(inner, -b), f"{letter}={root}"),
    ]
    steps = [given, f"{bracket}={inner}"]
    return _finish(draw, given, lines, steps, letter, root, f"linear bracket {a} {b} {c}")


def _fraction(draw: Draw) -> Problem:
    """x/a + b = c."""
    a, b, part = draw.integer(2, 9), draw.nonzero(-40, 40), draw.integer(-12, 12)
    letter, c, root = draw.pick(LETTERS), part + b, a * part
    fraction = rf"\frac{{{letter}}}{{{a}}}"
    given = f"{fraction}{b:+d}={c}"
    times = draw.say([f"Multiply by ${a}$: "], [f"两边乘以 ${a}$："])
    lines = [
        f"${given}$",
        _move(draw, f"{b:+d}") + therefore(draw, digits.add(c, -b), f"{fraction}={part}"),
        times + therefore(draw, digits.multiply(part, a), f"{letter}={root}"),
    ]
    steps = [given, f"{fraction}={part}"]
    return _finish(draw, given, lines, steps, letter, root, f"linear fraction {a} {b} {c}")


def _finish(
    draw: Draw, given: str, lines: list[str], steps: list[str], letter: str, root: int, key: str
) -> Problem:
    expected = f"{letter}={root}"
    answer = "\n".join([*(f"$${step}$$" for step in steps), boxed(draw, expected)])
    return Problem(ask(draw, given, letter), "\n".join(lines), answer, expected, key)


def _two_sides(draw: Draw) -> tuple[int, int, int, int, int]:
    """a, b, c, d and the root of ax + b = cx + d, with small numbers on the way."""
    while True:
        a, c = draw.nonzero(-9, 9), draw.nonzero(-9, 9)
        b, root = draw.integer(-40, 40), draw.integer(-12, 12)
        d = (a - c) * root + b
        if 1 <= abs(a - c) <= 9 and abs(d) <= 60 and abs(a * root + b) <= 99:
            return a, b, c, d, root


def both_sides(draw: Draw) -> Problem:
    """ax + b = cx + d with an integer root."""
    a, b, c, d, root = _two_sides(draw)
    letter = draw.pick(LETTERS)
    given = f"{polynomial([a, b], letter)}={polynomial([c, d], letter)}"
    collected = f"{polynomial([a - c, 0], letter)}={d - b}"
    lines = [f"${given}$", _letters_left(draw, a, c, letter)]
    if b:
        lines.append(_numbers_right(draw, b, d))
    lines.append(draw.say(f"So ${collected}$.", f"得 ${collected}$。"))
    if a - c != 1:
        lines.append(_divide(draw, a - c, d - b, f"{letter}={root}"))
    key = f"linear both {a} {b} {c} {d}"
    return _finish(draw, given, lines, [given, collected], letter, root, key)


def _letters_left(draw: Draw, a: int, c: int, letter: str) -> str:
    terms = f"${letter}$"
    start = draw.say(
        [f"Terms with {terms} to the left: ", f"Collect {terms} on the left: "],
        [f"含 {terms} 的项移到左边：", f"把 {terms} 移到左边："],
    )
    return sentence(draw, start + digits.subtract(a, c))


def _numbers_right(draw: Draw, b: int, d: int) -> str:
    start = draw.say(
        ["Numbers to the right: ", "Collect the numbers on the right: "],
        ["数字移到右边：", "把常数移到右边："],
    )
    return sentence(draw, start + digits.subtract(d, b))


def _ask_inequality(draw: Draw, inequality: str, letter: str) -> str:
    wording = draw.say(
        [
            "Solve {}.",
            "Solve the inequality {}",
            "Solve {} for {v}",
            "For which {v} is {}?",
            "Find all {v} with {}.",
            "What values of {v} satisfy {}?",
            "Please solve this inequality: {}",
            "{}",
        ],
        [
            "解不等式：{}",
            "解不等式{}",
            "求不等式 {} 的解集。",
            "求解 {}。",
            "请问 {v} 取什么值时 {}？",
            "已知 {}，求 {v} 的取值范围。",
            "请解不等式 {}，并写出步骤。",
            "{}",
        ],
    )
    return wording.format(draw.maths(inequality).replace("  ", " "), v=letter)


def _direction(draw: Draw, a: int, before: str, after: str) -> str:
    """Why the sign of the inequality turns or stays."""
    old, new = before.strip(), after.strip()
    if a > 0:
        return draw.say(
            [f"${a}$ is positive, so ${old}$ stays."], [f"${a}$ 是正数，${old}$ 不变。"]
        )
    return draw.say(
        [f"${a}$ is negative, so ${old}$ turns into ${new}$."],
        [f"${a}$ 是负数，${old}$ 变成 ${new}$。"],
    )


def inequality(draw: Draw) -> Problem:
    r"""ax + b < c (or >, \le, \ge) with an integer bound."""
    a, b, bound = draw.nonzero(-9, 9), draw.integer(-50, 50), draw.integer(-12, 12)
    b = 7 if a == 1 and b == 0 else b
    c, letter, sign = a * bound + b, draw.pick(LETTERS), draw.pick(tuple(_TURNED))
    final = _TURNED[sign] if a < 0 else sign
    swapped = b != 0 and draw.chance(0.25)
    normal = f"{polynomial([a, b], letter)}{sign}{c}"
    plus_sign = "+" if a > 0 else ""
    given = f"{b}{plus_sign}{polynomial([a, 0], letter)}{sign}{c}" if swapped else normal
    moved, expected = f"{polynomial([a, 0], letter)}{sign}{c - b}", f"{letter}{final}{bound}"
    lines = _restated(draw, given, normal)
    if b:
        lines.append(_move(draw, f"{b:+d}") + therefore(draw, digits.add(c, -b), moved))
    if a != 1:
        lines.append(_direction(draw, a, sign, final))
        lines.append(_divide(draw, a, c - b, expected))
    shown = [normal, moved] if a != 1 and b else [normal]
    answer = "\n".join([*(f"$${step}$$" for step in shown), _inequality_box(draw, a, expected)])
    key = f"inequality {a} {b} {sign.strip()} {c}"
    question = _ask_inequality(draw, given, letter)
    return Problem(question, "\n".join(lines), answer, expected, key)


def _inequality_box(draw: Draw, a: int, expected: str) -> str:
    box = rf"$\boxed{{{expected}}}$"
    if a < 0:
        return draw.say(
            [f"Dividing by a negative number turns the sign: {box}"],
            [f"除以负数，不等号方向改变：{box}"],
        )
    return draw.say([f"So {box}.", f"The solution is {box}."], [f"所以 {box}。", f"解集是 {box}。"])


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "linear equation": one_side,
    "linear equation, both sides": short(both_sides, LONGEST),
    "linear inequality": inequality,
}
