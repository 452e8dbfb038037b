r"""Answers in several notations that say the same, and answers near them that do not.

Each family is a function of a random source that gives ``Forms``. The wrong ones are what people
and models get wrong: a sign, a missing root, an end of an interval, a unit, a digit.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

FULL_WIDTH = str.maketrans("0123456789+-=,()", "０１２３４５６７８９＋－＝，（）")


@dataclass(frozen=True)
class Forms:
    """``right`` all say the same; no one of ``wrong`` says what any of ``right`` says."""

    right: tuple[str, ...]
    wrong: tuple[str, ...]


Family = Callable[[random.Random], Forms]


def pairs(seed: int, count: int) -> Iterator[tuple[str, str, str, bool]]:
    """``count`` times a family's name, two answers, and whether they are the same."""
    dice = random.Random(seed)
    names = list(FAMILIES)
    for n in range(count):
        name = names[n // 2 % len(names)]
        forms = FAMILIES[name](dice)
        given = dice.choice(forms.right)
        same = n % 2 == 0
        other = dice.choice(forms.right if same else forms.wrong)
        dressed = [_dressed(dice, text) for text in (given, other)]
        yield name, dressed[0], dressed[1], same


def _dressed(dice: random.Random, text: str) -> str:
    kind = dice.random()
    if kind < 0.15:
        return f"${text}$"
    if kind < 0.2:
        return rf"\({text}\)"
    if kind < 0.25:
        return f" {text}. "
    return text


# --- numbers ----------------------------------------------------------------------------------


def _fraction(dice: random.Random) -> Fraction:
    value = Fraction(dice.randint(-60, 60), dice.choice((1, 2, 3, 4, 5, 7, 8, 9, 12, 25)))
    return value or Fraction(7, 3)


def _spelled(value: Fraction) -> list[str]:
    top, bottom, sign = abs(value.numerator), value.denominator, "-" if value < 0 else ""
    if bottom == 1:
        return [f"{sign}{top}", f"{sign}{top}.0", rf"\frac{{{sign}{2 * top}}}{{2}}"]
    forms = [
        rf"{sign}\frac{{{top}}}{{{bottom}}}",
        rf"\frac{{{sign}{top}}}{{{bottom}}}",
        f"{sign}{top}/{bottom}",
        rf"{sign}\dfrac{{{3 * top}}}{{{3 * bottom}}}",
        f"{sign}{top}/{bottom}".replace("-", "−").translate(FULL_WIDTH).replace("/", "/"),
    ]
    if bottom in (2, 4, 5, 8, 25):
        forms.append(repr(float(value)))
        forms.append(rf"{float(value * 100):.10g}\%")
    if top > bottom:
        forms.append(rf"{sign}{top // bottom}\frac{{{top % bottom}}}{{{bottom}}}")
    return forms


def rational(dice: random.Random) -> Forms:
    value = _fraction(dice)
    near = (value + 1, -value, value + Fraction(1, 10), value * Fraction(11, 10))
    return Forms(tuple(_spelled(value)), tuple(form for n in near for form in _spelled(n)[:3]))


def large(dice: random.Random) -> Forms:
    digits, power = dice.randint(11, 99), dice.randint(3, 6)
    value = digits * 10**power
    right = (
        str(value),
        f"{value:,}",
        f"{value:,}".replace(",", "{,}"),
        rf"{digits / 10} \times 10^{{{power + 1}}}",
        rf"{digits}\cdot10^{power}",
        f"{digits / 10}e{power + 1}",
    )
    wrong = (str(value + 1), rf"{digits / 10} \times 10^{{{power}}}", f"{value * 10:,}")
    return Forms(right, wrong)


def surd(dice: random.Random) -> Forms:
    a, b, c = dice.randint(1, 9), dice.randint(2, 6), dice.choice((2, 3, 5, 6, 7, 10))
    right = (
        rf"{a}+{b}\sqrt{{{c}}}",
        rf"{b}\sqrt{{{c}}}+{a}",
        f"{a}+{b}√{c}",
        rf"{a}+\sqrt{{{b * b * c}}}",
        rf"\frac{{{2 * a}+{2 * b}\sqrt{{{c}}}}}{{2}}",
        f"{a} + {b}*sqrt({c})",
        rf"{a}+{b} \cdot {c}^{{1/2}}",
    )
    wrong = (
        rf"{a}-{b}\sqrt{{{c}}}",
        rf"{a}+{b + 1}\sqrt{{{c}}}",
        rf"{a}+{b}\sqrt{{{c + 1}}}",
        f"{a + b * c**0.5:.3f}",
    )
    return Forms(right, wrong)


def nested(dice: random.Random) -> Forms:
    a, b = dice.sample(range(2, 9), 2)
    low, high = sorted((a, b))
    right = (
        rf"\sqrt{{{a + b}+2\sqrt{{{a * b}}}}}",
        rf"\sqrt{{{low}}}+\sqrt{{{high}}}",
        rf"\frac{{{high - low}}}{{\sqrt{{{high}}}-\sqrt{{{low}}}}}",
    )
    return Forms(right, (rf"\sqrt{{{a + b}}}", rf"\sqrt{{{high}}}-\sqrt{{{low}}}"))


def angle(dice: random.Random) -> Forms:
    degrees = dice.choice((15, 18, 20, 36, 40, 75, 105, 135, 150, 210))
    value = Fraction(degrees, 180)
    top, bottom = value.numerator, value.denominator
    times = "" if top == 1 else str(top)
    right = (
        rf"\frac{{{times}\pi}}{{{bottom}}}",
        rf"\frac{{{top}}}{{{bottom}}}\pi",
        f"{times}π/{bottom}",
        rf"{degrees}^\circ",
        rf"{degrees}^{{\circ}}",
        f"{degrees}°",
    )
    wrong = (
        rf"\frac{{{top + 1}\pi}}{{{bottom}}}",
        rf"{degrees + 10}^\circ",
        rf"-\frac{{{top}\pi}}{{{bottom}}}",
    )
    return Forms(right, wrong)


def sine(dice: random.Random) -> Forms:
    right, wrong = dice.choice(
        (
            (
                (r"\frac{\sqrt{6}+\sqrt{2}}{4}", r"\cos 15^\circ", r"\sin\frac{5\pi}{12}"),
                r"\sin 15^\circ",
            ),
            ((r"2-\sqrt{3}", r"\tan 15^\circ", r"\tan\frac{\pi}{12}"), r"2+\sqrt{3}"),
            ((r"\frac{1}{2}", r"\sin 30^\circ", r"\cos\frac{\pi}{3}"), r"\cos 30^\circ"),
            ((r"\frac{\sqrt{5}-1}{4}", r"\sin 18^\circ", r"\cos 72^\circ"), r"\cos 18^\circ"),
            (
                (r"-\frac{\sqrt2}{2}", r"\cos\frac{3\pi}{4}", r"-\frac{1}{\sqrt{2}}"),
                r"\frac{\sqrt2}{2}",
            ),
        )
    )
    return Forms(right, (wrong, "0.7"))


def logarithm(dice: random.Random) -> Forms:
    base, power = dice.choice((2, 3, 5)), dice.randint(2, 4)
    right = (
        rf"\ln {base**power}",
        rf"{power}\ln {base}",
        rf"{power} \ln({base})",
        rf"\ln {base}^{power}",
        rf"{power}ln{base}",
    )
    return Forms(right, (rf"\ln {base**power + 1}", rf"\ln {base}", rf"-{power}\ln {base}"))


def exponent(dice: random.Random) -> Forms:
    base, power = dice.choice((2, 3, 4)), dice.randint(2, 4)
    right = (rf"\log_{{{base}}} {base**power}", str(power), rf"\log_{base} {base**power}")
    return Forms((*right, rf"\frac{{\ln {base**power}}}{{\ln {base}}}"), (str(power + 1),))


def imaginary(dice: random.Random) -> Forms:
    a, b = dice.randint(1, 9), dice.randint(2, 9)
    right = (f"{a}+{b}i", f"{b}i+{a}", rf"{a}+{b}\mathrm{{i}}", f"{a} + {b} i")
    norm = a * a + b * b
    return Forms(
        (*right, rf"\frac{{{norm}}}{{{a}-{b}i}}"),
        (f"{a}-{b}i", f"{b}+{a}i" if a != b else "1", str(a)),
    )


def counted(dice: random.Random) -> Forms:
    n, k = dice.randint(5, 9), dice.randint(2, 3)
    value = 1
    for step in range(k):
        value = value * (n - step) // (step + 1)
    right = (
        str(value),
        rf"\binom{{{n}}}{{{k}}}",
        rf"C_{n}^{k}",
        rf"C_{{{n}}}^{{{k}}}",
        f"C({n},{k})",
    )
    right += (rf"\frac{{{n}!}}{{{k}!{n - k}!}}", rf"\frac{{{n}!}}{{{k}!({n}-{k})!}}")
    return Forms(right, (rf"\binom{{{n + 1}}}{{{k}}}", f"{n}!", str(value + 1)))


def repeating(dice: random.Random) -> Forms:
    digit = dice.randint(1, 8)
    value = Fraction(digit, 9)
    right = (rf"0.\overline{{{digit}}}", rf"0.\dot{{{digit}}}", *_spelled(value)[:3])
    return Forms(right, (f"0.{digit}", f"0.{digit}{digit}{digit}"))


# --- expressions ------------------------------------------------------------------------------


def _term(coefficient: int, tail: str) -> str:
    if coefficient == 0:
        return ""
    if tail and abs(coefficient) == 1:
        return ("+" if coefficient > 0 else "-") + tail
    return f"{coefficient:+d}{tail}"


def _polynomial(*coefficients: int, letter: str = "x") -> str:
    """Highest power first."""
    degree = len(coefficients) - 1
    tails = [f"{letter}^{degree - n}" for n in range(degree - 1)] + [letter, ""]
    terms = [_term(c, tail) for c, tail in zip(coefficients, tails[-degree - 1 :], strict=True)]
    return "".join(terms).lstrip("+") or "0"


def quadratic(dice: random.Random) -> Forms:
    letter = dice.choice("xyat")
    p, q = dice.randint(-9, 9) or 1, dice.randint(-9, 9) or 2
    a = dice.choice((1, 1, 2, 3))
    expanded = _polynomial(a, a * (p + q), a * p * q, letter=letter)
    times = "" if a == 1 else str(a)
    factors = (f"({letter}{p:+d})", f"({letter}{q:+d})")
    right = (
        expanded,
        f"{times}{factors[0]}{factors[1]}",
        rf"{times}{factors[1]} \cdot {factors[0]}",
        rf"{times}\left({letter}{q:+d}\right)\left({letter}{p:+d}\right)",
        f"{a * p * q}{_term(a * (p + q), letter)}{_term(a, letter + '^{2}')}",
        expanded.replace("^2", "²"),
    )
    wrong = (
        _polynomial(a, a * (p + q), a * p * q + 1, letter=letter),
        _polynomial(a, a * (p + q) + 1, a * p * q, letter=letter),
        f"{times}({letter}{p + 1:+d}){factors[1]}".replace("+0", "+10"),
        _polynomial(-a, a * (p + q), a * p * q, letter=letter),
    )
    return Forms(right, wrong)


def quotient(dice: random.Random) -> Forms:
    a, b = dice.sample(range(1, 9), 2)
    right = (
        rf"\frac{{x+{a}}}{{x-{b}}}",
        f"(x+{a})/(x-{b})",
        rf"\frac{{-x-{a}}}{{{b}-x}}",
        rf"1+\frac{{{a + b}}}{{x-{b}}}",
        rf"\frac{{x^2+{a + b}x+{a * b}}}{{x^2-{b * b}}}",
    )
    wrong = (rf"\frac{{x+{a}}}{{x+{b}}}", rf"\frac{{x-{b}}}{{x+{a}}}", rf"\frac{{x+{a}}}{{{b}-x}}")
    return Forms(right, wrong)


def identity(dice: random.Random) -> Forms:
    k = dice.choice(("", "2", "3"))
    x = dice.choice((f"{k}x", f"{k}t"))
    right, wrong = dice.choice(
        (
            (
                (rf"\sin^2 {x}", rf"1-\cos^2 {x}", rf"(\sin {x})^2", rf"1-\cos({x})^2"),
                rf"1+\cos^2 {x}",
            ),
            ((rf"\tan {x}", rf"\frac{{\sin {x}}}{{\cos {x}}}"), rf"\frac{{\cos {x}}}{{\sin {x}}}"),
            ((rf"2\sin {x}\cos {x}", rf"2\cos({x})\sin({x})"), rf"\sin {x}\cos {x}"),
            ((rf"e^{{{x}}}", rf"\exp({x})", rf"\mathrm{{e}}^{{{x}}}"), rf"e^{{-{x}}}"),
            ((rf"\frac{{1}}{{e^{{{x}}}}}", rf"e^{{-{x}}}"), rf"e^{{{x}}}"),
            ((rf"\sec {x}", rf"\frac{{1}}{{\cos {x}}}"), rf"\csc {x}"),
        )
    )
    return Forms(right, (wrong, rf"-{right[0]}", rf"2{right[0]}" if right[0][0] != "2" else "1"))


def antiderivative(dice: random.Random) -> Forms:
    n = dice.randint(2, 6)
    c, d = dice.sample(["C", "c", "C_1"], 2)
    right = (
        rf"\frac{{x^{{{n}}}}}{{{n}}}+{c}",
        rf"\frac{{1}}{{{n}}}x^{n}+{d}",
        rf"{c}+\frac{{x^{n}}}{{{n}}}",
    )
    return Forms(
        right, (rf"\frac{{x^{n}}}{{{n + 1}}}+{c}", rf"x^{n}+{c}", rf"\frac{{x^{n + 1}}}{{{n}}}+{c}")
    )


def with_operator(dice: random.Random) -> Forms:
    n = dice.randint(4, 12)
    total = n * (n + 1) // 2
    right = (rf"\sum_{{k=1}}^{{{n}}} k", str(total), rf"\frac{{{n}\cdot{n + 1}}}{{2}}")
    return Forms(right, (str(total + n), str(total - 1)))


# --- several values ---------------------------------------------------------------------------


def roots(dice: random.Random) -> Forms:
    a, b = dice.sample(range(-9, 10), 2)
    letter = dice.choice("xyt")
    right = (
        f"{a}, {b}",
        f"{b},{a}",
        rf"{letter}={a} \text{{ or }} {letter}={b}",
        f"{letter}={b} or {letter}={a}",
        f"{letter}={a} 或 {letter}={b}",
        rf"{letter}_1={a}, {letter}_2={b}",
        rf"\{{{a}, {b}\}}",
        rf"\left\{{{b},{a}\right\}}",
        f"{a};{b}",
        rf"{letter}_{{1}}={b}，{letter}_{{2}}={a}",
        rf"{letter} \in \{{{a},{b}\}}",
        f"{letter} = {a} and {letter} = {b}",
    )
    wrong = (
        f"{letter}={a}",
        f"{a}, {b + 1}",
        f"{letter}={b - 1} or {letter}={a}",
        f"{a},{b},{max(a, b) + 1}",
    )
    return Forms(right, wrong)


def plus_minus(dice: random.Random) -> Forms:
    a, c = dice.randint(1, 6), dice.choice((2, 3, 5, 7))
    right = (
        rf"{a} \pm \sqrt{{{c}}}",
        f"x = {a} ± √{c}",
        rf"{a}+\sqrt{{{c}}}, {a}-\sqrt{{{c}}}",
        rf"\{{{a}-\sqrt{c},{a}+\sqrt{c}\}}",
        rf"x_1={a}-\sqrt{{{c}}}, x_2={a}+\sqrt{{{c}}}",
    )
    return Forms(right, (rf"{a}+\sqrt{{{c}}}", rf"-{a}\pm\sqrt{{{c}}}", rf"{a}\pm {c}"))


def pair(dice: random.Random) -> Forms:
    a, b = dice.sample(range(-9, 10), 2)
    right = (
        f"({a},{b})",
        f"({a}, {b})",
        rf"\left({a},\,{b}\right)",
        f"x={a}, y={b}",
        f"y={b}, x={a}",
        rf"x={a} \text{{ and }} y={b}",
        f"(x,y)=({a},{b})",
        rf"\begin{{cases}} x={a} \\ y={b} \end{{cases}}",
        f"（{a}，{b}）",
    )
    wrong = (f"({b},{a})", f"({a},{b + 1})", f"x={b}, y={a}", f"({a},{b},0)", f"x={a}")
    return Forms(right, wrong)


def interval(dice: random.Random) -> Forms:
    a = dice.randint(-9, 5)
    b = a + dice.randint(1, 9)
    right = (
        f"({a},{b}]",
        f"{a}<x≤{b}",
        rf"{a} < x \le {b}",
        rf"x\in\left({a},{b}\right]",
        f"x>{a}, x<={b}",
    )
    right += (rf"\{{x \mid {a}<x\leq {b}\}}", rf"{b}\ge x>{a}")
    wrong = (f"({a},{b})", f"[{a},{b}]", f"({a},{b + 1}]", f"{a}<x<{b}", f"x>{a}", f"[{a},{b})")
    return Forms(right, wrong)


def half_line(dice: random.Random) -> Forms:
    a = _fraction(dice)
    text = _spelled(a)[0]
    right = (f"x<{text}", rf"(-\infty,{text})", rf"x\in(-\infty,{text})", f"{text}>x")
    return Forms(right, (f"x>{text}", rf"x\le {text}", rf"({text},\infty)", rf"(-\infty,{text}]"))


def union(dice: random.Random) -> Forms:
    a = dice.randint(-9, 5)
    b = a + dice.randint(1, 9)
    right = (
        rf"(-\infty,{a})\cup({b},\infty)",
        rf"(-\infty,{a})\cup({b},+\infty)",
        f"x<{a} or x>{b}",
        rf"x>{b}\text{{ or }}x<{a}",
        f"x<{a} 或 x>{b}",
        rf"x\in(-\infty,{a})\cup({b},\infty)",
    )
    wrong = (
        f"{a}<x<{b}",
        rf"(-\infty,{a}]\cup({b},\infty)",
        f"x<{a}",
        rf"(-\infty,{b})\cup({a},\infty)",
    )
    return Forms(right, wrong)


def matrix(dice: random.Random) -> Forms:
    a, b, c, d = (dice.randint(-9, 9) for _ in range(4))
    inner = rf"{a} & {b} \\ {c} & {d}"
    right = (
        rf"\begin{{pmatrix}} {inner} \end{{pmatrix}}",
        rf"\begin{{bmatrix}}{inner}\end{{bmatrix}}",
        f"[[{a},{b}],[{c},{d}]]",
        rf"\left(\begin{{array}}{{cc}} {inner} \end{{array}}\right)",
    )
    wrong = (
        rf"\begin{{pmatrix}} {a} & {b} \\ {c} & {d + 1} \end{{pmatrix}}",
        rf"\begin{{pmatrix}} {a} & {b} \end{{pmatrix}}",
        f"[[{a},{c + 20}],[{b},{d}]]",
    )
    return Forms(right, wrong)


def line(dice: random.Random) -> Forms:
    a, b = dice.randint(2, 7), dice.randint(1, 9)
    right = (
        f"y={a}x+{b}",
        f"{a}x-y+{b}=0",
        f"y-{a}x={b}",
        f"{2 * a}x-2y+{2 * b}=0",
        f"y = {b} + {a}x",
        f"-{a}x+y-{b}=0",
    )
    return Forms(right, (f"y={a}x-{b}", f"{a}x+y+{b}=0", f"y={a + 1}x+{b}", f"{a}y=x+{b}"))


def circle(dice: random.Random) -> Forms:
    a, b, r = dice.randint(1, 6), dice.randint(1, 6), dice.randint(2, 7)
    constant = a * a + b * b - r * r
    right = (
        f"(x-{a})^2+(y+{b})^2={r * r}",
        rf"\left(x-{a}\right)^{{2}}+\left(y+{b}\right)^{{2}}={r * r}",
        f"(y+{b})²+(x-{a})²={r}²",
        f"x^2+y^2-{2 * a}x+{2 * b}y{constant:+d}=0",
    )
    return Forms(
        right,
        (
            f"(x+{a})^2+(y+{b})^2={r * r}",
            f"(x-{a})^2+(y+{b})^2={r}",
            f"(x-{a})^2-(y+{b})^2={r * r}",
        ),
    )


# --- words and units --------------------------------------------------------------------------


def length(dice: random.Random) -> Forms:
    n = dice.randint(12, 95)
    right = (
        rf"{n}\text{{ cm}}",
        f"{n / 100} m",
        f"{n}cm",
        rf"{n} \mathrm{{~cm}}",
        f"{n / 100} 米",
        f"{n}厘米",
        f"{n * 10} mm",
    )
    return Forms(right, (f"{n} m", f"{n} km", f"{n + 1} cm", rf"{n}\text{{ cm}}^2", f"{n} kg"))


def speed(dice: random.Random) -> Forms:
    n = dice.randint(2, 30)
    right = (
        f"{n} m/s",
        rf"{n}\text{{ m/s}}",
        f"{n * 36 / 10:g} km/h",
        f"{n}米/秒",
        rf"{n}\ \mathrm{{m}}/\mathrm{{s}}",
    )
    return Forms(right, (f"{n} km/h", f"{n + 1} m/s", f"{n} m"))


def area(dice: random.Random) -> Forms:
    n = dice.randint(2, 30)
    right = (
        f"{n} m^2",
        rf"{n}\text{{ m}}^2",
        f"{n}平方米",
        f"{n} square meters",
        f"{n * 10000} cm²",
        f"{n}m²",
    )
    return Forms(right, (f"{n} m", f"{n} cm^2", f"{n}立方米"))


def bare_unit(dice: random.Random) -> Forms:
    n = dice.randint(2, 99)
    right = (
        str(n),
        rf"{n}\text{{ cm}}",
        f"{n} hours",
        f"{n}小时",
        rf"{n}\text{{ apples}}",
        f"{n}元",
    )
    return Forms((right[0], dice.choice(right[1:])), (f"{n + 1} hours", f"-{n}"))


def choice(dice: random.Random) -> Forms:
    letter, other = dice.sample("ABCD", 2)
    right = (
        letter,
        f"({letter})",
        rf"\text{{{letter}}}",
        rf"\text{{({letter})}}",
        f"{letter}.",
        rf"\mathrm{{{letter}}}",
    )
    return Forms(right, (other, f"({other})", rf"\text{{{other}}}", f"{letter},{other}"))


def saying(dice: random.Random) -> Forms:
    groups = (
        ("no solution", "无解", r"\emptyset", r"\text{No solution}", "∅"),
        ("yes", "是", r"\text{Yes}", "Yes"),
        ("no", "否", r"\text{No}"),
        ("infinitely many solutions", "无穷多解", "无数解"),
        ("does not exist", "不存在", r"\text{DNE}"),
        ("even", "偶数"),
        ("odd", "奇数"),
    )
    right, wrong = dice.sample(groups, 2)
    return Forms(right, wrong)


FAMILIES: dict[str, Family] = {
    family.__name__: family
    for family in (
        *(rational, large, surd, nested, angle, sine, logarithm, exponent, imaginary, counted),
        *(repeating, quadratic, quotient, identity, antiderivative, with_operator, roots),
        *(plus_minus, pair, interval, half_line, union, matrix, line, circle, length, speed),
        *(area, bare_unit, choice, saying),
    )
}
