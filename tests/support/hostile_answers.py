r"""Texts that were made to hang, crash or take over whoever reads them as mathematics."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

Maker = Callable[[random.Random, Path], str]


def texts(seed: int, count: int, canary: Path) -> Iterator[str]:
    """``count`` texts; one that were executed as code would make the file ``canary``."""
    dice = random.Random(seed)
    for n in range(count):
        text = MAKERS[n % len(MAKERS)](dice, canary)
        yield rf"\boxed{{{text}}}" if dice.random() < 0.8 else text


def towers(dice: random.Random, canary: Path) -> str:
    sign = dice.choice(("^", "**"))
    return sign.join(str(dice.randint(2, 99)) for _ in range(dice.randint(2, 9)))


def braced_towers(dice: random.Random, canary: Path) -> str:
    height = dice.randint(2, 30)
    return "9^{" * height + "9" + "}" * height


def factorials(dice: random.Random, canary: Path) -> str:
    return f"{dice.randint(5, 10**9)}" + "!" * dice.randint(1, 9)


def binomials(dice: random.Random, canary: Path) -> str:
    return rf"\binom{{10^{{{dice.randint(1, 40)}}}}}{{{dice.randint(2, 10**6)}}}"


def depth(dice: random.Random, canary: Path) -> str:
    opener, closer = dice.choice((("(", ")"), ("{", "}"), ("[", "]"), (r"\sqrt{", "}"), ("|", "|")))
    height = dice.choice((30, 60, 500, 20_000))
    return opener * height + "x" + closer * (height - dice.randint(0, 1))


def fractions(dice: random.Random, canary: Path) -> str:
    height = dice.choice((20, 45, 400))
    return r"\frac{1}{1+" * height + "x" + "}" * height


def code(dice: random.Random, canary: Path) -> str:
    attack = dice.choice(
        (
            f"__import__('os').system('touch {canary}')",
            f"open('{canary}','w')",
            f"().__class__.__base__.__subclasses__()[0]('{canary}')",
            f"eval(\"open('{canary}','w')\")",
            f"exec('import pathlib; pathlib.Path(\"{canary}\").touch()')",
            f"lambda: open('{canary}', 'w')",
            "import os; os._exit(0)",
            "exit()",
            "raise SystemExit",
            r"\input{/etc/passwd}",
            r"\write18{touch " + str(canary) + "}",
            "{{7*7}}",
            "Symbol('x').__class__",
            "S('9**9**9')",
        )
    )
    return dice.choice(("", "x=", r"\text{", "1+")) + attack


def matrices(dice: random.Random, canary: Path) -> str:
    side = dice.choice((3, 8, 12, 40, 300))
    row = "&".join(str(dice.randint(0, 9)) for _ in range(side))
    inner = r"\\".join([row] * side)
    power = dice.choice(("", "^{-1}", "^{100}", "^{999999}", "^T"))
    return rf"\begin{{pmatrix}}{inner}\end{{pmatrix}}{power}"


def series(dice: random.Random, canary: Path) -> str:
    high = dice.choice((r"\infty", "10^{30}", "n", "10^9", r"-\infty"))
    body = dice.choice(
        (r"\frac{1}{k^2}", "k!", "k^k", r"\sin k", r"\frac{(-1)^k}{\ln(k+1)}", r"\frac{1}{k}")
    )
    return rf"\{dice.choice(('sum', 'prod'))}_{{k=1}}^{{{high}}} {body}"


def integrals(dice: random.Random, canary: Path) -> str:
    body = dice.choice(
        (r"e^{x^2}", r"\sin(\sin(\sin x))", r"x^x", r"\frac{1}{\ln x}", r"\sqrt{1+x^5}", r"|x|^x")
    )
    ends = dice.choice(("", r"_0^1", r"_{-\infty}^{\infty}", "_0^{10^9}"))
    return rf"\int{ends} {body} \,dx"


def limits(dice: random.Random, canary: Path) -> str:
    body = dice.choice((r"\sin\frac1x", r"x^{x^x}", r"\frac{x!}{x^x}", r"(\ln x)^{\ln x}"))
    return rf"\lim_{{x\to{dice.choice(('0', chr(92) + 'infty', '0^+'))}}} {body}"


def long_sums(dice: random.Random, canary: Path) -> str:
    count = dice.choice((50, 300, 5_000))
    return "+".join(f"{dice.randint(1, 99)}x^{dice.randint(0, 99)}" for _ in range(count))


def expanded(dice: random.Random, canary: Path) -> str:
    return f"(a+b+c+d+1)^{{{dice.choice((9, 60, 10**6))}}}"


def long_numbers(dice: random.Random, canary: Path) -> str:
    return "7" * dice.choice((50, 999, 1001, 100_000))


def many_values(dice: random.Random, canary: Path) -> str:
    return ",".join(str(n) for n in range(dice.choice((30, 100, 20_000))))


def signs(dice: random.Random, canary: Path) -> str:
    return (
        dice.choice(("-", "+", "±", r"\pm ", "!", "^", "'", "=", "|")) * dice.choice((3, 90, 9_000))
        + "1"
    )


def noise(dice: random.Random, canary: Path) -> str:
    ranges = (
        (0, 31),
        (32, 126),
        (160, 1000),
        (0x4E00, 0x4F00),
        (0xD800, 0xDFFF),
        (0x1F300, 0x1F400),
    )
    return "".join(chr(dice.randint(*dice.choice(ranges))) for _ in range(dice.randint(1, 200)))


def nul(dice: random.Random, canary: Path) -> str:
    return dice.choice(("\x00", "1\x002", "\\frac{\x00}{2}", "x=\x00\x00"))


def latex_noise(dice: random.Random, canary: Path) -> str:
    parts = (
        *(r"\frac", r"\sqrt", r"\left(", r"\right.", r"\begin{cases}", r"\end{cases}", r"\\", "&"),
        *("{", "}", "^", "_", "x", "1", "=", ",", r"\text{", r"\int", r"\sum", "dx", r"\cup", "∪"),
        *(r"\boxed{", "$", r"\pm", "<", "|", "%", "°", "±", "cm", r"\mathrm{~m}", "或", "。"),
    )
    return "".join(dice.choice(parts) for _ in range(dice.randint(1, 60)))


def boxes(dice: random.Random, canary: Path) -> str:
    return dice.choice((r"\boxed{", r"\boxed{1} and ", r"\boxed ", "$")) * dice.choice((9, 3_000))


def units(dice: random.Random, canary: Path) -> str:
    return "5 " + dice.choice(("m/", "m^2 ", "平方", "km per ", "s^-")) * dice.choice((5, 2_000))


MAKERS: tuple[Maker, ...] = (
    *(towers, braced_towers, factorials, binomials, depth, fractions, code, matrices, series),
    *(integrals, limits, long_sums, expanded, long_numbers, many_values, signs, noise, nul),
    *(latex_noise, boxes, units),
)
