"""How exercises are worded and typed: two languages, LaTeX and plain text, many ways to answer."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Exercise:
    """A question with answers that are right, in several notations, and near misses."""

    family: str
    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


class Asker:
    """Dice for one exercise in one language."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self.rng = rng
        self.language = language

    def integer(self, low: int, high: int, *, without: Sequence[int] = ()) -> int:
        while (value := self.rng.randint(low, high)) in without:
            pass
        return value

    def several(self, count: int, low: int, high: int) -> list[int]:
        """Different whole numbers in order."""
        return sorted(self.rng.sample(range(low, high + 1), count))

    def pick(self, *items):
        return self.rng.choice(items)

    def ask(self, en: Sequence[str], zh: Sequence[str], *formulas: str) -> str:
        """One of the wordings with the formulas in it, as people type them."""
        wording = self.rng.choice(en if self.language == "en" else zh)
        typed = [self.typed(formula) for formula in formulas]
        if self.language == "en" and self.rng.random() < 0.2:
            wording = f"Please {wording[0].lower()}{wording[1:]}"
        return wording.format(*typed) + self.pick("", "", " Show your work.", "\n")

    def typed(self, tex: str) -> str:
        style = self.rng.random()
        if style < 0.45 or _only_tex(tex):
            return f"${self._spaced(tex)}$"
        if style < 0.55:
            return rf"\({self._spaced(tex)}\)"
        return self._spaced(self.plain(tex))

    def plain(self, tex: str) -> str:
        text = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}(?![\w\\(])", r"\1/\2", tex)
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
        text = re.sub(r"\\sqrt\{(\d+)\}", self.pick(r"√\1", r"sqrt(\1)"), text)
        text = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", text)
        text = re.sub(r"\^\{([^{}]*[^\d{}][^{}]*)\}", r"^(\1)", text)
        text = re.sub(r"\^\{(\d+)\}", r"^\1", text)
        signs = {r"\le ": "≤", r"\ge ": "≥"} if self.rng.random() < 0.5 else {}
        signs |= {r"\cdot ": "*", r"\times ": self.pick("×", "*"), r"\le ": "<=", r"\ge ": ">="}
        signs |= {r"\div ": "÷", r"\pi": "π", r"\left": "", r"\right": "", r"\,": " "}
        for command, sign in signs.items():
            text = text.replace(command, sign)
        text = re.sub(r"\\(sin|cos|tan|ln)\b", r"\1", text)
        if self.rng.random() < 0.4:
            text = re.sub(r"\^2(?!\d)", "²", re.sub(r"\^3(?!\d)", "³", text))
        if self.language == "zh" and self.rng.random() < 0.15:
            text = text.translate(str.maketrans("+-=()", "＋－＝（）"))
        return text

    def _spaced(self, text: str) -> str:
        if self.rng.random() < 0.5:
            return text
        return re.sub(r"(?<=[\w)}²³])([+\-=<>≤≥])(?=[\w(\\])", r" \1 ", text)

    def maybe(self, prefix: str, text: str) -> str:
        """With or without the name of what it is."""
        return prefix + text if self.rng.random() < 0.5 else text


def _only_tex(tex: str) -> bool:
    return bool(re.search(r"\\(?:begin|int|sum|lim|binom|infty|bmod|det|log|to)", tex))


def number(value: Fraction | int) -> str:
    r"""``7``, ``-\frac{2}{3}``."""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def spellings(value: Fraction | int) -> list[str]:
    """The same number in several notations."""
    value = Fraction(value)
    found = [number(value)]
    if value.denominator > 1:
        found.append(f"{value.numerator}/{value.denominator}")
        found.append(number(value).replace("frac", "dfrac"))
        if 10**6 % value.denominator == 0:
            found.append(f"{float(value):g}")
    else:
        found += [f"{value}.", rf"\,{value}"]
    return found


def near(asker: Asker, value: Fraction | int) -> list[str]:
    """Numbers close to the right one: another sign, one more or less, a slip of a digit."""
    value = Fraction(value)
    slips = [value + 1, value - 1, -value, value + 10, 2 * value, value + Fraction(1, 2)]
    if value not in (0, 1, -1):
        slips.append(1 / value)
    return [number(slip) for slip in asker.rng.sample(slips, 3) if slip != value]


def polynomial(coefficients: Sequence[int | Fraction], letter: str = "x") -> str:
    """LaTeX, highest power first: [1, -5, 6] is ``x^2-5x+6``."""
    degree, text = len(coefficients) - 1, ""
    for power, value in zip(range(degree, -1, -1), coefficients, strict=True):
        if not value:
            continue
        symbol = "" if power == 0 else letter if power == 1 else f"{letter}^{power}"
        size = abs(Fraction(value))
        sign = "-" if value < 0 else "+" if text else ""
        text += sign + (symbol if size == 1 and symbol else number(size) + symbol)
    return text or "0"


def product(*polynomials: Sequence[Fraction | int]) -> list[Fraction]:
    """The coefficients of a product."""
    result: list[Fraction] = [Fraction(1)]
    for poly in polynomials:
        longer = [Fraction(0)] * (len(result) + len(poly) - 1)
        for i, a in enumerate(result):
            for j, b in enumerate(poly):
                longer[i + j] += a * b
        result = longer
    return result


def linear(root: int, letter: str = "x") -> str:
    """``(x-3)``, ``x`` for the root 0."""
    return f"({polynomial([1, -root], letter)})" if root else letter
