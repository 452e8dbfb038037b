"""The order of the sidebar: pinned conversations, folders, the rest by age, the archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.domain.chat import Conversation

#: Key of the translations for conversations at most so many days old.
AGES = ((0, "today"), (1, "yesterday"), (7, "week"), (30, "month"))

PINNED = "pinned"
FOLDER = "folder"
ARCHIVED = "archived"


@dataclass(frozen=True)
class Heading:
    """Stands above ``count`` conversations; ``kind`` is one of those above or an age."""

    kind: str
    count: int
    folder: str = ""

    @property
    def folds(self) -> bool:
        """Whether what stands below it can be hidden."""
        return self.kind in (FOLDER, ARCHIVED)

    @property
    def key(self) -> tuple[str, str]:
        """The same for the same heading, however much stands below it."""
        return self.kind, self.folder


Section = tuple[Heading, list[Conversation]]


def age_key(used: date, today: date) -> str:
    """Which group a conversation last used on ``used`` belongs to; the future counts as today."""
    days = (today - used).days
    return next((key for limit, key in AGES if days <= limit), "older")


def sections(conversations: Sequence[Conversation], today: date) -> Iterator[Section]:
    """All that is shown, from top to bottom; each section in the order given, newest first.

    What is archived stands in the archive alone, what is pinned among the pinned alone.
    """
    yield from _section(PINNED, [c for c in conversations if c.pinned and not c.archived])
    usual = [c for c in conversations if not c.pinned and not c.archived]
    for folder in folders(usual):
        yield from _section(FOLDER, [c for c in usual if c.folder == folder], folder)
    for age, members in groupby(
        (c for c in usual if not c.folder),
        lambda c: age_key(date.fromtimestamp(c.updated_at), today),
    ):
        yield from _section(age, [*members])
    yield from _section(ARCHIVED, [c for c in conversations if c.archived])


def folders(conversations: Sequence[Conversation]) -> list[str]:
    """The names of the folders that these are in, in alphabetical order."""
    return sorted(
        {c.folder for c in conversations} - {""}, key=lambda name: (name.casefold(), name)
    )


def _section(kind: str, members: list[Conversation], folder: str = "") -> Iterator[Section]:
    if members:
        yield Heading(kind, len(members), folder), members
