"""Whole numbers: greatest common divisor, least common multiple, arithmetic sequences."""

from collections.abc import Callable, Sequence

from training import digits
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
LONGEST = 290


def greatest_common_divisor(draw: Draw) -> Problem:
    """The gcd of two numbers by Euclid's algorithm."""
    big, small = _pair(draw, 180)
    question = _ask_pair(draw, GCD, big, small)
    path, divisor = _by_euclid(draw, big, small)
    reasoning = sentences(draw, [*path, _gcd_check(draw, big, small, divisor)])
    answer = _gcd_answer(draw, big, small, divisor)
    return Problem(question, reasoning, answer, str(divisor), f"gcd {big} {small}")


def least_common_multiple(draw: Draw) -> Problem:
    """The lcm of two numbers through their gcd."""
    big, small = _pair(draw, 200)
    question = _ask_pair(draw, LCM, big, small)
    path, divisor = _by_euclid(draw, big, small)
    reasoning = sentences(draw, [*path, _multiple_steps(draw, big, small, divisor)])
    answer = _lcm_answer(draw, big, small, divisor)
    expected = str(big * small // divisor)
    return Problem(question, reasoning, answer, expected, f"lcm {big} {small}")


def _by_euclid(draw: Draw, big: int, small: int) -> tuple[list[str], int]:
    """The path from two numbers to their gcd, and the gcd."""
    steps, divisor = _euclid(big, small)
    lead = _euclid_lead(draw) + ", ".join(steps)
    return [f"${big}$, ${small}$", lead, _end_of_euclid(draw, divisor)], divisor


def arithmetic_sequence(draw: Draw) -> Problem:
    """A term of an arithmetic sequence: the next one or the n-th."""
    first, step = draw.integer(-30, 60), draw.nonzero(-12, 12)
    if draw.chance(0.2):
        return _next_term(draw, first, step)
    while True:
        count = draw.pick([*range(5, 26), 30, 40, 50, 100])
        question, start = _ask_sequence(draw, (TERM, TERM_GIVEN), first, step, count)
        steps, last = _term_steps(draw, first, step, count)
        reasoning = sentences(draw, [*start, steps])
        if len(SINGLE_PIECE.findall(reasoning)) <= LONGEST:
            break
    name = _indexed("a", count)
    answer = (
        f"$${name}={first}+({count}-1)\\times {digits.signed(step)}$$\n$${name}=\\boxed{{{last}}}$$"
    )
    key = f"sequence term {first} {step} {count}"
    return Problem(question, reasoning, answer, str(last), key)


def arithmetic_sum(draw: Draw) -> Problem:
    """The sum of the first n terms of an arithmetic sequence."""
    first, step = draw.integer(-15, 30), draw.nonzero(-9, 12)
    count = draw.pick([*range(5, 21), 10, 20, 30, 40, 50])
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


def _pair(draw: Draw, top: int) -> tuple[int, int]:
    """Two numbers, bigger first, most with a common divisor, no quotient above 12 in Euclid."""
    while True:
        common = (
            1 if draw.chance(0.25) else draw.pick([2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15])
        )
        a, b = (common * draw.integer(1, top // common) for _ in range(2))
        big, small = max(a, b), min(a, b)
        if big > small > 3 and small * big < 20_000 and _quotients_fit(big, small):
            return big, small


def _quotients_fit(big: int, small: int) -> bool:
    while small > 1:
        if big // small > 12:
            return False
        big, small = small, big % small
    return True


def _ask_pair(draw: Draw, wordings: Wordings, big: int, small: int) -> str:
    a, b = (big, small) if draw.chance(0.4) else (small, big)
    wording = draw.say(*wordings)
    if "(" not in wording and draw.chance(0.15):
        return wording.format(a=f"${a}$", b=f"${b}$")
    return wording.format(a=a, b=b)


def _euclid_lead(draw: Draw) -> str:
    return draw.say(
        ["Euclid: ", "Divide with remainder: ", "Euclidean algorithm: "],
        ["辗转相除：", "用辗转相除法：", "做带余除法："],
    )


def _euclid(big: int, small: int) -> tuple[list[str], int]:
    """The divisions with remainder, each product and difference spelled out, and the gcd."""
    steps = []
    while small > 1:
        steps.append(_division(big, small))
        big, small = small, big % small
    return steps, small or big


def _division(a: int, b: int) -> str:
    quotient, rest = divmod(a, b)
    result = rf"${a}={quotient}\times {b}+{rest}$"
    if b <= 12:
        return result
    product = quotient * b
    parts = [digits.multiply(quotient, b)] if quotient > 1 else []
    if rest:
        parts.append(digits.subtract(a, product))
    return ", ".join([*parts, result])


def _end_of_euclid(draw: Draw, divisor: int) -> str:
    if divisor == 1:
        return draw.say(
            ["The remainder is $1$, so the gcd is $1$", "Remainder $1$: the gcd is $1$"],
            ["余数为 $1$，所以最大公约数是 $1$", "余数是 $1$，最大公约数为 $1$"],
        )
    return draw.say(
        ["The remainder is $0$, so the gcd is ${}$", "Remainder $0$: the gcd is ${}$"],
        ["余数为 $0$，所以最大公约数是 ${}$", "余数是 $0$，最大公约数为 ${}$"],
    ).format(divisor)


def _gcd_check(draw: Draw, big: int, small: int, divisor: int) -> str:
    lead = draw.say(["Check: ", "Test: "], ["检验：", "验证："])
    products = [digits.multiply(divisor, number // divisor) for number in (big, small)]
    return lead + ", ".join(products)


def _gcd_answer(draw: Draw, big: int, small: int, divisor: int) -> str:
    closing = draw.say(
        [
            "The greatest common divisor is $\\boxed{{{}}}$.",
            "So the greatest common divisor is $\\boxed{{{}}}$.",
        ],
        ["最大公约数是 $\\boxed{{{}}}$。", "所以最大公约数为 $\\boxed{{{}}}$。"],
    ).format(divisor)
    products = [rf"$${n}={divisor}\times {n // divisor}$$" for n in (big, small)]
    return "\n".join([*products, closing])


def _multiple_steps(draw: Draw, big: int, small: int, divisor: int) -> str:
    """The smaller number divided by the gcd, times the bigger one."""
    if divisor == 1:
        lead = draw.say("So multiply both: ", "所以直接相乘：")
        return lead + digits.multiply(big, small)
    lead = draw.say(
        ["Divide by the gcd and multiply: ", "One number divided by the gcd, times the other: "],
        ["除以最大公约数，再乘另一个数：", "一个数除以最大公约数，乘另一个数："],
    )
    return f"{lead}{digits.divide(small, divisor)}, {digits.multiply(big, small // divisor)}"


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
    return (
        f"{lead}{digits.subtract(terms[1], terms[0])}, {digits.subtract(terms[2], terms[1])}, "
        f"$d={terms[1] - terms[0]}$"
    )


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
    """First plus last term, times n, halved where it is even: n or the sum."""
    ends = first + last
    together = draw.say(
        ["First plus last: ", "Add first and last term: "], ["首项加末项：", "首末两项相加："]
    ) + digits.add(first, last)
    if count % 2 == 0:
        half = draw.say("Half of $n$, times this sum: ", "项数的一半乘以这个和：")
        steps = [digits.divide(count, 2), digits.multiply(ends, count // 2)]
    else:
        half = draw.say("Half of this sum, times $n$: ", "这个和的一半乘以项数：")
        steps = [digits.divide(ends, 2), digits.multiply(ends // 2, count)]
    value = f"${_indexed('S', count)}={ends * count // 2}$"
    return [together, half + ", ".join([*steps, value])]


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "gcd": short(greatest_common_divisor, LONGEST, SINGLE_PIECE),
    "lcm": short(least_common_multiple, LONGEST, SINGLE_PIECE),
    "arithmetic sequence": arithmetic_sequence,
    "arithmetic sum": short(arithmetic_sum, LONGEST, SINGLE_PIECE),
}
