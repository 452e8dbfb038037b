r"""Whether what stands between two dollar signs is a formula, or prose between two prices.

A formula: ``$x$``, ``$12\times12$``, ``$ a + b = c $``. Not one: the middle of ``$5 and $10``,
``$5-$10``, ``US$5 or C$7``, ``$HOME and $PATH``.
"""

import re

_COMMAND = re.compile(r"\\(?:text[a-z]*|mbox|hbox|math[a-z]+|operatorname\*?)[ ]*\{[^{}]*\}|\\[A-Za-z]+|\\.")
_WORD = re.compile(r"[A-Za-z]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SIGN = re.compile(r"[\\^_=<>]")
_PRICE_IN_PROSE = re.compile(r"[0-9][0-9.,]*[KMBk]?(?:[ ]+[A-Za-z(]|[,.;:!?)]+(?:[ ]|$)|[，。；：！？）、])")

#: Words that join other words and name nothing in a formula.
_JOINING = frozenset(
    ["an", "and", "are", "as", "at", "be", "but", "by", "each", "every", "for", "from", "get", "has", "have", "if", "in", "is", "it", "more", "not", "of", "on", "or", "per", "so", "than", "that", "the", "then", "they", "this", "to", "was", "we", "were", "which", "while", "will", "with", "you", "your"]
)
_PROSE_WORDS = 4


def is_prose(text: str) -> bool:
    """Whether ``text`` is rather a piece of a sentence than TeX."""
    words = _WORD.findall(_COMMAND.sub(" ", text))
    return len(words) >= _PROSE_WORDS or any(word.lower() in _JOINING for word in words)


def is_formula(content: str, follows: str) -> bool:
    """Whether ``$content$``, with the character ``follows`` after it, is a formula."""
    body = content.strip()
    if not body or follows.isdecimal() or is_prose(body):
        return False
    if _SIGN.search(body):
        return True
    if body != content:
        return len(body) == 1 and content[0].isspace() and content[-1].isspace()
    return not (body[0].isdecimal() and _HAN.search(body))


def may_become_formula(content: str) -> bool:
    """Whether ``$content``, at the end of a text that still grows, looks like half a formula."""
    if content[:1].isspace() and not _SIGN.search(content):
        return False
    return not is_prose(content) and not _PRICE_IN_PROSE.match(content)
