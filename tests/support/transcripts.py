"""Conversations to show, and a typesetter that answers when the test wants."""

from concurrent.futures import Future
from pathlib import Path

from app.domain.chat import Message, Role, Status, Turn
from app.typeset.formula import Bar, Formula, FormulaError
from app.typeset.typesetter import Written

DATA = Path(__file__).parent.parent / "data"
REFERENCE = (DATA / "reference_page.md").read_text(encoding="utf-8")


class ScriptedTypesetter:
    """Sets formulas at once, or when ``release`` is called; TeX with \\bad cannot be set."""

    def __init__(self):
        self.holds = False
        self.asked: list[str] = []
        self.extents = (0.8, 0.3)  # ascent and descent in em
        self._done = {}
        self._waiting = {}

    def cached(self, tex, *, display):
        return self._done.get((tex, display))

    def typeset(self, tex, *, display):
        self.asked.append(tex)
        future = Future()
        self._waiting[tex, display] = future
        if not self.holds:
            self.release()
        return future

    def written(self, tex, *, display):
        future = Future()
        made = self._set(tex, display)
        mathml = f"<math>{tex}</math>"
        future.set_result(Written(tex, mathml) if isinstance(made, Formula) else made)
        return future

    def release(self):
        """Set everything that was asked for, and from now on at once."""
        self.holds = False
        waiting, self._waiting = self._waiting, {}
        for (tex, display), future in waiting.items():
            made = self._set(tex, display)
            self._done[tex, display] = made
            future.set_result(made)

    def _set(self, tex, display):
        if r"\bad" in tex:
            return FormulaError(tex, display, "cannot be set")
        ascent, descent = self.extents
        width = 0.5 * len(tex)
        block = Bar(0.0, -0.5, width, 0.5)  # stands on the baseline
        return Formula(tex, display, width, ascent, descent, (block,))


def turn(number, text, role=Role.ASSISTANT, *, index=1, count=1, **fields):
    """A message of a conversation in which messages are numbered from 1."""
    message = Message(number, 1, number - 1 or None, role, text, **fields)
    return Turn(message, index, count, tuple(range(count)))


def question(number, text, **fields):
    return turn(number, text, Role.USER, **fields)


def streaming(number):
    return turn(number, "", status=Status.STREAMING)


def conversation(pairs, words=60):
    """Questions and long answers, with formulas in them."""
    turns = []
    for n in range(pairs):
        turns.append(question(2 * n + 1, f"Question {n}: what is $x_{{{n}}}$?"))
        body = "\n\n".join(f"Line {k} of {n} with $a_{{{k}}}$ " + "word " * words for k in range(4))
        turns.append(turn(2 * n + 2, body))
    return turns
