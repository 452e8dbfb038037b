"""Perfect powers and roots, alone and in small sums and products."""

from collections.abc import Callable
from dataclasses import dataclass

from training import digits
from training.families.arithmetic import asked, plus, solved, sorted_text, stop
from training.problem import Draw, Problem

#: Powers known by heart.
KNOWN = (
    *((2, n) for n in range(2, 11)),
    *((3, n) for n in range(2, 7)),
    *((base, 2) for base in range(4, 21)),
    *((base, 3) for base in range(4, 11)),
)
#: More powers that are asked alone and spelled out.
SPELLED = (
    *KNOWN,
    (4, 4),
    (4, 5),
    (5, 4),
    (6, 4),
    (10, 4),
    (10, 5),
    (10, 6),
    *((b, 1) for b in (2, 3)),
)


@dataclass(frozen=True)
class Part:
    """A power or a root: how it is written, its value, how the value is found."""

    tex: str
    value: int
    path: str


def tex_power(base: int, exponent: int) -> str:
    """``2^5``, ``2^{10}``, ``(-3)^4``."""
    shown = f"{{{exponent}}}" if exponent > 9 else str(exponent)
    return f"{digits.signed(base)}^{shown}"


def power_part(draw: Draw) -> Part:
    """A power known by heart."""
    base, exponent = draw.pick(KNOWN)
    tex, value = tex_power(base, exponent), base**exponent
    return Part(tex, value, f"${tex}={value}$")


def root_part(draw: Draw) -> Part:
    """A square root up to 20 or a cube root up to 10."""
    if draw.chance(0.8):
        return _root(draw.integer(2, 20), 2)
    return _root(draw.integer(2, 10), 3)


def _root(value: int, degree: int) -> Part:
    radicand = value**degree
    tex = rf"\sqrt{'[3]' if degree == 3 else ''}{{{radicand}}}"
    return Part(tex, value, f"${tex}={value}$")


POWER_EN = ("Calculate the power {}.", "Compute the powers: {}", "Find the value of {}.")
POWER_ZH = ("计算乘方：{}", "求乘方 {} 的值。", "乘方运算：{}")
ROOT_EN = ("Find the root: {}", "Take the root: {}", "Simplify {}.")
ROOT_ZH = ("开方：{}", "求根式 {} 的值。", "化简 {}。")


def power(draw: Draw) -> Problem:
    """A power alone (a fact), or with a second power or number."""
    if draw.chance(0.2):
        return _power_alone(draw)
    first = power_part(draw)
    if draw.chance(0.5):
        return _combined(draw, first, power_part(draw), draw.pick("+-"), "power")
    sign = draw.pick(("+", "-", r"\times ")) if abs(first.value) < 1000 else draw.pick("+-")
    number = draw.integer(2, 9 if sign == r"\times " else 300)
    plain = Part(str(number), number, "")
    pair = (plain, first) if draw.chance(0.5) else (first, plain)
    return _combined(draw, *pair, sign, "power")


def _power_alone(draw: Draw) -> Problem:
    base, exponent = draw.pick(SPELLED)
    shown = tex_power(base, exponent)
    negative = draw.chance(0.2)
    tex = tex_power(-base, exponent) if negative else shown
    value = (-base if negative else base) ** exponent
    lines = [f"{_repeated(draw, base, exponent)}{stop(draw)}"]
    if negative:
        lines.append(_sign_line(draw, tex, value, exponent))
    words = _power_words(draw, tex, base, exponent) if not negative else None
    question = words or asked(draw, tex, POWER_EN, POWER_ZH)
    return solved(draw, question, tex, lines, str(value), f"fact:power {tex}")


def _power_words(draw: Draw, tex: str, base: int, exponent: int) -> str | None:
    """The question in words, now and then."""
    if draw.chance(0.6):
        return None
    return draw.say(
        [
            f"What is {base} to the power of {exponent}?",
            f"{base} to the power {exponent}",
            f"Raise {base} to the power {exponent}.",
        ],
        [
            f"{base}的{exponent}次方是多少？",
            f"求 {base} 的 {exponent} 次幂。",
            f"{base}的{exponent}次方",
        ],
    )


def _repeated(draw: Draw, base: int, exponent: int) -> str:
    """Base times base …; a high power from the one below it."""
    tex = tex_power(base, exponent)
    lead = draw.say(["Multiply step by step: ", "As a product: "], ["逐次相乘：", "写成乘积："])
    if exponent > 5:
        below, value = tex_power(base, exponent - 1), base ** (exponent - 1)
        steps = [rf"${tex}={below}\times {base}$", f"${below}={value}$"]
        steps.append(digits.multiply(value, base))
    else:
        factors = r"\times ".join([str(base)] * exponent)
        steps = [digits.multiply(base**n, base) for n in range(1, exponent)]
        steps = [f"${tex}={factors}$", *steps]
    return f"{lead}{', '.join(steps)}, ${tex}={base**exponent}$"


def _sign_line(draw: Draw, tex: str, value: int, exponent: int) -> str:
    if exponent % 2:
        wording = draw.say("The exponent ${}$ is odd: minus. ", "指数 ${}$ 是奇数，取负号。")
    else:
        wording = draw.say("The exponent ${}$ is even: plus. ", "指数 ${}$ 是偶数，取正号。")
    return f"{wording.format(exponent)}${tex}={value}${stop(draw)}"


def root(draw: Draw) -> Problem:
    """A root alone (a fact), or with a factor, a power, a number or a second root."""
    if draw.chance(0.2):
        return _root_alone(draw)
    first = _scaled(draw, root_part(draw)) if draw.chance(0.6) else root_part(draw)
    kind = draw.integer(1, 8)
    if kind == 1:
        return _single(draw, _scaled(draw, root_part(draw), 20))
    if kind == 2:
        return _combined(draw, root_part(draw), root_part(draw), r"\times ", "root")
    if kind in (3, 4):
        second = power_part(draw)
    elif kind == 5:
        number = draw.integer(2, 99)
        second = Part(str(number), number, "")
    else:
        second = _scaled(draw, root_part(draw)) if draw.chance(0.5) else root_part(draw)
    pair = (second, first) if kind < 6 and draw.chance(0.5) else (first, second)
    return _combined(draw, *pair, draw.pick("+-"), "root")


def _scaled(draw: Draw, part: Part, most: int = 9) -> Part:
    """k times a root, written without a sign between."""
    k = draw.integer(2, most)
    tex = f"{k}{part.tex}"
    return Part(tex, k * part.value, f"{part.path}, {digits.multiply(k, part.value)}")


def _root_alone(draw: Draw) -> Problem:
    degree = draw.pick((2, 2, 3))
    part = _root(draw.integer(1, 20 if degree == 2 else 10), degree)
    power_name = draw.say("squared", "平方") if degree == 2 else draw.say("cubed", "立方")
    wording = draw.say("Which number {} is {}? ", "哪个数的{}是 {}？")
    powers = [digits.multiply(part.value**n, part.value) for n in range(1, degree)]
    start = wording.format(power_name, f"${part.value**degree}$")
    lines = [f"{start}{', '.join(powers)}, {part.path}{stop(draw)}"]
    question = _root_words(draw, part, degree) or asked(draw, part.tex, ROOT_EN, ROOT_ZH)
    return solved(draw, question, part.tex, lines, str(part.value), f"fact:root {part.tex}")


def _root_words(draw: Draw, part: Part, degree: int) -> str | None:
    """The question in words, now and then."""
    if draw.chance(0.6):
        return None
    name = draw.say("square", "算术平方") if degree == 2 else draw.say("cube", "立方")
    radicand = part.value**degree
    return draw.say(
        [
            f"What is the {name} root of {radicand}?",
            f"{name} root of {radicand}",
            f"Find the {name} root of {radicand}.",
        ],
        [f"{radicand}的{name}根是多少？", f"求 {radicand} 的{name}根。", f"{radicand}的{name}根"],
    )


def _single(draw: Draw, part: Part) -> Problem:
    question = asked(draw, part.tex, ROOT_EN, ROOT_ZH)
    lines = [_lead(draw, "root"), f"{part.path}{stop(draw)}"]
    return solved(draw, question, part.tex, lines, str(part.value), f"root {part.tex}")


def _lead(draw: Draw, name: str) -> str:
    if name == "root":
        return draw.say(["Roots first.", "First take the roots."], ["先求根。", "先开方。"])
    return draw.say(["Powers first.", "First the powers."], ["先算乘方。", "先求幂。"])


STEPS: dict[str, Callable[[int, int], str]] = {
    "+": plus,
    "-": digits.subtract,
    r"\times ": digits.multiply,
}


def _combined(draw: Draw, a: Part, b: Part, sign: str, name: str) -> Problem:
    """a sign b: both values first, then the operation."""
    tex = f"{a.tex}{sign}{b.tex}"
    result = {"+": a.value + b.value, "-": a.value - b.value}.get(sign, a.value * b.value)
    left = draw.say(["That leaves ", "Then "], ["剩下 ", "再算 "])
    lines = [
        _lead(draw, name),
        *(f"{part.path}{stop(draw)}" for part in (a, b) if part.path),
        f"{left}{STEPS[sign](a.value, b.value)}{stop(draw)}",
    ]
    key = f"{name} {sorted_text(a.tex, sign, b.tex)}"
    en, zh = (POWER_EN, POWER_ZH) if name == "power" else (ROOT_EN, ROOT_ZH)
    return solved(draw, asked(draw, tex, en, zh), tex, lines, str(result), key)


FAMILIES: dict[str, Callable[[Draw], Problem]] = {"power": power, "root": root}
