r"""The same answer typed otherwise, and one with a digit or sign changed: for keys of real sets."""

import random
import re

_WHOLE_FRACTION = re.compile(r"\\frac\{(\d+)\}\{(\d+)\}(?![\d{])")
_PLAIN_BRACKET = re.compile(r"(?<!\\left)\((?=[^()]*\))")
#: A digit that is part of a number: not of a subscript, a command, or a label.
_DIGIT = re.compile(r"(?<![_\d])(?<!_\{)(?<!\\)\d")
_FULL_WIDTH = str.maketrans("0123456789=,()", "０１２３４５６７８９＝，（）")


def retyped(dice: random.Random, answer: str) -> str:
    """``answer`` in another notation, with the same meaning."""
    ways = (
        lambda text: text.replace(r"\frac", r"\dfrac"),
        lambda text: f"${text}$" if "$" not in text else text,
        lambda text: rf"\({text}\)" if "$" not in text else text,
        lambda text: _WHOLE_FRACTION.sub(r"{\1/\2}", text) if text == text.strip("-") else text,
        lambda text: text.replace("+", " + ").replace("=", " = "),
        lambda text: text.replace("-", "−"),
        lambda text: (
            text.replace("(", r"\left(").replace(")", r"\right)") if r"\left" not in text else text
        ),
        lambda text: text.translate(_FULL_WIDTH) if "\\" not in text else text,
        lambda text: (
            text.replace(r"\left", "").replace(r"\right", "") if r"\left" in text else text
        ),
        lambda text: text + ".",
        lambda text: text.replace(r"\pi", "π").replace(r"\infty", "∞"),
        lambda text: text.replace("^2", "²") if "_" not in text else text,
    )
    for way in dice.sample(ways, 3):
        answer = way(answer)
    return answer


def mistaken(dice: random.Random, answer: str) -> str | None:
    """``answer`` with one digit changed, or another sign; None where it has neither."""
    places = [found.start() for found in _DIGIT.finditer(answer)]
    if not places:
        return None
    at = dice.choice(places)
    digit = (int(answer[at]) + dice.randint(1, 8)) % 10 or 1
    if str(digit) == answer[at]:
        digit = digit % 9 + 1
    return answer[:at] + str(digit) + answer[at + 1 :]
