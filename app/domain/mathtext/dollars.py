r"""Whether what stands between two dollar signs is a formula, or prose between two prices.

Formulas: ``$x$``, ``$12\times12$``, ``$ a + b = c $``. Prose: the middle of ``$5 and $10``,
``$5-$10``, ``US$5 or C$7``, ``$HOME and $PATH``.
"""

import re

_TEXT_GROUP = r"\\(?:text[a-z]*|mbox|hbox|math[a-z]+|operatorname\*?) ?\{[^{}]*\}"
_COMMAND = re.compile(rf"{_TEXT_GROUP}|\\[A-Za-z]+|\\.", re.DOTALL)
_COMMAND_MARK = "·"
# What joins other words. With a word or number on either side, for "by" is b times y elsewhere.
_JOINED = re.compile(
    r"(?:^|[0-9A-Za-z,.;:)])\s+"
    r"(?:and|are|as|at|but|by|each|for|from|has|have|if|in|is|it|more|not|of|on|or|per|so|than|that"
    r"|the|then|they|to|was|were|which|while|will|with|you)"
    r"(?=\s+[0-9A-Za-z(]|\s*$)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[A-Za-z]{2,}(?:\s+[A-Za-z]{2,}){3}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SIGN = re.compile(r"[\\^_=<>]")
# Space on both sides, and no sign or comma that joins what is inside to what is outside.
_PADDED = re.compile(r"\s+(?:[A-Za-z0-9(|]|[-+](?! )).*(?<=[A-Za-z0-9)|!'])\s+", re.DOTALL)
_PRICE = re.compile(r"[0-9][0-9.,]*[KMBk]?(?:\s+[A-Za-z(]|[,.;:!?)]+(?:\s|$)|[，。；：！？）、])")


def is_prose(text: str) -> bool:
    """Whether ``text`` is rather a piece of a sentence than TeX."""
    words = _COMMAND.sub(_COMMAND_MARK, text)
    return _JOINED.search(words) is not None or _SENTENCE.search(words) is not None


def is_formula(content: str, follows: str) -> bool:
    """Whether ``$content$``, with the character ``follows`` after it, is a formula."""
    body = content.strip()
    if not body or follows.isdecimal():
        return False
    is_padded = body != content
    has_sign = _SIGN.search(body) is not None
    if not is_padded and not body[0].isdecimal():
        return has_sign or not is_prose(body)
    if is_prose(content):
        return False
    if is_padded and not has_sign:
        return _PADDED.fullmatch(content) is not None
    return has_sign or not _HAN.search(body)


def may_become_formula(content: str) -> bool:
    """Whether ``$content``, at the end of a text that still grows, looks like half a formula."""
    if content[:1].isspace() and not _SIGN.search(content):
        return False
    return not is_prose(content) and not _PRICE.match(content)
