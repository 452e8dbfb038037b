"""Fractions: lowest terms, sums and differences."""

from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm

from training import digits
from training.families.arithmetic import asked, result_line, stop
from training.families.shared import short
from training.problem import Draw, Problem, number

PRIMES = (2, 3, 5, 7, 11, 13)
#: Largest numerator and denominator of an exercise.
LARGEST = 200
#: Up to here the primes in a number are known by heart.
KNOWN = 50
#: Longest path, in tokens as estimated by ``_length``.
LONGEST = 300


def tex_fraction(a: int, b: int) -> str:
    r"""``\frac{a}{b}`` as it stands; a minus sign goes in front."""
    return rf"{'-' if a < 0 else ''}\frac{{{abs(a)}}}{{{b}}}"


def reduction(draw: Draw, a: int, b: int) -> list[str]:
    """The lines that divide a and b > 0 by one common prime after the other until none is left."""
    sign, a, position, lines = (-1 if a < 0 else 1), abs(a), 0, []
    while min(a, b) > 1:
        primes, tested = PRIMES[position:], [a, b]
        if known := _known(a, b):
            primes, tested = tuple(p for p in PRIMES if known % p == 0), [a + b - known]
            lines.append(_known_primes(draw, known, primes))
        common = next((p for p in primes if a % p == 0 and b % p == 0), 1)
        tried = primes if common == 1 else primes[: primes.index(common)]
        lines += [_not_common(draw, prime, tested) for prime in tried]
        if common == 1:
            break
        position = PRIMES.index(common)
        lines.append(_common(draw, sign * a, b, common, tested))
        a, b = a // common, b // common
    return [*lines, _end(draw, sign * a, b)]


def _known(a: int, b: int) -> int:
    """The number whose primes are listed: a small denominator, or a small numerator, or 0."""
    return next((value for value in (b, a) if value <= KNOWN and _is_smooth(value)), 0)


def _is_smooth(value: int) -> bool:
    """Whether there is no other prime in it than those that are tried."""
    for prime in PRIMES:
        while value % prime == 0:
            value //= prime
    return value == 1


def _end(draw: Draw, a: int, b: int) -> str:
    if b == 1:
        return draw.say("The denominator is $1$: ${}$.", "分母是 $1$：${}$。").format(a)
    return draw.say(
        ["Nothing else divides both: ${}$.", "No common prime is left: ${}$."],
        ["没有别的公因数了：${}$。", "已经是最简分数：${}$。"],
    ).format(tex_fraction(a, b))


def _known_primes(draw: Draw, small: int, primes: tuple[int, ...]) -> str:
    listed = ",".join(map(str, primes))
    return draw.say("Primes in ${}$: ${}$.", "${}$ 的质因数：${}$。").format(small, listed)


def _not_common(draw: Draw, prime: int, tested: list[int]) -> str:
    """Why the first number that is no multiple of the prime is none."""
    shown = tested[:1] if tested[0] % prime else tested
    test = _tests(draw, prime, shown)
    return draw.say(f"${prime}$: {test}, no.", f"${prime}$：{test}，不行。")


def _common(draw: Draw, a: int, b: int, prime: int, tested: list[int]) -> str:
    """That both are multiples, and the fraction after dividing."""
    test = _tests(draw, prime, tested)
    steps = f"{_quotient(abs(a), prime)}, {_quotient(b, prime)}"
    shown = tex_fraction(a // prime, b // prime)
    return draw.say(
        f"${prime}$: {test}, yes. {steps}, ${shown}$.",
        f"${prime}$：{test}，可以。{steps}, ${shown}$。",
    )


def _tests(draw: Draw, prime: int, values: list[int]) -> str:
    return ", ".join(TESTS[prime](draw, value) for value in values)


def _quotient(a: int, prime: int) -> str:
    """The quotient; from 7 on the test has just spelled it out."""
    return digits.divide(a, prime) if prime < 7 else rf"${a}\div {prime}={a // prime}$"


def _parity(draw: Draw, value: int) -> str:
    if value % 2:
        return draw.say(f"${value}$ is odd", f"${value}$ 是奇数")
    return draw.say(f"${value}$ is even", f"${value}$ 是偶数")


def _digit_sum(draw: Draw, value: int) -> str:
    listed = str(value)
    if value > 9:
        listed = f"{'+'.join(listed)}={sum(map(int, listed))}"
    return draw.say("digit sum", "数字和") + f" ${listed}$"


def _last_digit(draw: Draw, value: int) -> str:
    return draw.say(f"${value}$ ends in ${value % 10}$", f"${value}$ 的个位是 ${value % 10}$")


def _remainder(prime: int) -> Callable[[Draw, int], str]:
    def test(_: Draw, value: int) -> str:
        steps = digits.columns_divide(value, prime) or rf"{value}=0\times {prime}+{value}"
        return f"${steps}$"

    return test


def _multiples(_: Draw, value: int) -> str:
    return f"${_thirteens(value)}$"


def _thirteens(top: int) -> str:
    return ", ".join(rf"{n}\times 13={13 * n}" for n in range(1, -(-top // 13) + 1))


#: What shows whether a number is a multiple of the prime.
TESTS: dict[int, Callable[[Draw, int], str]] = {
    2: _parity,
    3: _digit_sum,
    5: _last_digit,
    7: _remainder(7),
    11: _remainder(11),
    13: _multiples,
}


def reducible(a: int, b: int) -> bool:
    """Whether the path for a/b is sound: no prime above 13 is ever needed."""
    return _is_smooth(abs(a)) or _is_smooth(b)


def fraction_reduction(draw: Draw) -> Problem:
    """a/b to lowest terms, both up to 200; whole numbers occur."""
    a, b = _unreduced(draw)
    tex = tex_fraction(a, b)
    shown = number(Fraction(a, b))
    question = _reduction_question(draw, tex)
    lead = draw.say(
        ["Divide both by common primes.", "Try the primes in order."],
        ["分子分母依次除以公有的质因数。", "从小到大依次试质因数。"],
    )
    reasoning = "\n".join([f"${tex}$", lead, *reduction(draw, a, b)])
    answer = f"$${tex}={shown}$$\n" + draw.say(
        ["In lowest terms: {}.", "The reduced fraction is {}.", "So we get {}."],
        ["最简结果是 {}。", "约分得 {}。", "化简后为 {}。"],
    ).format(rf"$\boxed{{{shown}}}$")
    return Problem(question, reasoning, answer, shown, f"reduce {a} {b}")


def _unreduced(draw: Draw) -> tuple[int, int]:
    """Numerator and denominator, mostly with a common factor."""
    while True:
        a, b = draw.integer(1, draw.pick((12, 20))), draw.integer(1, draw.pick((12, 30, 60)))
        if draw.chance(0.2):
            a = draw.integer(12, 40)
        if draw.chance(0.25):
            a, b = b, a
        factor = draw.integer(1 if a * b > 200 else 2, LARGEST // max(a, b))
        a, b = a * factor, b * factor
        if a >= 2 and b >= 2 and a != b and reducible(a, b):
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
    common = lcm(b, d)
    lines = [*_common_denominator(draw, b, d), *_expanded(draw, a, b, c, d)]
    top, left, right = a * common // b + sign * c * common // d, a * common // b, c * common // d
    raised = f"{tex_fraction(left, common)}{'+' if sign > 0 else '-'}{tex_fraction(right, common)}"
    step = digits.add(left, sign * right)
    lines += [f"{_numerators(draw)}{step}, ${tex_fraction(top, common)}${stop(draw)}"]
    lines += reduction(draw, top, common)
    shown = number(Fraction(top, common))
    equation = tex if b == d else f"{tex}={raised}"
    unreduced = f"={tex_fraction(top, common)}" if gcd(top, common) > 1 else ""
    answer = f"$${equation}{unreduced}={shown}$$\n{result_line(draw, shown)}"
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
        b, d = (max(draw.integer(2, 12), draw.integer(2, 12)) for _ in range(2))
        a, c = draw.integer(1, 2 * b), draw.integer(1, draw.pick((d, 2 * d)))
        sign = draw.pick((1, -1))
        top = Fraction(a, b) + sign * Fraction(c, d)
        common = lcm(b, d)
        if gcd(a, b) > 1 or gcd(c, d) > 1 or top == 0 or common > 132:
            continue
        if (top < 0 or b == d) and draw.chance(0.7):
            continue
        if reducible(int(top * common), common):
            return a, b, c, d, sign


def _common_denominator(draw: Draw, b: int, d: int) -> list[str]:
    """Multiples of the larger denominator until the smaller one divides it."""
    if b == d:
        return [draw.say("The denominators are equal.", "分母相同。")]
    low, high = sorted((b, d))
    multiples = range(high, lcm(b, d) + 1, high)
    tests = ", ".join(rf"{m}={m // low}\times {low}+{m % low}" for m in multiples)
    lead = draw.say(
        [
            "Common denominator: multiples of {}, divided by {}: ",
            "Multiples of {}, tested with {}: ",
        ],
        ["通分：{} 的倍数除以 {}：", "找公分母，{} 的倍数除以 {}："],
    ).format(f"${high}$", f"${low}$")
    return [f"{lead}${tests}${stop(draw)}"]


def _expanded(draw: Draw, a: int, b: int, c: int, d: int) -> list[str]:
    common = lcm(b, d)
    return [
        f"{_expansion(top, bottom, common)}{stop(draw)}"
        for top, bottom in ((a, b), (c, d))
        if bottom != common
    ]


def _expansion(top: int, bottom: int, common: int) -> str:
    factor = common // bottom
    raised = tex_fraction(top * factor, common)
    return (
        rf"${common}\div {bottom}={factor}$, {digits.multiply(top, factor)}, "
        rf"${tex_fraction(top, bottom)}={raised}$"
    )


def _key(a: int, b: int, c: int, d: int, sign: int) -> str:
    pairs = [(a, b), (c, d)]
    return f"fractions {sign} {sorted(pairs) if sign > 0 else pairs}"


def _numerators(draw: Draw) -> str:
    return draw.say(["Numerators: ", "Now the numerators: "], ["分子相加减：", "只算分子："])


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "fraction reduction": short(fraction_reduction, LONGEST),
    "fraction sum": short(fraction_sum, LONGEST),
}
