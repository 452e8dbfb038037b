r"""A place in a text that a reader of expressions moves through, one character or number at a time.

Base of readers that descend recursively. What is not understood, or beyond the bounds, raises the
reader's own ``refusal``, a ``ValueError``.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import ClassVar, TypeVar

_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_MIXED = re.compile(r"\s*\\frac\s*(?:\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\}|(\d)(\d))")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_SUBSCRIPT = re.compile(r"\s*_\s*(?:\{([^{}]*)\}|([0-9A-Za-z]))")

T = TypeVar("T")


class Cursor:
    """Knows the text, the place in it, and how deep the reader is nested."""

    max_nesting: ClassVar[int]
    max_digits: ClassVar[int]
    refusal: ClassVar[type[ValueError]]

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    # --- characters ---------------------------------------------------------------------------

    def _peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _skip(self) -> bool:
        self._at += 1
        return True

    def _expect(self, char: str) -> None:
        if self._peek() != char:
            raise self.refusal(f"{char} is missing")
        self._at += 1

    def _expect_end(self) -> None:
        if self._peek():
            raise self.refusal("something is left over")

    def _is_negated(self) -> bool:
        """Whether the signs that stand here make what follows negative; they are passed."""
        negative = False
        while self._peek() in ("+", "-"):
            negative ^= self._text[self._at] == "-"
            self._at += 1
        return negative

    def _deeper(self, read_one: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > self.max_nesting:
            raise self.refusal("nested too deep")
        found = read_one()
        self._depth -= 1
        return found

    # --- words and numbers --------------------------------------------------------------------

    def _next_command(self) -> str:
        """The command that begins here, which is not passed; empty without one."""
        found = _COMMAND.match(self._text, self._at)
        return found[0] if found else ""

    def _subscript(self) -> str:
        """``_1`` or ``_{max}``, passed; empty without one."""
        found = _SUBSCRIPT.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return "_" + "".join((found[1] or found[2] or "").split())

    def _fraction(self) -> Fraction:
        r"""A number as typed, exactly; ``2\frac{1}{2}`` is nowhere written for a product."""
        found = _NUMBER.match(self._text, self._at)
        if found is None or len(found[0]) > self.max_digits:
            raise self.refusal("no number, or one too long")
        self._at = found.end()
        value = Fraction(found[0])
        mixed = _MIXED.match(self._text, self._at)
        return value + self._proper_part(mixed) if mixed and value.denominator == 1 else value

    def _proper_part(self, mixed: re.Match[str]) -> Fraction:
        top, bottom = mixed[1] or mixed[3], mixed[2] or mixed[4]
        if max(len(top), len(bottom)) > self.max_digits or int(top) >= int(bottom):
            raise self.refusal("no mixed number")
        self._at = mixed.end()
        return Fraction(int(top), int(bottom))


def is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()
