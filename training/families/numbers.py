"""Whole numbers: greatest common divisor, least common multiple, arithmetic sequences."""

import math
from collections.abc import Callable, Sequence

from training import digits
from training.families.euclid import by_euclid, euclid_fits
from training.families.numbers_texts import (
    GCD,
    LCM,
    NEXT,
    SUM,
    SUM_GIVEN,
    TERM,
    TERM_GIVEN,
    Wordings,
)
from training.families.shared import SINGLE_PIECE, sentences, short
from training.problem import Draw, Problem

#: Longest worked path, in words and signs: numbers that need more are drawn again.
LONGEST = 240
#: Largest number whose lcm is asked.
LARGEST = 400


def greatest_common_divisor(draw: Draw) -> Problem:
    """The gcd of two numbers by Euclid's algorithm."""
    big, small = _pair(draw)
    question = _ask_pair(draw, GCD, big, small)
    path, divisor = by_euclid(draw, big, small)
    reasoning = "\n".join([f"${big},{small}$", path])
    answer = _gcd_answer(draw, divisor)
    return Problem(question, reasoning, answer, str(divisor), f"gcd {big} {small}")


def least_common_multiple(draw: Draw) -> Problem:
    """The lcm of two numbers through their gcd."""
    big, small = _pair_for_lcm(draw)
    divisor = math.gcd(big, small)
    question = _ask_pair(draw, LCM, big, small)
    path, _ = by_euclid(draw, big, small)
    steps = f"{digits.divide(small, divisor)}, {digits.multiply(big, small // divisor)}"
    lead = draw.say(
        ["Divide the smaller one by the gcd and multiply: ", "Smaller one by gcd, times bigger: "],
        ["较小数除以最大公约数，再乘较大数：", "小数除以最大公约数，乘大数："],
    )
    reasoning = "\n".join([f"${big},{small}$", path, f"{lead}{steps}{draw.say('.', '。')}"])
    answer = _lcm_answer(draw, big, small, divisor)
    expected = str(big * small // divisor)
    return Problem(question, reasoning, answer, expected, f"lcm {big} {small}")


def arithmetic_sequence(draw: Draw) -> Problem:
    """A term of an arithmetic sequence: the next one or the n-th."""
    first, step = draw.integer(-30, 60), draw.nonzero(-9, 9)
    if draw.chance(0.2):
        return _next_term(draw, first, step)
    count = draw.pick([*range(5, 26), 30, 40, 50, 100])
    question, start = _ask_sequence(draw, (TERM, TERM_GIVEN), first, step, count)
    steps, last = _term_steps(draw, first, step, count)
    reasoning = sentences(draw, [*start, steps])
    name = _indexed("a", count)
    answer = (
        f"$${name}={first}+({count}-1)\\times {digits.signed(step)}$$\n$${name}=\\boxed{{{last}}}$$"
    )
    key = f"sequence term {first} {step} {count}"
    return Problem(question, reasoning, answer, str(last), key)


def arithmetic_sum(draw: Draw) -> Problem:
    """The sum of the first n terms of an arithmetic sequence."""
    first, step = draw.integer(-20, 40), draw.nonzero(-9, 9)
    count = draw.integer(4, 10)
    question, start = _ask_sequence(draw, (SUM, SUM_GIVEN), first, step, count)
    steps, last = _term_steps(draw, first, step, count)
    reasoning = sentences(draw, [*start, steps, *_sum_steps(draw, first, last, count)])
    value = (first + last) * count // 2
    answer = (
        f"$${_indexed('a', count)}={last}$$\n"
        f"$${_indexed('S', count)}=\\frac{{{count}\\times ({first}{last:+d})}}{{2}}"
        f"=\\boxed{{{value}}}$$"
    )
    key = f"sequence sum {first} {step} {count}"
    return Problem(question, reasoning, answer, str(value), key)


def _pair(draw: Draw) -> tuple[int, int]:
    """Two numbers, bigger first, most with a common divisor; a big one leaves few pairs."""
    while True:
        common = draw.pick((1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, draw.integer(10, 20)))
        most = draw.pick((99, 200, 200)) // common
        a, b = common * draw.integer(1, most), common * draw.integer(1, most)
        if min(a, b) > 3 and a != b and euclid_fits(a, b):
            return max(a, b), min(a, b)


def _pair_for_lcm(draw: Draw) -> tuple[int, int]:
    """Two numbers, bigger first; the gcd is 10 at most."""
    while True:
        common = draw.pick((1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
        a, b = draw.integer(2, 24), draw.integer(2, min(LARGEST // common, 60))
        if a != b and math.gcd(a, b) == 1 and euclid_fits(common * a, common * b):
            return common * max(a, b), common * min(a, b)


def _ask_pair(draw: Draw, wordings: Wordings, big: int, small: int) -> str:
    a, b = (big, small) if draw.chance(0.4) else (small, big)
    wording = draw.say(*wordings)
    if "(" not in wording and draw.chance(0.15):
        return wording.format(a=f"${a}$", b=f"${b}$")
    return wording.format(a=a, b=b)


def _gcd_answer(draw: Draw, divisor: int) -> str:
    return draw.say(
        [
            "The greatest common divisor is $\\boxed{{{}}}$.",
            "So the greatest common divisor is $\\boxed{{{}}}$.",
        ],
        ["最大公约数是 $\\boxed{{{}}}$。", "所以最大公约数为 $\\boxed{{{}}}$。"],
    ).format(divisor)


def _lcm_answer(draw: Draw, big: int, small: int, divisor: int) -> str:
    quotient, value = small // divisor, big * small // divisor
    greatest = draw.say("The greatest common divisor is ${}$.", "最大公约数是 ${}$。").format(
        divisor
    )
    closing = draw.say(
        [
            "The least common multiple is $\\boxed{{{}}}$.",
            "So the least common multiple is $\\boxed{{{}}}$.",
        ],
        ["最小公倍数是 $\\boxed{{{}}}$。", "所以最小公倍数为 $\\boxed{{{}}}$。"],
    ).format(value)
    start = rf"{small}\div {divisor}\times {big}=" if divisor > 1 else ""
    formula = rf"$${start}{quotient}\times {big}={value}$$"
    return f"{greatest}\n{formula}\n{closing}"


def _indexed(name: str, index: int) -> str:
    return f"{name}_{index}" if index < 10 else f"{name}_{{{index}}}"


def _ordinal(index: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{index}{'th' if index in (11, 12, 13) else endings.get(index % 10, 'th')}"


def _next_term(draw: Draw, first: int, step: int) -> Problem:
    terms = [first + step * i for i in range(draw.pick([3, 3, 4]))]
    last, shown = terms[-1], ",".join(map(str, terms))
    question = draw.say(*NEXT).format(t=_typed_terms(draw, terms))
    lead = draw.say(["The next term: ", "Add it once more: "], ["下一项：", "再加一次公差："])
    start = [f"${shown}$", _difference(draw, terms), lead + digits.add(last, step)]
    answer = f"$${last}{step:+d}={last + step}$$\n" + draw.say(
        ["The next term is $\\boxed{{{}}}$.", "The sequence goes on with $\\boxed{{{}}}$."],
        ["下一项是 $\\boxed{{{}}}$。", "所以下一项为 $\\boxed{{{}}}$。"],
    ).format(last + step)
    key = f"sequence next {first} {step} {len(terms)}"
    return Problem(question, sentences(draw, start), answer, str(last + step), key)


def _typed_terms(draw: Draw, terms: Sequence[int]) -> str:
    separator = (
        draw.pick([", ", ", ", ","]) if draw.language == "en" else draw.pick([", ", "，", ","])
    )
    return separator.join(map(str, terms))


def _difference(draw: Draw, terms: Sequence[int]) -> str:
    lead = draw.say(["The difference: ", "From term to term: "], ["公差：", "相邻两项的差："])
    return f"{lead}{digits.subtract(terms[1], terms[0])}, $d={terms[1] - terms[0]}$"


def _ask_sequence(
    draw: Draw, wordings: tuple[Wordings, Wordings], first: int, step: int, count: int
) -> tuple[str, list[str]]:
    """The question from terms or from a_1 and d, and the first lines of its path."""
    if draw.chance(0.5):
        terms = [first + step * i for i in range(draw.pick([3, 3, 4]))]
        question = draw.say(*wordings[0]).format(
            t=_typed_terms(draw, terms), n=count, o=_ordinal(count)
        )
        shown = ",".join(map(str, terms))
        return question, [f"${shown}$, $n={count}$", _difference(draw, terms)]
    parts = {"f": f"a_1={first}", "d": f"d={step}"}
    parts |= {"x": f"a_{count}", "s": f"S_{count}"}
    if draw.chance(0.35):
        parts |= {"x": _indexed("a", count), "s": _indexed("S", count)}
        parts = {key: f"${value}$" for key, value in parts.items()}
    elif draw.chance(0.3):
        parts = {key: value.replace("=", " = ") for key, value in parts.items()}
    elif draw.chance(0.3):
        parts = {key: value.replace("_", "") for key, value in parts.items()}
    question = draw.say(*wordings[1]).format(n=count, a=first, e=step, **parts)
    return question, [f"$a_1={first}$, $d={step}$, $n={count}$"]


def _term_steps(draw: Draw, first: int, step: int, count: int) -> tuple[str, int]:
    """From the first term, (n - 1) times the difference further."""
    lead = draw.say(
        ["$n-1$ steps of $d$: ", "Add $d$ to $a_1$ so often: "],
        ["首项加上 $n-1$ 个公差：", "共走 $n-1$ 步："],
    )
    way = step * (count - 1)
    steps = [
        digits.subtract(count, 1),
        digits.multiply(count - 1, step),
        digits.add(first, way),
        f"${_indexed('a', count)}={first + way}$",
    ]
    return lead + ", ".join(steps), first + way


def _sum_steps(draw: Draw, first: int, last: int, count: int) -> list[str]:
    """First plus last term, times n, halved."""
    ends = first + last
    together = draw.say(
        ["First plus last: ", "Add first and last term: "], ["首项加末项：", "首末两项相加："]
    ) + digits.add(first, last)
    half = draw.say("Times $n$, divided by $2$: ", "乘以 $n$ 再除以 $2$：")
    steps = [digits.multiply(ends, count), digits.divide(ends * count, 2)]
    value = f"${_indexed('S', count)}={ends * count // 2}$"
    return [together, half + ", ".join([*steps, value])]


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "gcd": short(greatest_common_divisor, LONGEST, SINGLE_PIECE),
    "lcm": short(least_common_multiple, LONGEST, SINGLE_PIECE),
    "arithmetic sequence": arithmetic_sequence,
    "arithmetic sum": short(arithmetic_sum, LONGEST, SINGLE_PIECE),
}
