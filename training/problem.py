"""One exercise with its worked path, and the dice it is made with."""

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

LANGUAGES = ("en", "zh")

#: One in so many problems is never trained on: the evaluation draws from these alone.
HELD_OUT_SHARE = 8

Item = TypeVar("Item")


@dataclass(frozen=True)
class Problem:
    """An exercise in one language and wording.

    ``key`` names the mathematics alone, the same in every wording and language. A key that starts
    with ``fact:`` is a fact everything else needs (a power, a root): always trained, never asked in
    the evaluation.
    """

    question: str
    reasoning: str  # a true worked path; Markdown with LaTeX
    answer: str  # what is shown to the pupil; ends with the box
    expected: str  # LaTeX inside the box
    key: str

    @property
    def held_out(self) -> bool:
        """Whether this problem is kept for the evaluation."""
        if self.key.startswith("fact:"):
            return False
        digest = hashlib.sha256(self.key.encode()).digest()
        return digest[0] % HELD_OUT_SHARE == 0


class Draw:
    """Dice for one problem in one language."""

    def __init__(self, rng: random.Random, language: str) -> None:
        self.rng = rng
        self.language = language

    def integer(self, low: int, high: int) -> int:
        """Any of low … high."""
        return self.rng.randint(low, high)

    def nonzero(self, low: int, high: int) -> int:
        """Any of low … high but 0."""
        while (value := self.rng.randint(low, high)) == 0:
            pass
        return value

    def pick(self, items: Sequence[Item]) -> Item:
        return self.rng.choice(items)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def say(self, en: Sequence[str] | str, zh: Sequence[str] | str) -> str:
        """One of the wordings in this problem's language."""
        wordings = en if self.language == "en" else zh
        return wordings if isinstance(wordings, str) else self.rng.choice(wordings)

    def maths(self, tex: str) -> str:
        """``tex`` as people type it: LaTeX or plain, superscripts, full-width signs, spaces."""
        style = self.rng.random()
        if style < 0.3:
            return f"${self._spaced(tex)}$"
        if style < 0.35:
            return rf"\({self._spaced(tex)}\)"
        return self._plain(tex)

    def _spaced(self, tex: str) -> str:
        return _BINARY.sub(r" \1 ", tex) if self.chance(0.5) else tex

    def _plain(self, tex: str) -> str:
        text = re.sub(r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", tex)
        root = self.pick(("√", "sqrt"))
        text = re.sub(r"\\sqrt\{([^{}]*)\}", r"√\1" if root == "√" else r"sqrt(\1)", text)
        text = text.replace(r"\times ", self.pick(("×", "×", "*"))).replace(r"\%", "%")
        text = text.replace(r"\div ", self.pick(("÷", "÷", "/")))
        word_forms = self.pick(({r"\le ": "≤", r"\ge ": "≥"}, {r"\le ": "<=", r"\ge ": ">="}))
        for command, sign in word_forms.items():
            text = text.replace(command, sign)
        text = self._spaced(text)
        if self.chance(0.5):
            text = text.replace("^2", "²").replace("^3", "³")
        if self.chance(0.15):
            text = text.replace("-", "−")
        elif self.language == "zh" and self.chance(0.2):
            text = text.translate(_FULL_WIDTH)
        return text


_BINARY = re.compile(r"(?<=[\w)}²³])\s*(\\times |\\div |\\le |\\ge |<=|>=|[+\-=<>×÷*≤≥])\s*(?=\S)")
_FULL_WIDTH = str.maketrans("+-=()", "＋－＝（）")


def number(value: int | Fraction) -> str:
    r"""LaTeX of a number: ``7``, ``-3``, ``-\frac{2}{3}``."""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def polynomial(coefficients: Sequence[int | Fraction], variable: str = "x") -> str:
    """LaTeX of a polynomial, highest power first: [1, -5, 6] is ``x^2-5x+6``."""
    degree = len(coefficients) - 1
    text = ""
    for power, value in zip(range(degree, -1, -1), coefficients, strict=True):
        if value:
            text += _term(Fraction(value), power, variable, first=not text)
    return text or "0"


def _term(value: Fraction, power: int, variable: str, *, first: bool) -> str:
    sign = "-" if value < 0 else "" if first else "+"
    size = abs(value)
    letter = "" if power == 0 else variable if power == 1 else f"{variable}^{power}"
    return sign + (letter if size == 1 and letter else number(size) + letter)
