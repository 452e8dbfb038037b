"""A conversation as a reader sees it: the visible branch, with headings in the reader's language.

This is what all formats for people show; they differ in how, not in what.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.domain import mathtext
from app.domain.blocks import Document
from app.domain.chat import Chat, Message, Role, Status, path_to
from app.i18n import tr

_NOTES = {
    Status.CUT: "exchange.note_cut",
    Status.STOPPED: "exchange.note_stopped",
    Status.INTERRUPTED: "exchange.note_interrupted",
    Status.FAILED: "exchange.note_failed",
}


@dataclass(frozen=True)
class Entry:
    """One message; ``thoughts`` is empty where there are none or they were not wanted."""

    role: Role
    heading: str
    text: str
    thoughts: str = ""
    thoughts_heading: str = ""
    note: str = ""  # how the answer ended, if not by itself

    @property
    def document(self) -> Document:
        """The text, read; the line breaks of questions are meant."""
        return mathtext.parse(self.source)

    @property
    def source(self) -> str:
        """The text as Markdown."""
        return mathtext.with_line_breaks(self.text) if self.role is Role.USER else self.text

    @property
    def thoughts_document(self) -> Document:
        return mathtext.parse(self.thoughts)


@dataclass(frozen=True)
class Page:
    """A whole conversation; ``about`` is the line below the title."""

    title: str
    about: str
    entries: tuple[Entry, ...]


def page(chat: Chat, *, thoughts: bool) -> Page:
    """The visible branch of ``chat``, with or without the thoughts before the answers."""
    conversation = chat.conversation
    shown = path_to(chat.messages, conversation.active_leaf_id)
    about = tr("exchange.about", date=_date(conversation.created_at))
    return Page(conversation.title, about, tuple(_entries(shown, thoughts=thoughts)))


def _entries(messages: list[Message], *, thoughts: bool) -> Iterator[Entry]:
    for message in messages:
        if message.role is Role.ASSISTANT:
            yield _answer(message, thoughts=thoughts)
        else:
            key = "exchange.question" if message.role is Role.USER else "exchange.instructions"
            yield Entry(message.role, tr(key), message.text)


def _answer(message: Message, *, thoughts: bool) -> Entry:
    shown = message.reasoning.strip() if thoughts else ""
    note = _NOTES.get(message.status)
    return Entry(
        message.role,
        heading=" · ".join(part for part in (tr("exchange.answer"), message.model) if part),
        text=message.text,
        thoughts=shown,
        thoughts_heading=_thoughts_heading(message.thought_s) if shown else "",
        note=tr(note) if note else "",
    )


def _thoughts_heading(seconds: float | None) -> str:
    if seconds is None:
        return tr("exchange.thoughts")
    return tr("exchange.thoughts_timed", seconds=round(seconds))


def _date(seconds: float) -> str:
    """Local date and time, in the order that is the same everywhere."""
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")
