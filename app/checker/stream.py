"""The tokens of a text as a recursive descent wants them: looked at, taken, expected."""

from collections.abc import Callable
from typing import TypeVar

from app.checker.tokens import Kind, Token, Unreadable

MAX_NESTING = 50
CLOSERS = {"(": ")", "[": "]", "{": "}", "⟦": "⟧"}

T = TypeVar("T")


class Stream:
    """Tokens from the left. What is wanted and not there raises ``Unreadable``."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def token(self, ahead: int = 0) -> Token | None:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def peek(self, ahead: int = 0) -> str:
        """The text of a token to come; empty at the end."""
        token = self.token(ahead)
        return token.text if token else ""

    def take(self) -> str:
        text = self.peek()
        if not text:
            raise Unreadable("something is missing")
        self._at += 1
        return text

    @property
    def place(self) -> int:
        """Where it is; setting it goes back there."""
        return self._at

    @place.setter
    def place(self, place: int) -> None:
        self._at = place

    def take_digit(self) -> int:
        """The first digit of a number; the others are left."""
        text = self.take()
        if len(text) > 1:
            self._at -= 1
            self._tokens[self._at] = Token(Kind.NUMBER, text[1:])
        return int(text[0])

    def skip(self, count: int) -> None:
        self._at += count

    def drop_before_closing(self, ending: list[str]) -> bool:
        """Whether the group ends with these tokens; they are then taken out."""
        end = self.closing(depth=1)
        start = end - len(ending)
        if start < self._at or [token.text for token in self._tokens[start:end]] != ending:
            return False
        del self._tokens[start:end]
        return True

    def expect(self, text: str) -> None:
        if self.peek() != text:
            raise Unreadable(f"{text} is missing")
        self._at += 1

    def expect_end(self) -> None:
        if self.token() is not None:
            raise Unreadable("something is left over")

    def mentions(self, letter: str) -> bool:
        """Whether ``letter`` comes in what is left, up to the end of the brackets around."""
        depth = 0
        for token in self._tokens[self._at :]:
            depth += (token.text in CLOSERS) - (token.text in CLOSERS.values())
            if depth < 0:
                return False
            if token.kind is Kind.LETTER and token.text == letter:
                return True
        return False

    def closing(self, depth: int = 0) -> int:
        """Where the brace that comes next is closed; with depth 1 the one before."""
        for at in range(self._at, len(self._tokens)):
            depth += (self._tokens[at].text == "{") - (self._tokens[at].text == "}")
            if depth == 0:
                return at
        raise Unreadable("} is missing")

    def deeper(self, read_one: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise Unreadable("nested too deep")
        value = read_one()
        self._depth -= 1
        return value
