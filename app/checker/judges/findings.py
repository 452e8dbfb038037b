"""Verdicts with their sentences, and how values are shown in them."""

import re
from typing import Any

import sympy
from sympy import Rational

from app.checker.deciding import equal, number
from app.domain.verdict import Status, Verdict

MAX_SHOWN_CHARS = 60
SHOWN_DIGITS = 6

_DECIMAL = re.compile(r"\d*\.(\d+)")


class Unjudged(Exception):
    """This cannot be judged; the reason is the key of the sentence that says why."""

    def __init__(self, reason: str = "undecided", **values: str) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)


def verified(reason: str, **values: Any) -> Verdict:
    return _verdict(Status.VERIFIED, reason, values)


def contradicted(reason: str, **values: Any) -> Verdict:
    return _verdict(Status.CONTRADICTED, reason, values)


def unchecked(reason: str, **values: Any) -> Verdict:
    return _verdict(Status.UNCHECKED, reason, values)


def _verdict(status: Status, reason: str, values: dict[str, Any]) -> Verdict:
    return Verdict(status, f"checker.{reason}", {name: shown(v) for name, v in values.items()})


def shown(value: Any) -> str:
    """A value as people read it, short; long ones as numbers of some digits."""
    if isinstance(value, str):
        return value if len(value) <= 2 * MAX_SHOWN_CHARS else value[:MAX_SHOWN_CHARS] + " …"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    text = "" if _is_large(value) or value.has(sympy.Float) else written(value)
    if text and len(text) <= MAX_SHOWN_CHARS:
        return text
    approximate = number(value)
    if approximate.is_number and not approximate.has(sympy.nan):
        return f"≈ {written(approximate.evalf(SHOWN_DIGITS))}"
    return text[:MAX_SHOWN_CHARS] + " …"


def _is_large(value: Any) -> bool:
    return isinstance(value, Rational) and abs(value.p).bit_length() > 190


def written(value: Any) -> str:
    text = str(sympy.sstr(value, full_prec=False)).replace("**", "^")
    if not any(str(letter) in ("I", "E") for letter in value.free_symbols):
        text = re.sub(r"\bI\b", "i", re.sub(r"\bE\b", "e", text))
    text = re.sub(r"sqrt\((\d+)\)", r"√\1", text.replace("log(", "ln("))
    text = re.sub(r"(?<=\d)\*(?=[a-zA-Z(√])", "", text)
    return text.replace("*", "·")


def compared(value: Any, given: Any, text: str, reason: str = "value") -> Verdict:
    """The verdict on a given value, where computing gives another or the same."""
    same = equal(value, given)
    if same is None:
        return unchecked("undecided")
    if same:
        return verified(f"{reason}_right", value=value)
    if is_rounded(value, given, text):
        return unchecked("rounded", value=value)
    return contradicted(f"{reason}_wrong", value=value, given=given)


def is_rounded(value: Any, given: Any, text: str) -> bool:
    """Whether the decimals of the answer are those of the exact value."""
    decimals = max((len(found[1]) for found in _DECIMAL.finditer(text)), default=0)
    if not decimals or value.free_symbols or given.free_symbols:
        return "approx" in text or "≈" in text
    decimals += 2 if "%" in text else 0
    difference = number(abs(value - given))
    return bool(difference.is_comparable and difference <= Rational(1, 10**decimals))
