"""Answers in words: that there is no solution, or that every number is one."""

import re

_WRAPPED = re.compile(r"\\(?:text|textrm|mathrm|mbox|textbf|operatorname)\s*\{([^{}]*)\}")
_NONE = re.compile(
    r"(?:x|there (?:are|is)|the (?:equation|system|inequality) has|it has|has)? ?"
    r"(?:no|has no) ?(?:real|rational|integer)? ?(?:number )?(?:roots?|solutions?|zeros?|values?)"
    r"(?: exists?| in the real numbers| over the reals)?|none|(?:the )?empty set"
    r"|\\emptyset|\\varnothing|∅|\\\{\\\}|(?:原?方程组?|不等式组?)?(?:没有|无)(?:实数|实|有理数|整数)?(?:根|解)|空集|不存在"
)
_ALL = re.compile(
    r"(?:all|any|every) (?:real )?(?:numbers?|values?)(?: of [a-z])?|infinitely many(?: solutions)?"
    r"|(?:全体|任意|一切|所有)实数|无(?:数|穷多)(?:个)?解|有无(?:数|穷多)(?:个)?解"
    r"|(?:x ?(?:\\in|∈) ?)?(?:\\mathbb ?\{?R\}?|ℝ)|\(-\\infty, ?\+?\\infty\)"
)


def says_none(answer: str) -> bool:
    """``no real roots``, ``无解``, ``\\emptyset``."""
    return _NONE.fullmatch(_plain(answer)) is not None


def says_all(answer: str) -> bool:
    """``all real numbers``, ``\\mathbb{R}``."""
    return _ALL.fullmatch(_plain(answer)) is not None


def _plain(answer: str) -> str:
    text = _WRAPPED.sub(r"\1", answer).replace(r"\ ", " ").replace("$", "").replace("~", " ")
    return " ".join(re.sub(r"\\[,;:!]", " ", text).split()).strip(" .。!").replace("No", "no", 1)
