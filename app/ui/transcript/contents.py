"""What finished messages say, read once: a message may be built again and again.

On the window's thread alone: one reader serves all messages.
"""

import asyncio
from functools import cache, lru_cache
from typing import NamedTuple

from app.domain import mathtext
from app.domain.attached import Attachment, split
from app.domain.blocks import Document
from app.domain.chat import Message, Role
from app.domain.functions import Plot
from app.ui.transcript.plots import plot_in

KEPT = 48  # messages; about as many are built
EXAMPLE = "$y = x^2$ and $y = 1$"  # of what needs every part of the reader


class Said(NamedTuple):
    """A message's text, and what of it can be drawn."""

    document: Document
    plot: Plot | None


class Asked(NamedTuple):
    """What a question says, and the documents with it."""

    attachments: tuple[Attachment, ...]
    document: Document
    plot: Plot | None


async def warm_up() -> None:
    """Load what reading takes before anything is asked: 20 to 30 ms, from a cold disk more.

    In two turns of the loop. Another thread would not be kinder: it takes the interpreter from
    this one by turns, and the first question meets it.
    """
    document = mathtext.parse(EXAMPLE)
    await asyncio.sleep(0)
    plot_in(document)


def read(message: Message) -> None:
    """Read a message that is no longer written, for when it is built."""
    question(message.text) if message.role is Role.USER else answer(message.text)


@lru_cache(maxsize=KEPT)
def question(text: str) -> Asked:
    """What a question says."""
    attachments, words = split(text)
    words = mathtext.with_line_breaks(mathtext.with_delimiters(words))
    document = _reader().update(words, final=True)
    return Asked(attachments, document, plot_in(document))


@lru_cache(maxsize=KEPT)
def answer(text: str) -> Said:
    """What a finished answer says."""
    document = _reader().update(text, final=True)
    return Said(document, plot_in(document))


@cache
def _reader() -> mathtext.Incremental:
    return mathtext.Incremental()
