"""How texts become words of the search index, and what a person types becomes a query.

The index (SQLite's FTS5, tokenizer unicode61) takes a run of letters for one word. Chinese and
Japanese are written without spaces, so every such character becomes a word of its own here, and a
typed word becomes a phrase: its characters, one after the other.
"""

import re
from dataclasses import dataclass

#: Zero-width space: ends a word for the tokenizer and cannot be seen if it ever reaches a screen.
SEPARATOR = "\u200b"

#: What is typed beyond this is ignored; FTS5 refuses expressions deeper than 256 words.
QUERY_CHARACTERS = 200

# Kana, CJK ideographs (extension A, unified, compatibility, supplementary planes), Hangul.
_UNSPACED = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\uac00-\ud7a3]"
)


@dataclass(frozen=True)
class Hit:
    """One place where the words were found: a message, or a conversation's title (no message)."""

    conversation_id: int
    message_id: int | None
    snippet: str


def indexed(text: str) -> str:
    """``text`` as the index takes it: unspaced characters set apart, no NUL."""
    return _UNSPACED.sub(rf"{SEPARATOR}\g<0>{SEPARATOR}", text.replace("\0", " "))


def readable(snippet: str) -> str:
    """A piece of an indexed text as it was written, in one line."""
    return " ".join(snippet.replace(SEPARATOR, "").split())


def match_expression(typed: str) -> str:
    """The FTS5 expression for what was typed; empty if nothing was.

    Every word must occur, each as a phrase whose last part may go on ("deriv" finds "derivative").
    Quoting makes every character an ordinary one, so nothing typed can be an operator.
    """
    words = indexed(typed[:QUERY_CHARACTERS]).split()
    return " ".join('"{}"*'.format(word.replace('"', '""')) for word in words)
