"""Fractions: lowest terms, sums and differences."""

from collections.abc import Callable
from fractions import Fraction
from math import gcd

from training import digits
from training.families.arithmetic import asked, result_line, stop
from training.families.euclid import by_euclid, euclid_fits
from training.families.shared import short
from training.problem import Draw, Problem, number

#: Largest numerator and denominator of an exercise, and largest common factor.
LARGEST, MOST_COMMON = 200, 10
#: Longest path, in tokens as estimated by ``short``.
LONGEST = 280


def tex_fraction(a: int, b: int) -> str:
    r"""``\frac{a}{b}`` as it stands; a minus sign goes in front."""
    return rf"{'-' if a < 0 else ''}\frac{{{abs(a)}}}{{{b}}}"


def reduction(draw: Draw, a: int, b: int) -> list[str]:
    """The lines from a/b to lowest terms: the gcd by Euclid, both divided by it."""
    path, common = by_euclid(draw, abs(a), b)
    if common == 1:
        done = draw.say("In lowest terms: ", "已是最简分数：")
        return [path, f"{done}${tex_fraction(a, b)}${stop(draw)}"]
    both = draw.say(f"Divide both by ${common}$: ", f"都除以 ${common}$：")
    steps = f"{digits.divide(abs(a), common)}, {digits.divide(b, common)}"
    result = number(Fraction(a, b))
    return [path, f"{both}{steps}, ${result}${stop(draw)}"]


def reducible(a: int, b: int) -> bool:
    """Whether the path from a/b to lowest terms is short."""
    return gcd(a, b) <= MOST_COMMON and euclid_fits(abs(a), b)


def fraction_reduction(draw: Draw) -> Problem:
    """a/b to lowest terms, both up to 200; whole numbers occur."""
    a, b = _unreduced(draw)
    tex = tex_fraction(a, b)
    shown = number(Fraction(a, b))
    question = _reduction_question(draw, tex)
    reasoning = "\n".join([f"${tex}$", *reduction(draw, a, b)])
    answer = f"$${tex}={shown}$$\n" + draw.say(
        ["In lowest terms: {}.", "The reduced fraction is {}.", "So we get {}."],
        ["最简结果是 {}。", "约分得 {}。", "化简后为 {}。"],
    ).format(rf"$\boxed{{{shown}}}$")
    return Problem(question, reasoning, answer, shown, f"reduce {a} {b}")


def _unreduced(draw: Draw) -> tuple[int, int]:
    """Numerator and denominator, mostly with a common factor."""
    while True:
        a, b = draw.integer(1, draw.pick((20, 60))), draw.integer(1, draw.pick((20, 60, 60)))
        factor = draw.integer(1 if draw.chance(0.2) else 2, MOST_COMMON)
        a, b = a * factor, b * factor
        if min(a, b) >= 2 and a != b and max(a, b) <= LARGEST and reducible(a, b):
            return (-a if draw.chance(0.08) else a), b


def _reduction_question(draw: Draw, tex: str) -> str:
    if draw.chance(0.12):
        return asked(draw, tex)
    return draw.say(
        [
            "Reduce {}.",
            "Simplify {}",
            "Simplify the fraction {}.",
            "Reduce {} to lowest terms.",
            "Write {} in lowest terms.",
            "What is {} in simplest form?",
            "Please reduce the fraction {}.",
            "Can you cancel {} down?",
            "simplest form of {}",
        ],
        [
            "约分：{}",
            "化简 {}。",
            "把 {} 约成最简分数。",
            "将 {} 化为最简分数。",
            "请把 {} 约分。",
            "{} 约分后是多少？",
            "{} 的最简分数是什么？",
            "化简分数{}",
        ],
    ).format(draw.maths(tex))


def fraction_sum(draw: Draw) -> Problem:
    """a/b + c/d or a/b - c/d, denominators up to 12, in lowest terms."""
    a, b, c, d, sign = _two_fractions(draw)
    tex = f"{tex_fraction(a, b)}{'+' if sign > 0 else '-'}{tex_fraction(c, d)}"
    question = asked(draw, tex, *_SUM_WORDINGS[sign], a=tex)
    lines, left, right, common = _common_denominator(draw, a, b, c, d)
    top = left + sign * right
    step = digits.add(left, sign * right)
    lines += [f"{_numerators(draw)}{step}, ${tex_fraction(top, common)}${stop(draw)}"]
    lines += reduction(draw, top, common)
    shown = number(Fraction(top, common))
    unreduced = f"={tex_fraction(top, common)}" if gcd(top, common) > 1 else ""
    answer = f"$${tex}{unreduced}={shown}$$\n{result_line(draw, shown)}"
    return Problem(question, "\n".join([f"${tex}$", *lines]), answer, shown, _key(a, b, c, d, sign))


_SUM_WORDINGS: dict[int, tuple[list[str], list[str]]] = {
    1: (
        ["Add the fractions: {}", "What is the sum {}?", "Add and simplify: {}"],
        ["分数加法：{}", "求和：{}", "计算 {}，结果化为最简分数。"],
    ),
    -1: (
        ["Subtract the fractions: {}", "What is the difference {}?", "Subtract and simplify: {}"],
        ["分数减法：{}", "求差：{}", "计算 {}，结果化为最简分数。"],
    ),
}


def _two_fractions(draw: Draw) -> tuple[int, int, int, int, int]:
    """a, b, c, d and the sign between, such that the path stays short."""
    while True:
        b, d = draw.integer(2, 12), draw.integer(2, 12)
        if draw.chance(0.1):
            d = b
        a, c = draw.integer(1, draw.pick((b, 3 * b))), draw.integer(1, draw.pick((d, 3 * d)))
        sign = draw.pick((1, -1))
        common = b if b == d else b * d
        top = int((Fraction(a, b) + sign * Fraction(c, d)) * common)
        if gcd(a, b) > 1 or gcd(c, d) > 1 or top == 0:
            continue
        if (top < 0 or b == d) and draw.chance(0.7):
            continue
        if reducible(top, common):
            return a, b, c, d, sign


def _common_denominator(
    draw: Draw, a: int, b: int, c: int, d: int
) -> tuple[list[str], int, int, int]:
    """The lines to a common denominator, both numerators over it, and the denominator."""
    lead = draw.say(f"Denominators ${b}$ and ${d}$", f"分母 ${b}$ 和 ${d}$")
    if b == d:
        return [f"{lead}{draw.say(' are equal.', ' 相同。')}"], a, c, b
    lead += draw.say([", multiply: ", ", common denominator: "], ["，相乘：", "，公分母："])
    first = f"${tex_fraction(a, b)}$: {digits.multiply(a, d)}"
    second = f"${tex_fraction(c, d)}$: {digits.multiply(c, b)}"
    lines = [
        f"{lead}{digits.multiply(b, d)}{stop(draw)}",
        *(f"{e}{stop(draw)}" for e in (first, second)),
    ]
    return lines, a * d, c * b, b * d


def _key(a: int, b: int, c: int, d: int, sign: int) -> str:
    pairs = [(a, b), (c, d)]
    return f"fractions {sign} {sorted(pairs) if sign > 0 else pairs}"


def _numerators(draw: Draw) -> str:
    return draw.say(["Numerators: ", "Now the numerators: "], ["分子相加减：", "只算分子："])


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "fraction reduction": short(fraction_reduction, LONGEST),
    "fraction sum": short(fraction_sum, LONGEST),
}
