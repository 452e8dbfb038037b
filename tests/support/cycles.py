"""Texts that repeat themselves without end, and honest ones that only look like it."""

import itertools
import random
from collections.abc import Iterable, Iterator

from app.domain.cycles import CycleDetector
from training.conversation import conversations

_PHRASES = (
    *("Wait, let me check that again", "So the answer must be 42", "Hmm, I am not sure"),
    *("But the sum of the two roots is 5", "Therefore $x = 3$ and $y = -1$", "This is a circle"),
    *("Let me recompute: $7 \\times 8 = 56$", "Now substitute back into the first equation"),
    *("If $n$ is even, then $n^2$ is even", "The derivative is $2x + 3$", "That cannot be right"),
    *("等一下，让我重新检查一遍", "所以方程的解是 $x=2$", "这个结果好像不对", "我们再代入验证一次"),
    "\\[ x^2 - 5x + 6 = (x-2)(x-3) \\]",
)
_COUNTED = ("Step {}: ", "Attempt {}. ", "{}. ", "({}) ", "**Step {}:** ", "第{}步：")
_SHORT = ("the", "x = x + ", "0", "\\quad", "again, ", "\n", "yes no ", "好", "= ", "ab")
#: A period this short is told from honest repetition only after more of it.
SURE_CHARS = 512


def cycle(rng: random.Random) -> Iterator[str]:
    """The copies of one unit, without end: a token, a phrase, or several; some vary a little."""
    kind = rng.random()
    if kind < 0.15:
        unit = rng.choice(_SHORT)
        return itertools.repeat(unit * (1 if unit.strip() else 2) + ("." if unit == "\n" else ""))
    phrases = rng.sample(_PHRASES, 1 if kind < 0.45 else rng.randint(2, 8))
    unit = "".join(phrase + rng.choice((". ", ".\n", "!\n\n", "。")) for phrase in phrases)
    if rng.random() < 0.3:
        counted, start = rng.choice(_COUNTED), rng.randint(1, 20)
        return ("\n" + counted.format(start + at) + unit for at in itertools.count())
    if rng.random() < 0.3:
        return (unit + rng.choice(("", " ", "\n", "\n\n")) for _ in itertools.count())
    return itertools.repeat(unit)


def pieces(rng: random.Random, text: str) -> Iterator[str]:
    """``text`` cut as tokens cut it."""
    at = 0
    while at < len(text):
        size = rng.randint(1, 6)
        yield text[at : at + size]
        at += size


def _table(rng: random.Random) -> str:
    columns = rng.randint(2, 8)
    lines = ["|" + " n |" * columns, "|" + "---|" * columns]
    for _ in range(rng.randint(3, 40)):
        cells = (rng.choice(("0", "1", str(rng.randint(0, 99)))) for _ in range(columns))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _matrices(rng: random.Random) -> str:
    size, most = rng.randint(2, 12), rng.choice((0, 1, 9))
    rows = [" & ".join(str(rng.randint(0, most)) for _ in range(size)) for _ in range(size)]
    one = "\\begin{pmatrix} " + " \\\\ ".join(rows) + " \\end{pmatrix}"
    return " \\cdot ".join([one] * rng.randint(1, 3))


def _list(rng: random.Random) -> str:
    step, start = rng.randint(1, 9), rng.randint(0, 50)
    line = rng.choice(("{0}. {1}", "f({0}) = {1}", "{0}^2 = {1}", "If $n = {0}$, we get ${1}$."))
    return "\n".join(line.format(n, start + step * n * n) for n in range(rng.randint(5, 120)))


def _expansion(rng: random.Random) -> str:
    a, b = rng.randint(1, 20), rng.choice((3, 7, 9, 11, 13, 17, 37))
    digits = str(a * 10**60 // b)[: rng.randint(10, 60)]
    term = rng.choice(("2", "\\frac{1}{2}", "(x+1)", "5"))
    sign = rng.choice((" + ", " \\cdot ", " \\times "))
    return f"0.{digits}… and {sign.join([term] * rng.randint(2, 10))} = …"


def _cases(rng: random.Random) -> str:
    test = rng.choice(("is not a multiple of 7", "has no solution", "leaves remainder 1"))
    return " ".join(f"$n={n}$ gives ${n * n + 1}$, which {test}." for n in range(2, 40))


def honest(rng: random.Random) -> Iterator[str]:
    """Tables, matrices, lists, long numbers, cases, and worked exercises; without end."""
    worked = conversations(rng.randint(0, 10**6))
    while True:
        for make in (_table, _matrices, _list, _expansion, _cases):
            yield make(rng)
        yield next(worked)[1]


def is_found(pieces: Iterable[str]) -> bool:
    """Whether the detector takes a text for a cycle."""
    detector = CycleDetector()
    return any(detector.feed(piece) for piece in pieces)


def is_caught_in_time(rng: random.Random) -> bool:
    """Whether a random cycle is found within three repetitions, short ones within SURE_CHARS."""
    copies = cycle(rng)
    text = "".join(itertools.islice(copies, 4))
    while len(text) < SURE_CHARS:
        text += next(copies)
    return is_found(pieces(rng, "We are looking for the roots of the polynomial. " + text))
