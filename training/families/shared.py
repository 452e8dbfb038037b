"""What several families share: drawing again what gets too long, and sentences one per line."""

import re
from collections.abc import Callable, Sequence

from training.problem import Draw, Problem

Maker = Callable[[Draw], Problem]

#: About a token each: a word or a LaTeX command, a run of Han characters, a digit, a sign.
PIECE = re.compile(r"\\?[A-Za-z]+|[\u4e00-\u9fff]+|[^\s\w]|\d")
#: The same with each Han character counted.
SINGLE_PIECE = re.compile(r"\\?[A-Za-z]+|[^\sA-Za-z]")


def short(make: Maker, longest: int, piece: re.Pattern[str] = PIECE) -> Maker:
    """``make``, drawing again where the worked path has more than ``longest`` pieces."""

    def made(draw: Draw) -> Problem:
        while True:
            problem = make(draw)
            if len(piece.findall(problem.reasoning)) <= longest:
                return problem

    return made


def sentences(draw: Draw, lines: Sequence[str]) -> str:
    """The lines that are not empty, each with its full stop."""
    stop = draw.say(".", "。")
    return "\n".join(line + stop for line in lines if line)
